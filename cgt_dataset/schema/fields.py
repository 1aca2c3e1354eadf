"""The models taken apart: their fields, and the values that a record holds."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from .base import AnyRecord, Items, Model, NoEvidence, References, Value


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


@cache
def fields_of(model: type[Model]) -> tuple[Field, ...]:
    """The fields of `model` in their order, but for `schema` and `evidence`."""
    schema = model.model_json_schema()
    apart = ("schema_", "evidence")  # the one names the model, the other proves the rest
    return tuple(_field(name, info, schema) for name, info in model.model_fields.items() if name not in apart)


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
    return next(kind_of(model) for model in _record_types(AnyRecord) if model.table == table)


def kind_of(model: type[AnyRecord]) -> str:
    """The name of a record type: Facility → `facility`."""
    return model.__name__.lower()


def evidence_of(model: type[AnyRecord]) -> type[Model]:
    """The model of the evidence items of a record type."""
    item, _ = _without_none(get_args(_without_none(model.model_fields["evidence"].annotation, [])[0])[0], [])
    return cast("type[Model]", item)


def _record_types(model: type[AnyRecord]) -> Iterator[type[AnyRecord]]:
    for inner in model.__subclasses__():
        if "table" in vars(inner):
            yield inner
        yield from _record_types(inner)


Content = Model | dict[str, Any]
"""A model, or the document of one: as it was parsed, and perhaps faulty."""


def values(record: AnyRecord) -> Iterator[tuple[str, Any]]:
    """Every non-null value that needs evidence, with its JSON Pointer: (`/names/0`, Name), (`/signed_on`, "2021")."""
    return values_of(type(record), record)


def values_of(model: type[Model], content: Content, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values of what is, or is meant to be, a `model`; what has not the shape of its field is passed over."""
    for spec in fields_of(model):
        held = _held(content, spec.name)
        if not spec.evidence or held is None:
            continue
        pointer = f"{prefix}/{spec.name}"
        if spec.kind in ("plain", "value"):
            yield pointer, held
            continue
        for position, item in _items(held):
            if spec.kind != "parts":
                yield f"{pointer}/{position}", item
            elif isinstance(item, (Model, dict)):
                yield from values_of(spec.type, item, f"{pointer}/{position}")


def references(record: AnyRecord) -> Iterator[tuple[str, str, str]]:
    """Every reference of a record to another: its JSON Pointer, the table it refers to, and the id."""
    return references_of(type(record), record)


def references_of(model: type[Model], content: Content, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """The references of what is, or is meant to be, a `model`; what has not the shape of its field is passed over."""
    for spec in fields_of(model):
        held = _held(content, spec.name)
        pointer = f"{prefix}/{spec.name}"
        if spec.kind in ("value", "values", "parts"):
            inner = [(f"{pointer}/{position}", part) for position, part in _items(held)]
            for place, part in [(pointer, held)] if spec.kind == "value" else inner:
                if isinstance(part, (Model, dict)):
                    yield from references_of(spec.type, part, place)
        elif spec.references is not None:
            found = [(pointer, held)]
            if spec.kind == "items":
                found = [(f"{pointer}/{position}", item) for position, item in _items(held)]
            yield from ((at, spec.references, item) for at, item in found if isinstance(item, str))
    if issubclass(model, AnyRecord):
        for position, item in _items(_held(content, "evidence")):
            if isinstance(item, (Model, dict)):
                yield from references_of(evidence_of(model), item, f"{prefix}/evidence/{position}")


def _held(content: Content, name: str) -> Any:
    return content.get(name) if isinstance(content, dict) else getattr(content, name)


def _items(held: Any) -> Iterator[tuple[int, Any]]:
    return enumerate(held if isinstance(held, (list, tuple)) else ())
