"""The keys of all pieces against one another, a range of ids at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import Source
from .block.parsing import nested_schema
from .block.values import days_of
from .keys import GONE, KEYS, columns_of
from .ranges import Range
from .spill import LINE, Place, Summary, between, detached

_PIECE_BITS = 32
_KEYS_AT_ONCE = 1 << 19
At = int
"""A line: the number of its piece, and in the lower bits its place there, from 0."""


def at(piece: int, line: int) -> At:
    """A line of a piece."""
    return piece << _PIECE_BITS | line


def piece_and_line(where: At) -> tuple[int, int]:
    """The piece of a line, and its place there."""
    return where >> _PIECE_BITS, where & ((1 << _PIECE_BITS) - 1)


@dataclass(frozen=True)
class Joined:
    """What was found between lines."""

    twice: list[tuple[At, At]]
    """Lines with an id that stands on another line before, which comes second."""
    suspects: list[At]
    """Lines of which a reference or a span may be wrong."""


def gather(place: Place, summaries: Sequence[Summary], kind: str, ids: Range | None = None) -> pa.Table:
    """The keys of one kind of all pieces, each with its line as `at` for `line`."""
    fields = [pa.field("at", pa.int64()) if name == "line" else KEYS.field(name) for name in columns_of(kind)]
    return pa.concat_tables([pa.schema(fields).empty_table(), *_gathered(place, summaries, kind, ids)])


def keys_in(place: Place, summaries: Sequence[Summary], kind: str, ids: Range | None) -> Iterator[tuple[int, pa.Table]]:
    """The pieces that have keys of one kind in a range, each with these, as they lie on disk."""
    for summary in summaries:
        if kind in summary.kinds:
            keys = place.keys(summary, kind)
            if ids is not None:
                keys = between(keys, "key", ids.first, ids.stop)
            if keys.num_rows:
                yield summary.piece, keys


def _gathered(place: Place, summaries: Sequence[Summary], kind: str, ids: Range | None) -> Iterator[pa.Table]:
    """The same, a few pieces at a time: an id may be referred to any number of times."""
    parts: list[pa.Table] = []
    rows = 0
    for piece, found in keys_in(place, summaries, kind, ids):
        keys = detached(found)
        lines = pc.add(keys.column("line"), at(piece, 0))
        parts.append(keys.set_column(1, pa.field("at", pa.int64()), lines))
        rows += keys.num_rows
        if rows > _KEYS_AT_ONCE:
            yield pa.concat_tables(parts)
            parts, rows = [], 0
    if parts:
        yield pa.concat_tables(parts)


def join(place: Place, summaries: Sequence[Summary], at_hand: Sequence[str], ids: Range) -> Joined:
    """Compare the ids of a range with what refers to them. `at_hand` are the sources of which there is a text: what
    they support is looked at as a whole.
    """
    mine = [summary for summary in summaries if summary.table == ids.table]
    held = gather(place, mine, "id", ids)
    known = pc.unique(held.filter(pc.less(held["state"], GONE))["key"])
    suspects: set[At] = set()
    for pointing in _gathered(place, summaries, f"to/{ids.table}", ids):
        suspects.update(pointing["at"].filter(pc.invert(pc.is_in(pointing["key"], known))).to_pylist())
    if ids.table == Source.table:
        suspects.update(_suspicious_spans(place, summaries, at_hand, ids))
    return Joined(_twice(held), sorted(suspects))


def _twice(held: pa.Table) -> list[tuple[At, At]]:
    if pc.count_distinct(held["key"]).as_py() == held.num_rows:
        return []
    ordered = held.select(["key", "at"]).sort_by([("key", "ascending"), ("at", "ascending")]).combine_chunks()
    keys, lines = ordered["key"].combine_chunks(), ordered["at"].combine_chunks()
    same = pc.indices_nonzero(pc.equal(keys.slice(1), keys.slice(0, len(keys) - 1)))
    found, first = [], -2
    for index in same.to_pylist():
        if first < 0 or keys[index].as_py() != keys[first].as_py():
            first = index
        found.append((lines[index + 1].as_py(), lines[first].as_py()))
    return found


def sources_in(place: Place, summaries: Sequence[Summary], ids: Range, columns: list[str]) -> pa.Table:
    """The sources of a range by id, the first of those that have one id, with their line as `at`."""
    parts = []
    for summary in summaries:
        if summary.table == Source.table and summary.records:
            found = between(place.records(summary.piece).select([*columns, LINE]), "id", ids.first, ids.stop)
            lines = pc.add(found[LINE], at(summary.piece, 0))
            parts.append(found.drop_columns([LINE]).append_column("at", lines))
    if not parts:
        schema = nested_schema(Source)
        return pa.schema([*(schema.field(name) for name in columns), ("at", pa.int64())]).empty_table()
    whole = pa.concat_tables(parts)
    return whole.take(pc.sort_indices(whole, [("id", "ascending"), ("at", "ascending")])).combine_chunks()


def _suspicious_spans(place: Place, summaries: Sequence[Summary], at_hand: Sequence[str], ids: Range) -> Iterator[At]:
    columns = ["id", "text_length", "body_start", "body_end", "published_on"]
    sources = sources_in(place, summaries, ids, columns)
    days = sources.append_column("published", days_of(sources["published_on"].combine_chunks())[2])
    for spans in _gathered(place, summaries, "span", ids):
        of = days.take(pc.index_in(spans["key"], days["id"]))
        bodily = pc.and_(pc.greater(of["body_end"], of["body_start"]), pc.invert(spans["own"]))
        outside = [
            pc.or_(pc.less(spans[side], of["body_start"]), pc.greater(spans[side], of["body_end"]))
            for side in ("start", "end")
        ]
        doubtful = pc.is_null(of["id"])
        for doubt in (
            pc.greater(spans["end"], of["text_length"]),
            *(pc.and_(bodily, far) for far in outside),
            pc.greater(spans["latest"], of["published"]),
            *([pc.is_in(spans["key"], pa.array(at_hand))] if at_hand else []),
        ):
            doubtful = pc.or_(doubtful, pc.fill_null(doubt, False))
        yield from pc.unique(spans["at"].filter(doubtful)).to_pylist()
