"""The questions of docs/questions.md, asked of a package."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..reader import Dataset

_HERE = Path(__file__).resolve()
_PACKAGED = _HERE.with_name("questions.md")
_IN_CHECKOUT = _HERE.parents[2] / "docs" / "questions.md"
_PART = re.compile(
    r"^## (?P<section>.+)$|^### (?P<words>.+)\n(?P<remark>(?:(?!#|```).*\n)*)```sql\n(?P<sql>(?:.*\n)+?)```$",
    re.MULTILINE,
)
_READ = re.compile(r'\b(?:FROM|JOIN)\s+"?([A-Za-z_]\w*)', re.IGNORECASE)
_MOST = 1000
"""How many rows of an answer are shown."""


@dataclass(frozen=True)
class Question:
    """A question in words and in DuckDB's SQL."""

    number: int
    """Its place on the page, from 1."""
    section: str
    words: str
    remark: str
    """What the page says besides. Empty: nothing."""
    sql: str

    @property
    def tables(self) -> frozenset[str]:
        """The names after FROM and JOIN."""
        return frozenset(_READ.findall(self.sql))


@dataclass(frozen=True)
class Answer:
    """The rows that answer a question."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    count: int
    """How many rows there are; `rows` has the first of them."""


@cache
def questions() -> tuple[Question, ...]:
    """The questions in the order of their page, that of the wheel or of the checkout; without either there are none."""
    page = _PACKAGED if _PACKAGED.is_file() else _IN_CHECKOUT
    if not page.is_file():
        return ()
    found: list[Question] = []
    section = ""
    for part in _PART.finditer(page.read_text("utf-8")):
        if part["section"]:
            section = part["section"]
        else:
            remark = " ".join(part["remark"].split())
            found.append(Question(len(found) + 1, section, part["words"], remark, part["sql"].rstrip()))
    return tuple(found)


def answer(dataset: Dataset, question: Question) -> Answer:
    """What the tables answer. Raises QueryError where the package lacks what is asked for, NoPackage, MissingExtra."""
    table = dataset.query(question.sql)
    columns = [column.to_pylist() for column in table.slice(0, _MOST).columns]
    return Answer(tuple(table.column_names), tuple(zip(*columns, strict=True)), table.num_rows)


def shown(cell: Any) -> str:
    """A cell of an answer as text; lists and structures as JSON.

    >>> shown(8.0), shown(True), shown(["a", None])
    ('8', 'true', '["a", null]')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return f"{cell:g}"
    return cell.isoformat() if hasattr(cell, "isoformat") else json.dumps(cell, ensure_ascii=False, default=str)


def texts(rows: Sequence[Sequence[Any]]) -> set[str]:
    """The texts that stand in an answer as a whole cell."""
    return {cell for row in rows for cell in row if isinstance(cell, str)}
