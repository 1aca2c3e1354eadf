"""The cell and gene therapy industry as tables, every value with its evidence.

Importing this loads nothing heavy: pyarrow is imported with the first table, pydantic with the first record.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from .release import VERSION

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from .reader import (
        ColumnDescription,
        Dataset,
        Merged,
        MissingExtra,
        NoPackage,
        QueryError,
        Support,
        Supports,
        TableDescription,
        TableList,
        UnknownField,
        UnknownRecord,
        UnknownStyle,
        UnknownTable,
    )
    from .schema import Record

__version__ = VERSION
__all__ = [
    "ColumnDescription",
    "Dataset",
    "Merged",
    "MissingExtra",
    "NoPackage",
    "QueryError",
    "Support",
    "Supports",
    "TableDescription",
    "TableList",
    "UnknownField",
    "UnknownRecord",
    "UnknownStyle",
    "UnknownTable",
    "__version__",
    "cite",
    "connect",
    "describe",
    "evidence",
    "load",
    "path",
    "paths",
    "query",
    "record",
    "scan",
    "tables",
]
_LAZY = frozenset(name for name in __all__ if name[0].isupper())


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from . import reader

        return getattr(reader, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def _installed() -> Dataset:
    from .reader import Dataset

    return Dataset()


def tables() -> TableList:
    """The names of the tables; a notebook shows what each is."""
    return _installed().tables()


@overload
def load(table: str, as_: Literal["arrow"] = "arrow") -> pa.Table: ...
@overload
def load(table: str, as_: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def load(table: str, as_: Literal["polars"]) -> pl.DataFrame: ...
@overload
def load(table: str, as_: Literal["duckdb"]) -> duckdb.DuckDBPyRelation: ...


def load(table: str, as_: Literal["arrow", "pandas", "polars", "duckdb"] = "arrow") -> Any:
    """A table as Arrow, with the types and the descriptions of its columns, or as a frame of another tool.

    pandas' is backed by Arrow: numbers that may be null stay integers, dates stay dates. DuckDB's is a relation of its
    default connection, for `duckdb.sql`. Raises UnknownTable, MissingExtra, or ValueError for another tool.
    """
    return _installed().load(table, as_)


def scan(table: str) -> pl.LazyFrame:
    """A table as a lazy frame of polars, which reads what a query needs. Raises UnknownTable or MissingExtra."""
    return _installed().scan(table)


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB database in memory with a view for each table, its columns and itself commented, and ready views:
    `agreement_overview`, `facility_overview`, `current_offices`, `evidence_by_cell`. Raises MissingExtra.
    """
    return _installed().connect()


def query(sql: str) -> pa.Table:
    """What one SQL statement answers; it can read the tables and the ready views, and neither files nor the network.

    Raises QueryError, with DuckDB's message and the tables that exist, or MissingExtra.
    """
    return _installed().query(sql)


def path(table: str) -> Path:
    """The Parquet file of a table, for any tool that reads Parquet. Raises UnknownTable."""
    return _installed().path(table)


def paths(table: str) -> list[Path]:
    """The Parquet files of a table, whose rows follow each other in this order. Raises UnknownTable."""
    return _installed().paths(table)


def describe(table: str) -> TableDescription:
    """What a table and its columns mean; print it, or look at its `columns`. Raises UnknownTable."""
    return _installed().describe(table)


def record(pointer: str) -> Record:
    """A record as its typed model, by its pointer TABLE/ID; one that was merged is followed with a warning, Merged.

    Raises UnknownTable or UnknownRecord.
    """
    return _installed().record(pointer)


def evidence(pointer: str, field: str | None = None) -> Supports:
    """What supports a value: the spans of the sources, and how the value was got from them.

    `pointer` is TABLE/ID; `field` a field such as `signed_on`, a list such as `parties`, or a JSON Pointer such as
    `/parties/0/role`. Raises UnknownTable, UnknownRecord or UnknownField.
    """
    return _installed().evidence(pointer, field)


def cite(pointer: str, style: Literal["text", "bibtex", "csl"] = "text") -> str:
    """How to cite a record or a value: the dataset, and the sources that support it.

    `pointer` is TABLE/ID, or goes on to a value: TABLE/ID/FIELD. As `text`, `bibtex` (for biblatex) or `csl`
    (CSL-JSON). Raises UnknownStyle, UnknownTable, UnknownRecord or UnknownField.
    """
    return _installed().cite(pointer, style)
