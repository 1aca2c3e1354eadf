"""Nested columns → the tables that records become, cell by cell those that they become one at a time."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from ...schema import TABLES, AnyRecord, evidence_of, fields_of
from ...schema.fields import Field, kind_of
from ...schema.relational import child_table, lead_column
from ...tabular import arrow_schema
from .frames import Frame, frame_of, frames_in, list_frame, numbers
from .values import days_of, is_date

Columns = dict[str, pa.Array]


def tables_in(model: type[AnyRecord], nested: pa.Table) -> dict[str, pa.Table]:
    """The tables of records that are good, rows in the order of the records."""
    frame = frame_of(model, nested)
    kind, ids = kind_of(model), frame.columns["id"]
    tables = {model.table: _table(model.table, _columns(frame), nested.num_rows)}
    for spec in fields_of(model):
        if spec.kind in ("plain", "value"):
            continue
        column = frame.columns[spec.name]
        parents, position = _positions(column)
        if spec.kind == "items":
            content = _plain(spec, spec.item_column, column.flatten())
        else:
            content = _columns(list_frame(frame, spec.name, spec.type))
        name = child_table(model, spec)
        tables[name] = _table(name, {kind: ids.take(parents), "position": position, **content}, len(parents))
    tables["evidence"] = _evidence(frame)
    return tables


def _table(name: str, columns: Columns, count: int) -> pa.Table:
    schema = arrow_schema(TABLES[name])
    nothing = pa.nulls(count)
    arrays = [columns.get(field.name, nothing).cast(field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _columns(frame: Frame, prefix: str = "") -> Columns:
    columns: Columns = {}
    for spec in fields_of(frame.model):
        column = frame.columns[spec.name]
        if spec.kind == "plain":
            columns |= _plain(spec, prefix + spec.name, column)
        elif spec.kind == "value":
            structs = dict(zip((field.name for field in column.type), column.flatten(), strict=True))
            inner = Frame(spec.type, structs, frame.records, frame.parents)
            columns |= _columns(inner, f"{prefix}{spec.name}_")
    return columns


def _plain(spec: Field, name: str, column: pa.Array) -> Columns:
    if not is_date(spec):
        return {name: column}
    _, first, last = days_of(column)
    return {name: column, f"{name}_from": first, f"{name}_to": last}


def _positions(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """For each item of lists the list in which it is, and its place there."""
    parents = pc.list_parent_indices(column)
    lengths = pc.list_value_length(column).cast(pa.int64()).fill_null(0)
    starts = pc.subtract(pc.cumulative_sum(lengths), lengths)
    return parents, pc.subtract(numbers(len(parents)), starts.take(parents))


def _evidence(frame: Frame) -> pa.Table:
    model = frame.model
    if not issubclass(model, AnyRecord):
        raise TypeError(f"{model.__name__} is no record")
    items = list_frame(frame, "evidence", evidence_of(model))
    _, item = _positions(frame.columns["evidence"])
    of, support = _positions(items.columns["supports"])
    ids = frame.columns["id"].take(items.records)
    pointers = items.columns["supports"].flatten()
    encoded = pointers.dictionary_encode()
    cells = [_cell(model, pointer) for pointer in encoded.dictionary.to_pylist()]
    table, position, column = (
        pa.array([cell[which] for cell in cells], type_).take(encoded.indices)
        for which, type_ in enumerate((pa.string(), pa.int64(), pa.string()))
    )
    item_columns = {
        "record": pc.binary_join_element_wise(f"{model.table}/", ids, ""),
        "item": item,
        "id": ids,
        **_columns(items),
    }
    columns = {name: each.take(of) for name, each in item_columns.items()}
    own = {"support": support, "pointer": pointers, "table": table, "position": position, "column": column}
    return _table("evidence", {**columns, **own}, len(of))


@lru_cache(maxsize=1 << 16)
def _cell(model: type[AnyRecord], pointer: str) -> tuple[str, int, str]:
    """Where the value at a pointer stands: table, position (0 in the record's own), first of its columns."""
    name, *rest = pointer[1:].split("/")
    spec = next(spec for spec in fields_of(model) if spec.name == name)
    if spec.kind in ("plain", "value"):
        return model.table, 0, lead_column(spec)
    if spec.kind == "parts":
        inner = next(inner for inner in fields_of(spec.type) if inner.name == rest[1])
        return child_table(model, spec), int(rest[0]), lead_column(inner)
    return child_table(model, spec), int(rest[0]), lead_column(spec)


def references_in(frame: Frame) -> dict[str, list[tuple[pa.Array, pa.Array]]]:
    """By table the ids that records refer to, in parts; beside each the number of the record."""
    found: dict[str, list[tuple[pa.Array, pa.Array]]] = {}
    for _, each in frames_in(frame):
        for spec in fields_of(each.model):
            if spec.references is None or spec.kind not in ("plain", "items"):
                continue
            column, records = each.columns[spec.name], each.records
            if spec.kind == "items":
                column, records = column.flatten(), records.take(pc.list_parent_indices(column))
            if column.null_count:
                records, column = records.filter(column.is_valid()), column.drop_null()
            if len(column):
                found.setdefault(spec.references, []).append((column, records))
    return found
