"""What must hold between records: ids and references."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Rule, did_you_mean
from ..schema import references
from .violation import Context, Records, Violation

IDENTITY = Rule(
    "CGT201",
    "a record is named like its file",
    "The id is the record's address: others refer to it, and people find the file by it. The name of the file is "
    "the id with .yaml after it, so that no two records of a table can have one id.",
    "rename the file, or write its name without .yaml as id",
    wrong="# raw/organizations/quillmoor-vectors.yaml\nschema: organization/1\nid: quilmoor-vectors",
    right="# raw/organizations/quillmoor-vectors.yaml\nschema: organization/1\nid: quillmoor-vectors",
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
    "no organization is its own parent",
    "Who belongs to whom must end at somebody. An organization that is, over its parents, its own parent belongs to "
    "nobody, and whoever follows the chain never arrives.",
    "correct the parent",
    wrong="id: zilverling-cells\n# …\nparent: zilverling-cells",
    right="id: zilverling-cells\n# …\nparent: zilverling-holding",
)
RULES = (IDENTITY, REFERENCE, SELF)


def check_identity(table: str, stem: str, identifier: object) -> Iterator[Violation]:
    """A record's id is the stem of its file."""
    if isinstance(identifier, str) and identifier != stem:
        message = f"id '{identifier}' is not the file's stem '{stem}'"
        yield Violation(IDENTITY, f"{table}/{stem}", "/id", message, IDENTITY.mend)


def check_references(context: Context) -> Iterator[Violation]:
    """Every reference leads to a record."""
    for record in context.records:
        for pointer, table, identifier in references(record):
            yield from check_reference(context.records, f"{record.table}/{record.id}", pointer, table, identifier)


def check_reference(records: Records, where: str, pointer: str, table: str, identifier: str) -> Iterator[Violation]:
    """One reference leads to a record."""
    known = records.ids(table)
    if identifier not in known:
        message = f"there is no {table}/{identifier}"
        mend = did_you_mean(identifier, known) or f"add raw/{table}/{identifier}.yaml, or correct the id"
        yield Violation(REFERENCE, where, pointer, message, mend)


def check_parents(context: Context) -> Iterator[Violation]:
    """No organization is, over its parents, its own parent."""
    parents = {
        record.id: getattr(record, "parent", None) for record in context.records if record.table == "organizations"
    }
    for identifier in parents:
        seen = {identifier}
        above = parents[identifier]
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == identifier:
            message = f"'{identifier}' is, over its parents, its own parent"
            yield Violation(SELF, f"organizations/{identifier}", "/parent", message, SELF.mend)
