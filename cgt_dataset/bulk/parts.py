"""The records of a range as Parquet files: a part of every table in which they have rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ..package.write import Part, part_of
from ..schema import CURRENT, Source
from ..schema import Place as PlaceRecord
from .block.parsing import nested_schema
from .block.rows import tables_in
from .covered import covered
from .ranges import Range
from .spill import LINE, Place, Summary, between, detached

EVIDENCE = "evidence"


@dataclass(frozen=True)
class Task:
    """A part of all records."""

    number: int
    ranges: tuple[Range, ...]


def write_parts(
    place: Place,
    summaries: Sequence[Summary],
    rejected: Mapping[int, Sequence[int]],
    codes: Path,
    out: Path,
    task: Task,
) -> dict[str, Part]:
    """Write a part of every table that has rows in the ranges; by table what was written.

    `rejected` are lines by piece, `codes` is the file with the countries and subdivisions of places, `out` the folder
    to write to.
    """
    written: dict[str, Part] = {}
    evidence: list[pa.Table] = []
    for ids in task.ranges:
        records = _records(place, summaries, rejected, ids)
        tables = tables_in(CURRENT.by_table[ids.table], records)
        evidence.append(tables.pop(EVIDENCE))
        if ids.table == PlaceRecord.table:
            tables[ids.table] = _with_codes(tables[ids.table], codes)
        if ids.table == Source.table:
            tables["coverage"] = covered(place, summaries, rejected, ids, records)
        for name, table in tables.items():
            if table.num_rows:
                written[name] = part_of(table, out / f"{name}-{task.number:05}.parquet")
    proofs = pa.concat_tables(evidence)
    if proofs.num_rows:
        written[EVIDENCE] = part_of(proofs, out / f"{EVIDENCE}-{task.number:05}.parquet")
    pa.default_memory_pool().release_unused()
    return written


def _records(place: Place, summaries: Sequence[Summary], rejected: Mapping[int, Sequence[int]], ids: Range) -> pa.Table:
    """The records of a range in the order of their ids."""
    parts = list(_slices(place, summaries, rejected, ids))
    if not parts:
        return nested_schema(CURRENT.by_table[ids.table]).empty_table()
    whole = pa.concat_tables(part for part, _ in parts)
    kept = pa.chunked_array([kept for _, kept in parts])
    all_kept = pc.all(kept).as_py()
    if len(parts) > 1 or not all_kept:
        order = pc.sort_indices(whole["id"])
        whole = whole.take(order if all_kept else order.filter(kept.take(order)))
    return whole.combine_chunks()


def _slices(
    place: Place, summaries: Sequence[Summary], rejected: Mapping[int, Sequence[int]], ids: Range
) -> Iterator[tuple[pa.Table, pa.Array]]:
    """The records of a range piece by piece, each with whether it is kept: they are copied often enough."""
    for summary in summaries:
        if summary.table == ids.table and summary.records:
            found = between(place.records(summary.piece), "id", ids.first, ids.stop)
            if found.num_rows:
                lines = pa.array(rejected.get(summary.piece, ()), pa.int64())
                kept = pc.invert(pc.is_in(found[LINE], lines)).combine_chunks()
                yield detached(found.drop_columns([LINE])), kept


def _with_codes(places: pa.Table, codes: Path) -> pa.Table:
    """The table of places with what their parents say of where they lie."""
    with pa.memory_map(str(codes)) as file:
        known = pa.ipc.open_file(file).read_all()
    of = pc.index_in(places["id"], known["id"])
    for name in known.column_names[1:]:
        at = places.schema.get_field_index(name)
        places = places.set_column(at, places.schema.field(at), known[name].take(of))
    return places
