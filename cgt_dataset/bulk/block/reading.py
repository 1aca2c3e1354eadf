"""A block of JSON Lines → tables, keys for the joins, and what is wrong with the lines that are refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...schema import CURRENT, TABLES, Record, Tombstone
from ...tabular import arrow_schema
from .amounts import check_amounts, check_members
from .frames import Frame, frame_of, frames_in
from .lines import Cut, Screened, cut, screen
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

    model: type[Record]
    records: pa.Table
    """The records as they are written, values and parts in structs and lists, in the order of the lines."""
    record_lines: pa.Array
    """The line of each record."""
    tombstones: tuple[tuple[int, Tombstone], ...]
    """The tombstones, each with its line."""
    made: pa.Table
    """The records that migrations made besides: `line`, `table`, `document` as JSON, `origin`."""
    rejected: pa.Table
    """What is wrong, a row for each fault: `line`, `code`, `message`, `mend`, `pointer`, `record`."""
    refused: tuple[tuple[int, dict[str, Any]], ...]
    """What stands on the rejected lines that can be read, each with its line."""
    lines: int
    """How many lines the block has."""
    slow: int
    """How many lines were read one by one."""

    @cached_property
    def frame(self) -> Frame:
        """The columns of the records."""
        return frame_of(self.model, self.records)

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """The tables that the records become, and `tombstones`; rows in the order of the lines. What is computed of
        other records, such as the country in which a place lies, is null.
        """
        gone = ({"table": self.model.table, **each.model_dump(exclude={"schema_"})} for _, each in self.tombstones)
        return {
            **tables_in(self.model, self.records),
            "tombstones": _rows(arrow_schema(TABLES["tombstones"]), gone),
        }

    @cached_property
    def ids(self) -> pa.Table:
        """The ids of the records, each with its `line`."""
        return _keys(self.record_lines, self.frame.columns["id"])

    @cached_property
    def references(self) -> dict[str, pa.Table]:
        """By table the ids that the records refer to, the sources of evidence among them, each with its `line`."""
        return {
            target: pa.concat_tables(_keys(self.record_lines.take(records), ids) for ids, records in parts)
            for target, parts in references_in(self.frame).items()
        }


def read_block(table: str, content: bytes, first_line: int = 1) -> Block:
    """Read whole lines, each a record of `table` as JSON. Blank lines are passed over.

    Raises KeyError where there is no such table of records.
    """
    model = CURRENT.by_table[table]
    screened = screen(content, _never_null(model))
    clean = cut(screened.clean)
    nested, read = parse(clean, nested_schema(model))
    doubted = _doubted(model, nested)
    one_by_one = [*screened.odd, *_left(screened, clean, read, doubted)]
    judged = [(number, judge(table, line)) for number, line in sorted(one_by_one)]
    numbers = read
    if screened.odd or len(screened.numbers) < screened.count:
        numbers = [screened.numbers[number] for number in read]
    nested, numbers = _settled(model, nested, numbers, doubted, judged)

    made = [
        {"line": first_line + number, **vars(part), "document": json.dumps(part.document)}
        for number, each in judged
        for part in each.made
    ]
    faults = [{"line": first_line + number, **vars(fault)} for number, each in judged for fault in each.faults]
    return Block(
        model=model,
        records=nested,
        record_lines=pc.add(pa.array(numbers, pa.int64()), first_line),
        tombstones=tuple((first_line + at, each.record) for at, each in judged if isinstance(each.record, Tombstone)),
        made=_rows(_MADE, made),
        rejected=_rows(_FAULTS, faults),
        refused=tuple((first_line + at, each.refused) for at, each in judged if each.refused is not None),
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


def _left(screened: Screened, clean: Cut, read: Sequence[int], doubted: set[int]) -> Iterator[tuple[int, bytes]]:
    """The clean lines that could not be read as a whole, and those that are doubted."""
    left = [read[index] for index in doubted]
    if len(read) < len(screened.numbers):
        left += {*range(len(screened.numbers))}.difference(read)
    for number, line in clean.lines_at(sorted(left)):
        yield screened.numbers[number], line


def _settled(
    model: type[Record], nested: pa.Table, numbers: Sequence[int], doubted: set[int], judged: list[tuple[int, Judged]]
) -> tuple[pa.Table, Sequence[int]]:
    """All records that are good, and the numbers of their lines, in the order of the lines."""
    late = [(number, each.record) for number, each in judged if isinstance(each.record, Record)]
    if doubted:
        good = [*_stretches(sorted(doubted), len(numbers))]
        nested = pa.concat_tables([nested.slice(0, 0), *(nested.slice(start, end - start) for start, end in good)])
        numbers = [number for start, end in good for number in numbers[start:end]]
    if late:
        written = "\n".join(record.model_dump_json(by_alias=True, exclude_none=True) for _, record in late)
        read, _ = parse(cut(written.encode("utf-8")), nested_schema(model))
        nested = pa.concat_tables([nested, read]).combine_chunks()
        both = [*numbers, *(number for number, _ in late)]
        order = sorted(range(len(both)), key=both.__getitem__)
        runs = pa.concat_tables([nested.slice(first, count) for first, count in _runs(order)])
        nested, numbers = runs, [both[index] for index in order]
    return nested.combine_chunks(), numbers


def _stretches(left_out: Iterable[int], count: int) -> Iterator[tuple[int, int]]:
    """The stretches of so many rows between those that are left out, which rise: where each begins and ends."""
    start = 0
    for row in left_out:
        if row > start:
            yield start, row
        start = row + 1
    if count > start:
        yield start, count


def _runs(order: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches of numbers that follow one another: the first of each, and how many they are."""
    first = 0
    for place in range(1, len(order) + 1):
        if place == len(order) or order[place] != order[place - 1] + 1:
            yield order[first], place - first
            first = place


def _keys(lines: pa.Array, ids: pa.Array) -> pa.Table:
    return pa.Table.from_arrays([lines, ids], schema=_KEYS)


def _rows(schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> pa.Table:
    held = list(rows)
    return pa.Table.from_arrays([pa.array([row[f.name] for row in held], f.type) for f in schema], schema=schema)
