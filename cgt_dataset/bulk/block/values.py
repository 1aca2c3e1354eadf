"""Whole columns of values against what the models say of one value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated, Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainValidator,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WrapValidator,
)

from ...rules.shape import json_at
from ...schema import edtf
from ...schema.base import Model
from ...schema.fields import Field
from ...schema.value_types import unique

_MOST = 1 << 13
"""How many different values of a field are remembered."""
_FUNCTIONS = (AfterValidator, BeforeValidator, PlainValidator, WrapValidator)
_TOLD = frozenset({"title", "description", "examples", "default"})
_MEASURED = frozenset({"type", "pattern", "maxLength", "minimum", "maximum"})
_LISTED = frozenset({"type", "items", "minItems", "uniqueItems"})


def is_date(spec: Field) -> bool:
    """Whether the values of a field are partial dates."""
    return bool(spec.json.get("format") == "edtf")


def agrees(model: type[Model], spec: Field, column: pa.Array) -> pa.Array:
    """Whether the model accepts each value of a field by itself; true or null for null."""
    if is_date(spec):
        return days_of(column)[0]
    if (distinct := distinct_of(model, spec.name, listed=spec.kind == "items")) is not None:
        return pc.greater_equal(distinct.ordinals(column), 0)
    if spec.json["type"] != "string":
        return pc.and_(pc.greater_equal(column, spec.json["minimum"]), pc.less_equal(column, spec.json["maximum"]))
    if spec.kind == "items":  # the same few in many lists
        encoded = column.dictionary_encode()
        return _fit(spec, encoded.dictionary).take(encoded.indices)
    return _fit(spec, column)


def _fit(spec: Field, column: pa.Array) -> pa.Array:
    """Whether each text is as pattern and length say."""
    fits = pc.match_substring_regex(column, spec.json["pattern"])
    longest = spec.json.get("maxLength")
    return fits if longest is None else pc.and_(fits, pc.less_equal(pc.utf8_length(column), longest))


class Distinct:
    """The values of a field that has few different ones: each is put before the model once."""

    def __init__(self, model: type[Model], name: str, *, listed: bool) -> None:
        info = model.model_fields[name]
        self._adapter: TypeAdapter[Any] = TypeAdapter(Annotated[(info.annotation, *info.metadata, None)])  # type: ignore[arg-type]  # made as it runs
        self._listed = listed
        schema = json_at(model, [name, 0] if listed else [name])
        self.size = len(schema["enum"]) + 1 if "enum" in schema else 2 if "const" in schema else _MOST
        """Above every ordinal."""
        self._known: dict[Any, int] = {}
        self._read: list[Any] = [None]

    def ordinals(self, column: pa.Array) -> pa.Array:
        """For each value a number from 1 that stays the same from call to call; 0 for null, -1 for what the model
        refuses, and for what is beyond those that are remembered.
        """
        encoded = column.dictionary_encode()
        numbers = pa.array([self._ordinal(value) for value in encoded.dictionary.to_pylist()], pa.int64())
        return numbers.take(encoded.indices).fill_null(0)

    def held(self, ordinal: int) -> Any:
        """What the model makes of the value of an ordinal: text → term."""
        return self._read[ordinal]

    def _ordinal(self, value: Any) -> int:
        known = self._known.get(value)
        if known is None:
            if len(self._read) >= self.size:
                return -1
            try:
                read = self._adapter.validate_json(json.dumps([value] if self._listed else value), strict=True)
            except ValidationError:
                return -1
            known = self._known[value] = len(self._read)
            self._read.append(read[0] if self._listed else read)
        return known


@cache
def distinct_of(model: type[Model], name: str, *, listed: bool = False) -> Distinct | None:
    """How the values of a field are looked up; None where pattern, length and bounds say everything of them."""
    info = model.model_fields[name]
    marks = [*_marks(info.annotation), *(() if listed else info.metadata)]
    schema = json_at(model, [name, 0] if listed else [name])
    told = schema.keys() - _TOLD
    bounded = {"minimum", "maximum"} if schema.get("type") in ("integer", "number") else {"pattern"}
    if told <= _MEASURED and told >= bounded and not any(map(_does_more, marks)):
        return None
    return Distinct(model, name, listed=listed)


def _marks(annotation: Any) -> Iterator[Any]:
    for inner in get_args(annotation):
        yield inner
        yield from _marks(inner)


def _does_more(mark: Any) -> bool:
    if isinstance(mark, StringConstraints):
        return bool(mark.strip_whitespace or mark.to_lower or mark.to_upper)
    return isinstance(mark, _FUNCTIONS)


@cache
def list_rules(model: type[Model], name: str) -> tuple[int, bool, bool]:
    """The least length of a list, whether its items are all different, and whether the model says no more of it."""
    schema = json_at(model, [name])
    functions = [mark for mark in model.model_fields[name].metadata if isinstance(mark, _FUNCTIONS)]
    known = all(isinstance(mark, AfterValidator) and mark.func is unique for mark in functions)
    differing = bool(schema.get("uniqueItems"))
    known = known and differing == bool(functions) and schema.keys() - _TOLD <= _LISTED
    return schema.get("minItems", 0), differing, known


def days_of(column: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Whether each text is a partial date, null for null, and the first and the last day that it can mean."""
    encoded = column.dictionary_encode()
    found = [_days(text) for text in encoded.dictionary.to_pylist()]
    good = pa.array([days is not None for days in found], pa.bool_())
    first = pa.array([days and days.first for days in found], pa.date32())
    last = pa.array([days and days.last for days in found], pa.date32())
    return good.take(encoded.indices), first.take(encoded.indices), last.take(encoded.indices)


@lru_cache(maxsize=1 << 16)
def _days(text: str) -> edtf.Days | None:
    try:
        return edtf.days(text)
    except ValueError:
        return None
