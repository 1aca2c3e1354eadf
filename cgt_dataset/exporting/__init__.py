"""The tables in the files of other tools, each with its data dictionary; it needs the reader and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from ..reader import Dataset
from .refused import NotExported

Format: TypeAlias = Literal["csv", "xlsx", "sqlite", "duckdb", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""The formats, as the command names them."""

_WRITERS: dict[Format, str] = {
    "csv": "delimited",
    "xlsx": "workbook",
    "sqlite": "sqlite",
    "duckdb": "duck",
    "jsonl": "lines",
}


def export(dataset: Dataset, form: Format, path: Path, tables: Sequence[str] | None = None) -> dict[str, int]:
    """Write tables of a package, all where none are named, in a format: into a folder for csv and jsonl, else a file.

    An earlier export at `path` is replaced, whole and at once; anything else is not.

    Returns how many texts had to be altered, by TABLE.COLUMN: in CSV those that look like formulas. Raises
    UnknownTable, NoPackage, MissingExtra, NotExported, or OSError when writing fails; `path` is then as it was.
    """
    altered: dict[str, int] | None = import_module(f"{__name__}.{_WRITERS[form]}").write(dataset, path, tables)
    return altered or {}


__all__ = ["FORMATS", "Format", "NotExported", "export"]
