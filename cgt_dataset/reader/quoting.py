"""Names and texts as SQL takes them, and the comments of a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever signs are in it.

    >>> print(quoted('a "b" c'))
    "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """A text or a number as SQL takes it.

    >>> literal("it's"), literal(0)
    ("'it''s'", '0')
    """
    return repr(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"


def comments(kind: str, name: str, meaning: str, columns: Mapping[str, str]) -> Iterator[str]:
    """The statements of DuckDB that say what a table or view, by its `kind`, and its columns mean."""
    yield f"COMMENT ON {kind} {quoted(name)} IS {literal(meaning)}"
    for column, said in columns.items():
        yield f"COMMENT ON COLUMN {quoted(name)}.{quoted(column)} IS {literal(said)}"
