"""Tables in the tools of those who ask for them; each tool is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, get_args

from ..files import Unreadable, regular_size
from .errors import MissingExtra, NoPackage, no_such
from .room import Room

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

T = TypeVar("T")
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


def framed(paths: Sequence[Path], as_: str) -> Any:
    """A table as `as_` names it, from its Parquet files. Raises NoPackage, ValueError or MissingExtra."""
    if as_ == "arrow":
        return _read(paths)
    if as_ == "pandas":
        return _read(paths).to_pandas(types_mapper=needed("pandas", "pandas").ArrowDtype)
    if as_ == "polars":
        return needed("polars", "polars").from_arrow(_read(paths))
    if as_ == "duckdb":
        for path in paths:
            check_head(path)
        return needed("duckdb", "duckdb").read_parquet([escaped(path) for path in paths])
    raise ValueError(no_such("tool", as_, get_args(As)))


def _read(paths: Sequence[Path]) -> pa.Table:
    """The rows of Parquet files, one behind the other."""
    room = Room()
    tables = [_asked(path, room.table) for path in paths]
    if len(tables) == 1:
        return tables[0]
    from pyarrow import ArrowException, concat_tables

    try:
        return concat_tables(tables, promote_options="default")
    except ArrowException as error:
        raise NoPackage(f"{paths[0]} and those beside it do not fit: {error}") from None


def check_head(path: Path) -> None:
    """Look at a Parquet file before another library opens it. Raises NoPackage for a link, a pipe, no Parquet file."""
    from pyarrow.parquet import ParquetFile

    def head(path: Path) -> None:
        regular_size(path)
        ParquetFile(path).close()

    _asked(path, head)


def _asked(path: Path, ask: Callable[[Path], T]) -> T:
    """What a Parquet file answers. Raises NoPackage."""
    from pyarrow import ArrowException

    try:
        return ask(path)
    except (Unreadable, OSError, ArrowException, ValueError) as error:
        said = f"it {error}" if isinstance(error, Unreadable) else str(error).partition("\n")[0]
        raise NoPackage(f"{path} cannot be read; `cgt-dataset verify` says more: {said}") from None


def scanned(paths: Sequence[Path]) -> pl.LazyFrame:
    """Parquet files of one table as a lazy frame of polars. Raises NoPackage or MissingExtra."""
    for path in paths:
        check_head(path)
    frame: pl.LazyFrame = needed("polars", "polars").scan_parquet(list(paths), glob=False)
    return frame


def escaped(path: Path) -> str:
    """A path as DuckDB takes it for one file, whatever signs are in it.

    >>> escaped(Path("/a [b]/*.parquet"))
    '/a [[]b]/[*].parquet'
    """
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
