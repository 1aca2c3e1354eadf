"""What must hold between records: ids and references."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Rule, did_you_mean
from ..schema import references
from .violation import Context, Violation

IDENTITY = Rule(
    "CGT201",
    "a record's id is the stem of its file",
    "So that an id is unique in its table, and a record is found by its pointer.",
    "rename the file, or write its stem as id",
)
REFERENCE = Rule(
    "CGT202",
    "what a record refers to exists",
    "A reference to nothing joins to nothing, and the fact is lost to every query.",
    "add the record, or correct the id",
)
SELF = Rule(
    "CGT203",
    "no organization is its own parent",
    "A chain of parents must end.",
    "correct the parent",
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
            known = context.records.ids(table)
            if identifier not in known:
                message = f"there is no {table}/{identifier}"
                mend = did_you_mean(identifier, known) or f"add raw/{table}/{identifier}.yaml, or correct the id"
                yield Violation(REFERENCE, f"{record.table}/{record.id}", pointer, message, mend)


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
