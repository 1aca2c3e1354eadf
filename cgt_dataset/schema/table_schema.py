"""The Table Schema of each table (Data Package 2.0), derived from its columns."""

from __future__ import annotations

from typing import Any

from .table import Column, Table

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
"""Where the profiles of the standard stand: `datapackage`, `dataresource`, `tableschema`."""


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table.

    Besides the standard's properties a field has `value`, the first column of the value that it is part of (absent
    where no article supports it), and `computed`, where the build computes it.
    """
    schema: dict[str, Any] = {
        "$schema": PROFILE.format("tableschema"),
        "fields": [_field(table, column) for column in table.columns],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": list(own), "reference": _reference(table, other, theirs)}
            for own, other, theirs in table.foreign_keys
        ]
    return schema


def _field(table: Table, column: Column) -> dict[str, Any]:
    constraints = dict(column.constraints)
    if column.type == "number" and not column.required:
        # frictionless reads a null of Parquet as NaN, which lies within no bounds; the models keep them.
        constraints = {name: bound for name, bound in constraints.items() if name not in ("minimum", "maximum")}
    if column.required:
        constraints["required"] = True
    if table.primary_key == (column.name,):
        constraints["unique"] = True
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if constraints:
        field["constraints"] = constraints
    if column.value:
        field["value"] = column.value
    if column.computed:
        field["computed"] = True
    return field


def _reference(table: Table, other: str, columns: tuple[str, ...]) -> dict[str, Any]:
    # A reference to the table itself names no resource, as the standard has it.
    itself = {} if other == table.name else {"resource": other}
    return {**itself, "fields": list(columns)}
