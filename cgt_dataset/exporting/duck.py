"""DuckDB: a database with keys, checks and comments, the table `data_dictionary` and the table `package`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from ..reader import Dataset
from ..reader.frames import needed
from ..reader.quoting import comments, quoted
from .chosen import ForeignKey, Table, choose, keys_within
from .dictionary import ABOUT_ENTRIES, About, Entry, about, entries
from .placing import placed
from .refused import NotExported
from .sql import declaration, insertion, tables_beside

if TYPE_CHECKING:
    import duckdb

_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_MARK = "What is to be known of the package that these tables were exported from."
_HELD = """
    SELECT table_name, comment FROM duckdb_tables()
    UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE NOT internal
"""


def write(dataset: Dataset, path: Path, tables: Sequence[str] | None = None) -> None:
    """Write tables of a package, all where none are named, into a new DuckDB database.

    Tables and columns are commented. DuckDB has no foreign key of a table to itself, and none that is declared before
    its table is there: what it cannot declare stands in `data_dictionary`. An earlier export at `path` is replaced
    whole, unless there are other tables or views in it.

    Raises UnknownTable, NoPackage, MissingExtra, NotExported where something else is at `path`, the rows break what
    the descriptor says of them or DuckDB cannot write, and OSError when `path` cannot be written; it is then as it was.
    """
    engine = needed("duckdb", "duckdb")
    chosen = choose(dataset, tables)
    with placed(path, _stranger) as fresh:
        try:
            with engine.connect(str(fresh)) as connection:
                connection.execute("BEGIN")
                _fill(connection, dataset, chosen)
                connection.execute("COMMIT")
                connection.execute("CHECKPOINT")
        except engine.ConstraintException as error:
            message = " ".join(str(error).split())
            raise NotExported(f"the rows are not as described: {message}; `cgt-dataset verify` says more") from None
        except engine.Error as error:
            raise NotExported(f"DuckDB cannot hold it: {' '.join(str(error).split())}") from None


def _fill(connection: duckdb.DuckDBPyConnection, dataset: Dataset, tables: list[Table]) -> None:
    for table, keys in _ordered(tables):
        connection.execute(declaration(table, _TYPES, keys))
        connection.register("arriving", table.arrow())
        connection.execute(f"INSERT INTO {quoted(table.name)} FROM arriving")
        connection.unregister("arriving")
        said = {column.name: column.description for column in table.description.columns}
        _comment(connection, table.name, table.description.description, said)
    for statement in tables_beside(_TYPES):
        connection.execute(statement)
    connection.executemany(insertion("data_dictionary", Entry._fields), list(entries(tables)))
    connection.execute(insertion("package", About._fields), about(dataset.descriptor))
    _comment(connection, "data_dictionary", "What the tables and their columns mean.", ABOUT_ENTRIES)
    _comment(connection, "package", _MARK, {})


def _comment(connection: duckdb.DuckDBPyConnection, table: str, meaning: str, columns: Mapping[str, str]) -> None:
    for statement in comments("TABLE", table, meaning, columns):
        connection.execute(statement)


def _ordered(tables: Sequence[Table]) -> Iterator[tuple[Table, list[ForeignKey]]]:
    """Tables so that keys lead to earlier ones, each with those of its keys that do."""
    keys = {table.name: [key for key in keys_within(table, tables) if key.table != table.name] for table in tables}
    try:
        order = list(
            TopologicalSorter({name: [key.table for key in held] for name, held in keys.items()}).static_order()
        )
    except CycleError:
        order = list(keys)
    by_name = {table.name: table for table in tables}
    for place, name in enumerate(order):
        yield by_name[name], [key for key in keys[name] if key.table in order[:place]]


def _stranger(path: Path) -> str | None:
    engine = needed("duckdb", "duckdb")
    try:
        with engine.connect(str(path), read_only=True) as connection:
            held = dict(connection.execute(_HELD).fetchall())
            if held.pop("package", None) != _MARK:
                return "is no DuckDB database that was exported from a package"
            ours = {name for (name,) in connection.execute('SELECT DISTINCT "table" FROM data_dictionary').fetchall()}
    except engine.Error as error:
        return f"cannot be opened as a DuckDB database that was exported ({str(error).splitlines()[0]})"
    more = held.keys() - ours - {"data_dictionary"}
    return f"holds {min(more)}, which is no part of the export" if more else None
