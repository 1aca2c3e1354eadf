"""What a descriptor must say for its package to be verified; a stranger may have written it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


def _expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"no regular expression: {error}") from None
    return pattern


class _Part(BaseModel):
    """A part of a descriptor; what is not checked may stand beside it."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class Constraints(_Part):
    """What the values of a column keep."""

    required: bool = False
    unique: bool = False
    enum: tuple[str | bool | int | float, ...] | None = None
    pattern: Annotated[str, AfterValidator(_expression)] | None = None
    minimum: float | None = None
    maximum: float | None = None
    maxLength: int | None = None  # noqa: N815 (the standard's name)


class Column(_Part):
    """A field of a Table Schema."""

    name: Name
    type: Literal["string", "integer", "number", "boolean", "date"]
    constraints: Constraints = Constraints()
    value: Name | None = None
    computed: bool = False

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        kept = self.constraints
        if self.type != "string" and (kept.pattern, kept.maxLength) != (None, None):
            raise ValueError(f"{self.name} is no text, yet has a pattern or a length")
        if self.type not in ("integer", "number") and (kept.minimum, kept.maximum) != (None, None):
            raise ValueError(f"{self.name} is no number, yet has a minimum or a maximum")
        return self


class Reference(_Part):
    """Where a foreign key leads; without a resource, to the table itself."""

    resource: Name | None = None
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]


class ForeignKey(_Part):
    """Columns that hold the key of a row of another table."""

    fields: Annotated[tuple[Name, ...], Field(min_length=1)]
    reference: Reference


class Schema(_Part):
    """A Table Schema."""

    fields: Annotated[tuple[Column, ...], Field(min_length=1)]
    primaryKey: Annotated[tuple[Name, ...], Field(min_length=1)]  # noqa: N815 (the standard's name)
    foreignKeys: tuple[ForeignKey, ...] = ()  # noqa: N815 (the standard's name)


class Resource(_Part):
    """A table of the package."""

    name: Name
    path: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}\.parquet$")]
    hash: Digest
    contentHash: Digest  # noqa: N815 (beside the standard's names)
    rowCount: Annotated[int, Field(ge=0)]  # noqa: N815 (likewise)
    table: Annotated[Schema, Field(alias="schema")]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.table.fields]

    @property
    def types(self) -> dict[str, str]:
        """The types of the columns by name."""
        return {column.name: column.type for column in self.table.fields}


_CHECKED = {
    "sources": {
        **dict.fromkeys(("id", "text_sha256"), "string"),
        **dict.fromkeys(("text_length", "body_start", "body_end"), "integer"),
    },
    "evidence": {
        **dict.fromkeys(("record", "table", "id", "column", "source", "sha256"), "string"),
        **dict.fromkeys(("item", "position", "start", "end"), "integer"),
    },
    "source_left_out": {
        **dict.fromkeys(("source", "sha256"), "string"),
        **dict.fromkeys(("position", "start", "end"), "integer"),
    },
    "tombstones": dict.fromkeys(("table", "id", "merged_into"), "string"),
}
"""The columns that are checked between tables, with their types."""
_SINCE_SCHEMA_2 = ("source_left_out", "tombstones")


class Package(_Part):
    """A package of tables with their evidence."""

    version: str | None = None
    contentHash: Digest  # noqa: N815 (beside the standard's names)
    croissantHash: Digest | None = None  # noqa: N815 (likewise)
    """That of `croissant.json`; None for releases that have no such file."""
    resources: Annotated[tuple[Resource, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for what in ("name", "path"):
            _once(f"resource {what}", [getattr(resource, what) for resource in self.resources])
        columns = {resource.name: resource.columns for resource in self.resources}
        for resource in self.resources:
            _once(f"column of {resource.name}", resource.columns)
            _known(resource.table.primaryKey, columns, resource.name)
            for key in resource.table.foreignKeys:
                _known(key.fields, columns, resource.name)
                _known(key.reference.fields, columns, key.reference.resource or resource.name)
                if len(key.fields) != len(key.reference.fields):
                    raise ValueError(f"a foreign key of {resource.name} has fewer or more columns than its target")
        types = {resource.name: resource.types for resource in self.resources}
        for table, needed in _CHECKED.items():
            if table in columns or table not in _SINCE_SCHEMA_2:
                _known(tuple(needed), columns, table)
                for name, kind in needed.items():
                    if types[table][name] != kind:
                        raise ValueError(f"{name} of {table} is {types[table][name]}, not {kind}")
        return self


def _once(what: str, names: list[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise ValueError(f"{what} {repeated[0]} stands twice")


def _known(names: tuple[str, ...], columns: dict[str, list[str]], table: str) -> None:
    if table not in columns:
        raise ValueError(f"there is no table {table}")
    for name in names:
        if name not in columns[table]:
            raise ValueError(f"{table} has no column {name}")


def first_fault(faults: list[Any]) -> str:
    """The first thing that is wrong with a descriptor, in one line."""
    fault = faults[0]
    where = "/".join(str(part) for part in fault["loc"])
    return f"{where or 'the descriptor'}: {fault['msg'].removeprefix('Value error, ')}"
