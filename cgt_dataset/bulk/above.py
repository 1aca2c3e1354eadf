"""What a record belongs to or lies in, and what that lies in: circles, and the codes that places hand down."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import Place as PlaceRecord
from ..tabular import country_and_subdivision
from .joins import At, gather
from .keys import REJECTED
from .spill import Place, Summary

_ROUNDS = 40
"""So many doublings follow chains of any length."""


def circling(place: Place, summaries: Sequence[Summary]) -> list[At]:
    """The lines of records that come, over their parents, into a circle."""
    found = []
    for kind in sorted({kind for summary in summaries for kind in summary.kinds if kind.startswith("up/")}):
        for table in sorted({summary.table for summary in summaries if kind in summary.kinds}):
            edges = gather(place, [summary for summary in summaries if summary.table == table], kind)
            before = -1
            while edges.num_rows not in (before, 0):
                before = edges.num_rows
                edges = edges.filter(pc.is_in(edges["other"], pc.unique(edges["key"])))
            found += edges["at"].to_pylist()
    return found


class Enclosed:
    """The codes of ISO 3166 that places have of their own, or of what they lie in."""

    def __init__(self, place: Place, summaries: Sequence[Summary], left_out: Collection[At] = ()) -> None:
        """Look up the places of all pieces, but for the lines left out."""
        mine = [summary for summary in summaries if summary.table == PlaceRecord.table]
        up, code = (_first(gather(place, mine, kind), left_out) for kind in ("up/parent", "code"))
        self.ids = pc.unique(pa.chunked_array([*up["key"].chunks, *code["key"].chunks], pa.string()))
        parent = pc.index_in(up["other"], self.ids).take(pc.index_in(self.ids, up["key"]))
        self._parent = parent.combine_chunks()
        self._own = code["other"].take(pc.index_in(self.ids, code["key"])).combine_chunks()
        self._line = pc.coalesce(*(each["at"].take(pc.index_in(self.ids, each["key"])) for each in (up, code)))
        row = pa.arange(0, len(self.ids)).cast(pa.int32())
        over = pc.if_else(self._own.is_valid(), row, self._parent)
        for _ in range(_ROUNDS):
            further = over.take(over)
            if further.equals(over):
                break
            over = further
        self.codes = self._own.take(over)
        """By id the code that is nearest; null where no place has one, or the parents run in a circle."""

    def suspects(self) -> list[At]:
        """The lines of places whose code may not lie in that of what they lie in."""
        outer = self.codes.take(self._parent)
        apart = pc.not_equal(pc.utf8_slice_codeunits(self._own, 0, 2), pc.utf8_slice_codeunits(outer, 0, 2))
        short = pc.less_equal(pc.binary_length(self._own), pc.binary_length(outer))
        return list(self._line.filter(pc.fill_null(pc.or_(apart, short), False)).to_pylist())

    def country_and_subdivision(self, ids: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Of places the codes of the country and of the subdivision in which they lie."""
        codes = self.codes.take(pc.index_in(ids, self.ids)).dictionary_encode()
        found = [country_and_subdivision(code) for code in codes.dictionary.to_pylist()]
        country, subdivision = (pa.array([pair[which] for pair in found], pa.string()) for which in (0, 1))
        return country.take(codes.indices), subdivision.take(codes.indices)


def _first(keys: pa.Table, left_out: Collection[At]) -> pa.Table:
    """The keys of records that are good, the first of each id."""
    if left_out:
        rejected = pc.or_(pc.equal(keys["state"], REJECTED), pc.is_in(keys["at"], pa.array(sorted(left_out))))
        keys = keys.filter(pc.invert(rejected))
    if pc.count_distinct(keys["key"]).as_py() == keys.num_rows:
        return keys
    return (
        keys.sort_by([("key", "ascending"), ("at", "ascending")])
        .group_by("key", use_threads=False)
        .aggregate([("at", "first"), ("other", "first")])
        .rename_columns(["key", "at", "other"])
    )
