"""What a table is: its columns, keys and descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    type: Literal["string", "integer", "number", "boolean", "date"]
    description: str
    required: bool = False
    """Whether null is refused."""
    constraints: dict[str, Any] = field(default_factory=dict)
    """`pattern`, `enum`, `minimum`, `maximum`, `maxLength`, as in JSON Schema."""
    references: str | None = None
    """The table whose id it holds."""
    value: str | None = None
    """The first column of the value that it is part of; None where no article supports it (keys, notes, positions)."""
    computed: bool = False
    """Whether the build computes it from another column."""


@dataclass(frozen=True)
class Table:
    """A table of the package."""

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()
    """Columns, the table that they refer to, and its columns."""

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
