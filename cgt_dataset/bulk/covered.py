"""How much of each text its evidence covers: the rows of the table `coverage`, for whole columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import TABLES
from ..tabular import arrow_schema
from .joins import at, gather, keys_in
from .ranges import Range
from .spill import Place, Summary

_SPANS_AT_ONCE = 1 << 20
"""About how many spans are looked at together, if no source has more."""


def covered(
    place: Place, summaries: Sequence[Summary], rejected: Mapping[int, Sequence[int]], ids: Range, sources: pa.Table
) -> pa.Table:
    """The coverage of the sources of a range, which are given in the order of their ids."""
    spans = sum(keys.num_rows for _, keys in keys_in(place, summaries, "span", ids))
    step = max(sources.num_rows * _SPANS_AT_ONCE // max(spans, 1), 1)
    starts = range(0, max(sources.num_rows, 1), step)
    firsts = [ids.first, *(sources["id"][start].as_py() for start in starts[1:])]
    return pa.concat_tables(
        _covered(place, summaries, rejected, ids._replace(first=first, stop=stop), sources.slice(start, step))
        for start, first, stop in zip(starts, firsts, [*firsts[1:], ids.stop], strict=True)
    )


def _covered(
    place: Place, summaries: Sequence[Summary], rejected: Mapping[int, Sequence[int]], ids: Range, sources: pa.Table
) -> pa.Table:
    spans = gather(place, summaries, "span", ids)
    spans = spans.filter(spans["supports"].is_valid())
    if rejected:
        lines = pa.array([at(piece, line) for piece, lines in rejected.items() for line in lines], pa.int64())
        spans = spans.filter(pc.invert(pc.is_in(spans["at"], lines)))
    count = sources.num_rows
    begin, end = (sources[name].combine_chunks() for name in ("body_start", "body_end"))
    of = pc.index_in(spans["key"], sources["id"]).combine_chunks().cast(pa.int64())
    own = _inside(of, spans, begin, end).append_column("supports", spans["supports"])
    own = own.filter(pc.less(own["start"], own["end"]))
    left = sources["left_out"].combine_chunks()
    passages = pa.Table.from_struct_array(left.flatten())
    both = pa.concat_tables(
        [own, _inside(pc.list_parent_indices(left), passages, begin, end)], promote_options="default"
    )
    supported, explained = _lengths(own, count), _lengths(both, count)
    body = pc.max_element_wise(pc.subtract(end, begin), 0)
    different = own.group_by(["source", "start", "end"]).aggregate([])
    columns = {
        "source": sources["id"].combine_chunks(),
        "body_length": body,
        "supported": supported,
        "left_out": pc.subtract(explained, supported),
        "unexplained": pc.subtract(body, explained),
        "spans": _sums(different["source"], pa.repeat(1, different.num_rows), count),
        "supports": _sums(own["source"], own["supports"], count),
    }
    schema = arrow_schema(TABLES["coverage"])
    return pa.Table.from_arrays([columns[field.name] for field in schema], schema=schema)


def _inside(of: pa.Array, stretches: pa.Table, begin: pa.Array, end: pa.Array) -> pa.Table:
    """Stretches of sources, by their places in the range, as far as they lie in the bodies."""
    starts, ends = (stretches[name].combine_chunks() for name in ("start", "end"))
    return pa.table(
        {
            "source": of.cast(pa.int64()),
            "start": pc.max_element_wise(starts, begin.take(of)),
            "end": pc.min_element_wise(ends, end.take(of)),
        }
    )


def _lengths(stretches: pa.Table, count: int) -> pa.Array:
    """For each source how long its stretches are together; where they overlap, that counts once."""
    stretches = stretches.filter(pc.less(stretches["start"], stretches["end"]))
    if not stretches.num_rows:
        return pa.repeat(pa.scalar(0, pa.int64()), count)
    # One line of all texts, one after the other, so that those of one do not touch those of the next.
    shift = pc.multiply(stretches["source"], pc.add(pc.max(stretches["end"]), 1))
    laid = pa.table({"start": pc.add(stretches["start"], shift), "end": pc.add(stretches["end"], shift)})
    order = pc.sort_indices(laid, [("start", "ascending")])
    start, end = (laid[name].take(order).combine_chunks() for name in ("start", "end"))
    reached = pc.cumulative_max(end)
    before = pa.concat_arrays([start.slice(0, 1), reached.slice(0, len(reached) - 1)])
    gained = pc.max_element_wise(pc.subtract(end, pc.max_element_wise(start, before)), 0)
    return _sums(stretches["source"].take(order), gained, count)


def _sums(source: pa.Array, amounts: pa.Array, count: int) -> pa.Array:
    """For each source the sum of its amounts."""
    summed = pa.table({"source": source, "amount": amounts}).group_by("source").aggregate([("amount", "sum")])
    rows = pc.index_in(pa.arange(0, count), summed["source"])
    return pc.fill_null(summed["amount_sum"].take(rows).combine_chunks(), 0)
