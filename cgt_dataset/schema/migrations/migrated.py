"""What a migration makes of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Doc = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A document that a migration made of a part of another: the place in which an organization is."""

    table: str
    document: Doc
    origin: str
    """JSON Pointer to the value of the old document that it was made of."""


@dataclass(frozen=True)
class Migrated:
    """A document of a later version, with all that is needed to follow it back."""

    document: Doc
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where values that moved stood before this migration: new JSON Pointer → old one. What lies below moved with it;
    a value that is not here stands where it stood."""
    made: tuple[Made, ...] = ()
    """The documents that were made besides."""
    before: Migrated | None = None
    """The migration before this one. None: this is the first."""

    def origin(self, pointer: str) -> str:
        """Where the value at a pointer of the new document stood in the old one.

        >>> moved = Migrated({}, {"/place": "/locality", "/evidence/2": "/evidence/1"})
        >>> moved.origin("/place"), moved.origin("/evidence/2/start"), moved.origin("/name")
        ('/locality', '/evidence/1/start', '/name')
        """
        found = self._moved_from(pointer)
        return found if self.before is None else self.before.origin(found)

    def _moved_from(self, pointer: str) -> str:
        at, below = pointer, ""
        while at:
            if at in self.moved:
                return self.moved[at] + below
            at, _, last = at.rpartition("/")
            below = f"/{last}{below}"
        return pointer

    def then(self, step: Callable[[Doc], Migrated]) -> Migrated:
        """The same, and a further migration after it, of the document and of those that were made."""
        after = step(self.document)
        made = [Made(made.table, made.document, self.origin(made.origin)) for made in after.made]
        for before in self.made:
            inner = step(before.document)
            made.append(Made(before.table, inner.document, before.origin))
            made += [Made(further.table, further.document, before.origin) for further in inner.made]
        return Migrated(after.document, after.moved, tuple(made), self if self.moved or self.before else None)
