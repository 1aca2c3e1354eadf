"""The tables in DuckDB: a connection to work with, and one that can do nothing but answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..findings import did_you_mean
from .errors import QueryError
from .frames import check_head, escaped, needed
from .quoting import comments, literal, quoted
from .views import VIEWS, View

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from .dataset import Dataset

_FIRST_WITH_VIEWS = 2
"""The schema from which on there are the tables that the views read."""


def connected(dataset: Dataset) -> duckdb.DuckDBPyConnection:
    """A DuckDB database in memory with a view for each table of a package, and the ready views. Raises MissingExtra."""
    connection: duckdb.DuckDBPyConnection = needed("duckdb", "duckdb").connect()
    for table in dataset.tables():
        for path in dataset.paths(table):
            check_head(path)
        paths = ", ".join(literal(escaped(path)) for path in dataset.paths(table))
        connection.execute(f"CREATE VIEW {quoted(table)} AS FROM read_parquet([{paths}])")
    for view in _views(dataset):
        connection.execute(f"CREATE VIEW {quoted(view.name)} AS {view.sql}")
    _comment(connection, dataset)
    return connection


_SHUT = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "temp_directory": "",
    "memory_limit": "2GB",
    "lock_configuration": True,
}
"""No file can be opened or written, nothing loaded, no variable of the caller seen, memory is bounded, and none of this
changed back."""
_LARGEST_ANSWER = 512 * 1024 * 1024
_ROWS_AT_ONCE = 65_536


def answered(dataset: Dataset, sql: str) -> pa.Table:
    """What one query answers; it can read the tables and nothing else. Raises QueryError or MissingExtra."""
    engine = needed("duckdb", "duckdb")
    with engine.connect(config=_SHUT) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError(f"one query is asked for, here are {len(statements)}")
            if statements[0].type not in (engine.StatementType.SELECT, engine.StatementType.EXPLAIN):
                raise QueryError(f"only a query is run, not a statement of type {statements[0].type.name}")
            named = {name.lower() for name in connection.get_table_names(sql)}
            views = [view for view in _views(dataset) if view.name in named]
            for view in views:
                named |= connection.get_table_names(view.sql)
            for table in named.intersection(dataset.tables()):
                connection.register(table, dataset.load(table))
            for view in views:
                connection.execute(f"CREATE VIEW {quoted(view.name)} AS {view.sql}")
            answer = _bounded(connection.sql(sql).to_arrow_reader(_ROWS_AT_ONCE))
        except engine.Error as error:
            raise QueryError(_said(dataset, str(error))) from None
        return answer


def _bounded(answer: pa.RecordBatchReader) -> pa.Table:
    """The whole answer. Raises QueryError where it is too large."""
    from pyarrow import Table

    batches, held = [], 0
    for batch in answer:
        held += batch.nbytes
        if held > _LARGEST_ANSWER:
            raise QueryError(f"the answer is larger than {_LARGEST_ANSWER:,} bytes; ask for less of it, as with LIMIT")
        batches.append(batch)
    return Table.from_batches(batches, answer.schema)


def _views(dataset: Dataset) -> Iterable[View]:
    version = dataset.descriptor.get("schemaVersion")
    return VIEWS if isinstance(version, int) and version >= _FIRST_WITH_VIEWS else ()


def _said(dataset: Dataset, message: str) -> str:
    """DuckDB's message; where a table is not known, with those that are."""
    if "does not exist" not in message or "Table" not in message:
        return message
    known = [*dataset.tables(), *(view.name for view in _views(dataset))]
    missing = message.partition("Table with name ")[2].partition(" ")[0]
    first = message.splitlines()[0].partition(" Did you mean")[0]
    return "; ".join(filter(None, (first, did_you_mean(missing, known), f"there are {', '.join(known)}")))


def _comment(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """What tables, views and their columns mean, from the descriptor."""
    for name in dataset.tables():
        table = dataset.describe(name)
        _say(connection, name, table.description, {column.name: column.description for column in table.columns})
    for view in _views(dataset):
        meanings = {column.name: column.description for column in dataset.describe(view.table).columns} | view.columns
        _say(connection, view.name, view.description, {name: meanings[name] for name in _columns(connection, view)})


def _say(connection: duckdb.DuckDBPyConnection, view: str, meaning: str, columns: Mapping[str, str]) -> None:
    for statement in comments("VIEW", view, meaning, columns):
        connection.execute(statement)


def _columns(connection: duckdb.DuckDBPyConnection, view: View) -> list[str]:
    return [str(name) for name, *_ in connection.execute(f"DESCRIBE {quoted(view.name)}").fetchall()]
