"""SQLite and DuckDB: keys, checks, comments."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_packages import packaged, table

from cgt_dataset import Dataset
from cgt_dataset.exporting import NotExported, export, sqlite


@pytest.fixture
def database(dataset: Dataset, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    sqlite.write(dataset, tmp_path / "out.sqlite")
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


@pytest.fixture
def duck(real: Dataset, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    export(real, "duckdb", tmp_path / "out.duckdb")
    with duckdb.connect(str(tmp_path / "out.duckdb")) as connection:
        yield connection


def keys_of(dataset: Dataset, name: str) -> set[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """The foreign keys of a table, by its descriptor."""
    (resource,) = (one for one in dataset.descriptor["resources"] if one["name"] == name)
    return {
        (tuple(key["fields"]), key["reference"].get("resource", name), tuple(key["reference"]["fields"]))
        for key in resource["schema"].get("foreignKeys", ())
    }


def test_sqlite_is_sound(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_sqlite_has_the_keys_and_the_nulls_of_the_descriptor(dataset: Dataset, database: sqlite3.Connection) -> None:
    for name in dataset.tables():
        described = dataset.describe(name)
        columns = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        assert [(column, bool(required)) for _, column, _, required, *_ in columns] == [
            (column.name, column.required) for column in described.columns
        ]
        primary = sorted((place, column) for _, column, *_, place in columns if place)
        assert tuple(column for _, column in primary) == described.primary_key
        keys: dict[int, tuple[list[str], str, list[str]]] = {}
        for number, _, other, column, to, *_ in database.execute(f'PRAGMA foreign_key_list("{name}")'):
            own_columns, _, to_columns = keys.setdefault(number, ([], other, []))
            own_columns.append(column)
            to_columns.append(to)
        assert {(tuple(one), other, tuple(to)) for one, other, to in keys.values()} == keys_of(dataset, name)


def test_sqlite_finds_by_foreign_keys_with_an_index(dataset: Dataset, database: sqlite3.Connection) -> None:
    for name in dataset.tables():
        for columns, *_ in keys_of(dataset, name):
            asked = " AND ".join(f'"{column}" = ?' for column in columns)
            ask = f'EXPLAIN QUERY PLAN SELECT * FROM "{name}" WHERE {asked}'  # noqa: S608
            plan = database.execute(ask, columns).fetchall()
            assert [how for *_, how in plan if " USING " not in how] == [], name


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE agreements SET kind = 'marriage'", "CHECK constraint failed"),
        ("UPDATE agreements SET kind = NULL", "NOT NULL constraint failed"),
        ("UPDATE agreement_parties SET position = -1", "CHECK constraint failed"),
        ("UPDATE agreement_parties SET organization = 'nobody'", "FOREIGN KEY constraint failed"),
        ("INSERT INTO places (id) SELECT id FROM places", "UNIQUE constraint failed"),
    ],
)
def test_sqlite_refuses_what_the_descriptor_excludes(database: sqlite3.Connection, statement: str, why: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=why):
        database.execute(statement)


def test_sqlite_says_what_it_holds(dataset: Dataset, database: sqlite3.Connection) -> None:
    database.row_factory = sqlite3.Row
    held = {(row["table"], row["column"]): row for row in database.execute("SELECT * FROM data_dictionary")}
    assert held["agreements", None]["description"] == dataset.describe("agreements").description
    assert held["agreement_parties", "organization"]["references"] == "organizations.id"
    assert held["places", "id"]["key"] == 1
    (package,) = database.execute("SELECT * FROM package")
    said = {name: dataset.descriptor[name] for name in ("title", "version", "description")}
    assert said == {name: package[name] for name in said}
    assert package["schema_version"] == dataset.descriptor["schemaVersion"]
    assert package["content_hash"] == dataset.descriptor["contentHash"]
    assert package["licence"] == dataset.descriptor["licenses"][0]["title"]
    assert dataset.descriptor["version"] in package["citation"]


def test_sqlite_of_some_tables_has_the_keys_between_them(real: Dataset, tmp_path: Path) -> None:
    sqlite.write(real, tmp_path / "out.sqlite", ["agreement_parties", "organizations"])
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        keys = {row[2] for row in connection.execute("PRAGMA foreign_key_list(agreement_parties)")}
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert names == {"agreement_parties", "organizations", "data_dictionary", "package"}
    assert keys == {"organizations"}


def test_duckdb_says_what_tables_and_columns_mean(real: Dataset, duck: duckdb.DuckDBPyConnection) -> None:
    tables = dict(duck.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert tables.keys() == {*real.tables(), "data_dictionary", "package"}
    columns = duck.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal").fetchall()
    said = {(name, column): comment for name, column, comment in columns}
    for name in real.tables():
        assert tables[name] == real.describe(name).description
        for column in real.describe(name).columns:
            assert said[name, column.name] == column.description


def test_duckdb_has_the_keys_that_it_can_have(real: Dataset, duck: duckdb.DuckDBPyConnection) -> None:
    ask = """SELECT table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
             FROM duckdb_constraints()"""
    primary, foreign = {}, set()
    for name, kind, columns, other, to in duck.sql(ask).fetchall():
        if kind == "PRIMARY KEY":
            primary[name] = tuple(columns)
        elif kind == "FOREIGN KEY":
            foreign.add((name, tuple(columns), other, tuple(to)))
    assert primary == {name: real.describe(name).primary_key for name in real.tables()}
    # A table's key to itself it checks before the row is there.
    assert foreign == {(name, *key) for name in real.tables() for key in keys_of(real, name) if key[1] != name}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements SET kind = 'marriage'",
        "UPDATE agreements SET title = NULL, kind = NULL",
        "INSERT INTO places (id) SELECT id FROM places",
        "UPDATE agreement_parties SET organization = 'nobody'",
    ],
)
def test_duckdb_refuses_what_the_descriptor_excludes(duck: duckdb.DuckDBPyConnection, statement: str) -> None:
    with pytest.raises(duckdb.ConstraintException):
        duck.execute(statement)


def made(folder: Path, **broken: Any) -> Dataset:
    """Two tables, each of which leads to the other, and one row of the first that may be broken."""
    leads = {"foreignKeys": [{"fields": ["other"], "reference": {"resource": "seconds", "fields": ["id"]}}]}
    back = {"foreignKeys": [{"fields": ["first"], "reference": {"resource": "firsts", "fields": ["id"]}}]}
    kinds = {"field_kind": {"constraints": {"enum": ["it's", "a"]}}}
    types = {"id": "string", "other": "string", "kind": "string"}
    rows = [{"id": "one", "other": "two", "kind": "it's"}, {"id": "three", "other": None, "kind": None, **broken}]
    firsts = table(types, rows, **leads, **kinds)
    return packaged(
        folder,
        firsts=firsts,
        seconds=table({"id": "string", "first": "string"}, [{"id": "two", "first": "one"}], **back),
    )


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_tables_that_lead_to_each_other_are_exported(form: Any, tmp_path: Path) -> None:
    export(made(tmp_path / "made"), form, tmp_path / "out")
    assert (tmp_path / "out").is_file()


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
@pytest.mark.parametrize("broken", [{"id": "one"}, {"kind": "b"}])
def test_rows_that_are_not_as_described_are_refused(form: Any, broken: dict[str, str], tmp_path: Path) -> None:
    dataset = made(tmp_path / "made", **broken)
    with pytest.raises(NotExported, match=r"^the rows are not as described: .*`cgt-dataset verify` says more$"):
        export(dataset, form, tmp_path / "out")
    assert [entry.name for entry in tmp_path.iterdir()] == ["made"]


def test_a_row_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotExported, match="row 2 of firsts leads to nothing in seconds"):
        export(made(tmp_path / "made", other="nothing"), "sqlite", tmp_path / "out")
