"""What must hold in and between records: small rules, each with its code, message and mend."""

from __future__ import annotations

from collections.abc import Iterator

from . import evidence, likeness, references, shape, statements
from .drafts import check_draft
from .references import check_identity
from .shape import read_record
from .violation import Context, Records, Violation

RULES = (*shape.RULES, *references.RULES, *likeness.RULES, *evidence.RULES, *statements.RULES)
"""Every rule of this room."""

_CHECKS = (
    references.check_references,
    references.check_parents,
    likeness.check_likeness,
    evidence.check_support,
    evidence.check_spans,
    statements.check_quantities,
    statements.check_words,
)


def check_records(context: Context) -> Iterator[Violation]:
    """Everything that does not hold between the records and in their evidence."""
    for check in _CHECKS:
        yield from check(context)


__all__ = ["RULES", "Context", "Records", "Violation", "check_draft", "check_identity", "check_records", "read_record"]
