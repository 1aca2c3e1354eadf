"""What every model of the schema shares: closed, strict, frozen, described where it is declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Fault(NamedTuple):
    """Something that does not fit between the fields of a model."""

    kind: str
    """Which rule between fields it is."""
    message: str
    at: tuple[str, ...] = ()
    """The field that is to be mended; empty for the model as a whole."""


class Model(BaseModel):
    """A closed model: unknown fields are refused, nothing is coerced, the text under a field is its description."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )

    def _faults(self) -> Iterator[Fault]:
        """What does not fit between the fields; a model that has such rules overrides this."""
        return iter(())

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = list(self._faults())
        if faults:
            reasons = "; ".join(fault.message for fault in faults)
            raise PydanticCustomError("inconsistent", "{reasons}", {"reasons": reasons, "faults": faults})
        return self


class AnyRecord(Model):
    """A record of any version of the schema."""

    table: ClassVar[str]
    """Name of the table, and of the folder under `raw/`."""

    id: str
    """Identifier, unique in its table; the stem of the record's file."""

    def _repr_html_(self) -> str:
        """The record as a notebook shows it."""
        from .shown import record_table

        return record_table(self)


class Value(Model):
    """One value that takes several columns, such as a quantity; evidence supports it as a whole."""


class Part(Model):
    """A part of a record that can occur several times; each of its fields is a value of its own."""


@dataclass(frozen=True)
class References:
    """Marks a field that holds the id of a record of `table` (a foreign key)."""

    table: str


@dataclass(frozen=True)
class Items:
    """Names the column that holds one item of a list of plain values: `technologies` → `technology`."""

    column: str


@dataclass(frozen=True)
class NoEvidence:
    """Marks a field that no article supports: it identifies the record, is the curators' word, or is measured."""

    reason: str


OwnWords = NoEvidence("the curators' word")
Measured = NoEvidence("measured on the text itself")
Identity = NoEvidence("identifies the record")


@dataclass(frozen=True)
class Mapping:
    """How a term stands to a term of a published standard (SKOS mapping relations)."""

    relation: str
    """`exact`, `close`, `broad` (theirs is wider) or `narrow` (theirs is narrower)."""
    standard: str
    """Name of the standard, such as `ROR`."""
    target: str
    """The standard's own term."""


class Vocabulary(StrEnum):
    """A closed list of terms; each carries its definition and its mappings to published standards."""

    definition: str
    mappings: tuple[Mapping, ...]

    def __new__(cls, value: str, definition: str, *mappings: Mapping) -> Self:
        """A term with its definition."""
        term = str.__new__(cls, value)
        term._value_ = value
        term.definition = definition
        term.mappings = mappings
        return term
