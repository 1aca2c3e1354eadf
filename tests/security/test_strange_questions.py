"""SQL and requests of strangers: they read the tables, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from served import Asked

from cgt_dataset import Dataset, QueryError
from cgt_dataset.package.described import Constraints
from cgt_dataset.package.verify import _broken_constraints

ROOT = Path(__file__).resolve().parents[2]
SECRET = "not-for-queries-0815"  # noqa: S105 (a mark that is looked for)
SQL = [
    *(f"FROM {read}('{{secret}}')" for read in ("read_csv", "read_text", "read_blob", "read_json", "read_parquet")),
    *(f"FROM {read}('{{secret}}')" for read in ("parquet_metadata", "parquet_schema", "glob", "sniff_csv")),
    "FROM '{secret}'",
    "COPY (SELECT 1) TO '{out}'",
    "COPY places FROM '{secret}'",
    "EXPORT DATABASE '{out}'",
    "IMPORT DATABASE '{out}'",
    "ATTACH '{out}'",
    "ATTACH 'https://example.org/x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FROM read_csv('https://example.org/')",
    "FROM read_parquet('s3://bucket/x')",
    "SET enable_external_access = true",
    "RESET ALL",
    "PRAGMA enable_profiling",
    "CALL enable_logging(storage_path = '{out}')",
    "FROM enable_logging(storage_path = '{out}')",
    "SELECT getenv('HOME')",
    "CREATE SECRET s (TYPE s3)",
    "CREATE MACRO f() AS 1",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "DETACH memory",
    "USE memory",
    "FROM query('COPY (SELECT 1) TO ''{out}''')",
    "FROM query_table('{secret}')",
    "FROM arrow_scan(1, 2, 3)",
    "FROM pandas_scan(1)",
    "WITH a AS (DELETE FROM places RETURNING *) FROM a",
    "SELECT 1; COPY (SELECT 1) TO '{out}'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}'",
    "SELECT " + "(" * 20_000 + "1" + ")" * 20_000,
]
"""Each with the places that it may want: a file to read, and one to write."""


@pytest.mark.parametrize("sql", SQL, ids=lambda sql: sql[:60])
def test_sql_reaches_nothing(sql: str, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.parquet"
    pq.write_table(pa.table({"a": [SECRET]}), secret)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError) as told:
        Dataset(package).query(sql.format(secret=secret, out=tmp_path / "out"))
    assert SECRET not in str(told.value)
    assert [file.name for file in tmp_path.iterdir()] == ["secret.parquet"]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT range FROM range(1000000000)", "larger than"),
        ("SELECT repeat('a', 1000000000000)", "string"),
        ("SELECT list(x) FROM range(3000000000) t(x)", "Out of Memory"),
    ],
)
def test_an_answer_without_end_is_refused(
    sql: str, why: str, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError, match=why):
        Dataset(package).query(sql)
    assert not list(tmp_path.iterdir())


def test_a_pattern_of_a_stranger_ends() -> None:
    """In a time that the size of the text bounds; another engine would take years."""
    from cgt_dataset.package.described import Column

    column = Column(name="x", type="string", constraints=Constraints(pattern="(a+)+b"))
    (told,) = _broken_constraints(column, pa.table({"x": ["a" * 5000]}))
    assert "pattern" in told


@pytest.fixture(scope="module")
def asked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    asked = Asked(Dataset(package), tmp_path_factory.mktemp("explorer"))
    yield asked
    asked.close()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("dest", ["script", "image", "iframe", "empty", "style", "object"])
@pytest.mark.parametrize("address", ["/", "/data/places.json", "/data.db", "/-/find?q=x", "/data?sql=select+1"])
def test_another_page_learns_nothing(asked: Asked, site: str, dest: str, address: str) -> None:
    mode = "navigate" if dest in ("iframe", "object") else "no-cors"
    headers = {"sec-fetch-site": site, "sec-fetch-dest": dest, "sec-fetch-mode": mode, "origin": "https://evil.example"}
    refused = asked(address, headers=headers)
    assert refused.status_code == 403
    assert refused.headers["cross-origin-resource-policy"] == "same-origin"
    own = asked(address, headers={"origin": "https://evil.example", "sec-fetch-site": "same-origin"})
    assert own.status_code in (200, 302)
    for answered in (refused, own):
        assert not [name for name in answered.headers if name.startswith("access-control")]
        assert "frame-ancestors 'self'" in answered.headers["content-security-policy"]


def test_a_link_of_another_page_may_be_followed(asked: Asked) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
    assert asked("/", headers=headers).status_code == 200


@pytest.mark.parametrize("start", ["/-/", "/-/static/", "/-/static-plugins/x/", "/data/", "/", "/-/plots/"])
@pytest.mark.parametrize(
    "way", ["../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd"]
)
def test_paths_lead_to_no_file(asked: Asked, start: str, way: str) -> None:
    answered = asked(start + way)
    assert answered.status_code in (302, 400, 404)
    assert "root:" not in answered.text


@pytest.mark.parametrize("sql", ["select readfile('/etc/passwd')", "select * from pragma_database_list; select 1"])
def test_the_sql_of_a_page_reaches_no_file(asked: Asked, sql: str) -> None:
    answered = asked(f"/data.json?sql={quote(sql)}")
    assert answered.status_code == 400
    assert "root:" not in answered.text


def test_the_threat_model_names_tests_that_exist() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "security.md").read_text("utf-8")))
    held = {
        node.name
        for file in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(named) > 20
    assert named <= held, sorted(named - held)
