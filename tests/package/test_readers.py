from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cgt_dataset.package import publish
from cgt_dataset.package.write import package_files
from cgt_dataset.reader import Dataset
from cgt_dataset.schema import CURRENT, TABLES, Record
from cgt_dataset.tabular import tables_of

# What each reader makes of the types of a descriptor.
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
POLARS: dict[str, Any] = {
    "string": polars.String,
    "integer": polars.Int64,
    "number": polars.Float64,
    "boolean": polars.Boolean,
    "date": polars.Date,
}
ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def resource(package: Path, table: str) -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads((package / "datapackage.json").read_bytes())
    found: dict[str, Any] = next(item for item in descriptor["resources"] if item["name"] == table)
    return found


def types(package: Path, table: str) -> list[tuple[str, str]]:
    return [(field["name"], field["type"]) for field in resource(package, table)["schema"]["fields"]]


def rows(package: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows as Parquet holds them."""
    with pq.ParquetFile(package / f"{table}.parquet") as file:
        return [tuple(row.values()) for row in file.read().to_pylist()]


def in_duckdb(file: Path) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
        held = connection.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
    return [(row[0], row[1]) for row in described], held


def in_pandas(file: Path) -> pandas.DataFrame:
    return pandas.read_parquet(file, dtype_backend="pyarrow")


def frame_rows(frame: pandas.DataFrame) -> list[tuple[Any, ...]]:
    return [
        tuple(None if value is pandas.NA else value for value in row)
        for row in frame.itertuples(index=False, name=None)
    ]


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_other_rows_or_types(package: Path, table: str) -> None:
    columns, held = in_duckdb(package / f"{table}.parquet")
    assert columns == [(name, DUCKDB[kind]) for name, kind in types(package, table)]
    assert len(held) == resource(package, table)["rowCount"]
    assert held == rows(package, table)


@pytest.mark.parametrize("table", TABLES)
def test_polars_reads_other_rows_or_types(package: Path, table: str) -> None:
    frame = polars.read_parquet(package / f"{table}.parquet")
    assert list(frame.schema.items()) == [(name, POLARS[kind]) for name, kind in types(package, table)]
    assert frame.height == resource(package, table)["rowCount"]
    assert frame.rows() == rows(package, table)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_reads_other_rows_or_types(package: Path, table: str) -> None:
    frame = in_pandas(package / f"{table}.parquet")
    assert [(name, kind.pyarrow_dtype) for name, kind in frame.dtypes.items()] == [
        (name, ARROW[kind]) for name, kind in types(package, table)
    ]
    assert len(frame) == resource(package, table)["rowCount"]
    assert frame_rows(frame) == rows(package, table)


@pytest.mark.parametrize("table", TABLES)
def test_the_library_itself_loads_another_table(package: Path, table: str) -> None:
    loaded = Dataset(package).load(table)
    assert [(field.name, field.type) for field in loaded.schema] == [
        (name, ARROW[kind]) for name, kind in types(package, table)
    ]
    assert loaded.num_rows == resource(package, table)["rowCount"]
    assert [tuple(row.values()) for row in loaded.to_pylist()] == rows(package, table)


def test_the_package_has_no_nulls_or_types_to_lose(package: Path) -> None:
    assert {kind for table in TABLES for _, kind in types(package, table)} == set(ARROW)
    held = [value for table in TABLES for row in rows(package, table) for value in row]
    assert {type(value) for value in held} == {str, int, float, bool, date, type(None)}


AWKWARD = ["NA", "N/A", "null", "None", "NaN", "1e5", "007", "2021-06-21", "true", "İ 🧬", "חברה", "x" * 300]


def awkward() -> list[Record]:
    organizations = [
        {
            "schema": "organization/2",
            "id": f"number-{number:02}",
            "name": text,
            "names": [{"text": text, "language": "en", "kind": "short"}],
            **({"description": text} if number % 3 else {}),
        }
        for number, text in enumerate(AWKWARD)
    ]
    places: list[dict[str, Any]] = [
        {"schema": "place/2", "id": f"in-{code.lower()}", "iso_code": code} for code in ("NA", "NO")
    ]
    plants: list[dict[str, Any]] = [
        {"schema": "facility/2", "id": "number-00", "opened_on": "[..0001]"},
        {
            "schema": "facility/2",
            "id": "number-01",
            "opened_on": "[9999..]",
            "area": {"value": 0.1, "comparator": "between", "upper": 1e15, "unit": "L", "as_stated": "1e5"},
        },
    ]
    return [
        CURRENT.models[str(document["schema"])].model_validate_json(json.dumps(document))
        for document in [*organizations, *places, *plants]
    ]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("small") / "package"
    publish(package_files(tables_of(awkward())), place)
    return place


def read(reader: str, file: Path) -> list[dict[str, Any]]:
    if reader == "duckdb":
        columns, held = in_duckdb(file)
        return [dict(zip((name for name, _ in columns), row, strict=True)) for row in held]
    if reader == "polars":
        return polars.read_parquet(file).to_dicts()
    if reader == "pandas":
        frame = in_pandas(file)
        return [dict(zip(map(str, frame.columns), row, strict=True)) for row in frame_rows(frame)]
    loaded: list[dict[str, Any]] = Dataset(file.parent).load(file.stem).to_pylist()
    return loaded


@pytest.mark.parametrize("reader", ["duckdb", "polars", "pandas", "library"])
def test_text_is_taken_for_null_a_number_or_a_date(small: Path, reader: str) -> None:
    held = read(reader, small / "organizations.parquet")
    assert [row["name"] for row in held] == AWKWARD
    assert [row["description"] for row in held] == [text if number % 3 else None for number, text in enumerate(AWKWARD)]
    places = read(reader, small / "places.parquet")
    assert [(row["iso_code"], row["country"], row["subdivision"]) for row in places] == [
        ("NA", "NA", None),
        ("NO", "NO", None),
    ]


@pytest.mark.parametrize("reader", ["duckdb", "polars", "pandas", "library"])
def test_a_null_becomes_a_value(small: Path, reader: str) -> None:
    first, second = read(reader, small / "facilities.parquet")
    assert (first["opened_on"], first["opened_on_from"], first["opened_on_to"]) == ("[..0001]", None, date(1, 12, 31))
    assert (second["opened_on"], second["opened_on_from"], second["opened_on_to"]) == (
        "[9999..]",
        date(9999, 1, 1),
        None,
    )
    assert (first["area_value"], first["area_upper"], first["area_unit"]) == (None, None, None)
    assert (second["area_value"], second["area_upper"], second["area_unit"]) == (0.1, 1e15, "L")
    assert second["area_as_stated"] == "1e5"


def test_duckdb_cannot_join_along_the_keys(package: Path) -> None:
    with duckdb.connect() as connection:
        joined = connection.execute(
            f"""
            SELECT count(*) FROM '{package}/evidence.parquet' e JOIN '{package}/sources.parquet' s ON e.source = s.id
            """  # noqa: S608 (a path of pytest's own)
        ).fetchall()
    assert joined == [(resource(package, "evidence")["rowCount"],)]
