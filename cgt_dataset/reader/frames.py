"""Tables in the tools of those who ask for them; each tool is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from .errors import MissingExtra, no_such

if TYPE_CHECKING:
    import polars as pl
    from pyarrow.parquet import ParquetFile

As: TypeAlias = Literal["arrow", "pandas", "polars", "duckdb"]
"""The tools in which a table can be had."""


def needed(module: str, extra: str) -> ModuleType:
    """A module which the base install does without. Raises MissingExtra."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != module.partition(".")[0]:
            raise
        raise MissingExtra(module, extra) from None


def framed(file: ParquetFile, path: Path, as_: str) -> Any:
    """A table as `as_` names it, from its Parquet file at `path`, which is open. Raises ValueError or MissingExtra."""
    if as_ == "arrow":
        return file.read()
    if as_ == "pandas":
        return file.read().to_pandas(types_mapper=needed("pandas", "pandas").ArrowDtype)
    if as_ == "polars":
        return needed("polars", "polars").from_arrow(file.read())
    if as_ == "duckdb":
        return needed("duckdb", "duckdb").read_parquet(escaped(path))
    raise ValueError(no_such("tool", as_, get_args(As)))


def scanned(path: Path) -> pl.LazyFrame:
    """A Parquet file as a lazy frame of polars. Raises MissingExtra."""
    frame: pl.LazyFrame = needed("polars", "polars").scan_parquet(path, glob=False)
    return frame


def escaped(path: Path) -> str:
    """A path as DuckDB takes it for one file, whatever signs are in it.

    >>> escaped(Path("/a [b]/*.parquet"))
    '/a [[]b]/[*].parquet'
    """
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
