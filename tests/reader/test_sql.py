"""The tables in DuckDB: views with comments, ready joins, and queries that can do nothing but answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pyarrow as pa
import pytest

from cgt_dataset import Dataset, QueryError
from cgt_dataset.reader.views import VIEWS

RELEASES = Path(__file__).resolve().parents[2] / "releases"
NAMES = [view.name for view in VIEWS]


@pytest.fixture(scope="module")
def dataset(package: Path) -> Dataset:
    return Dataset(package)


@pytest.fixture(scope="module")
def database(dataset: Dataset) -> duckdb.DuckDBPyConnection:
    return dataset.connect()


def test_every_table_is_a_view(dataset: Dataset, database: duckdb.DuckDBPyConnection) -> None:
    for table in dataset.tables():
        assert database.sql(f"FROM {table}").fetchall() == [
            tuple(row.values()) for row in dataset.load(table).to_pylist()
        ]


def test_comments_say_what_tables_and_columns_mean(dataset: Dataset, database: duckdb.DuckDBPyConnection) -> None:
    said = dict(database.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert said == {
        **{table: dataset.describe(table).description for table in dataset.tables()},
        **{view.name: view.description for view in VIEWS},
    }
    columns: dict[str, dict[str, Any]] = {}
    for table, column, comment in database.sql(
        "SELECT table_name, column_name, comment FROM duckdb_columns()"
    ).fetchall():
        columns.setdefault(table, {})[column] = comment
    for table in dataset.tables():
        assert columns[table] == {column.name: column.description for column in dataset.describe(table).columns}
    for view in VIEWS:
        assert all(columns[view.name].values())
        assert set(view.columns) <= set(columns[view.name])
    assert columns["agreement_overview"]["title"] == columns["agreements"]["title"]


def test_the_ready_views_have_a_row_for_each_of_their_table(
    dataset: Dataset, database: duckdb.DuckDBPyConnection
) -> None:
    ids = [row["id"] for row in dataset.load("agreements").to_pylist()]
    assert sorted(database.sql("SELECT id FROM agreement_overview").fetchall()) == sorted((each,) for each in ids)
    ids = [row["id"] for row in dataset.load("facilities").to_pylist()]
    assert sorted(database.sql("SELECT id FROM facility_overview").fetchall()) == sorted((each,) for each in ids)
    cells = {(row["record"], row["pointer"]) for row in dataset.load("evidence").to_pylist()}
    assert {*database.sql("SELECT record, pointer FROM evidence_by_cell").fetchall()} == cells
    supports = database.sql("SELECT sum(supports + contradicts) FROM evidence_by_cell").fetchall()
    assert supports == [(dataset.load("evidence").num_rows,)]


def test_the_ready_views_answer(database: duckdb.DuckDBPyConnection) -> None:
    parties = database.sql(
        "SELECT parties FROM agreement_overview WHERE id = 'cytiva-necstgen-strategic-collaboration'"
    ).fetchall()[0][0]
    assert [(party["name"], party["role"]) for party in parties] == [
        ("Cytiva", "technology_provider"),
        ("NecstGen", "technology_recipient"),
    ]
    row = "SELECT operator_name, place_name, country, len(services) FROM facility_overview WHERE id = 'necstgen-leiden'"
    assert database.sql(row).fetchall() == [("NecstGen", "Leiden Bio Science Park", "NL", 3)]
    office = "SELECT person_name, title, organization_name FROM current_offices WHERE person = 'catarina-flyborg'"
    assert len(database.sql(office).fetchall()) == 1
    against = (
        "SELECT contradicts, assertions FROM evidence_by_cell WHERE record = 'places/pudong' AND pointer = '/kind'"
    )
    ((contradicts, assertions),) = database.sql(against).fetchall()
    assert contradicts >= 1
    assert assertions == sorted(assertions)


@pytest.fixture
def old_package(tmp_path: Path) -> Dataset:
    """The package of release 1.0.0, of schema 1."""
    with ZipFile(RELEASES / "cgt-dataset-1.0.0.zip") as archive:
        archive.extractall(tmp_path)  # our own archive
    (descriptor,) = tmp_path.rglob("datapackage.json")
    return Dataset(descriptor.parent)


def test_a_package_of_schema_1_has_its_tables_and_no_ready_views(old_package: Dataset) -> None:
    with old_package.connect() as connection:
        views = connection.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    assert {name for (name,) in views} == {*old_package.tables()}
    assert old_package.query("SELECT count(*) FROM organizations").num_rows == 1
    with pytest.raises(QueryError, match="agreement_overview does not exist"):
        old_package.query("FROM agreement_overview")


def test_a_query_is_answered_as_arrow(dataset: Dataset) -> None:
    answer = dataset.query("SELECT id, name FROM Organizations WHERE id = 'necstgen'")
    assert isinstance(answer, pa.Table)
    assert answer.to_pylist() == [{"id": "necstgen", "name": "NecstGen"}]
    assert dataset.query("WITH a AS (FROM people) SELECT count(*) AS n FROM a").to_pylist() == [
        {"n": dataset.describe("people").rows}
    ]
    assert "explain_value" in str(dataset.query("EXPLAIN SELECT name FROM people").column_names)
    for name in NAMES:
        assert dataset.query(f"FROM {name}").num_rows > 0


WORD = "not for queries"


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_text('{file}')",
        "FROM read_csv('{file}')",
        "FROM '{file}'",
        "FROM read_blob('{folder}/*')",
        "FROM glob('{folder}/*')",
        "FROM sniff_csv('{file}')",
        "COPY places TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/out.db'",
        "INSTALL httpfs",
        "LOAD '{file}'",
        "CREATE TABLE mine AS SELECT 1",
        "INSERT INTO places SELECT * FROM places",
        "DELETE FROM places",
        "UPDATE places SET name = 'x'",
        "DROP VIEW places",
        "SET enable_external_access = true",
        "SET threads = 1",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "EXPLAIN ANALYZE COPY places TO '{folder}/out.csv'",
        "FROM read_text('https://example.org/')",
        "SELECT * FROM secret_of_the_caller",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
        "SELECT",
        "SELEC 1",
        "SELECT 1/",
        "SELECT nothing FROM places",
        "SELECT 'a'::INT",
        "\0",
    ],
)
def test_a_query_can_do_nothing_else(dataset: Dataset, sql: str, tmp_path: Path) -> None:
    secret_of_the_caller = pa.table({"word": [WORD]})
    file = tmp_path / "secret.csv"
    file.write_text(f"{WORD}\n", "utf-8")
    with pytest.raises(QueryError) as told:
        dataset.query(sql.format(file=file, folder=tmp_path))
    assert WORD not in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert secret_of_the_caller.num_rows == 1


def test_an_unknown_table_is_named_with_those_that_exist(dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="agreement does not exist!; did you mean 'agreements'") as told:
        dataset.query("FROM agreement")
    assert all(name in str(told.value) for name in [*dataset.tables(), *NAMES])


def test_what_a_query_does_is_forgotten(dataset: Dataset) -> None:
    before = {path.name: path.read_bytes() for path in dataset.folder.iterdir()}
    dataset.query("FROM places")
    with pytest.raises(QueryError):
        dataset.query("SELECT * FROM (DELETE FROM places RETURNING *)")
    assert {path.name: path.read_bytes() for path in dataset.folder.iterdir()} == before
