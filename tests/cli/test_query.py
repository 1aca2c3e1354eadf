"""`cgt-dataset query`: one question in SQL, answered in the form that was asked for."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SQL = "SELECT 1 AS number, '无锡' AS place, NULL AS nothing, DATE '2031-03-12' AS day, ['a', 'b'] AS list, 'x|y' AS bar"


@pytest.fixture
def query(package: Path, cgt: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: cgt("query", *arguments, "--package", package)


def test_text_has_columns_that_line_up_also_with_chinese(query: Callable[..., Any]) -> None:
    ran = query("SELECT * FROM (VALUES ('无锡', 1), ('Pudong', NULL)) t(place, number)")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "place   number",
        "──────  ──────",
        "无锡    1",
        "Pudong  null",
    ]


def test_json_keeps_types_and_csv_and_markdown_are_of_one_line_a_row(query: Callable[..., Any]) -> None:
    assert json.loads(query(SQL, "--format", "json").out) == [
        {"number": 1, "place": "无锡", "nothing": None, "day": "2031-03-12", "list": ["a", "b"], "bar": "x|y"}
    ]
    rows = list(csv.reader(io.StringIO(query(SQL, "--format", "csv").out)))
    assert rows[1] == ["1", "无锡", "", "2031-03-12", '["a", "b"]', "x|y"]
    markdown = query(SQL, "--format", "markdown").out.splitlines()
    assert markdown[1:] == [
        "| --- | --- | --- | --- | --- | --- |",
        '| 1 | 无锡 | null | 2031-03-12 | ["a", "b"] | x\\|y |',
    ]
    assert query("SELECT 'a\nb' AS t", "--format", "csv").out == "t\na b\n"


def test_an_answer_without_rows_has_its_columns(query: Callable[..., Any]) -> None:
    ran = query("SELECT id, name FROM people WHERE false")
    assert ran.status == 0
    assert ran.out.splitlines()[0].split() == ["id", "name"]
    assert query("SELECT id FROM people WHERE false", "--format", "json").out.strip() == "[]"


def test_a_query_from_the_standard_input(query: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT count(*) AS n FROM sources"))
    assert query("-").out.split() == ["n", "─", "5"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error at or near"),
        ("FROM agreement", "did you mean 'agreements'"),
        ("FROM read_text('/etc/hostname')", "disabled by configuration"),
        ("DROP TABLE places", "only a query is run"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(query: Callable[..., Any], sql: str, said: str) -> None:
    ran = query(sql)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("cgt-dataset: ")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_without_duckdb_one_line_says_what_to_install(
    query: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ran = query("SELECT 1")
    assert ran.status == 2
    assert ran.err.splitlines() == [
        "cgt-dataset: this command needs more than the base install: pip install 'cgt-dataset[duckdb]'"
    ]
