"""JSON Lines: a folder with a file a table, a row a line, `data-dictionary.jsonl` and a Data Package descriptor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..reader import Dataset
from .chosen import choose
from .folder import Form, fill, stranger
from .placing import placed


def write(dataset: Dataset, path: Path, tables: Sequence[str] | None = None) -> None:
    """Write tables of a package, all where none are named, as JSON Lines into the folder `path`.

    Each row has all columns, nulls too; a date is the text 2021-07-02.

    Raises UnknownTable, NoPackage, NotExported where something else is at `path`, and OSError when writing fails;
    `path` is then as it was.
    """
    chosen = choose(dataset, tables)
    with placed(path, stranger, folder=True) as fresh:
        fill(fresh, _LINES, dataset.descriptor, chosen)


def _write(path: Path, _: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            line = dict(zip(columns, row, strict=True))
            file.write(json.dumps(line, ensure_ascii=False, default=lambda day: day.isoformat()) + "\n")
    return {}


_LINES = Form("jsonl", "application/jsonl", {"json": {"keyed": True}}, _write)
