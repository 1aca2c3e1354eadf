"""The tables that lie in nested columns: those of a record, of its values and parts, and of its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...schema import AnyRecord, evidence_of, fields_of
from ...schema.base import Model


@dataclass(frozen=True)
class Frame:
    """The rows of one model."""

    model: type[Model]
    columns: dict[str, pa.Array]
    """By the name of the field."""
    records: pa.Array
    """For each row the number of the record that it is of."""
    parents: pa.Array
    """For each row the row of the frame in which it lies."""


def frame_of(model: type[AnyRecord], nested: pa.Table) -> Frame:
    """The rows of records themselves."""
    rows = numbers(nested.num_rows)
    columns = {name: one_array(nested.column(name)) for name in nested.column_names}
    return Frame(model, _filled(model, columns), rows, rows)


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def numbers(count: int) -> pa.Array:
    """0, 1, 2 and so on."""
    return pa.arange(0, count)


def value_frame(outer: Frame, name: str, model: type[Model]) -> Frame:
    """The rows of a value of several columns, where it is not null."""
    column, rows = outer.columns[name], numbers(len(outer.records))
    if column.null_count:
        rows = pc.indices_nonzero(column.is_valid()).cast(pa.int64())
        column = column.drop_null()
    return _of_structs(model, column, outer.records.take(rows), rows)


def list_frame(outer: Frame, name: str, model: type[Model]) -> Frame:
    """The rows of the items of a list of values or parts."""
    column = outer.columns[name]
    parents = pc.list_parent_indices(column)
    return _of_structs(model, column.flatten(), outer.records.take(parents), parents)


def _of_structs(model: type[Model], structs: pa.Array, records: pa.Array, parents: pa.Array) -> Frame:
    columns = {field.name: column for field, column in zip(structs.type, structs.flatten(), strict=True)}
    return Frame(model, _filled(model, columns), records, parents)


def _filled(model: type[Model], columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """The columns with the model's own value where one is missing."""
    for name, default in _defaults(model):
        columns[name] = columns[name].fill_null(default)
    return columns


@cache
def _defaults(model: type[Model]) -> tuple[tuple[str, Any], ...]:
    plain = [spec.name for spec in fields_of(model) if spec.kind == "plain"]
    return tuple(
        (name, info.default)
        for name, info in model.model_fields.items()
        if name in plain and not info.is_required() and info.default is not None
    )


def frames_in(frame: Frame) -> Iterator[tuple[str, Frame]]:
    """The frame itself, and every frame in it, each with the names of the fields that lead there: `/services`."""
    yield "", frame
    inner = [(spec.name, spec.kind, spec.type) for spec in fields_of(frame.model)]
    if issubclass(frame.model, AnyRecord):
        inner.append(("evidence", "parts", evidence_of(frame.model)))
    for name, kind, model in inner:
        if kind in ("value", "values", "parts"):
            found = (value_frame if kind == "value" else list_frame)(frame, name, model)
            for path, each in frames_in(found):
                yield f"/{name}{path}", each
