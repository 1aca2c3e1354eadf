"""Names that look alike, among all records: where two have a folded form in common, or forms that are nearly the same.

Forms are compared where they share a word, a beginning or an end. All that share one fall to one of so many shares of
the work, whatever piece they are in.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from ..rules import Context, Records
from ..rules.likeness import CROWD, NAMED, alike_in, blocks_of, check_likeness, folded_forms
from ..schema import CURRENT, Record
from ..texts import Texts
from .block.slow import Fault, fault_of
from .joins import At, at
from .pools import Pool
from .reading import Progress
from .spill import LINE, Place, Summary, without
from .verdicts import Held, Shelf

_SHARES = 64
_TABLES = frozenset(kind.table for kind in NAMED)
_PAIRS_AT_ONCE = 512
_Pair = tuple[At, At]


def alike(
    place: Place, summaries: Sequence[Summary], rejected: Mapping[int, Sequence[int]], pool: Pool, progress: Progress
) -> dict[At, list[Fault]]:
    """What is told of lines whose names look like those of a line before in the order of the ids."""
    named = [summary for summary in summaries if summary.table in _TABLES and summary.records]
    folding = functools.partial(_fold, place, rejected)
    for done, _ in enumerate(pool.run(folding, named), 1):
        progress("folding names", done, len(named))
    pieces = [(summary.piece, summary.table) for summary in named]
    near: dict[str, set[tuple[str, str]]] = defaultdict(set)
    pairs: set[_Pair] = set()
    for done, (same, forms) in enumerate(pool.run(functools.partial(_compare, place, pieces), range(_SHARES)), 1):
        progress("comparing names", done, _SHARES)
        pairs |= same
        for table, found in forms.items():
            near[table] |= found
    pairs |= set(_lines_of(place, pieces, near))
    return dict(_told(Shelf(place, summaries), sorted(pairs)))


def _fold(place: Place, rejected: Mapping[int, Sequence[int]], summary: Summary) -> None:
    """Leave the folded forms of the names of a piece, and the blocks in which they are compared, by share."""
    records = place.records(summary.piece).select([LINE, "names"])
    if summary.piece in rejected:
        records = without(records, rejected[summary.piece])
    names = records["names"].combine_chunks()
    texts = pc.struct_field(names.flatten(), "text").to_pylist()
    lines = records[LINE].combine_chunks().take(pc.list_parent_indices(names)).to_pylist()
    forms: list[tuple[int, str, int]] = []
    blocks: set[tuple[int, str, str]] = set()
    for text, line in zip(texts, lines, strict=True):
        for form in folded_forms(text):
            forms.append((crc32(form.encode()) % _SHARES, form, line))
            blocks.update((crc32(block.encode()) % _SHARES, block, form) for block in blocks_of(form))
    place.leave_table(summary.piece, "forms", _by_share(forms, ("form", pa.string()), ("line", pa.int64())))
    place.leave_table(summary.piece, "blocks", _by_share(blocks, ("block", pa.string()), ("form", pa.string())))


def _by_share(rows: Iterable[tuple[int, object, object]], *columns: tuple[str, pa.DataType]) -> pa.Table:
    ordered = sorted(rows)
    schema = pa.schema([("share", pa.int64()), *columns])
    arrays = [pa.array([row[at] for row in ordered], field.type) for at, field in enumerate(schema)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _compare(
    place: Place, pieces: Sequence[tuple[int, str]], share: int
) -> tuple[set[_Pair], dict[str, set[tuple[str, str]]]]:
    """Of a share of the forms the pairs of lines that have one in common, and of the blocks those that are alike."""
    same: set[_Pair] = set()
    near: dict[str, set[tuple[str, str]]] = {}
    for table in sorted({table for _, table in pieces}):
        mine = [piece for piece, of in pieces if of == table]
        bearers: dict[str, set[At]] = defaultdict(set)
        forms = _shared(place, mine, "forms", share)
        repeated = _repeated(forms["form"])
        for form, where in _rows(forms.filter(pc.is_in(forms["form"], repeated)), "form", "at"):
            bearers[form].add(where)
        for lines in map(sorted, bearers.values()):
            # Of a crowd each with the first: all pairs would be as many as the square of their number.
            same.update(combinations(lines, 2) if len(lines) <= CROWD else ((lines[0], line) for line in lines[1:]))
        blocks = _shared(place, mine, "blocks", share).group_by(["block", "form"]).aggregate([])
        members: dict[str, list[str]] = defaultdict(list)
        for block, form in _rows(blocks.filter(pc.is_in(blocks["block"], _repeated(blocks["block"]))), "block", "form"):
            members[block].append(form)
        near[table] = {(min(pair), max(pair)) for held in members.values() for pair in alike_in(held)}
    return same, near


def _shared(place: Place, pieces: Sequence[int], what: str, share: int) -> pa.Table:
    parts = []
    for piece in pieces:
        held = place.table(piece, what)
        mine = held.filter(pc.equal(held["share"], share))
        parts.append(mine.append_column("at", pc.add(mine["line"], at(piece, 0))) if what == "forms" else mine)
    return pa.concat_tables(parts)


def _repeated(column: pa.ChunkedArray) -> pa.Array:
    counted = column.value_counts()
    return counted.field(0).filter(pc.greater(counted.field(1), 1))


def _rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def _lines_of(
    place: Place, pieces: Sequence[tuple[int, str]], near: Mapping[str, set[tuple[str, str]]]
) -> Iterator[_Pair]:
    """The pairs of lines that have forms which are alike."""
    for table, pairs in near.items():
        wanted = pa.array(sorted({form for pair in pairs for form in pair}), pa.string())
        bearers: dict[str, set[At]] = defaultdict(set)
        for piece, of in pieces:
            if of == table and len(wanted):
                forms = place.table(piece, "forms")
                for form, line in _rows(forms.filter(pc.is_in(forms["form"], wanted)), "form", "line"):
                    bearers[form].add(at(piece, line))
        for one, other in pairs:
            for first in bearers[one]:
                yield from ((min(first, second), max(first, second)) for second in bearers[other] if first != second)


def _told(shelf: Shelf, pairs: Sequence[_Pair]) -> Iterator[tuple[At, list[Fault]]]:
    """What the rule says of pairs of lines."""
    told: dict[At, list[Fault]] = defaultdict(list)
    for first in range(0, len(pairs), _PAIRS_AT_ONCE):
        batch = pairs[first : first + _PAIRS_AT_ONCE]
        held = {each.at: each for each in shelf.on_lines({where for pair in batch for where in pair})}
        for one, other in batch:
            records = [_record(held[where]) for where in (one, other)]
            where_of = {f"{held[where].table}/{held[where].name}": where for where in (one, other)}
            for violation in check_likeness(Context(Records(records), Texts())):
                told[where_of[violation.record]].append(fault_of(violation))
    yield from told.items()


def _record(held: Held) -> Record:
    return CURRENT.models[held.document["schema"]].model_validate(held.document, strict=False)
