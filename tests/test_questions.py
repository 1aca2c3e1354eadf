"""The tables answer the questions of docs/questions.md as that page, and so the articles, answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "questions.md"
_QUESTION = re.compile(
    r"^### (?P<question>.+)\n(?:(?!#|```).*\n)*```sql\n(?P<sql>(?:.*\n)+?)```\n\n```text\n(?P<answer>(?:.*\n)+?)```$",
    re.MULTILINE,
)
_READ = re.compile(r"\b(?:FROM|JOIN) ([a-z_]+)\b")


class Question(NamedTuple):
    """A question in words, in SQL, and the answer."""

    words: str
    sql: str
    answer: str


def _questions() -> list[Question]:
    found = _QUESTION.finditer(PAGE.read_text("utf-8"))
    return [Question(match["question"], match["sql"], match["answer"]) for match in found]


QUESTIONS = _questions()


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def answered(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """What the query gives, as a table in Markdown."""
    result = connection.execute(sql)
    columns = [column[0] for column in result.description]
    rows = [columns, ["---"] * len(columns), *([_shown(value) for value in row] for row in result.fetchall())]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def connected(package: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with a view for every table of the package."""
    connection = duckdb.connect()
    for file in sorted(package.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {file.stem} AS FROM '{file}'")
    return connection


@pytest.fixture(scope="module")
def database(package: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connected(package) as connection:
        yield connection


@pytest.mark.parametrize("question", [pytest.param(question, id=question.words) for question in QUESTIONS])
def test_the_tables_give_the_answer(question: Question, database: duckdb.DuckDBPyConnection) -> None:
    assert answered(database, question.sql) == question.answer


def test_every_heading_is_a_question_with_its_query_and_answer() -> None:
    headings = re.findall(r"^### (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert headings == [question.words for question in QUESTIONS]
    assert len(set(headings)) == len(headings) >= 40
    assert all(heading.endswith("?") for heading in headings)


@pytest.mark.parametrize("question", [pytest.param(question, id=question.words) for question in QUESTIONS])
def test_the_order_of_rows_is_asked_for(question: Question) -> None:
    assert question.sql.rstrip().splitlines()[-1].partition("ORDER BY ")[2]


def test_every_table_that_has_rows_is_asked(database: duckdb.DuckDBPyConnection) -> None:
    views = "SELECT view_name FROM duckdb_views() WHERE NOT internal"
    tables = [str(name) for (name,) in database.execute(views).fetchall()]
    filled = {table for table in tables if database.execute(f"FROM {table} LIMIT 1").fetchall()}
    asked = {table for question in QUESTIONS for table in _READ.findall(question.sql)}
    assert filled - asked == set()
    assert asked <= set(tables)
