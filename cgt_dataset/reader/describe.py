"""What tables and columns mean, from the descriptor of the package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import fill, indent
from typing import Any


@dataclass(frozen=True)
class ColumnDescription:
    """A column and what it means."""

    name: str
    type: str
    """`string`, `integer`, `number`, `boolean` or `date`."""
    description: str
    required: bool
    """Whether it is never null."""
    references: str | None
    """The table that it leads to, as a foreign key."""
    terms: tuple[str, ...]
    """The values that it can have, where its vocabulary is closed; the table `terms` defines them."""


@dataclass(frozen=True)
class TableDescription:
    """A table and what it means."""

    name: str
    description: str
    rows: int
    primary_key: tuple[str, ...]
    columns: tuple[ColumnDescription, ...]

    def __str__(self) -> str:
        """The description as text, a paragraph a column."""
        head = fill(f"{self.name} ({self.rows} rows): {self.description}", 100)
        key = f"Primary key: {', '.join(self.primary_key)}"
        return "\n".join([head, key, "", *map(_paragraph, self.columns)])

    def _repr_html_(self) -> str:
        """The description as a notebook shows it."""
        from .html import description_table

        return description_table(self)


class TableList(list[str]):
    """The names of tables, as a list; a notebook shows them with their rows and what they are."""

    def __init__(self, resources: Iterable[Mapping[str, Any]] = ()) -> None:
        """`resources` as the descriptor of the package has them."""
        resources = list(resources)
        super().__init__(resource["name"] for resource in resources)
        self.described = {
            resource["name"]: (int(resource["rowCount"]), str(resource["description"])) for resource in resources
        }
        """The number of rows of each table, and what it is."""

    def _repr_html_(self) -> str:
        from .html import tables_table

        return tables_table(self)


def _paragraph(column: ColumnDescription) -> str:
    kind = column.type if column.required else f"{column.type} or null"
    arrow = f" → {column.references}" if column.references else ""
    return f"{column.name} ({kind}{arrow})\n" + indent(fill(column.description, 96), "    ")


def describe(resource: dict[str, Any]) -> TableDescription:
    """The description of a table, from its resource in the descriptor."""
    schema = resource["schema"]
    references = {
        key["fields"][0]: key["reference"].get("resource", resource["name"])
        for key in schema.get("foreignKeys", [])
        if len(key["fields"]) == 1
    }
    columns = []
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        columns.append(
            ColumnDescription(
                field["name"],
                field["type"],
                field["description"],
                constraints.get("required", False),
                references.get(field["name"]),
                tuple(str(term) for term in constraints.get("enum", ())),
            )
        )
    return TableDescription(
        resource["name"], resource["description"], resource["rowCount"], tuple(schema["primaryKey"]), tuple(columns)
    )
