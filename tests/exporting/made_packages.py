"""Packages of tables that no curator would write, and what is read back from each export."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from cgt_dataset import Dataset
from cgt_dataset.exporting import Format
from cgt_dataset.exporting.formulas import unescaped

Row = dict[str, Any]
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def table(types: dict[str, str], rows: list[Row], **more: Any) -> Row:
    """A table: the types of its columns, its rows, and what more its schema says; the first column is its key."""
    fields: list[Row] = [{"name": name, "type": kind, "description": f"About {name}."} for name, kind in types.items()]
    fields[0]["constraints"] = {"required": True}
    for field in fields:
        field.update(more.pop(f"field_{field['name']}", {}))
    return {"types": types, "rows": rows, "schema": {"fields": fields, "primaryKey": [next(iter(types))], **more}}


def packaged(folder: Path, **tables: Row) -> Dataset:
    """A package of such tables."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, held in tables.items():
        required = {field["name"] for field in held["schema"]["fields"] if field.get("constraints", {}).get("required")}
        schema = pa.schema(
            [pa.field(column, _ARROW[kind], column not in required) for column, kind in held["types"].items()]
        )
        pq.write_table(pa.Table.from_pylist(held["rows"], schema=schema), folder / f"{name}.parquet")
        about = {"name": name, "path": f"{name}.parquet", "description": f"About {name}.", "type": "table"}
        resources.append({**about, "rowCount": len(held["rows"]), "schema": held["schema"]})
    licence = {"name": "CC0-1.0", "path": "https://example.org/cc0", "title": "CC0"}
    descriptor = {"name": "made", "title": "<b>Made</b>", "version": "1.2.3", "created": "2025-01-02T00:00:00Z"}
    described = {**descriptor, "licenses": [licence], "contributors": [{"title": "A. Nyone"}], "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(described))
    return Dataset(folder)


def _typed(kind: str, cell: str) -> Any:
    if cell == "":
        return None
    read: dict[str, Callable[[str], Any]] = {
        "string": unescaped,
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
    }
    return read[kind](cell)


def _from_csv(_: Dataset, path: Path, name: str) -> list[Row]:
    """By the types of the descriptor that was exported, not of the one that was read."""
    resources = json.loads((path / "datapackage.json").read_bytes())["resources"]
    (resource,) = (one for one in resources if one["name"] == name)
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    with (path / resource["path"]).open(encoding="utf-8", newline="") as file:
        return [
            {column: _typed(types[column], cell) for column, cell in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]


@lru_cache(maxsize=1)
def _opened(path: Path, _: int) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def _from_workbook(dataset: Dataset, path: Path, name: str) -> list[Row]:
    sheet = _opened(path, path.stat().st_mtime_ns)[name]
    head, *rows = sheet.iter_rows()
    days = {column.name for column in dataset.describe(name).columns if column.type == "date"}

    def read(column: str, cell: Any) -> Any:
        assert cell.data_type != "f"
        assert cell.hyperlink is None
        if column in days and isinstance(cell.value, str):
            return date.fromisoformat(cell.value)
        return cell.value.date() if isinstance(cell.value, datetime.datetime) else cell.value

    return [{str(top.value): read(str(top.value), cell) for top, cell in zip(head, row, strict=True)} for row in rows]


def _from_sqlite(dataset: Dataset, path: Path, name: str) -> list[Row]:
    kinds = {column.name: column.type for column in dataset.describe(name).columns}
    read: dict[str, Callable[[Any], Any]] = {"date": date.fromisoformat, "boolean": bool}
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')  # noqa: S608
        columns = [column for column, *_ in cursor.description]
        return [
            {
                column: cell if cell is None else read.get(kinds[column], lambda same: same)(cell)
                for column, cell in zip(columns, row, strict=True)
            }
            for row in cursor
        ]


def _from_duckdb(_: Dataset, path: Path, name: str) -> list[Row]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows: list[Row] = connection.sql(f'FROM "{name}"').to_arrow_table().to_pylist()
    return rows


def _from_lines(dataset: Dataset, path: Path, name: str) -> list[Row]:
    days = {column.name for column in dataset.describe(name).columns if column.type == "date"}
    with (path / f"{name}.jsonl").open(encoding="utf-8", newline="\n") as file:
        rows = [json.loads(line) for line in file]
    return [
        {
            column: date.fromisoformat(cell) if column in days and cell is not None else cell
            for column, cell in row.items()
        }
        for row in rows
    ]


READ: dict[Format, Callable[[Dataset, Path, str], list[Row]]] = {
    "csv": _from_csv,
    "xlsx": _from_workbook,
    "sqlite": _from_sqlite,
    "duckdb": _from_duckdb,
    "jsonl": _from_lines,
}
"""What each export says of a table, read by a library that did not write it."""
