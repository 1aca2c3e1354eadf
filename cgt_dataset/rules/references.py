"""What must hold between records: ids and references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..findings import Rule, did_you_mean
from ..schema import Place, Tombstone, fields_of, references
from ..schema.value_types import ID_PATTERN
from .guesses import codes_listed
from .shape_codes import FORM, SUBDIVISION
from .violation import Context, Records, Violation

IDENTITY = Rule(
    "CGT201",
    "a record is named like its file",
    "The id is the record's address: others refer to it, and people find the file by it. The name of the file is "
    "the id with .yaml after it, so that no two records of a table can have one id. In JSON Lines, where files name no "
    "record, two lines with one id are two records of one address.",
    "rename the file, or write its name without .yaml as id",
    wrong="# raw/organizations/quillmoor-vectors.yaml\nschema: organization/2\nid: quilmoor-vectors",
    right="# raw/organizations/quillmoor-vectors.yaml\nschema: organization/2\nid: quillmoor-vectors",
)
REFERENCE = Rule(
    "CGT202",
    "what a record refers to is there",
    "A party, an operator or a source is named by the id of its record. Where that record is not there, nobody can "
    "say who it is, and the fact is missing from every list that joins the two.",
    "add the record, or correct the id",
    wrong="- organization: quillmor-vectors\n  role: partner",
    right="- organization: quillmoor-vectors\n  role: partner",
)
SELF = Rule(
    "CGT203",
    "nothing is its own parent",
    "Who belongs to whom, and what lies in what, must end somewhere. An organization, a place or an event that is, "
    "over its parents, its own parent belongs to nobody, and whoever follows the chain never arrives.",
    "correct the parent",
    wrong="id: zilverling-cells\n# …\nparent: zilverling-cells",
    right="id: zilverling-cells\n# …\nparent: zilverling-holding",
)
GONE = Rule(
    "CGT205",
    "what a record refers to is still there",
    "A record that was merged into another or withdrawn leaves a tombstone under its id, so that old citations can be "
    "followed. New records name the record that now says what it said.",
    "write the id of the record that it was merged into",
    wrong="# raw/organizations/quillmoor.yaml\nschema: tombstone/2\nid: quillmoor\nmerged_into: quillmoor-vectors\n"
    "# raw/facilities/alkmaar-cell-works.yaml\noperator: quillmoor",
    right="# raw/organizations/quillmoor.yaml\nschema: tombstone/2\nid: quillmoor\nmerged_into: quillmoor-vectors\n"
    "# raw/facilities/alkmaar-cell-works.yaml\noperator: quillmoor-vectors",
)
_HEIR = "name the record that now says what it said"
RULES = (IDENTITY, REFERENCE, SELF, GONE)


def check_identity(table: str, stem: str, identifier: object) -> Iterator[Violation]:
    """A record's id is the stem of its file."""
    if isinstance(identifier, str) and identifier != stem and re.fullmatch(ID_PATTERN, identifier):
        message = f"id '{identifier}' is not the file's stem '{stem}'"
        yield Violation(IDENTITY, f"{table}/{stem}", "/id", message, IDENTITY.mend, named=(table, identifier))


def with_names_known(violations: list[Violation], records: Records) -> Iterator[Violation]:
    """The violations of records by themselves, mended by what the other records say: an id that is a name, a file or
    an id by which others refer to the record.
    """
    for violation in violations:
        mend = None
        if violation.named is not None and violation.rule is FORM:
            mend = did_you_mean_name(*violation.named, records)
        elif violation.named is not None and violation.rule is IDENTITY:
            mend = _by_references(violation.record, *violation.named, records)
        yield violation if mend is None else replace(violation, mend=mend)


def did_you_mean_name(table: str, name: str, records: Records) -> str | None:
    """The record of a table that has a name, or whose id a name would make, as a question."""
    ids = records.ids(table)
    words = "-".join(re.findall("[a-z0-9]+", name.casefold()))
    for record in records:
        texts = {getattr(held, "text", None) for held in getattr(record, "names", ())}
        if record.table == table and name.strip() in texts:
            return f"did you mean '{record.id}'?"
    return did_you_mean(words, ids, cutoff=0.8) or None


def _by_references(where: str, table: str, stated: str, records: Records) -> str | None:
    """How a record is named, whose id is not the name of its file: as the others refer to it."""
    stem = where.partition("/")[2]
    named = {identifier for record in records for _, other, identifier in references(record) if other == table}
    if (table, stated) in records.by_id:
        return None  # a copy of that record
    if stem in named and stated not in named:
        return f"write id: {stem}, by which other records refer to it"
    if stated in named and stem not in named:
        return f"rename the file to {stated}.yaml: other records refer to it by that id"
    return None


def check_references(context: Context) -> Iterator[Violation]:
    """Every reference leads to a record."""
    for record in context.records:
        for pointer, table, identifier in references(record):
            yield from check_reference(context.records, f"{record.table}/{record.id}", pointer, table, identifier)


def check_reference(records: Records, where: str, pointer: str, table: str, identifier: str) -> Iterator[Violation]:
    """One reference leads to a record."""
    known = records.ids(table)
    gone = records.tombstones.get((table, identifier))
    if gone is not None:
        yield _gone(records, where, pointer, table, gone)
    elif identifier not in known:
        message = f"there is no {table}/{identifier}"
        mend = did_you_mean(identifier, known) or f"add raw/{table}/{identifier}.yaml, or correct the id"
        yield Violation(REFERENCE, where, pointer, message, mend)


def _gone(records: Records, where: str, pointer: str, table: str, gone: Tombstone) -> Violation:
    if gone.merged_into is None:
        message = f"{table}/{gone.id} was withdrawn: {gone.reason}"
        return Violation(GONE, where, pointer, message, "name another record, or delete what refers to it")
    heir, seen = gone, {gone.id}
    while (after := records.tombstones.get((table, heir.merged_into or ""))) is not None and after.id not in seen:
        heir = after
        seen.add(heir.id)
    message = f"{table}/{gone.id} was merged into {gone.merged_into}"
    if heir.merged_into is None:
        return Violation(GONE, where, pointer, message, "name another record, or delete what refers to it")
    ends = (table, heir.merged_into) not in records.tombstones
    return Violation(GONE, where, pointer, message, f"write {heir.merged_into}" if ends else _HEIR)


def check_tombstones(context: Context) -> Iterator[Violation]:
    """What a record was merged into is there."""
    for (table, identifier), tombstone in context.records.tombstones.items():
        where = f"{table}/{identifier}"
        if tombstone.merged_into == identifier:
            message = f"{where} is merged into itself"
            yield Violation(GONE, where, "/merged_into", message, _HEIR)
        elif tombstone.merged_into is not None:
            yield from check_reference(context.records, where, "/merged_into", table, tombstone.merged_into)


def check_parents(context: Context) -> Iterator[Violation]:
    """Nothing is, over its parents, its own parent; so with all that refers to its own table. A circle is told once."""
    chains: dict[tuple[str, str], dict[str, str]] = {}
    for record in context.records:
        for spec in fields_of(type(record)):
            above = getattr(record, spec.name) if spec.kind == "plain" and spec.references == record.table else None
            if isinstance(above, str):
                chains.setdefault((record.table, spec.name), {})[record.id] = above
    for (table, name), parents in chains.items():
        for circle in _circles(parents):
            first = circle[0]
            message, mend = f"'{first}' names itself as {name}", f"correct {name}"
            if len(circle) > 1:
                message = f"over {name}, '{first}' comes back to itself: {' → '.join([*circle, first])}"
                mend = f"correct {name} of one of them"
            yield Violation(SELF, f"{table}/{first}", f"/{name}", message, mend)


def _circles(parents: dict[str, str]) -> Iterator[list[str]]:
    """Each chain that comes back to where it begins, from the first of its ids on."""
    seen: set[str] = set()
    for start in sorted(parents):
        chain: dict[str, None] = {}
        at = start
        while at in parents and at not in seen:
            seen.add(at)
            chain[at] = None
            at = parents[at]
        if at in chain:
            circle = list(chain)[list(chain).index(at) :]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]


def check_places(context: Context) -> Iterator[Violation]:
    """A subdivision lies in its country."""
    places = {record.id: record for record in context.records if isinstance(record, Place)}
    for place in places.values():
        around = _around(place, places)
        above = next((outer for outer in around if outer.iso_code is not None), None)
        outer = above.iso_code if above is not None and place not in around else None
        if above is None or not isinstance(place.iso_code, str) or not isinstance(outer, str):
            continue
        if place.iso_code[:2] != outer[:2] or len(place.iso_code) <= len(outer):
            message = f"{place.iso_code} does not lie in {outer}, the code of places/{above.id}"
            listed = codes_listed(outer)
            mend = "correct the code or the parent" + (f"; {listed}" if listed else "")
            yield Violation(SUBDIVISION, f"places/{place.id}", "/iso_code", message, mend)


def _around(place: Place, places: dict[str, Place]) -> list[Place]:
    """The places in which a place lies, from the innermost; itself among them where it lies in itself."""
    around: list[Place] = []
    above = places.get(place.parent or "")
    while above is not None and above.id not in {outer.id for outer in around}:
        around.append(above)
        above = places.get(above.parent or "")
    return around
