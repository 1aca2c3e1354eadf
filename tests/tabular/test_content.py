from __future__ import annotations

import hashlib
import io
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgt_dataset.tabular import content_hash, tables_of

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("count", pa.int64()),
        pa.field("size", pa.float64()),
        pa.field("open", pa.bool_()),
        pa.field("on", pa.date32()),
    ]
)
ROWS: list[dict[str, Any]] = [
    {"id": "NA", "count": 1, "size": 0.1, "open": True, "on": date(2021, 6, 21)},
    {"id": "İ 🧬", "count": None, "size": None, "open": None, "on": None},
    {"id": "c", "count": 3, "size": 1e15, "open": False, "on": date(1, 1, 1)},
]


def table(rows: list[dict[str, Any]] = ROWS, schema: Any = SCHEMA) -> Any:
    return pa.Table.from_pylist(rows, schema=schema)


def test_the_digest_is_another_one_than_was_published() -> None:
    lines = [
        '[["id","string",false],["count","int64",true],["size","double",true],["open","bool",true],'
        '["on","date32[day]",true]]',
        '["NA",1,0.1,true,"2021-06-21"]',
        '["İ 🧬",null,null,null,null]',
        '["c",3,1000000000000000.0,false,"0001-01-01"]',
    ]
    said = "".join(f"{line}\n" for line in lines).encode()
    assert content_hash(table()) == hashlib.sha256(said).hexdigest()


CELLS = [
    (0, "id", "na"),
    (0, "id", "NA "),
    (0, "id", ""),
    (1, "id", "I\u0307 🧬"),
    (0, "count", 2),
    (0, "count", None),
    (1, "count", 0),
    (0, "size", 0.10000000000000002),
    (1, "size", 0.0),
    (0, "open", False),
    (0, "open", None),
    (1, "open", False),
    (2, "open", None),
    (0, "on", date(2021, 6, 22)),
    (0, "on", None),
]


@pytest.mark.parametrize(("row", "column", "value"), CELLS)
def test_a_changed_cell_keeps_the_hash(row: int, column: str, value: object) -> None:
    changed = [{**given, column: value} if index == row else given for index, given in enumerate(ROWS)]
    assert content_hash(table(changed)) != content_hash(table())


@given(st.integers(0, 2), st.sampled_from(["id", "size"]), st.data())
def test_some_changed_cell_keeps_the_hash(row: int, column: str, data: st.DataObject) -> None:
    value = data.draw(st.text() if column == "id" else st.floats(allow_nan=False))
    changed = [{**given, column: value} if index == row else given for index, given in enumerate(ROWS)]
    same = repr(value) == repr(ROWS[row][column])
    assert (content_hash(table(changed)) == content_hash(table())) is same


def test_a_changed_name_type_null_or_order_keeps_the_hash() -> None:
    count = SCHEMA.get_field_index("count")
    names = table().rename_columns(["id", "number", "size", "open", "on"])
    types = table().set_column(count, pa.field("count", pa.int32()), table().column("count").cast(pa.int32()))
    nullable = table(schema=SCHEMA.set(0, SCHEMA.field(0).with_nullable(True)))
    columns = table().select(["count", "id", "size", "open", "on"])
    rows = table(ROWS[::-1])
    fewer = table(ROWS[:2])
    twice = table([*ROWS, ROWS[2]])
    every = [table(), names, types, nullable, columns, rows, fewer, twice, table([])]
    assert len({content_hash(one) for one in every}) == len(every)


def test_values_that_move_between_columns_keep_the_hash() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.string())])
    pairs = [("x", "yz"), ("xy", "z"), ('x","y', "z"), ("x", 'y","z'), ("xyz", None), (None, "xyz"), ("xyz", "null")]
    hashes = [content_hash(table([{"a": a, "b": b}], schema)) for a, b in pairs]
    assert len(set(hashes)) == len(pairs)


def test_chunks_change_the_hash() -> None:
    whole = table()
    chunked = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 0), whole.slice(1, 2)])
    assert chunked.column("id").num_chunks > 1
    assert content_hash(chunked) == content_hash(whole)


def test_descriptions_change_the_hash() -> None:
    described = pa.schema([field.with_metadata({"description": "What."}) for field in SCHEMA], {"made": "by hand"})
    assert content_hash(table(schema=described)) == content_hash(table())


WRITERS: list[dict[str, Any]] = [
    {"compression": "zstd"},
    {"compression": "none", "use_dictionary": False},
    {"row_group_size": 1},
    {"version": "1.0", "data_page_version": "2.0"},
    {"write_statistics": False, "store_schema": False},
]


@pytest.mark.parametrize("writer", WRITERS, ids=str)
@pytest.mark.parametrize("name", ["made", "terms", "term_mappings"])
def test_another_parquet_writer_changes_the_hash(name: str, writer: dict[str, Any]) -> None:
    written = table() if name == "made" else tables_of([])[name]
    sink = io.BytesIO()
    pq.write_table(written, sink, **writer)
    usual = io.BytesIO()
    pq.write_table(written, usual)
    assert sink.getvalue() != usual.getvalue()
    assert content_hash(pq.ParquetFile(io.BytesIO(sink.getvalue())).read()) == content_hash(written)


def test_a_column_of_another_sort_is_hashed_somehow() -> None:
    with pytest.raises(TypeError, match="bytes"):
        content_hash(pa.table({"id": [b"raw"]}))
