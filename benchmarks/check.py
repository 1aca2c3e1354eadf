"""How checking grows with the number of records: `python benchmarks/check.py`.

Writes N organizations with evidence as YAML files, checks the folder, and prints the time, the time a record, and the
share of it that reading YAML takes. Beside them, the time of the command on one file of the repository and on all.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from invented import sha256, write_source

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 3_000, 10_000)
RUNS = 5


def _write(raw: Path, count: int) -> None:
    """A source and `count` organizations that it names, without a fault."""
    proof = "  derivation: normalised\n  assertion: stated\n"
    first = "B"  # the text begins with it, as the first name does
    named = write_source(
        raw,
        count,
        2,
        "evidence:\n- source: text\n  supports: [/kind, /language]\n  start: 0\n  end: 1\n"
        f"  sha256: {sha256(first)}\n{proof}",
    )
    for name, start in named:
        (raw / "organizations" / f"{name.lower()}.yaml").write_text(
            f"schema: organization/2\nid: {name.lower()}\nname: {name}\nnames:\n- text: {name}\n  language: en\n"
            f"  kind: as_stated\nevidence:\n- source: text\n  supports: [/name, /names/0]\n  start: {start}\n"
            f"  end: {start + len(name)}\n  sha256: {sha256(name)}\n  derivation: verbatim\n  assertion: stated\n"
        )


def _grow() -> None:
    from cgt_dataset.build import check
    from cgt_dataset.curation import read_folder
    from cgt_dataset.texts import Texts

    print("records   check s   ms/record   YAML share")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw"
            _write(raw, size)
            start = time.perf_counter()
            read = len(read_folder(raw).records)
            reading = time.perf_counter() - start
            start = time.perf_counter()
            findings = [finding for finding in check(raw, Texts()).findings if finding.severity == "error"]
            whole = time.perf_counter() - start
        assert not findings  # noqa: S101 (else something else is measured)
        print(f"{read:7} {whole:9.2f} {whole / read * 1000:11.3f} {reading / whole:11.0%}")


def _command(path: str) -> float:
    code = "import sys; from cgt_dataset.cli import main; sys.exit(main())"
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, "check", path], cwd=ROOT, capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    _grow()
    one = "raw/facilities/necstgen-leiden.yaml"
    print(f"cgt-dataset check {one}: {_command(one):.2f} s, all of raw: {_command('raw'):.2f} s")


if __name__ == "__main__":
    main()
