"""What reading older records costs beside reading YAML: `python benchmarks/migrate.py`.

Writes N organizations of schema 1 with places, bearers and evidence as YAML files, reads the folder, and migrates what
was read; prints the time of either, the time a record, and their ratio. Medians of RUNS runs, the two in turn.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from invented import sha256, write_source

SIZES = (1_000, 10_000)
RUNS = 3
_PLACES = (
    ("CN", "CN-SH", "Pudong"),
    ("CN", "CN-BJ", "Beijing E-Town"),
    ("NL", None, "Alkmaar"),
    ("TR", None, "İstanbul"),
)


def _write(raw: Path, count: int) -> None:
    """A source and `count` organizations of schema 1, each with where it is and who says so."""
    for number, (name, start) in enumerate(write_source(raw, count, 1)):
        country, subdivision, locality = _PLACES[number % len(_PLACES)]
        within = f"subdivision: {subdivision}\n" if subdivision else ""
        levels = ["/country", *(["/subdivision"] if subdivision else []), "/locality"]
        span = f"  start: {start}\n  end: {start + len(name)}\n  sha256: {sha256(name)}\n"
        (raw / "organizations" / f"{name.lower()}.yaml").write_text(
            f"schema: organization/1\nid: {name.lower()}\nname: {name}\nnames:\n- text: {name}\n  language: en\n"
            f"  kind: as_stated\ncountry: {country}\n{within}locality: {locality}\nzone: {name} Park\nevidence:\n"
            f"- source: text\n  supports: [/name, /names/0]\n{span}  derivation: verbatim\n  assertion: stated\n"
            f"- source: text\n  supports: [{', '.join(levels)}, /zone]\n{span}  derivation: normalised\n"
            f"  assertion: quoted\n  asserted_by: the head of {name}\n",
            encoding="utf-8",
        )


def _measure(raw: Path) -> tuple[int, float, float]:
    """How many records there are, and the seconds that reading and migrating them take."""
    from cgt_dataset.curation import read_folder
    from cgt_dataset.schema.migrations import migrate

    reading, migrating, count = [], [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        documents = [located.document.data for located in read_folder(raw).records if located.document is not None]
        reading.append(time.perf_counter() - start)
        start = time.perf_counter()
        for document in documents:
            migrate(document)
        migrating.append(time.perf_counter() - start)
        count = len(documents)
    return count, statistics.median(reading), statistics.median(migrating)


def main() -> None:
    """Measure and print."""
    print("records   read s   ms/record   migrate s   ms/record   migrate : read")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw"
            _write(raw, size)
            count, reading, migrating = _measure(raw)
        each = 1000 / count
        print(
            f"{count:7} {reading:8.2f} {reading * each:11.3f} {migrating:11.2f} {migrating * each:11.3f} "
            f"{migrating / reading:16.2f}"
        )


if __name__ == "__main__":
    main()
