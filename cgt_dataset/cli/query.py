"""`cgt-dataset query`: ask the tables in SQL."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..findings import printable
from ..reader import Dataset
from .arguments import add_package, known
from .usage import Usage
from .wrapping import padded, width_of

if TYPE_CHECKING:
    import pyarrow as pa

HELP = "ask the tables in SQL"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which query, of which package, printed how."""
    parser.add_argument("sql", metavar="SQL", help="one query; `-` reads it from the standard input")
    parser.add_argument("--format", choices=sorted(_FORMATS), default="text", help="form of the answer (default: text)")
    add_package(parser)


def run(options: argparse.Namespace) -> int:
    """Run one query, which can read the tables and nothing else, and print what it answers."""
    sql = sys.stdin.read() if options.sql == "-" else options.sql
    answer = known(Dataset(options.package).query, sql)
    try:
        _FORMATS[options.format](answer)
    except OverflowError as error:
        raise Usage(f"the answer holds a day or time beyond the calendar: {error}") from None
    return 0


def _as_text(answer: pa.Table) -> None:
    """Columns side by side, as wide as their widest cell."""
    rows = [answer.column_names, *([printable(_shown(cell)) for cell in row] for row in _rows(answer))]
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["─" * width for width in widths])
    for row in rows:
        print("  ".join(map(padded, row, widths)).rstrip())


def _as_markdown(answer: pa.Table) -> None:
    _line(answer.column_names)
    _line("---" for _ in answer.column_names)
    for row in _rows(answer):
        _line(printable(_shown(cell)).replace("|", r"\|") for cell in row)


def _as_csv(answer: pa.Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.column_names)
    writer.writerows(["" if cell is None else _shown(cell) for cell in row] for row in _rows(answer))


def _as_json(answer: pa.Table) -> None:
    print(json.dumps(answer.to_pylist(), ensure_ascii=False, indent=2, default=str))


_FORMATS: dict[str, Callable[[pa.Table], None]] = {
    "csv": _as_csv,
    "json": _as_json,
    "markdown": _as_markdown,
    "text": _as_text,
}


def _line(cells: Iterable[str]) -> None:
    print(f"| {' | '.join(cells)} |")


def _rows(answer: pa.Table) -> Iterable[Sequence[Any]]:
    columns = [column.to_pylist() for column in answer.columns]
    return zip(*columns, strict=True)


def _shown(cell: Any) -> str:
    """A cell in one line; lists and structures as JSON, a missing value as `null`."""
    if isinstance(cell, str):
        return " ".join(cell.splitlines())
    return json.dumps(cell, ensure_ascii=False, default=str) if not hasattr(cell, "isoformat") else cell.isoformat()
