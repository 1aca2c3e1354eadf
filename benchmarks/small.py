"""Import and build, as ratios in one run: `python benchmarks/small.py`.

Prints the time that `import cgt_dataset` takes beside `import pycountry`, and what a build of the repository's records
takes of its own, after imports. Medians of RUNS runs; each import in a process of its own, the two in turn.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 15
ROOT = Path(__file__).resolve().parent.parent
_TIMED = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def _import_seconds(module: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _TIMED.format(module)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(done.stdout)


def _build_seconds(place: Path) -> float:
    from cgt_dataset.build import build
    from cgt_dataset.texts import Texts

    start = time.perf_counter()
    build(ROOT / "raw", place, Texts())
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(_import_seconds("cgt_dataset"))
        theirs.append(_import_seconds("pycountry"))
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    print(f"import cgt_dataset  {statistics.median(ours) * 1000:7.1f} ms")
    print(f"import pycountry    {statistics.median(theirs) * 1000:7.1f} ms")
    print(f"ratio               {statistics.median(ratios):7.2f}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "build"
        _build_seconds(place)  # imports
        own = [_build_seconds(place) for _ in range(RUNS)]
    print(f"build, own work     {statistics.median(own) * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
