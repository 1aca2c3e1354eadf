"""The cell and gene therapy industry as tables, every value with its evidence.

Importing this loads nothing heavy: pyarrow is imported with the first table, pydantic with the first record.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .release import VERSION

if TYPE_CHECKING:
    import pyarrow as pa

    from .reader import (
        ColumnDescription,
        Dataset,
        Merged,
        NoPackage,
        Support,
        TableDescription,
        UnknownField,
        UnknownRecord,
        UnknownTable,
    )
    from .schema import Record

__version__ = VERSION
__all__ = [
    "ColumnDescription",
    "Dataset",
    "Merged",
    "NoPackage",
    "Support",
    "TableDescription",
    "UnknownField",
    "UnknownRecord",
    "UnknownTable",
    "__version__",
    "describe",
    "evidence",
    "load",
    "path",
    "record",
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


def tables() -> list[str]:
    """The names of the tables."""
    return _installed().tables()


def load(table: str) -> pa.Table:
    """A table as Arrow, with the types and the descriptions of its columns. Raises UnknownTable."""
    return _installed().load(table)


def path(table: str) -> Path:
    """The Parquet file of a table, for any tool that reads Parquet. Raises UnknownTable."""
    return _installed().path(table)


def describe(table: str) -> TableDescription:
    """What a table and its columns mean; print it, or look at its `columns`. Raises UnknownTable."""
    return _installed().describe(table)


def record(pointer: str) -> Record:
    """A record as its typed model, by its pointer TABLE/ID; one that was merged is followed with a warning, Merged.

    Raises UnknownTable or UnknownRecord.
    """
    return _installed().record(pointer)


def evidence(pointer: str, field: str | None = None) -> list[Support]:
    """What supports a value: the spans of the sources, and how the value was got from them.

    `pointer` is TABLE/ID; `field` a field such as `signed_on`, a list such as `parties`, or a JSON Pointer such as
    `/parties/0/role`. Raises UnknownTable, UnknownRecord or UnknownField.
    """
    return _installed().evidence(pointer, field)
