"""A version of the schema as a whole: what every tool asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from .base import AnyRecord, Model, Vocabulary
from .fields import kind_of

R = TypeVar("R", bound=AnyRecord)


@dataclass(frozen=True)
class Version(Generic[R]):
    """A released version of the schema."""

    number: int
    records: tuple[type[R], ...]
    """The record types, in the order of reading."""
    vocabularies: dict[str, type[Vocabulary]]
    """The vocabularies by their scheme name, in the order of declaration."""
    tombstone: type[Model] | None = None
    """What stays of a record that is gone. None: the version has no such thing."""

    def name(self, model: type[AnyRecord]) -> str:
        """What a record gives as `schema`: Agreement → `agreement/1`."""
        return f"{kind_of(model)}/{self.number}"

    @cached_property
    def by_table(self) -> dict[str, type[R]]:
        """The record types by their table: `agreements` → Agreement."""
        return {model.table: model for model in self.records}

    @cached_property
    def models(self) -> dict[str, type[R]]:
        """The record types by what a record gives as `schema`."""
        return {self.name(model): model for model in self.records}
