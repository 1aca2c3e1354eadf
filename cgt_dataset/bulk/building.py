"""Building by the million: the good records as a package, in parts that are written side by side."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..package import publish
from ..package.write import Part, described, part_of
from ..schema import TABLES as EVERY_TABLE
from ..schema import Source, Tombstone
from ..tabular import tables_of
from .above import Enclosed
from .engine import TABLES, Checked
from .joins import At
from .parts import Task, write_parts
from .pools import Pool
from .ranges import ranges_of_parts
from .reading import Progress, Reading
from .spill import Place, Summary, as_file

RECORDS_A_PART = 32_768
"""About how many records the rows of a part are of, at most."""
SUPPORTS_A_PART = 131_072
"""About how many rows of evidence a part has, at most."""


def build(reading: Reading, checked: Checked, pool: Pool, out: Path, progress: Progress) -> int:
    """Put the package of all good records in `out`, whole or not at all; gives how many rows it has.

    Raises NotAPackage where `out` holds something else, and OSError when writing fails; what is there then stays.
    """
    place, light = checked.place, checked.light
    rejected = checked.rejected_late
    folder = reading.work / "parts"
    codes = folder / "codes.arrow"
    codes.write_bytes(as_file(_codes(place, light, checked.late)))
    tasks = [
        Task(number, tuple(ranges))
        for number, ranges in enumerate(ranges_of_parts(checked.summaries, TABLES, RECORDS_A_PART, SUPPORTS_A_PART))
    ]
    parts: dict[str, list[Part]] = {name: [] for name in EVERY_TABLE}
    writing = functools.partial(write_parts, place, light, rejected, codes, folder)
    for done, written in enumerate(pool.run(writing, tasks), 1):
        progress("writing", done, len(tasks))
        for name, part in written.items():
            parts[name].append(part)
    # What has no parts: terms, tombstones, and tables without rows.
    for name, table in tables_of([], _tombstones(place, light, rejected)).items():
        if not parts[name]:
            parts[name].append(part_of(table, folder / f"{name}.parquet"))
    files = described(parts, _named_sources(parts[Source.table]))
    publish(files, out)
    return sum(part.rows for held in parts.values() for part in held)


def _codes(place: Place, summaries: Sequence[Summary], left_out: Collection[At]) -> pa.Table:
    """By place the country and the subdivision in which it lies."""
    enclosed = Enclosed(place, summaries, left_out)
    country, subdivision = enclosed.country_and_subdivision(enclosed.ids)
    return pa.table({"id": enclosed.ids, "country": country, "subdivision": subdivision})


def _tombstones(
    place: Place, summaries: Sequence[Summary], rejected: Mapping[int, Sequence[int]]
) -> Iterator[tuple[str, Tombstone]]:
    for summary in summaries:
        for line, gone in place.gone(summary.piece).items() if summary.gone else ():
            if line not in rejected.get(summary.piece, ()):
                yield summary.table, Tombstone.model_validate(gone, strict=False)


def _named_sources(parts: Sequence[Part]) -> pa.Table:
    """What the description of a package says of its sources."""
    columns = ["id", "title", "url", "language"]
    return pa.concat_tables(pq.ParquetFile(part.content).read(columns) for part in parts)
