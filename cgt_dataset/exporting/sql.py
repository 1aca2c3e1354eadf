"""What SQLite and DuckDB say alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..reader import ColumnDescription
from ..reader.quoting import literal, quoted
from .chosen import ForeignKey, Table
from .dictionary import KINDS, About, Entry


def listed(columns: Iterable[str]) -> str:
    """Names with commas between them.

    >>> print(listed(["a", "b"]))
    "a", "b"
    """
    return ", ".join(map(quoted, columns))


def declaration(table: Table, types: Mapping[str, str], foreign_keys: Iterable[ForeignKey]) -> str:
    """The statement that makes a table with its keys and checks; `types` are those of the database by our own."""
    lines = [_column(column, types, table.constraints[column.name]) for column in table.description.columns]
    lines.append(f"PRIMARY KEY ({listed(table.description.primary_key)})")
    lines += [
        f"FOREIGN KEY ({listed(key.columns)}) REFERENCES {quoted(key.table)} ({listed(key.to)})" for key in foreign_keys
    ]
    return f"CREATE TABLE {quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _column(column: ColumnDescription, types: Mapping[str, str], constraints: Mapping[str, Any]) -> str:
    name = quoted(column.name)
    null = ["NOT NULL"] if column.required else []
    return " ".join([name, types[column.type], *null, *(f"CHECK ({check})" for check in _checks(name, constraints))])


def _checks(name: str, constraints: Mapping[str, Any]) -> Iterator[str]:
    """The conditions that the values of a column fulfil where they are not null."""
    if "enum" in constraints:
        yield f"{name} IN ({', '.join(map(literal, constraints['enum']))})"
    if "minimum" in constraints:
        yield f"{name} >= {literal(constraints['minimum'])}"
    if "maximum" in constraints:
        yield f"{name} <= {literal(constraints['maximum'])}"


def tables_beside(types: Mapping[str, str]) -> Iterator[str]:
    """The statements that make the tables `data_dictionary` and `package`."""
    for name, parts in (("data_dictionary", Entry._fields), ("package", About._fields)):
        columns = (f"{quoted(part)} {types[KINDS.get(part, 'string')]}" for part in parts)
        yield f"CREATE TABLE {name} ({', '.join(columns)})"


def insertion(table: str, columns: Sequence[str]) -> str:
    """The statement that puts a row into a table, its values to be bound."""
    # The name is quoted, and the rest is question marks.
    return f"INSERT INTO {quoted(table)} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
