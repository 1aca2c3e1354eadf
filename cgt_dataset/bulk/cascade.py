"""What cannot stay when rejected records are left out: all that refers to them, and what refers to that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pyarrow.compute as pc

from ..rules.references import REFERENCE
from ..schema import Source
from .block.slow import Fault
from .engine import Checked
from .joins import At, at
from .spill import Place, Summary
from .verdicts import Shelf, by_table

_Id = tuple[str, str]


def without_rejected(checked: Checked) -> Checked:
    """The same, with everything rejected that refers to what is rejected."""
    place, summaries = checked.place, checked.light
    shelf = Shelf(place, summaries)
    late = dict(checked.late)
    rejected = {*late}
    for summary in summaries:
        if summary.rejected:
            rejected.update(at(summary.piece, line) for line in place.rejected(summary.piece))
    fresh = sorted(rejected)
    while fresh:
        lost = _without_others(shelf, rejected, {(held.table, held.name) for held in shelf.on_lines(fresh)})
        fresh = sorted({*_referring(place, summaries, lost)} - rejected)
        for held in shelf.on_lines(fresh):
            late[held.at] = [
                Fault(
                    REFERENCE.code,
                    f"{table}/{identifier} is rejected, and this refers to it",
                    "mend that record first",
                    f"{held.table}/{held.name}",
                    pointer,
                )
                for pointer, table, identifier in held.references()
                if (table, identifier) in lost
            ]
        rejected.update(fresh)
    return replace(checked, late=late)


def _without_others(shelf: Shelf, rejected: set[At], ids: set[_Id]) -> set[_Id]:
    """Ids without those that another line has, which is not rejected."""
    return ids - {key for key, where, _ in shelf.lines_with(ids) if where not in rejected}


def _referring(place: Place, summaries: Sequence[Summary], ids: Iterable[_Id]) -> Iterator[At]:
    for table, named in by_table(ids).items():
        kind = "span" if table == Source.table else f"to/{table}"
        for summary in summaries:
            if kind in summary.kinds:
                keys = place.keys(summary, kind)
                lines = keys["line"].filter(pc.is_in(keys["key"], named))
                yield from (at(summary.piece, line) for line in pc.unique(lines).to_pylist())
