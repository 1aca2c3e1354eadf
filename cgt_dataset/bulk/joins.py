"""The keys of all pieces against one another, a range of ids at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import Source
from .keys import GONE, KEYS
from .ranges import Range
from .spill import LINE, Place, Summary, between
from .values import days_of

_PIECE_BITS = 32
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
    parts = []
    for summary in summaries:
        if kind in summary.kinds:
            keys = place.keys(summary, kind)
            if ids is not None:
                keys = between(keys, "key", ids.first, ids.stop)
            if keys.num_rows:
                lines = pc.add(keys.column("line"), at(summary.piece, 0))
                parts.append(keys.set_column(keys.schema.get_field_index("line"), "at", lines))
    if not parts:
        fields = [pa.field("at", pa.int64()) if field.name == "line" else field for field in KEYS]
        return pa.schema([field for field in fields if field.name != "kind"]).empty_table()
    return pa.concat_tables(parts)


def join(place: Place, summaries: Sequence[Summary], at_hand: Sequence[str], ids: Range) -> Joined:
    """Compare the ids of a range with what refers to them. `at_hand` are the sources of which there is a text: what
    they support is looked at as a whole.
    """
    mine = [summary for summary in summaries if summary.table == ids.table]
    held = gather(place, mine, "id", ids)
    known = pc.unique(held.filter(pc.less(held["state"], GONE))["key"])
    pointing = gather(place, summaries, f"to/{ids.table}", ids)
    suspects = pc.unique(pointing["at"].filter(pc.invert(pc.is_in(pointing["key"], known)))).to_pylist()
    if ids.table == Source.table:
        suspects += _suspicious_spans(place, summaries, at_hand, ids)
    return Joined(_twice(held), suspects)


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
        return pa.table({"id": pa.array([], pa.string()), "at": pa.array([], pa.int64())})
    whole = pa.concat_tables(parts)
    return whole.take(pc.sort_indices(whole, [("id", "ascending"), ("at", "ascending")])).combine_chunks()


def _suspicious_spans(place: Place, summaries: Sequence[Summary], at_hand: Sequence[str], ids: Range) -> list[At]:
    spans = gather(place, summaries, "span", ids)
    columns = ["id", "text_length", "body_start", "body_end", "published_on"]
    sources = sources_in(place, summaries, ids, columns)
    if not sources.num_rows:
        return list(pc.unique(spans["at"]).to_pylist())
    of = pc.index_in(spans["key"], sources["id"])
    length, begin, end = (sources[name].take(of) for name in columns[1:4])
    published = days_of(sources["published_on"].combine_chunks())[2].take(of.combine_chunks())
    bodily = pc.and_(pc.greater(end, begin), pc.invert(spans["own"]))
    places = (spans["start"], spans["end"])
    outside = [pc.or_(pc.less(place, begin), pc.greater(place, end)) for place in places]
    doubts = [
        pc.is_null(of),
        pc.greater(spans["end"], length),
        *(pc.and_(bodily, far) for far in outside),
        pc.greater(spans["latest"], published),
        *([pc.is_in(spans["key"], pa.array(at_hand))] if at_hand else []),
    ]
    doubtful = pc.fill_null(doubts[0], True)
    for doubt in doubts[1:]:
        doubtful = pc.or_(doubtful, pc.fill_null(doubt, False))
    return list(pc.unique(spans["at"].filter(doubtful)).to_pylist())
