"""CSV: a folder with a file a table (RFC 4180, UTF-8), `data-dictionary.csv` and a Data Package descriptor."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..reader import Dataset
from .chosen import choose
from .folder import Form, fill, refuse_empty, stranger
from .formulas import escaped
from .placing import placed


def write(dataset: Dataset, path: Path, tables: Sequence[str] | None = None) -> dict[str, int]:
    """Write tables of a package, all where none are named, as CSV files into the folder `path`.

    A null is an empty field, a truth value `true` or `false`, a date 2021-07-02. A text that a spreadsheet might run
    as a formula has an apostrophe before it; `formulas.unescaped` takes it away. Numbers stay as they are.

    Returns how many texts have got an apostrophe, by TABLE.COLUMN. Raises UnknownTable, NoPackage, NotExported where
    something else is at `path` or a text is empty, and OSError when writing fails; `path` is then as it was.
    """
    chosen = choose(dataset, tables)
    with placed(path, stranger, folder=True) as fresh:
        return fill(fresh, _CSV, dataset.descriptor, chosen)


def _write(path: Path, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    altered: Counter[str] = Counter()

    def shown(column: str, cell: Any) -> str:
        if cell is None or isinstance(cell, bool):
            return "" if cell is None else str(cell).lower()
        if not isinstance(cell, str):
            return cell.isoformat() if hasattr(cell, "isoformat") else repr(cell)
        refuse_empty(table, column, cell)
        safe = escaped(cell)
        altered[column] += safe != cell
        return safe

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(escaped, columns))
        for row in rows:
            writer.writerow(map(shown, columns, row))
    return dict(+altered)


_CSV = Form("csv", "text/csv", {}, _write)
