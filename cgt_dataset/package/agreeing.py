"""Whether `croissant.json` says of a package what its descriptor says; a stranger may have written either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .croissant import TYPES
from .described import Package, Resource, first_fault


class _Part(BaseModel):
    """A part of a Croissant document; what is not compared may stand beside it."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Node(_Part):
    id: Annotated[str, Field(alias="@id")]


class _File(_Node):
    """A file, or several as one set."""

    url: Annotated[str | None, Field(alias="contentUrl")] = None
    sha256: str | None = None
    includes: str | None = None


class _Column(_Node):
    type: Annotated[str, Field(alias="dataType")]
    leads: Annotated[_Node | None, Field(alias="dct:references")] = None


class _Records(_Node):
    key: tuple[_Node, ...]
    columns: Annotated[tuple[_Column, ...], Field(alias="field")]


class _Document(_Part):
    version: str
    files: Annotated[tuple[_File, ...], Field(alias="distribution")]
    tables: Annotated[tuple[_Records, ...], Field(alias="recordSet")]


def disagreements(content: bytes, package: Package) -> Iterator[str]:
    """What a Croissant document says otherwise than the descriptor: version, files, hashes, columns, types, keys."""
    try:
        said = _Document.model_validate_json(content)
    except ValidationError as error:
        yield f"it is no such document: {first_fault(error.errors(include_url=False))}"
        return
    if said.version != package.version:
        yield f"it is of version {said.version}, the descriptor of {package.version}"
    files = [(one.id, one.url, one.includes, one.sha256) for one in said.files]
    if files != list(_files(package)):
        yield "its files and their hashes are not those of the descriptor"
    if [table.id for table in said.tables] != [resource.name for resource in package.resources]:
        yield "its record sets are not the tables of the descriptor"
        return
    for table, resource in zip(said.tables, package.resources, strict=True):
        name = resource.name
        columns = [(column.id, column.type, column.leads and column.leads.id) for column in table.columns]
        if columns != list(_columns(resource)):
            yield f"the columns of {name} are not those of the descriptor"
        if [column.id for column in table.key] != [f"{name}/{column}" for column in resource.table.primaryKey]:
            yield f"the key of {name} is not that of the descriptor"


def _files(package: Package) -> Iterator[tuple[str | None, ...]]:
    """The files and sets of files as a Croissant document has to name them: id, address or pattern, and hash."""
    for resource in package.resources:
        for file in resource.files:
            yield file.path, file.path, None, file.hash.removeprefix("sha256:")
        if resource.parts is not None:
            yield resource.file, None, resource.file, None


def _columns(resource: Resource) -> Iterator[tuple[str, str, str | None]]:
    """The columns of a table as a Croissant document has to name them, with their types and where they lead."""
    leads = {
        own: f"{key.reference.resource or resource.name}/{other}"
        for key in resource.table.foreignKeys
        for own, other in zip(key.fields, key.reference.fields, strict=True)
    }
    for column in resource.table.fields:
        yield f"{resource.name}/{column.name}", TYPES[column.type], leads.get(column.name)
