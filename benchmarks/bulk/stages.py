"""Where the time of a build goes, stage by stage: `python -m benchmarks.bulk.stages RECORDS WORK`, as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from cgt_dataset.bulk import engine, reading
from cgt_dataset.bulk.building import build
from cgt_dataset.bulk.pools import Processes


def stages(records: Path, work: Path, processes: int) -> dict[str, float]:
    """Seconds of each stage; those of the start of the processes count for the first."""
    taken: dict[str, float] = {}
    last = time.monotonic()

    def tell(stage: str, _done: int, _total: int) -> None:
        nonlocal last
        now = time.monotonic()
        taken[stage] = taken.get(stage, 0.0) + now - last
        last = now

    begun = reading.begin(records, work / "work", resume=False)
    with Processes(processes) as pool:
        checked = engine.check(begun, pool, None, None, tell)
        build(begun, checked, pool, work / "package", tell)
        tell("putting in place", 0, 0)
    reading.clear(begun.work)
    return taken


if __name__ == "__main__":
    print(json.dumps(stages(Path(sys.argv[1]), Path(sys.argv[2]), 2)))
