"""Tools that know flat tables only, which are made for them before anything is timed: `frictionless` reads CSV,
`pandera` and `dataframely` read Parquet by polars.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cgt_dataset.schema import TABLES, Column, Table, table_schema

from ..places import Place
from . import asked, tell


def main() -> None:
    """Validate the tables."""
    place, _, what = asked()
    read, refused = {"frictionless": _frictionless, "pandera": _pandera, "dataframely": _dataframely}[what](place)
    tell(read, refused)


def _files(place: Place, ending: str) -> dict[str, Path]:
    return {path.stem: path for path in sorted(place.flat.glob(f"*.{ending}"))}


def _frictionless(place: Place) -> tuple[int, int]:
    from frictionless import Package, system

    files = _files(place, "csv")
    resources = [
        {"name": name, "path": path.name, "type": "table", "schema": _schema(TABLES[name], set(files))}
        for name, path in files.items()
    ]
    (place.flat / "datapackage.json").write_text(json.dumps({"name": "flat", "resources": resources}))
    with system.use_context(trusted=True):
        report = Package(str(place.flat / "datapackage.json")).validate()
    # A table without rows has no number of rows.
    return sum(task.stats.get("rows", 0) for task in report.tasks), report.stats["errors"]


def _schema(table: Table, there: set[str]) -> dict[str, Any]:
    """The Table Schema of a table, with the foreign keys that lead to a table that is there."""
    said = table_schema(table)
    keys = said.pop("foreignKeys", [])
    kept = [key for key in keys if key["reference"].get("resource", table.name) in there]
    return {**said, "foreignKeys": kept} if kept else said


def _pandera(place: Place) -> tuple[int, int]:
    import pandera.polars as pandera
    import polars

    def column(column: Column) -> Any:
        checks = {
            "pattern": pandera.Check.str_contains,
            "enum": pandera.Check.isin,
            "minimum": pandera.Check.ge,
            "maximum": pandera.Check.le,
            "maxLength": lambda most: pandera.Check.str_length(max_value=most),
        }
        made = [checks[name](bound) for name, bound in column.constraints.items()]
        return pandera.Column(_polars_type(column), made, nullable=not column.required)

    read = refused = 0
    for name, path in _files(place, "parquet").items():
        table = TABLES[name]
        columns = {each.name: column(each) for each in table.columns}
        schema = pandera.DataFrameSchema(columns, strict=True, unique=list(table.primary_key))
        frame = polars.read_parquet(path)
        read += len(frame)
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            refused += len(error.failure_cases)
    return read, refused


def _dataframely(place: Place) -> tuple[int, int]:
    import dataframely
    import polars

    kinds: dict[str, Any] = {
        "string": dataframely.String,
        "integer": dataframely.Int64,
        "number": dataframely.Float64,
        "boolean": dataframely.Bool,
        "date": dataframely.Date,
    }
    names = {"pattern": "regex", "minimum": "min", "maximum": "max", "maxLength": "max_length"}

    def column(table: Table, column: Column) -> Any:
        said = {names[name]: bound for name, bound in column.constraints.items() if name in names}
        if terms := column.constraints.get("enum"):
            said["check"] = lambda held: held.is_in(terms)
        key = column.name in table.primary_key
        return kinds[column.type](nullable=not column.required, primary_key=key, **said)

    read = refused = 0
    for name, path in _files(place, "parquet").items():
        columns = {each.name: column(TABLES[name], each) for each in TABLES[name].columns}
        schema: Any = type("Schema", (dataframely.Schema,), columns)
        frame = polars.read_parquet(path)
        _, failed = schema.filter(frame)
        read, refused = read + len(frame), refused + len(failed)
    return read, refused


def _polars_type(column: Column) -> Any:
    import polars

    return {
        "string": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "boolean": polars.Boolean,
        "date": polars.Date,
    }[column.type]


if __name__ == "__main__":
    main()
