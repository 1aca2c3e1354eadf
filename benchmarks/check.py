"""How checking grows with the number of records: `python benchmarks/check.py`.

Writes N organizations with evidence as YAML files, checks the folder, and prints the time, the time a record, and the
share of it that reading YAML takes. Beside them, the time of the command on one file of the repository and on all.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 3_000, 10_000)
RUNS = 5
_SYLLABLES = [consonant + vowel for consonant in "bdklmn" for vowel in "aeiou"]


def _write(raw: Path, count: int) -> None:
    """A source and `count` organizations that it names, without a fault."""
    chance = random.Random(1)  # noqa: S311 (names, not secrets)
    names = sorted({"".join(chance.choices(_SYLLABLES, k=6)).title() for _ in range(count)})
    text = " ".join(names)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (raw / "sources").mkdir(parents=True)
    (raw / "organizations").mkdir()
    (raw / "sources" / "text.yaml").write_text(
        f"schema: source/1\nid: text\nkind: news\nlanguage: en\ntext_sha256: {digest}\ntext_length: {len(text)}\n"
        f"body_start: 0\nbody_end: {len(text)}\nevidence:\n- source: text\n  supports: [/kind, /language]\n  start: 0\n"
        f"  end: 1\n  sha256: {hashlib.sha256(text[:1].encode()).hexdigest()}\n  derivation: normalised\n"
        "  assertion: stated\n"
    )
    start = 0
    for name in names:
        (raw / "organizations" / f"{name.lower()}.yaml").write_text(
            f"schema: organization/1\nid: {name.lower()}\nname: {name}\nnames:\n- text: {name}\n  language: en\n"
            f"  kind: as_stated\nevidence:\n- source: text\n  supports: [/name, /names/0]\n  start: {start}\n"
            f"  end: {start + len(name)}\n  sha256: {hashlib.sha256(name.encode()).hexdigest()}\n"
            "  derivation: verbatim\n  assertion: stated\n"
        )
        start += len(name) + 1


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
