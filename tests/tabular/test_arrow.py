from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from cgt_dataset.schema import TABLES, Column, Table
from cgt_dataset.tabular import arrow_schema, tables_of
from cgt_dataset.tabular.arrow import arrow_table

ONE_OF_EACH = Table(
    "things",
    "Things.",
    (
        Column("id", "string", "What it is called.", required=True),
        Column("count", "integer", "How many.", required=True),
        Column("size", "number", "How large."),
        Column("open", "boolean", "Whether there are more."),
        Column("on", "date", "When. «Wann»"),
    ),
    ("id",),
)
SCHEMA = arrow_schema(ONE_OF_EACH)


def test_a_column_has_another_type_or_takes_null() -> None:
    assert [(field.name, field.type, field.nullable) for field in SCHEMA] == [
        ("id", pa.string(), False),
        ("count", pa.int64(), False),
        ("size", pa.float64(), True),
        ("open", pa.bool_(), True),
        ("on", pa.date32(), True),
    ]


def test_a_column_does_not_say_what_it_means() -> None:
    assert [field.metadata for field in SCHEMA] == [
        {b"description": b"What it is called."},
        {b"description": b"How many."},
        {b"description": b"How large."},
        {b"description": b"Whether there are more."},
        {b"description": "When. «Wann»".encode()},
    ]


# Written by hand: one column of each sort in the released tables.
RELEASED: list[tuple[str, str, Any, bool]] = [
    ("sources", "id", pa.string(), False),
    ("sources", "title", pa.string(), True),
    ("sources", "text_length", pa.int64(), False),
    ("agreements", "signed_on", pa.string(), True),
    ("agreements", "signed_on_from", pa.date32(), True),
    ("agreements", "signed_on_to", pa.date32(), True),
    ("agreements", "technologies_open", pa.bool_(), True),
    ("agreements", "status", pa.string(), False),
    ("agreement_parties", "position", pa.int64(), False),
    ("agreement_parties", "organization", pa.string(), True),
    ("facilities", "area_value", pa.float64(), True),
    ("facilities", "area_as_stated", pa.string(), True),
    ("organization_names", "text", pa.string(), False),
    ("evidence", "start", pa.int64(), False),
    ("evidence", "note", pa.string(), True),
    ("terms", "definition", pa.string(), False),
]


@pytest.mark.parametrize(("table", "column", "kind", "nullable"), RELEASED)
def test_a_released_column_has_another_type(table: str, column: str, kind: Any, nullable: bool) -> None:
    field = tables_of([])[table].schema.field(column)
    assert (field.type, field.nullable) == (kind, nullable)


@pytest.mark.parametrize("name", TABLES)
def test_a_released_column_has_no_description(name: str) -> None:
    for field in tables_of([])[name].schema:
        assert field.metadata[b"description"].strip(), field.name


def test_rows_of_plain_values_are_changed() -> None:
    rows = [
        {"id": "2021-06-21", "count": 2**53 + 1, "size": 0.1, "open": True, "on": "2024-02-29"},
        {"on": "0001-01-01", "id": "null", "count": -(2**63), "size": 1e15, "open": False},
        {"id": "1e5", "count": 0},
        {"id": "", "count": 2**63 - 1, "size": None, "open": None, "on": None},
    ]
    table = arrow_table(SCHEMA, rows)
    assert table.schema.equals(SCHEMA, check_metadata=True)
    table.validate(full=True)
    assert table.to_pylist() == [
        {"id": "2021-06-21", "count": 2**53 + 1, "size": 0.1, "open": True, "on": date(2024, 2, 29)},
        {"id": "null", "count": -(2**63), "size": 1e15, "open": False, "on": date(1, 1, 1)},
        {"id": "1e5", "count": 0, "size": None, "open": None, "on": None},
        {"id": "", "count": 2**63 - 1, "size": None, "open": None, "on": None},
    ]


def test_a_table_of_no_rows_loses_its_schema() -> None:
    table = arrow_table(SCHEMA, [])
    assert table.num_rows == 0
    assert table.schema.equals(SCHEMA, check_metadata=True)


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1, "count": 1},
        {"id": "a", "count": "1"},
        {"id": "a", "count": 1.5},
        {"id": "a", "count": 2**63},
        {"id": "a", "count": 1, "size": "0.1"},
        {"id": "a", "count": 1, "open": "true"},
        {"id": "a", "count": 1, "on": "2021-02-30"},
        {"id": "a", "count": 1, "on": "2021-06"},
        {"id": "a", "count": 1, "colour": "red"},
        {"id": "a"},
    ],
    ids=json.dumps,
)
def test_a_row_against_its_schema_is_taken(row: dict[str, Any]) -> None:
    with pytest.raises((pa.ArrowException, ValueError)):
        arrow_table(SCHEMA, [{"id": "good", "count": 1}, row])


def test_many_long_rows_are_cut_at_the_size_of_a_block() -> None:
    rows: list[dict[str, Any]] = [{"id": f"{number}-" + "é" * 5000, "count": number} for number in range(500)]
    table = arrow_table(SCHEMA, rows)
    assert [row["id"] for row in table.to_pylist()] == [row["id"] for row in rows]
