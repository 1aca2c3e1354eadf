"""How long until the explorer answers: `python benchmarks/explore.py`.

From the start of the process to the first answered request, beside the same command with nothing to do (`--version`)
and a process that imports Datasette alone. Medians of RUNS runs, all in turn.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from urllib.request import urlopen

RUNS = 7
_CLI = "import sys; from cgt_dataset.cli import main; sys.exit(main())"
_EXPLORE = [sys.executable, "-c", _CLI, "explore", "--port", "0", "--no-browser"]


def _seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _seconds_to_answer() -> float:
    start = time.perf_counter()
    with subprocess.Popen(_EXPLORE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 (it was asked for)
        address = process.stdout.readline().split()[0]
        with urlopen(address) as answered:  # noqa: S310 (our own address)
            answered.read()
        taken = time.perf_counter() - start
        process.terminate()
    return taken


def main() -> None:
    """Measure and print."""
    taken: dict[str, list[float]] = {"command alone": [], "import of Datasette": [], "first answer": []}
    for _ in range(RUNS):
        taken["command alone"].append(_seconds(sys.executable, "-c", _CLI, "--version"))
        taken["import of Datasette"].append(_seconds(sys.executable, "-c", "import datasette.app"))
        taken["first answer"].append(_seconds_to_answer())
    for name, times in taken.items():
        print(f"{name:20} {statistics.median(times) * 1000:7.0f} ms   best {min(times) * 1000:7.0f} ms")


if __name__ == "__main__":
    main()
