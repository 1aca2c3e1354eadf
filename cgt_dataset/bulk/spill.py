"""What is left of a piece on disk while the others are read: its records by id, its keys, and what is wrong with it."""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from ..working import unfinished
from .block import Block
from .block.slow import Fault
from .keys import columns_of, keys_of

LINE = "#line"
"""The column with the line of a record in its piece, from 0, beside the columns of the record."""
_STEP = 64
"""Of so many records, in the order of their ids, one stands for all."""


class Sample(NamedTuple):
    """An id, with what lies before it and after the sample before."""

    id: str
    records: int
    supports: int
    """Rows of evidence."""


class Summary(NamedTuple):
    """What one must know of a piece without opening its files."""

    piece: int
    table: str
    lines: int
    """How many lines it has."""
    records: int
    rejected: int
    """How many lines are rejected."""
    made: int
    """How many records migrations made besides."""
    gone: int
    """How many tombstones it has."""
    kinds: dict[str, list[int]]
    """By kind of key the first row of its keys, and the one after the last."""
    samples: list[Sample]

    @property
    def light(self) -> Summary:
        """The same without the samples, which nobody needs who works on a part of the whole."""
        return self._replace(samples=[])


class Place:
    """The folder in which the pieces are left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def leave(self, number: int, block: Block, lines: int, rejected: list[dict[str, Any]]) -> Summary:
        """Write what a piece of so many lines holds; the summary comes last, so that what is half written is not taken
        for whole.
        """
        ids = block.frame.columns["id"]
        records = block.records.append_column(pa.field(LINE, pa.int64(), False), block.record_lines)
        if not _is_sorted(ids):
            records = records.take(pc.sort_indices(ids))
        records = records.combine_chunks()
        keys = keys_of(block)
        self._put(number, "records", as_file(records))
        self._put(number, "keys", as_file(keys.drop_columns(["kind"])))
        if rejected:
            self._put(number, "rejected", json.dumps(rejected).encode())
        if block.refused:
            self._put(number, "refused", json.dumps(block.refused).encode())
        if block.made.num_rows:
            self._put(number, "made", json.dumps(block.made.to_pylist()).encode())
        if block.tombstones:
            gone = [(line, each.model_dump(mode="json", by_alias=True)) for line, each in block.tombstones]
            self._put(number, "gone", json.dumps(gone).encode())
        summary = Summary(
            number,
            block.model.table,
            lines,
            records.num_rows,
            len({each["line"] for each in rejected}),
            block.made.num_rows,
            len(block.tombstones),
            _stretches(keys["kind"]),
            _samples(records),
        )
        self._put(number, "summary", json.dumps(summary._asdict()).encode())
        return summary

    def summary(self, number: int) -> Summary | None:
        """The summary of a piece; None where it is not there yet."""
        try:
            said = json.loads(self._path(number, "summary").read_bytes())
        except FileNotFoundError:
            return None
        return Summary(**{**said, "samples": [Sample(*each) for each in said["samples"]]})

    def records(self, number: int) -> pa.Table:
        """The records of a piece by id, with their lines; not read before they are looked at."""
        return _mapped(self._path(number, "records"))

    def keys(self, summary: Summary, kind: str) -> pa.Table:
        """The keys of a piece of one kind, in order."""
        first, stop = summary.kinds.get(kind, (0, 0))
        return _mapped(self._path(summary.piece, "keys")).select(columns_of(kind)).slice(first, stop - first)

    def leave_table(self, number: int, what: str, table: pa.Table) -> None:
        """Write something else that is found in a piece."""
        self._put(number, what, as_file(table))

    def table(self, number: int, what: str) -> pa.Table:
        """What was left so."""
        return _mapped(self._path(number, what))

    def rejected(self, number: int) -> dict[int, list[Fault]]:
        """What is wrong with the lines of a piece by themselves."""
        found: dict[int, list[Fault]] = {}
        for row in self._said(number, "rejected"):
            found.setdefault(row.pop("line"), []).append(Fault(**row))
        return found

    def refused(self, number: int) -> dict[int, dict[str, Any]]:
        """What stands on the rejected lines that can be read, by the line."""
        return dict(self._said(number, "refused"))

    def made(self, number: int) -> list[dict[str, Any]]:
        """The records that migrations made besides."""
        return list(self._said(number, "made"))

    def gone(self, number: int) -> dict[int, dict[str, Any]]:
        """The tombstones of a piece, by the line."""
        return dict(self._said(number, "gone"))

    def _said(self, number: int, what: str) -> Any:
        try:
            return json.loads(self._path(number, what).read_bytes())
        except FileNotFoundError:
            return ()

    def _path(self, number: int, what: str) -> Path:
        return self.folder / f"{number:07}.{what}"

    def _put(self, number: int, what: str, content: bytes | pa.Buffer) -> None:
        path = self._path(number, what)
        fresh = unfinished(path)
        fresh.write_bytes(content)
        fresh.replace(path)


def between(keys: pa.Table, column: str, first: str | None, stop: str | None) -> pa.Table:
    """The rows of a table that is sorted by a column of text, from `first` on, up to and without `stop`."""
    held = keys.column(column)
    begin = 0 if first is None else bisect_left(range(len(held)), first, key=lambda at: held[at].as_py())
    end = len(held) if stop is None else bisect_left(range(len(held)), stop, key=lambda at: held[at].as_py())
    return keys.slice(begin, max(end - begin, 0))


def without(records: pa.Table, lines: Sequence[int]) -> pa.Table:
    """Records without those on some lines."""
    return records.filter(pc.invert(pc.is_in(records[LINE], pa.array(lines, pa.int64()))))


def detached(table: pa.Table) -> pa.Table:
    """A copy of a part of a file, so that the file need not stay in memory for it."""
    return pa.ipc.open_file(pa.BufferReader(as_file(table))).read_all()


def _is_sorted(ids: pa.Array) -> bool:
    return bool(pc.all(pc.less_equal(ids.slice(0, max(len(ids) - 1, 0)), ids.slice(1)), min_count=0).as_py())


def as_file(table: pa.Table) -> pa.Buffer:
    """A table as a file of Arrow."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _mapped(path: Path) -> pa.Table:
    with path.open("rb") as file:
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return pa.ipc.open_file(pa.BufferReader(pa.py_buffer(held))).read_all()


def _stretches(kinds: pa.ChunkedArray) -> dict[str, list[int]]:
    runs = pc.run_end_encode(kinds.combine_chunks(), run_end_type=pa.int64())
    ends = runs.run_ends.to_pylist()
    return {kind: [first, end] for kind, first, end in zip(runs.values.to_pylist(), [0, *ends], ends, strict=False)}


def _samples(records: pa.Table) -> list[Sample]:
    """One record of so many, and the last."""
    count = records.num_rows
    evidence = records.column("evidence").combine_chunks()
    items = pc.cumulative_sum(pc.list_value_length(evidence).cast(pa.int64()).fill_null(0))
    rows = pc.cumulative_sum(pc.list_value_length(pc.struct_field(evidence.flatten(), "supports")).cast(pa.int64()))
    found = []
    before = last = 0
    for at in [*range(_STEP - 1, count - 1, _STEP), *([count - 1] if count else [])]:
        upto = items[at].as_py()
        supports = rows[upto - 1].as_py() if upto else 0
        found.append(Sample(records.column("id")[at].as_py(), at + 1 - before, supports - last))
        before, last = at + 1, supports
    return found
