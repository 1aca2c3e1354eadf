"""Where the time of a build goes, and what nobody could spare: `python -m benchmarks.bulk.stages RECORDS WORK`."""

from __future__ import annotations

import functools
import json
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cgt_dataset.bulk import engine, reading
from cgt_dataset.bulk.block.lines import cut, screen
from cgt_dataset.bulk.block.parsing import nested_schema, parse
from cgt_dataset.bulk.building import build
from cgt_dataset.bulk.inputs import Piece, read_lines
from cgt_dataset.bulk.pools import Processes
from cgt_dataset.schema import CURRENT


def measured(records: Path, work: Path, processes: int) -> dict[str, dict[str, float]]:
    """Seconds of each `stage`, those of the start of the processes counted for the first; and what the parser and the
    writer take `alone`, with nothing else done to the records or to the finished tables.
    """
    stages: dict[str, float] = {}
    last = time.monotonic()

    def tell(stage: str, _done: int, _total: int) -> None:
        nonlocal last
        now = time.monotonic()
        stages[stage] = stages.get(stage, 0.0) + now - last
        last = now

    package = work / "package"
    begun = reading.begin(records, work / "work", resume=False)
    with Processes(processes) as pool:
        checked = engine.check(begun, pool, None, None, tell)
        build(begun, checked, pool, package, tell)
        tell("putting in place", 0, 0)
        alone = {
            "parser": sum(pool.run(functools.partial(_parse, begun), begun.pieces())) / processes,
            "writer": sum(pool.run(_write, sorted(package.glob("*.parquet")))) / processes,
        }
    reading.clear(begun.work)
    return {"stages": stages, "alone": alone}


def _parse(begun: reading.Reading, piece: Piece) -> float:
    """The seconds that the lines of a piece take, those apart that no parser of records reads."""
    content, _ = read_lines(begun.plain(piece.file), piece)
    schema = nested_schema(CURRENT.by_table[begun.files[piece.file].table])
    clean = cut(screen(content, ()).clean)
    before = time.perf_counter()
    parse(clean, schema)
    return time.perf_counter() - before


def _write(file: Path) -> float:
    """The seconds that it takes to write what a file holds, into memory."""
    table = pq.ParquetFile(file).read()
    before = time.perf_counter()
    pq.write_table(table, pa.BufferOutputStream(), compression="snappy")
    return time.perf_counter() - before


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]), 2)))
