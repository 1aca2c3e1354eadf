"""The last word on lines of which something is wrong with what they refer to: by the rules, among the real records."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from .. import rules
from ..files import Unreadable
from ..schema import CURRENT, AnyRecord, Record, Source, Tombstone, fields_of, references_of
from ..texts import Texts
from .block.slow import Fault, fault_of
from .joins import At, at, piece_and_line
from .keys import GONE, GOOD, REJECTED
from .spill import LINE, Place, Summary

_Id = tuple[str, str]


class Verdict(NamedTuple):
    """Everything that is wrong with a line."""

    at: At
    faults: list[Fault]


class Held(NamedTuple):
    """A record as it stands on its line."""

    at: At
    table: str
    state: int
    document: dict[str, Any]

    @property
    def name(self) -> str:
        """Its id; of a rejected line that may be anything."""
        return str(self.document.get("id"))

    def references(self) -> Iterator[tuple[str, str, str]]:
        """What it refers to: pointer, table and id of each."""
        if self.state == GONE:
            if self.document.get("merged_into") is not None:
                yield "/merged_into", self.table, self.document["merged_into"]
            return
        yield from references_of(CURRENT.by_table[self.table], self.document)


def judge_among(
    place: Place, summaries: Sequence[Summary], texts: Path | None, suspects: Sequence[At]
) -> list[Verdict]:
    """What is wrong with lines, held to all rules together with what they refer to. Raises Unreadable where the texts
    cannot be seen.
    """
    if texts is not None and not texts.is_dir():
        raise Unreadable(f"{texts}: who works does not see this folder of article texts")
    shelf = Shelf(place, summaries)
    found: list[Verdict] = []
    left = shelf.on_lines(suspects)
    while left:
        batch: dict[_Id, Held] = {}
        others = []
        for held in left:
            key = (held.table, held.name)
            if key in batch:
                others.append(held)
            else:
                batch[key] = held
        found += _judged(shelf, batch, Texts(texts))
        left = others
    return found


class _Among(rules.Records):
    """Records of which only some are looked at; the others are there to be referred to."""

    def __init__(self, looked_at: Container[_Id], *others: Any) -> None:
        super().__init__(*others)
        self._looked_at = looked_at

    def __iter__(self) -> Iterator[Record]:
        return (record for key, record in self.by_id.items() if key in self._looked_at)


def _judged(shelf: Shelf, batch: dict[_Id, Held], texts: Texts) -> Iterator[Verdict]:
    around = _around(shelf, batch, names=bool(texts))
    records: list[Record] = []
    tombstones: dict[_Id, Tombstone] = {}
    drafts: dict[str, rules.Draft] = {}
    early: list[rules.Violation] = []
    for (table, identifier), held in around.held.items():
        where = f"{table}/{identifier}"
        record, violations = rules.read_record(table, identifier, held.document)
        if isinstance(record, Tombstone):
            tombstones[table, identifier] = record
        elif isinstance(record, Record):
            records.append(record)
        else:
            model = rules.model_of(table, held.document)
            if model is not None and issubclass(model, AnyRecord):
                draft = rules.Draft(where, model, held.document, violations)
                violations, drafts[where] = draft.faults, draft
        early += violations
    known = [draft.record for draft in drafts.values() if isinstance(draft.record, Record)]
    everything = _Among(around.looked_at, [*records, *known], around.known, tombstones)
    late = (
        violation
        for violation in rules.check_records(rules.Context(everything, texts), likeness=False)
        if not rules.follows(violation, drafts)
    )
    told: dict[str, set[Fault]] = {f"{table}/{identifier}": set() for table, identifier in batch}
    for violation in (*rules.with_names_known(early, everything), *rules.grouped(late, everything)):
        if violation.record in told:
            told[violation.record].add(fault_of(violation))
    for (table, identifier), held in batch.items():
        faults = sorted(told[f"{table}/{identifier}"], key=lambda each: (each.pointer, each.code))
        yield Verdict(held.at, faults)


class _Around(NamedTuple):
    """What the rules must know of to judge some lines."""

    held: dict[_Id, Held]
    looked_at: set[_Id]
    """The records that are looked at: the lines themselves, and what they belong to or lie in, over all steps."""
    known: set[_Id]
    """The ids that exist."""


def _around(shelf: Shelf, batch: dict[_Id, Held], *, names: bool) -> _Around:
    """Lines with the sources of their evidence, with what they belong to, lie in or were merged into, and the ids of
    all else that they refer to; with the records of these too, if their `names` are asked for.
    """
    around = _Around(dict(batch), {*batch}, {*batch})
    needed = {(table, identifier) for held in batch.values() for _, table, identifier in held.references()}
    above = {key for held in batch.values() for key in _above(held)}
    asked: set[_Id] = set()
    while needed := needed - asked:
        asked |= needed
        found = shelf.find(needed - {*batch})
        around.known.update(key for key, (_, state) in found.items() if state != GONE)
        wanted = [
            where
            for key, (where, state) in found.items()
            if names or state == GONE or key[0] == Source.table or key in above
        ]
        fresh = {(held.table, held.name): held for held in shelf.on_lines(wanted)}
        around.held.update(fresh)
        around.looked_at.update(fresh.keys() & above)
        needed = {key for held in fresh.values() for key in _above(held)}
        above |= needed
    return around


def _above(held: Held) -> Iterator[_Id]:
    """What a record belongs to, lies in or was merged into."""
    fields = fields_of(CURRENT.by_table[held.table])
    ups = {f"/{spec.name}" for spec in fields if spec.kind == "plain" and spec.references == held.table}
    for pointer, table, identifier in held.references():
        if pointer in ups or held.state == GONE:
            yield table, identifier


class Shelf:
    """The records that are left on disk, by line and by id."""

    def __init__(self, place: Place, summaries: Sequence[Summary]) -> None:
        self._place = place
        self._by_number = {summary.piece: summary for summary in summaries}

    def on_lines(self, lines: Iterable[At]) -> list[Held]:
        """What stands on lines."""
        by_piece: dict[int, list[int]] = {}
        for where in sorted(lines):
            piece, line = piece_and_line(where)
            by_piece.setdefault(piece, []).append(line)
        return [held for piece, wanted in by_piece.items() for held in self._in_piece(piece, wanted)]

    def find(self, ids: Iterable[_Id]) -> dict[_Id, tuple[At, int]]:
        """The first line with each id, and what has become of it; without those that are not there."""
        found: dict[_Id, tuple[At, int]] = {}
        for key, where, state in self.lines_with(ids):
            found.setdefault(key, (where, state))
        return found

    def lines_with(self, ids: Iterable[_Id]) -> Iterator[tuple[_Id, At, int]]:
        """All lines that have one of the ids, in their order, with the id and what has become of it."""
        wanted = by_table(ids)
        for summary in self._by_number.values():
            if summary.table in wanted and "id" in summary.kinds:
                keys = self._place.keys(summary, "id").select(["key", "line", "state"])
                there = keys.filter(pc.is_in(keys["key"], wanted[summary.table])).sort_by("line")
                for key, line, state in zip(*(column.to_pylist() for column in there.columns), strict=True):
                    yield (summary.table, key), at(summary.piece, line), state

    def _in_piece(self, piece: int, lines: list[int]) -> Iterator[Held]:
        table = self._by_number[piece].table
        gone, refused = self._place.gone(piece), self._place.refused(piece)
        records = self._place.records(piece)
        rows = pc.index_in(pa.array(lines, pa.int64()), records[LINE].combine_chunks())
        documents = {row.pop(LINE): row for row in records.take(rows.drop_null()).to_pylist()}
        for line in lines:
            if line in gone:
                yield Held(at(piece, line), table, GONE, gone[line])
            elif line in refused:
                yield Held(at(piece, line), table, REJECTED, refused[line])
            elif line in documents:
                yield Held(at(piece, line), table, GOOD, _stated(documents[line]))


def by_table(ids: Iterable[_Id]) -> dict[str, pa.Array]:
    """Ids without their tables, by the table."""
    found: dict[str, list[str]] = {}
    for table, identifier in ids:
        found.setdefault(table, []).append(identifier)
    return {table: pa.array(named, pa.string()) for table, named in found.items()}


def _stated(content: Any) -> Any:
    """A value without what is not given."""
    if isinstance(content, dict):
        return {name: _stated(inner) for name, inner in content.items() if inner is not None and inner != []}
    return [_stated(inner) for inner in content] if isinstance(content, list) else content
