"""SQLite: a database with keys, checks and indexes, the table `data_dictionary` and the table `package`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from ..reader import Dataset
from ..reader.quoting import quoted
from .chosen import Table, choose, keys_within
from .dictionary import About, Entry, about, entries
from .placing import placed
from .refused import NotExported
from .sql import declaration, insertion, listed, tables_beside

_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "BOOLEAN", "date": "DATE"}
"""Declared types; SQLite keeps a DATE as the text 2021-07-02 and a BOOLEAN as 0 or 1."""
_MARK = int.from_bytes(b"CGTd", "big")
"""The application id: it says in the file's head whose it is."""
_HEAD = b"SQLite format 3\x00"
_WRITTEN = 1
"""How often a database was written that nobody has changed since; the file's head counts it."""


def write(dataset: Dataset, path: Path, tables: Sequence[str] | None = None) -> None:
    """Write tables of a package, all where none are named, into a new SQLite database.

    Foreign keys lead to the tables that are exported with it. An earlier export at `path` is replaced whole, unless
    somebody wrote into it. The same package gives the same bytes with the same release of SQLite.

    Raises UnknownTable, NoPackage, NotExported where something else is at `path`, the rows break what the descriptor
    says of them or SQLite cannot write, and OSError when `path` cannot be written; it is then as it was.
    """
    chosen = choose(dataset, tables)
    with placed(path, _stranger) as fresh, closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        try:
            _fill(connection, dataset, chosen)
        except sqlite3.IntegrityError as error:
            raise NotExported(f"the rows are not as described: {error}; `cgt-dataset verify` says more") from None
        except (sqlite3.Error, ValueError) as error:
            raise NotExported(f"SQLite cannot hold it: {error}") from None


def _fill(connection: sqlite3.Connection, dataset: Dataset, tables: list[Table]) -> None:
    # Nobody sees the file before it is whole, so it needs no journal.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.execute(f"PRAGMA application_id = {_MARK}")
    for table in tables:
        connection.execute(declaration(table, _TYPES, keys_within(table, tables)))
        connection.executemany(insertion(table.name, table.columns), map(_stored, table.rows()))
    for statement in (*_indexes(tables), *tables_beside(_TYPES)):
        connection.execute(statement)
    connection.executemany(insertion("data_dictionary", Entry._fields), entries(tables))
    connection.execute(insertion("package", About._fields), about(dataset.descriptor))
    for table, row, other, _ in connection.execute("PRAGMA foreign_key_check"):
        raise sqlite3.IntegrityError(f"row {row} of {table} leads to nothing in {other}")
    connection.execute("COMMIT")


def _indexes(tables: Sequence[Table]) -> Iterator[str]:
    """An index for each foreign key, but for those with which the primary key begins."""
    for table in tables:
        for key in keys_within(table, tables):
            if table.description.primary_key[: len(key.columns)] != key.columns:
                # A dot stands in no name of a table, and indexes must not be called like tables.
                name = quoted(f"{table.name}.{'.'.join(key.columns)}")
                yield f"CREATE INDEX IF NOT EXISTS {name} ON {quoted(table.name)} ({listed(key.columns)})"


def _stored(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in row)


def _stranger(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(_HEAD) or int.from_bytes(head[68:72], "big") != _MARK:
        return "is no SQLite database that was exported from a package"
    if int.from_bytes(head[24:28], "big") != _WRITTEN:
        return "was changed since it was exported"
    return None
