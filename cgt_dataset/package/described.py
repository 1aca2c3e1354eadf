"""What a descriptor must say for its package to be verified; a stranger may have written it."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from .croissant import parted

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
RowsDigest = Annotated[str, StringConstraints(pattern=r"^(columns-)?sha256:[0-9a-f]{64}$")]
"""A digest of rows: by columns, or as release 1.0 has it."""
File = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}(-[0-9]{5,9})?\.parquet$")]
Count = Annotated[int, Field(ge=0)]


def _expression(pattern: str) -> str:
    try:
        pc.match_substring_regex(pa.array([""]), rf"\A(?:{pattern})\z")
    except pa.ArrowInvalid as error:
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


class PartFile(_Part):
    """A Parquet file with rows of a table: all, or those between the part before and the part after."""

    path: File
    hash: Digest
    contentHash: RowsDigest  # noqa: N815 (beside the standard's names)
    rowCount: Count  # noqa: N815 (likewise)


class Resource(_Part):
    """A table of the package, in one file or in several parts."""

    name: Name
    path: File | Annotated[tuple[File, ...], Field(min_length=2)]
    hash: Digest | None = None
    contentHash: RowsDigest  # noqa: N815 (beside the standard's names)
    rowCount: Count  # noqa: N815 (likewise)
    parts: tuple[PartFile, ...] | None = None
    table: Annotated[Schema, Field(alias="schema")]

    @model_validator(mode="after")
    def _of_one_sort(self) -> Self:
        if isinstance(self.path, str):
            if self.hash is None or self.parts is not None:
                raise ValueError(f"{self.name} is one file, yet has no hash or has parts")
            return self
        if self.hash is not None or self.parts is None or self.path != tuple(part.path for part in self.parts):
            raise ValueError(f"{self.name} is several files, yet has a hash, or its parts are not these files")
        if any(not fnmatchcase(path, parted(self.name)) for path in self.path):
            raise ValueError(f"{self.name} is several files, yet one is not called {parted(self.name)}")
        if self.rowCount != sum(part.rowCount for part in self.parts):
            raise ValueError(f"{self.name} has not as many rows as its parts")
        return self

    @property
    def files(self) -> tuple[PartFile, ...]:
        """The files that hold the rows, in their order."""
        if self.parts is not None:
            return self.parts
        return (PartFile.model_validate(self.model_dump(include=set(PartFile.model_fields))),)

    @property
    def file(self) -> str:
        """The name of its file; of several, what they are called together."""
        return self.path if isinstance(self.path, str) else parted(self.name)

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
        _once("resource name", [resource.name for resource in self.resources])
        _once("resource path", [file.path for resource in self.resources for file in resource.files])
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
