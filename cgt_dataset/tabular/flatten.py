"""Records taken apart into rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from ..schema import TABLES, VOCABULARIES, Place, Record, Tombstone, fields_of
from ..schema.base import Model
from ..schema.edtf import days
from ..schema.fields import Field, kind_of
from ..schema.relational import child_table, lead_column
from .arrow import arrow_schema, arrow_table
from .computed import country_and_subdivision, enclosing_codes
from .coverage import coverage_rows

Row = dict[str, Any]


def tables_of(records: Iterable[Record], tombstones: Iterable[tuple[str, Tombstone]] = ()) -> dict[str, pa.Table]:
    """Every table of the package by name, rows sorted by primary key; a table without rows is there, empty.

    `tombstones` come with the table in which each record was.
    """
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for record in records:
        for name, row in _record_rows(record):
            rows[name].append(row)
        rows["evidence"].extend(_evidence_rows(record))
    _hand_down_codes(rows[Place.table])
    rows["tombstones"].extend({"table": table, **_row(tombstone)} for table, tombstone in tombstones)
    rows["coverage"].extend(coverage_rows(rows))
    _add_terms(rows)
    return {name: _table(name, rows[name]) for name in TABLES}


def _table(name: str, rows: list[Row]) -> pa.Table:
    table = TABLES[name]
    rows.sort(key=lambda row: [row[column] for column in table.primary_key])
    return arrow_table(arrow_schema(table), rows)


def _record_rows(record: Record) -> Iterator[tuple[str, Row]]:
    kind = kind_of(type(record))
    yield record.table, _row(record)
    for spec in fields_of(type(record)):
        if spec.kind in ("plain", "value"):
            continue
        for position, item in enumerate(getattr(record, spec.name)):
            row = _plain(spec, spec.item_column, item) if spec.kind == "items" else _row(item)
            yield child_table(type(record), spec), {kind: record.id, "position": position, **row}


def _row(model: Model, prefix: str = "") -> Row:
    row: Row = {}
    for spec in fields_of(type(model)):
        content = getattr(model, spec.name)
        if content is None:
            continue
        if spec.kind == "plain":
            row |= _plain(spec, prefix + spec.name, content)
        elif spec.kind == "value":
            row |= _row(content, f"{prefix}{spec.name}_")
    return row


def _plain(spec: Field, name: str, content: Any) -> Row:
    if spec.json.get("format") != "edtf":
        return {name: content}
    first, last = days(content)
    return {name: content, f"{name}_from": first and first.isoformat(), f"{name}_to": last and last.isoformat()}


def _evidence_rows(record: Record) -> Iterator[Row]:
    for index, item in enumerate(record.evidence):
        for support, pointer in enumerate(item.supports):
            table, position, column = cell(record, pointer)
            yield {
                "record": f"{record.table}/{record.id}",
                "item": index,
                "support": support,
                "pointer": pointer,
                "table": table,
                "id": record.id,
                "position": position,
                "column": column,
                **_row(item),
            }


def cell(record: Record, pointer: str) -> tuple[str, int, str]:
    """Where a value of a record stands: table, position (0 in the record's own), first of its columns."""
    name, *rest = pointer[1:].split("/")
    spec = next(spec for spec in fields_of(type(record)) if spec.name == name)
    if spec.kind in ("plain", "value"):
        return record.table, 0, lead_column(spec)
    table, position = child_table(type(record), spec), int(rest[0])
    if spec.kind == "parts":
        inner = next(inner for inner in fields_of(spec.type) if inner.name == rest[1])
        return table, position, lead_column(inner)
    return table, position, lead_column(spec)


def _hand_down_codes(places: list[Row]) -> None:
    """Give every place the codes of the country and the subdivision in which its parents say that it lies."""
    codes = enclosing_codes(
        {row["id"]: row.get("parent") for row in places}, {row["id"]: row.get("iso_code") for row in places}
    )
    for row in places:
        row["country"], row["subdivision"] = country_and_subdivision(codes[row["id"]])


def _add_terms(rows: dict[str, list[Row]]) -> None:
    for scheme, vocabulary in VOCABULARIES.items():
        for position, term in enumerate(vocabulary):
            rows["terms"].append(
                {"scheme": scheme, "position": position, "term": term.value, "definition": term.definition}
            )
            rows["term_mappings"].extend(
                {"scheme": scheme, "term": term.value, **vars(mapping)} for mapping in term.mappings
            )
