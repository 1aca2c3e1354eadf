"""What must hold in and between records: small rules, each with its code, message and mend."""

from __future__ import annotations

from collections.abc import Iterator

from . import evidence, likeness, lines, plans, references, shape, statements, tensions
from .drafts import Draft, follows
from .evidence import grouped
from .references import IDENTITY, check_identity, with_names_known
from .shape import model_of, read_record, unmigrated
from .shape_codes import MIGRATION
from .violation import Context, Records, Violation

RULES = (
    *lines.RULES,
    *shape.RULES,
    *references.RULES,
    *likeness.RULES,
    *evidence.RULES,
    *statements.RULES,
    *plans.RULES,
    *tensions.RULES,
)
"""Every rule of this room."""

_OF_ALL = likeness.check_likeness
_OF_ANY_VERSION = (references.check_references, evidence.check_support)
_CHECKS = (
    *_OF_ANY_VERSION,
    references.check_tombstones,
    references.check_parents,
    references.check_places,
    likeness.check_likeness,
    evidence.check_spans,
    statements.check_quantities,
    statements.check_words,
    plans.check_plans,
    tensions.check_counts,
    tensions.check_past,
)


def check_records(context: Context, *, likeness: bool = True) -> Iterator[Violation]:
    """Everything that does not hold between the records and in their evidence; `likeness` is of all records only."""
    for check in _CHECKS:
        if likeness or check is not _OF_ALL:
            yield from check(context)


def check_older(context: Context) -> Iterator[Violation]:
    """What can be said of records of older versions of the schema before they are migrated."""
    for check in _OF_ANY_VERSION:
        yield from check(context)


__all__ = [
    "IDENTITY",
    "MIGRATION",
    "RULES",
    "Context",
    "Draft",
    "Records",
    "Violation",
    "check_identity",
    "check_older",
    "check_records",
    "follows",
    "grouped",
    "model_of",
    "read_record",
    "unmigrated",
    "with_names_known",
]
