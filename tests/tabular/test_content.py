from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgt_dataset.tabular import content_hash, content_hash_as_in_1_0, contents_hash, tables_of

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
ADMITTING = pa.schema([field.with_nullable(True) for field in SCHEMA])
STRETCH = 65_536


def table(rows: list[dict[str, Any]] = ROWS, schema: Any = SCHEMA) -> Any:
    return pa.Table.from_pylist(rows, schema=schema)


HASHES: dict[str, Callable[[Any], str]] = {"by columns": content_hash, "as in 1.0": content_hash_as_in_1_0}
either = pytest.mark.parametrize("hashed", HASHES.values(), ids=list(HASHES))


def test_the_digest_is_another_one_than_was_published() -> None:
    lines = [
        '[["id","string",false],["count","int64",true],["size","double",true],["open","bool",true],'
        '["on","date32[day]",true]]',
        '["NA",1,0.1,true,"2021-06-21"]',
        '["İ 🧬",null,null,null,null]',
        '["c",3,1000000000000000.0,false,"0001-01-01"]',
    ]
    said = "".join(f"{line}\n" for line in lines).encode()
    assert content_hash_as_in_1_0(table()) == f"sha256:{hashlib.sha256(said).hexdigest()}"


def test_the_digest_by_columns_is_another_one_than_is_documented() -> None:
    names = '[["id","string",false],["count","int64",true],["size","double",true],["open","bool",true],'
    said = [f'{names}["on","date32[day]",true]]\n'.encode(), struct.pack("<i", 3)]
    said += [b"\1\1\1", struct.pack("<3i", 2, 7, 1), "NAİ 🧬c".encode()]
    said += [b"\1\0\1", struct.pack("<3q", 1, 0, 3)]
    said += [b"\1\0\1", struct.pack("<3d", 0.1, 0, 1e15)]
    said += [b"\1\0\1", b"\1\0\0"]
    days = ((day - date(1970, 1, 1)).days for day in (date(2021, 6, 21), date(1, 1, 1)))
    said += [b"\1\0\1", struct.pack("<3i", next(days), 0, next(days))]
    assert content_hash(table()) == f"columns-sha256:{hashlib.sha256(b''.join(said)).hexdigest()}"


def test_a_stretch_ends_elsewhere_than_is_documented() -> None:
    values = [*range(STRETCH), -1]
    said = b'[["n","int64",true]]\n' + struct.pack("<i", STRETCH) + b"\1" * STRETCH
    said += struct.pack(f"<{STRETCH}q", *values[:STRETCH]) + struct.pack("<i", 1) + b"\1" + struct.pack("<q", -1)
    assert content_hash(pa.table({"n": values})) == f"columns-sha256:{hashlib.sha256(said).hexdigest()}"


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
    (1, "on", date(1970, 1, 1)),
]


@either
@pytest.mark.parametrize(("row", "column", "value"), CELLS)
def test_a_changed_cell_keeps_the_hash(hashed: Callable[[Any], str], row: int, column: str, value: object) -> None:
    changed = [{**given, column: value} if index == row else given for index, given in enumerate(ROWS)]
    assert hashed(table(changed)) != hashed(table())


DAYS = st.integers(-719_162, 2_932_896).map(lambda day: date(1970, 1, 1) + timedelta(day))
VALUES: dict[str, Any] = {
    "id": st.none() | st.text(max_size=5),
    "count": st.none() | st.integers(-(2**63), 2**63 - 1),
    "size": st.none() | st.floats(allow_nan=False),
    "open": st.none() | st.booleans(),
    "on": st.none() | DAYS,
}
TABLES = st.lists(st.fixed_dictionaries(VALUES), max_size=8)


@either
@given(TABLES.filter(bool), st.sampled_from(list(VALUES)), st.data())
def test_some_changed_cell_keeps_the_hash(
    hashed: Callable[[Any], str], rows: list[dict[str, Any]], column: str, data: st.DataObject
) -> None:
    row, value = data.draw(st.integers(0, len(rows) - 1)), data.draw(VALUES[column])
    changed = [{**given, column: value} if index == row else given for index, given in enumerate(rows)]
    same = repr(value) == repr(rows[row][column])
    assert (hashed(table(changed, ADMITTING)) == hashed(table(rows, ADMITTING))) is same


@given(TABLES, TABLES)
def test_two_tables_have_one_hash(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    first, second = table(one, ADMITTING), table(other, ADMITTING)
    assert (content_hash(first) == content_hash(second)) is (repr(first.to_pylist()) == repr(second.to_pylist()))


@either
def test_a_changed_name_type_null_or_order_keeps_the_hash(hashed: Callable[[Any], str]) -> None:
    count = SCHEMA.get_field_index("count")
    names = table().rename_columns(["id", "number", "size", "open", "on"])
    types = table().set_column(count, pa.field("count", pa.float64()), table().column("count").cast(pa.float64()))
    nullable = table(schema=SCHEMA.set(0, SCHEMA.field(0).with_nullable(True)))
    columns = table().select(["count", "id", "size", "open", "on"])
    rows = table(ROWS[::-1])
    fewer = table(ROWS[:2])
    twice = table([*ROWS, ROWS[2]])
    every = [table(), names, types, nullable, columns, rows, fewer, twice, table([])]
    assert len({hashed(one) for one in every}) == len(every)


PAIRS = [("x", "yz"), ("xy", "z"), ('x","y', "z"), ("x", 'y","z'), ("xyz", None), (None, "xyz"), ("xyz", "null")]


@either
def test_values_that_move_between_cells_keep_the_hash(hashed: Callable[[Any], str]) -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.string())])
    beside = [hashed(table([{"a": a, "b": b}], schema)) for a, b in PAIRS]
    below = [hashed(table([{"a": a}, {"a": b}], schema)) for a, b in PAIRS]
    assert len({*beside, *below}) == 2 * len(PAIRS)


@st.composite
def cut(draw: st.DrawFn, whole: Any) -> Any:
    """The same rows in other chunks, which begin within their buffers."""
    places = sorted(draw(st.lists(st.integers(0, whole.num_rows), max_size=4)))
    pieces = [whole.slice(low, high - low) for low, high in zip([0, *places], [*places, whole.num_rows], strict=True)]
    before, behind = whole.slice(0, draw(st.integers(0, 3))), whole.slice(0, draw(st.integers(0, 3)))
    framed = pa.concat_tables([before, *pieces, behind])
    framed = framed.combine_chunks() if draw(st.booleans()) else framed
    return framed.slice(before.num_rows, whole.num_rows)


@either
@given(TABLES, st.data())
def test_chunks_or_slices_change_the_hash(
    hashed: Callable[[Any], str], rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    whole = table(rows, ADMITTING)
    assert hashed(data.draw(cut(whole))) == hashed(whole)


@pytest.mark.parametrize("places", [[1], [STRETCH - 1], [STRETCH, STRETCH + 1], [3, 70_000, 140_000]])
def test_chunks_of_a_long_table_change_the_hash(places: list[int]) -> None:
    count = 150_000
    texts = [None if number % 7 == 0 else f"ü{number}" for number in range(count)]
    whole = pa.table({"text": texts, "open": [number % 3 == 0 for number in range(count)], "n": range(count)})
    pieces = [whole.slice(low, high - low) for low, high in zip([0, *places], [*places, count], strict=True)]
    assert content_hash(pa.concat_tables(pieces)) == content_hash(whole)
    texts[STRETCH] = "other"
    assert content_hash(whole.set_column(0, "text", [texts])) != content_hash(whole)


def beneath(kind: Any, values: list[Any], nulls: list[bool]) -> Any:
    """An array with `values` also where it is null."""
    held = pa.array(values, kind)
    bits = pa.array([not null for null in nulls], pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(kind, len(values), [bits, *held.buffers()[1:]])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (pa.string(), ["a", "garbage", "b"]),
        (pa.int64(), [1, 77, 2]),
        (pa.float64(), [1.5, 7.7, 2.5]),
        (pa.bool_(), [True, True, False]),
        (pa.date32(), [date(2020, 1, 1), date(1999, 9, 9), date(2020, 1, 2)]),
    ],
    ids=str,
)
def test_what_lies_beneath_a_null_changes_the_hash(kind: Any, values: list[Any]) -> None:
    full = beneath(kind, values, [False, True, False])
    assert full.to_pylist() == [values[0], None, values[2]]
    clean = pa.array([values[0], None, values[2]], kind)
    assert not full.buffers()[-1].equals(clean.buffers()[-1])
    assert content_hash(pa.table({"a": full})) == content_hash(pa.table({"a": clean}))
    assert content_hash(pa.table({"a": full.slice(1)})) == content_hash(pa.table({"a": clean[1:]}))


@given(TABLES)
def test_a_dictionary_changes_the_hash(rows: list[dict[str, Any]]) -> None:
    plain = table(rows, ADMITTING)
    encoded = pa.table({name: plain[name].dictionary_encode() for name in ("id", "count", "size", "on")})
    assert content_hash(encoded) == content_hash(plain.select(["id", "count", "size", "on"]))
    half = len(rows) // 2
    twice = pa.concat_tables([table(rows[:half], ADMITTING), table(rows[half:], ADMITTING)])
    own = pa.chunked_array([chunk.dictionary_encode() for chunk in twice["id"].chunks])  # each with its own dictionary
    assert content_hash(pa.table({"id": own})) == content_hash(plain.select(["id"]))


@either
def test_descriptions_change_the_hash(hashed: Callable[[Any], str]) -> None:
    described = pa.schema([field.with_metadata({"description": "What."}) for field in SCHEMA], {"made": "by hand"})
    assert hashed(table(schema=described)) == hashed(table())


WRITERS: list[dict[str, Any]] = [
    {"compression": "zstd"},
    {"compression": "none", "use_dictionary": False},
    {"row_group_size": 1},
    {"version": "1.0", "data_page_version": "2.0"},
    {"write_statistics": False, "store_schema": False},
]


@either
@pytest.mark.parametrize("writer", WRITERS, ids=str)
@pytest.mark.parametrize("name", ["made", "terms", "term_mappings"])
def test_another_parquet_writer_changes_the_hash(
    hashed: Callable[[Any], str], name: str, writer: dict[str, Any]
) -> None:
    written = table() if name == "made" else tables_of([])[name]
    sink = io.BytesIO()
    pq.write_table(written, sink, **writer)
    usual = io.BytesIO()
    pq.write_table(written, usual)
    assert sink.getvalue() != usual.getvalue()
    assert hashed(pq.ParquetFile(io.BytesIO(sink.getvalue())).read()) == hashed(written)


@either
def test_a_column_of_another_sort_is_hashed_somehow(hashed: Callable[[Any], str]) -> None:
    with pytest.raises(TypeError, match=r"bytes|binary"):
        hashed(pa.table({"id": [b"raw"]}))


def test_the_hash_of_several_follows_how_theirs_begin() -> None:
    one, two = "1" * 64, "2" * 64
    said = f"a {one}\nb {two}\n".encode()
    hashes = {"a": f"sha256:{one}", "b": f"columns-sha256:{two}"}
    assert contents_hash(hashes) == f"sha256:{hashlib.sha256(said).hexdigest()}"
    assert contents_hash({"b": f"sha256:{two}", "a": f"sha256:{one}"}) != contents_hash(hashes)


_ALONE = """
import sys
sys.modules["numpy"] = sys.modules["pandas"] = None
import pyarrow as pa
from cgt_dataset.tabular import content_hash
table = pa.table({"a": ["x", None], "b": [1, None], "c": [0.5, None], "d": [True, None]})
print(content_hash(table))
"""


def test_the_hash_asks_for_numpy_or_pandas() -> None:
    ran = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True, check=False)
    held = pa.table({"a": ["x", None], "b": [1, None], "c": [0.5, None], "d": [True, None]})
    assert ran.stdout.strip() == content_hash(held), ran.stderr
