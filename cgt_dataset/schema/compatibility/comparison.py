"""Two editions of the schema compared: the changes, and what they come to together."""

from __future__ import annotations

from dataclasses import dataclass

from .edition import Edition
from .records import record_changes
from .rules import Change, Part
from .tables import table_changes, vocabulary_changes
from .verdict import WORST_FIRST, Directions, PackageBump, SchemaBump, Verdict, largest, meet


@dataclass(frozen=True)
class Comparison:
    """The changes from one edition of the schema to another, worst first."""

    changes: tuple[Change, ...]

    def directions(self, part: Part | None = None) -> Directions:
        """What the changes come to, all of them or those of one part."""
        return meet(change.rule.verdict for change in self.changes if part in (None, change.rule.part))

    @property
    def verdict(self) -> Verdict:
        """The verdict of all changes together."""
        return self.directions().verdict

    @property
    def schema_bump(self) -> SchemaBump:
        """Whether the schema needs a new number: unless every old record is known to be valid. Tables do not count."""
        return "none" if self.directions("records").backward else "new schema number"

    @property
    def package_bump(self) -> PackageBump:
        """The smallest step of the package's version: major wherever the schema needs a new number."""
        return largest(change.rule.package for change in self.changes)

    @property
    def undecided(self) -> tuple[Change, ...]:
        """The changes of which nothing can be said; they count as breaking."""
        return tuple(change for change in self.changes if change.rule.verdict == "unknown")


def compare(old: Edition, new: Edition) -> Comparison:
    """The changes from the old edition to the new one. Raises NotASchema for schemas that cannot be walked through."""
    changes = [
        *record_changes(old.records, new.records),
        *table_changes(old.tables, new.tables),
        *vocabulary_changes(old.vocabularies, new.vocabularies),
    ]
    return Comparison(tuple(sorted(changes, key=_order)))


def _order(change: Change) -> tuple[int, str, str, str, str]:
    return WORST_FIRST.index(change.rule.verdict), change.rule.code, change.name, change.path, change.message
