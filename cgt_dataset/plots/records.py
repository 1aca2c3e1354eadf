"""Records as pictures need them: with a name to show, in plain words, and told apart from plans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..findings import printable
from ..reader import Dataset

Row = dict[str, Any]

NOT_STATED = "not stated"
MOST = 150
"""How many records a picture shows at most; it says how many there are besides."""

_ACRONYMS = frozenset({"cdmo", "gmp", "qp"})
_NAMES = ("name", "title")
_PLANS = frozenset({"proposed", "announced", "planned", "under_construction"})
_OVER = frozenset({"ended", "expired", "repealed", "closed", "cancelled"})


def rows(dataset: Dataset, table: str) -> list[Row]:
    """The rows of a table; none where the package, of an older schema, has no such table."""
    return dataset.load(table).to_pylist() if table in dataset.tables() else []


def words(term: object) -> str:
    """A term, a column or an id in plain words; null is `not stated`."""
    if term is None:
        return NOT_STATED
    plain = re.split("[ _-]+", printable(str(term)))
    return " ".join(word.upper() if word in _ACRONYMS else word for word in plain)


def shown(row: Mapping[str, Any]) -> str:
    """The name of a record; where the sources give it none, its id in words."""
    name = next((row[column] for column in _NAMES if row.get(column)), None)
    return words(row["id"]) if name is None else " ".join(printable(str(name)).split())


def is_plan(row: Mapping[str, Any]) -> bool:
    """Whether a record is of something that is proposed, announced or planned, by its status."""
    return row.get("status") in _PLANS


def is_over(row: Mapping[str, Any]) -> bool:
    """Whether a record is of something that has ended or was called off, by its status."""
    return row.get("status") in _OVER


def terms(dataset: Dataset, table: str, column: str) -> list[str]:
    """The terms that a column can have, in the order of their vocabulary."""
    if table not in dataset.tables():
        return []
    return next((list(held.terms) for held in dataset.describe(table).columns if held.name == column), [])


def in_order(found: Iterable[str], vocabulary: Iterable[str]) -> list[str]:
    """The terms that were found, in the order of a vocabulary; what it does not have comes last."""
    held = set(found)
    known = [term for term in vocabulary if term in held]
    return [*known, *sorted(held.difference(known))]


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"
