"""The models taken apart: their fields, and the values that a record holds."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from .base import Items, Model, NoEvidence, References, Value
from .v1 import RECORDS, Record
from .values import Evidence


@dataclass(frozen=True)
class Field:
    """A field of a model, taken apart."""

    name: str
    kind: Literal["plain", "value", "items", "values", "parts"]
    """A plain value, a value of several columns, a list of plain values, a list of such values, a list of parts."""
    type: Any
    """The Python type of the value, or of one item of the list."""
    required: bool
    description: str
    json: dict[str, Any]
    """The JSON Schema of the value, or of one item of the list."""
    references: str | None
    evidence: bool
    """Whether its values need evidence."""
    item_column: str
    """The name of the column that holds one item of a list of plain values."""


def fields(model: type[Model]) -> tuple[Field, ...]:
    """The fields of `model` in their order, but for `schema` and `evidence`."""
    schema = model.model_json_schema()
    return tuple(
        _field(name, info, schema)
        for name, info in model.model_fields.items()
        if name
        not in (
            "schema_",
            "evidence",
        )  # the one names the model, the other proves the rest
    )


def _field(name: str, info: FieldInfo, schema: dict[str, Any]) -> Field:
    marks = list(info.metadata)
    inner, nullable = _without_none(info.annotation, marks)
    listed = get_origin(inner) is tuple
    json = _resolve(schema["properties"][name], schema)
    if nullable:
        json = _resolve(
            next(option for option in json["anyOf"] if option.get("type") != "null"),
            schema,
        )
    if listed:
        inner, _ = _without_none(get_args(inner)[0], marks)
        json = _resolve(json["items"], schema)
    references = next((mark.table for mark in marks if isinstance(mark, References)), None)
    structured = isinstance(inner, type) and issubclass(inner, Model)
    kind: Literal["plain", "value", "items", "values", "parts"]
    if structured:
        one_value = issubclass(inner, Value)
        kind = ("values" if one_value else "parts") if listed else "value"
    else:
        kind = "items" if listed else "plain"
    named = next((mark.column for mark in marks if isinstance(mark, Items)), None)
    return Field(
        name=name,
        kind=kind,
        type=inner,
        required=not nullable and not listed,
        description=info.description or "",
        json=json,
        references=references,
        evidence=not any(isinstance(mark, NoEvidence) for mark in marks),
        item_column=named or (singular(references) if references else name),
    )


def _without_none(annotation: Any, marks: list[Any]) -> tuple[Any, bool]:
    """Strip `Annotated` (collecting its marks) and `| None`."""
    nullable = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            marks.extend(more)
        elif origin in (Union, types.UnionType):
            options = [option for option in get_args(annotation) if option is not type(None)]
            nullable = len(options) < len(get_args(annotation))
            annotation = options[0]
        else:
            return annotation, nullable


def _resolve(json: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = json.get("$ref")
    return schema["$defs"][reference.rpartition("/")[2]] if reference else json


def singular(table: str) -> str:
    """The name of the record type of a table: `facilities` → `facility`."""
    return next(model.__name__.lower() for model in RECORDS if model.table == table)


def values(record: Record) -> Iterator[tuple[str, Any]]:
    """Every non-null value that needs evidence, with its JSON Pointer: (`/names/0`, Name), (`/signed_on`, "2021")."""
    yield from _values(record, "")


def _values(model: Model, prefix: str) -> Iterator[tuple[str, Any]]:
    for spec in fields_of(type(model)):
        content = getattr(model, spec.name)
        if not spec.evidence or content is None:
            continue
        pointer = f"{prefix}/{spec.name}"
        if spec.kind in ("plain", "value"):
            yield pointer, content
            continue
        for position, item in enumerate(content):
            if spec.kind == "parts":
                yield from _values(item, f"{pointer}/{position}")
            else:
                yield f"{pointer}/{position}", item


def references(record: Record) -> Iterator[tuple[str, str, str]]:
    """Every reference of a record to another: its JSON Pointer, the table it refers to, and the id."""
    yield from _references(record, "")
    for index, item in enumerate(record.evidence):
        yield from _references(item, f"/evidence/{index}")


def _references(model: Model, prefix: str) -> Iterator[tuple[str, str, str]]:
    for spec in fields_of(type(model)):
        content = getattr(model, spec.name)
        pointer = f"{prefix}/{spec.name}"
        if spec.kind == "parts":
            for position, part in enumerate(content):
                yield from _references(part, f"{pointer}/{position}")
        elif spec.references is None or content is None:
            continue
        elif spec.kind == "items":
            yield from ((f"{pointer}/{position}", spec.references, item) for position, item in enumerate(content))
        else:
            yield pointer, spec.references, content


def _models(model: type[Model]) -> Iterator[type[Model]]:
    yield model
    for spec in fields(model):
        if spec.kind in ("parts", "value", "values"):
            yield from _models(spec.type)


_ROOTS: tuple[type[Model], ...] = (*RECORDS, Evidence)
_FIELDS: dict[type[Model], tuple[Field, ...]] = {model: fields(model) for root in _ROOTS for model in _models(root)}


def fields_of(model: type[Model]) -> tuple[Field, ...]:
    """The fields of a model of this schema, taken apart once."""
    return _FIELDS[model]
