"""A block of JSON Lines → tables, keys for the joins, and what is wrong with the lines that are refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import CURRENT, TABLES, Record, Tombstone
from ..tabular import arrow_schema
from .amounts import check_amounts, check_members
from .frames import frame_of, frames_in
from .lines import Screened, screen
from .parsing import nested_schema, parse
from .rows import references_in, tables_in
from .shapes import Doubts, check_shape
from .slow import Judged, judge
from .supports import check_evidence

_KEYS = pa.schema([pa.field("line", pa.int64(), False), pa.field("id", pa.string(), False)])
_FAULTS = pa.schema(
    [
        pa.field("line", pa.int64(), False),
        *(pa.field(name, pa.string(), False) for name in ("code", "message", "mend", "pointer")),
        pa.field("record", pa.string()),
    ]
)
_MADE = pa.schema(
    [
        pa.field("line", pa.int64(), False),
        *(pa.field(name, pa.string(), False) for name in ("table", "document", "origin")),
    ]
)


@dataclass(frozen=True)
class Block:
    """What a block of lines holds. Lines are numbered from the first line that the block was said to have."""

    tables: dict[str, pa.Table]
    """The tables that the records become, and `tombstones`; rows in the order of the lines. What is computed of other
    records, such as the country in which a place lies, is null.
    """
    ids: pa.Table
    """The ids of the records, each with its `line`."""
    references: dict[str, pa.Table]
    """By table the ids that the records refer to, the sources of evidence among them, each with its `line`."""
    made: pa.Table
    """The records that migrations made besides: `line`, `table`, `document` as JSON, `origin`."""
    rejected: pa.Table
    """What is wrong, a row for each fault: `line`, `code`, `message`, `mend`, `pointer`, `record`."""
    lines: int
    """How many lines the block has."""
    slow: int
    """How many lines were read one by one."""


def read_block(table: str, content: bytes, first_line: int = 1) -> Block:
    """Read whole lines, each a record of `table` as JSON. Blank lines are passed over.

    Raises KeyError where there is no such table of records.
    """
    model: type[Record] = {each.table: each for each in CURRENT.records}[table]
    screened = screen(content, _never_null(model))
    nested, read = parse(screened.clean, nested_schema(model))
    doubted = _doubted(model, nested)
    one_by_one = [*screened.odd, *_left(screened, read, doubted)]
    judged = [(number, judge(table, line)) for number, line in sorted(one_by_one)]
    numbers = [screened.numbers[number] for number in read]
    nested, numbers = _settled(model, nested, numbers, doubted, judged)

    frame = frame_of(model, nested)
    lines = pc.add(pa.array(numbers, pa.int64()), first_line)
    made = [
        {"line": first_line + number, **vars(part), "document": json.dumps(part.document)}
        for number, each in judged
        for part in each.made
    ]
    faults = [{"line": first_line + number, **vars(fault)} for number, each in judged for fault in each.faults]
    return Block(
        tables={**tables_in(model, nested), "tombstones": _tombstones(table, judged)},
        ids=_keys(lines, frame.columns["id"]),
        references={
            target: pa.concat_tables(_keys(lines.take(records), ids) for ids, records in parts)
            for target, parts in references_in(frame).items()
        },
        made=_rows(_MADE, made),
        rejected=_rows(_FAULTS, faults),
        lines=screened.count,
        slow=len(one_by_one),
    )


@cache
def _never_null(model: type[Record]) -> frozenset[str]:
    """The names of fields that may be missing and not null, which Arrow does not tell apart."""
    return frozenset(
        info.alias or name
        for _, each in frames_in(frame_of(model, nested_schema(model).empty_table()))
        for name, info in each.model.model_fields.items()
        if not info.is_required() and info.default is not None
    )


def _doubted(model: type[Record], nested: pa.Table) -> set[int]:
    """The rows that are not certainly good."""
    doubts = Doubts()
    frame = frame_of(model, nested)
    if not nested.num_rows:
        return set()
    for path, each in frames_in(frame):
        check_shape(each, CURRENT.name(model) if not path else None, doubts)
        check_amounts(each, doubts)
    check_members(frame, doubts)
    check_evidence(frame, doubts)
    return doubts.records


def _left(screened: Screened, read: Sequence[int], doubted: set[int]) -> Iterator[tuple[int, bytes]]:
    """The clean lines that could not be read as a whole, and those that are doubted."""
    if not doubted and len(read) == len(screened.numbers):
        return
    certain = {number for index, number in enumerate(read) if index not in doubted}
    for number, (line_number, line) in enumerate(zip(screened.numbers, screened.clean.split(b"\n"), strict=False)):
        if number not in certain:
            yield line_number, line


def _settled(
    model: type[Record], nested: pa.Table, numbers: list[int], doubted: set[int], judged: list[tuple[int, Judged]]
) -> tuple[pa.Table, list[int]]:
    """All records that are good, and the numbers of their lines, in the order of the lines."""
    late = [(number, each.record) for number, each in judged if isinstance(each.record, Record)]
    if not doubted and not late:
        return nested, numbers
    written = "\n".join(record.model_dump_json(by_alias=True, exclude_none=True) for _, record in late)
    both = [*numbers, *(number for number, _ in late)]
    order = sorted((index for index in range(len(both)) if index not in doubted), key=both.__getitem__)
    parts = [nested, parse(written.encode("utf-8"), nested_schema(model))[0]] if late else [nested]
    merged = pa.concat_tables(parts)
    runs = pa.concat_tables([merged.slice(0, 0), *(merged.slice(first, count) for first, count in _runs(order))])
    return runs.combine_chunks(), [both[index] for index in order]


def _runs(order: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches of numbers that follow one another: the first of each, and how many they are."""
    first = 0
    for place in range(1, len(order) + 1):
        if place == len(order) or order[place] != order[place - 1] + 1:
            yield order[first], place - first
            first = place


def _tombstones(table: str, judged: list[tuple[int, Judged]]) -> pa.Table:
    gone = [each.record for _, each in judged if isinstance(each.record, Tombstone)]
    return _rows(
        arrow_schema(TABLES["tombstones"]),
        ({"table": table, **tombstone.model_dump(exclude={"schema_"})} for tombstone in gone),
    )


def _keys(lines: pa.Array, ids: pa.Array) -> pa.Table:
    return pa.Table.from_arrays([lines, ids], schema=_KEYS)


def _rows(schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> pa.Table:
    held = list(rows)
    return pa.Table.from_arrays([pa.array([row[f.name] for row in held], f.type) for f in schema], schema=schema)
