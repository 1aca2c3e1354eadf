"""The last word on lines of which something is wrong with what they refer to: by the rules, among the real records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from .. import rules
from ..schema import CURRENT, AnyRecord, Record, Tombstone, fields_of, references_of
from ..texts import Texts
from .joins import At, at, piece_and_line
from .keys import GONE, GOOD, REJECTED
from .slow import Fault, fault_of
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
        model = next(model for model in CURRENT.records if model.table == self.table)
        yield from references_of(model, self.document)


def judge_among(
    place: Place, summaries: Sequence[Summary], texts: Path | None, suspects: Sequence[At]
) -> list[Verdict]:
    """What is wrong with lines, held to all rules together with what they refer to."""
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


def _judged(shelf: Shelf, batch: dict[_Id, Held], texts: Texts) -> Iterator[Verdict]:
    around = _with_all_around(shelf, batch)
    records: list[Record] = []
    tombstones: dict[_Id, Tombstone] = {}
    drafts: dict[str, rules.Draft] = {}
    early: list[rules.Violation] = []
    for (table, identifier), held in around.items():
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
    everything = rules.Records([*records, *known], [key for key in around if key not in tombstones], tombstones)
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


def _with_all_around(shelf: Shelf, batch: dict[_Id, Held]) -> dict[_Id, Held]:
    """Lines with all that they refer to, and with all that this belongs to or lies in."""
    around = dict(batch)
    asked = set(batch)
    needed = {(table, identifier) for held in batch.values() for _, table, identifier in held.references()}
    while needed := needed - asked:
        asked |= needed
        fresh = shelf.by_id(needed)
        around |= fresh
        needed = {key for held in fresh.values() for key in _above(held)}
    return around


def _above(held: Held) -> Iterator[_Id]:
    """What a record belongs to, lies in or was merged into."""
    model = next(model for model in CURRENT.records if model.table == held.table)
    ups = {f"/{spec.name}" for spec in fields_of(model) if spec.kind == "plain" and spec.references == held.table}
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

    def by_id(self, ids: Iterable[_Id]) -> dict[_Id, Held]:
        """The records of ids, the first of those that have one id; without those that are not there."""
        found: dict[_Id, Held] = {}
        for held in self.with_ids(ids):
            found.setdefault((held.table, held.name), held)
        return found

    def with_ids(self, ids: Iterable[_Id]) -> Iterator[Held]:
        """All records that have one of the ids."""
        by_table: dict[str, list[str]] = {}
        for table, identifier in ids:
            by_table.setdefault(table, []).append(identifier)
        for summary in self._by_number.values():
            if summary.table in by_table and "id" in summary.kinds:
                keys = self._place.keys(summary, "id")
                there = keys["line"].filter(pc.is_in(keys["key"], pa.array(by_table[summary.table])))
                yield from self._in_piece(summary.piece, sorted(there.to_pylist()))

    def _in_piece(self, piece: int, lines: list[int]) -> Iterator[Held]:
        table = self._by_number[piece].table
        gone, refused = self._place.gone(piece), self._place.refused(piece)
        records = self._place.records(piece)
        rows = pc.index_in(pa.array(lines, pa.int64()), records[LINE].combine_chunks())
        for line, row in zip(lines, rows.to_pylist(), strict=True):
            if line in gone:
                yield Held(at(piece, line), table, GONE, gone[line])
            elif line in refused:
                yield Held(at(piece, line), table, REJECTED, refused[line])
            elif row is not None:
                document = _stated(records.slice(row, 1).to_pylist()[0])
                document.pop(LINE)
                yield Held(at(piece, line), table, GOOD, document)


def _stated(content: Any) -> Any:
    """A value without what is not given."""
    if isinstance(content, dict):
        return {name: _stated(inner) for name, inner in content.items() if inner is not None and inner != []}
    return [_stated(inner) for inner in content] if isinstance(content, list) else content
