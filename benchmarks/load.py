"""The first table of a process, as ratios in one run: `python benchmarks/load.py`.

A whole process that loads one table with the library, beside one that reads the same file with pyarrow alone; and what
each tool adds. Medians of RUNS runs, all in turn.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 15
ROOT = Path(__file__).resolve().parent.parent
_BARE = "from pyarrow.parquet import ParquetFile; ParquetFile({!r}).read()"
_OURS = "import cgt_dataset as cgt; cgt.load('agreements', as_={!r})"


def _seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    import cgt_dataset

    codes = {"bare ParquetFile": _BARE.format(str(cgt_dataset.path("agreements")))}
    codes |= {f"load as {tool}": _OURS.format(tool) for tool in ("arrow", "polars", "duckdb", "pandas")}
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(RUNS):
        for name, code in codes.items():
            taken[name].append(_seconds(code))
    bare = taken["bare ParquetFile"]
    for name, times in taken.items():
        ratio = statistics.median(one / other for one, other in zip(times, bare, strict=True))
        print(f"{name:18} {statistics.median(times) * 1000:7.1f} ms   ratio {ratio:5.2f}")


if __name__ == "__main__":
    main()
