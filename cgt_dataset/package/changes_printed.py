"""What changed between two packages, for people, for programs, for a changelog."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import Any

from ..findings import printable
from .changes import CellChange, Changes, ColumnShape, Row, RowChange, TableChanges, TableShape, json_text
from .comparing import EVIDENCE

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_WIDTH = 100
_LISTED = 40
"""How many records a list of the changelog names."""


def as_text(changes: Changes) -> str:
    """A block a table: what changed of it, then its rows in their order, each changed cell with its evidence.

    Of the evidence itself only those changes have lines of their own that changed no cell.
    """
    lines = [f"{changes.before} → {changes.after}"]
    alone = _alone(changes)
    for table in changes.tables:
        if not (table.change or table.columns or table.rows):
            continue
        lines.append(_heading(table))
        for column in table.columns:
            shapes = " → ".join(_column(shape) for shape in (column.before, column.after) if shape)
            lines.append(f"  {_SIGNS[column.change]} column {column.column}: {shapes}")
        rows = table.rows
        if table.table == EVIDENCE:
            rows = alone
            if len(rows) < len(table.rows):
                lines.append(f"  {len(table.rows) - len(rows)} with the rows and cells above")
        for row in rows:
            lines += _row(table.table, row)
    if changes.empty:
        lines.append("nothing changed")
    return "".join(f"{printable(line)}\n" for line in lines)


def _heading(table: TableChanges) -> str:
    counts = _counts(table)
    told = [f"{counts[kind]} {kind}" for kind in _SIGNS if counts[kind]]
    if table.before and table.after:
        rows = f"{table.before.rows} → {table.after.rows} rows"
        if table.change:
            keys = (", ".join(shape.key) for shape in (table.before, table.after))
            told.append(f"primary key {' → '.join(keys)}, so that no row is compared with another")
    else:
        shape = table.before or table.after
        rows = f"table {table.change}, {shape.rows if shape else 0} rows"
        told = []
    return f"{table.table}: {rows}" + (f" ({', '.join(told)})" if told else "")


def _counts(table: TableChanges) -> Counter[str]:
    return Counter(row.change for row in table.rows)


def _column(shape: ColumnShape) -> str:
    return f"{shape.type}, {shape.values} value{'' if shape.values == 1 else 's'}"


def _alone(changes: Changes) -> tuple[RowChange, ...]:
    """The changes of evidence for cells that did not change, in rows that are on both sides."""
    rows = [(table.table, row) for table in changes.tables if table.table != EVIDENCE for row in table.rows]
    told = {id(support) for _, row in rows for cell in row.cells for support in cell.evidence}
    whole = {(row.change, name, *row.key[:2], 0)[:4] for name, row in rows if row.change != "changed"}
    supports = next(table.rows for table in changes.tables if table.table == EVIDENCE)
    return tuple(row for row in supports if id(row) not in told and _of_row(row) not in whole)


def _of_row(support: RowChange) -> tuple[Any, ...]:
    """The row that evidence is for, and whether either came or went."""
    row = support.after or support.before or {}
    return (support.change, row["table"], row["id"], row["position"])


def _row(table: str, row: RowChange) -> Iterator[str]:
    if table == EVIDENCE:
        yield f"  {_SIGNS[row.change]} {row.record} {(row.after or row.before or {}).get('pointer')}: {_support(row)}"
        return
    place = [row.record, *map(str, row.key[1:])] if row.record else ["/".join(map(str, row.key))]
    held = row.after or row.before or {}
    content = ", ".join(f"{name} {_shown(held[name])}" for name in list(held)[len(row.key) :] if held[name] is not None)
    whole = row.change != "changed" and len(row.key) > 1 and content
    yield f"  {_SIGNS[row.change]} {' '.join(map(str, place))}" + (f": {shorten(content, _WIDTH)}" if whole else "")
    for index, cell in enumerate(row.cells):
        yield f"      {cell.column}: {_shown(cell.before)} → {_shown(cell.after)}"
        if cell.value not in (None, *(later.value for later in row.cells[index + 1 :])):
            yield from _evidence(cell)


def _evidence(cell: CellChange) -> Iterator[str]:
    """What changed of the evidence of a value, below the last of its cells."""
    for support in cell.evidence:
        yield f"        {_SIGNS[support.change]} {_support(support)}"
    if not cell.evidence:
        yield "        its evidence did not change"


def _support(row: RowChange) -> str:
    """What supported a value, and what does: `SOURCE [12, 20) normalised, stated`."""
    told = " → ".join(dict.fromkeys(_words(side) for side in (row.before, row.after) if side is not None))
    columns = ", ".join(cell.column for cell in row.cells)
    return f"{told} ({columns})" if columns else told


def _words(row: Row) -> str:
    how = [row.get(name) for name in ("derivation", "assertion", "stance")]
    told = ", ".join(str(term) for term in how if term not in (None, "supports"))  # what supports is the rule
    return f"{row['source']} [{row['start']}, {row['end']}) {told}".rstrip()


def _shown(value: Any) -> str:
    return shorten(json_text(value), _WIDTH, placeholder=" …")


def as_json(changes: Changes) -> str:
    """One JSON document: `version` of this shape, `before` and `after` the versions of the packages, and `tables`.

    A table has `table`, `change` (null: it is on both sides with one key), `before` and `after` (`key`, `rows`; null
    where it is not), `columns` and `rows`. A column has `change`, `column`, `before` and `after` (`type`, `values`: how
    many are not null). A row has `change`, `record`, `key`, `before` and `after` (its cells by column) and `cells`: of
    each that changed `column`, `before`, `after`, `value`, the first column of the value that it is part of (null: it
    needs no evidence), and `evidence`, the rows of `evidence` for that value that changed, each with `change`, `key`,
    `before` and `after`.
    """
    document = {
        "version": 1,
        "before": changes.before,
        "after": changes.after,
        "tables": [
            {
                "table": table.table,
                "change": table.change,
                "before": _vars(table.before),
                "after": _vars(table.after),
                "columns": [
                    {**vars(column), "before": _vars(column.before), "after": _vars(column.after)}
                    for column in table.columns
                ],
                "rows": [{**vars(row), "cells": [_cell(cell) for cell in row.cells]} for row in table.rows],
            }
            for table in changes.tables
        ],
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _vars(shape: TableShape | ColumnShape | None) -> dict[str, Any] | None:
    return None if shape is None else vars(shape)


def _cell(cell: CellChange) -> dict[str, Any]:
    kept = ("change", "key", "before", "after")
    return {**vars(cell), "evidence": [{name: getattr(support, name) for name in kept} for support in cell.evidence]}


def as_markdown(changes: Changes) -> str:
    """For a changelog: the rows of the tables that changed, then tables, columns and records, long lists cut."""
    if changes.empty:
        return f"The data is that of {printable(changes.before)}.\n"
    lines = [
        f"Compared with {printable(changes.before)}:",
        "",
        "| Table | Rows before | Rows now | Added | Removed | Changed |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    changed = [table for table in changes.tables if table.change or table.columns or table.rows]
    for table in changed:
        counts = _counts(table)
        rows = [str(shape.rows) if shape else "" for shape in (table.before, table.after)]
        cells = [f"`{table.table}`", *rows, *(str(counts[kind]) for kind in ("added", "removed", "changed"))]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    for table in changed:
        if table.change == "changed":
            lines.append(f"- The primary key of `{table.table}` changed.")
        elif table.change:
            lines.append(f"- Table {table.change}: `{table.table}`.")
        for column in table.columns:
            shapes = " → ".join(_column(shape) for shape in (column.before, column.after) if shape)
            lines.append(f"- Column {column.change}: `{table.table}.{column.column}` ({shapes}).")
    lines += _lists(changes)
    return "".join(f"{line}\n" for line in lines)


def _lists(changes: Changes) -> Iterator[str]:
    records: dict[str, list[str]] = {"added": [], "removed": []}
    touched: dict[str, dict[str, None]] = {}
    for table in changes.tables:
        for row in table.rows:
            if row.record is None:
                continue
            itself = row.record == f"{table.table}/{row.key[0]}"
            if itself and row.change != "changed":
                records[row.change].append(row.record)
            else:
                names = [cell.value or cell.column for cell in row.cells] if itself else [table.table]
                touched.setdefault(row.record, {}).update(dict.fromkeys(names))
    for kind, whole in records.items():
        if whole:
            yield f"- Records {kind} ({len(whole)}): {', '.join(_cut(_code(record) for record in whole))}."
    gone = {record for whole in records.values() for record in whole}
    changed = {record: names for record, names in touched.items() if record not in gone}
    if changed:
        yield f"- Records changed ({len(changed)}):"
        listed = (f"{_code(record)}: {', '.join(_cut(map(_code, names)))}" for record, names in changed.items())
        for line in _cut(listed):
            yield f"  - {line}"


def _cut(items: Iterable[str]) -> list[str]:
    """The first items, and how many more there are."""
    listed = list(items)
    more = len(listed) - _LISTED
    return listed if more <= 0 else [*listed[:_LISTED], f"and {more} more"]


def _code(text: str) -> str:
    return f"`{printable(text).replace('`', ' ')}`"
