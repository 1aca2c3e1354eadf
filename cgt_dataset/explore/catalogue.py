"""What the explorer must know of the tables: which hold records, what a record is called, what leads where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..reader import Dataset, TableDescription

_LABELS = ("name", "title", "text", "measure")
"""The columns that show what a record is: `schema.shown.DISPLAY`, without the second that the models take to import."""
_PLACES = "places"
_POINTER = "record"
"""The column that has pointers TABLE/ID."""


@dataclass(frozen=True)
class Shape:
    """A table, as the explorer shows it."""

    described: TableDescription
    label: str | None
    """The column that shows what a row is. None: only its key does."""
    holder: str | None
    """The table of the record that a row is part of, or is. None: it is part of none."""
    facets: tuple[str, ...]
    """The columns by whose values people narrow the rows down."""
    words: tuple[str, ...]
    """The columns that have text."""

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.described.name

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.described.rows

    @property
    def has_records(self) -> bool:
        """Whether each row is a record of its own."""
        return self.holder == self.name

    @property
    def holding(self) -> str:
        """The column that has the id of the record that a row is part of."""
        return self.described.primary_key[0]


class Catalogue:
    """The tables of a package. Raises NoPackage where there is none."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        resources = dataset.descriptor["resources"]
        records = {one["name"] for one in resources if one["schema"]["primaryKey"] == ["id"]}
        self.tables: dict[str, Shape] = {
            one["name"]: _shape(one, dataset.describe(one["name"]), records) for one in resources
        }

    @cached_property
    def leading(self) -> Mapping[str, frozenset[str]]:
        """To which tables of records the columns of a name lead, over all tables."""
        leading: dict[str, set[str]] = {}
        for shape in self.tables.values():
            for column in shape.described.columns:
                if column.references in self.tables and self.tables[column.references].has_records:
                    leading.setdefault(column.name, set()).add(column.references)
        return {name: frozenset(tables) for name, tables in leading.items()}

    @cached_property
    def referring(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The tables and columns that lead to the rows of a table."""
        referring: dict[str, list[tuple[str, str]]] = {name: [] for name in self.tables}
        for shape in self.tables.values():
            for column in shape.described.columns:
                if column.references in referring:
                    referring[column.references].append((shape.name, column.name))
        return {name: tuple(found) for name, found in referring.items()}

    def records(self) -> list[Shape]:
        """The tables whose rows are records."""
        return [shape for shape in self.tables.values() if shape.has_records]

    def parts(self, table: str) -> list[Shape]:
        """The tables that hold what repeats in the records of a table."""
        return [shape for shape in self.tables.values() if shape.holder == table and not shape.has_records]

    def others(self) -> list[Shape]:
        """The tables that neither hold records nor parts of them."""
        return [shape for shape in self.tables.values() if shape.holder is None]

    def is_pointer(self, column: str, value: object) -> bool:
        """Whether a cell has a pointer TABLE/ID to a record."""
        if column != _POINTER or not isinstance(value, str):
            return False
        table, _, identifier = value.partition("/")
        return bool(identifier) and table in self.tables and self.tables[table].has_records


def _shape(resource: Mapping[str, Any], described: TableDescription, records: set[str]) -> Shape:
    columns = {column.name: column for column in described.columns}
    first = columns.get(described.primary_key[0])
    holder = described.name if described.name in records else first.references if first is not None else None
    label = next((name for name in _LABELS if name in columns and columns[name].type == "string"), None)
    computed = {field["name"] for field in resource["schema"]["fields"] if field.get("computed")}
    facets = [
        column.name
        for column in described.columns
        if column.type == "string"
        and (column.terms or column.name in computed or column.references == _PLACES)
        # The parts of a quantity say nothing by themselves.
        and f"{column.name.rpartition('_')[0]}_value" not in columns
    ]
    words = tuple(column.name for column in described.columns if column.type == "string")
    return Shape(
        described,
        label if described.name in records else None,
        holder if holder in records else None,
        tuple(facets),
        words,
    )
