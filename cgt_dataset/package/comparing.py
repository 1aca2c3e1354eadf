"""Two packages compared: tables, columns, rows and cells, with the evidence that changed them.

Rows are the same row where they have the same primary key. Two kinds of rows are told by their content instead, because
their numbers shift with what comes or goes before them: the rows of a list (the last column of the key is `position`)
are compared in the order of their list, those of `evidence` by the cell that they support. So a row that only moved is
no change, nor is evidence that only follows it or is only numbered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from .aligning import Pair, aligned
from .changes import (
    CellChange,
    Changes,
    ColumnChange,
    ColumnShape,
    Kind,
    Row,
    RowChange,
    TableChanges,
    TableShape,
    tables_of,
)
from .opened import Opened, Scalar, cells

Values = tuple[Scalar, ...]

EVIDENCE = "evidence"
CELL = ("table", "id", "position", "column")
"""The columns by which a row of `evidence` names the cell that it supports."""
_ORDER = ("removed", "changed", "added")


def changes_between(old: Opened, new: Opened) -> Changes:
    """What changed from the package `old` to the package `new`. Raises NoPackage where a table cannot be read."""
    names = tables_of(new, old)
    moves = _Moves()
    found: dict[str, TableChanges] = {}
    for name in sorted(names, key=lambda name: name == EVIDENCE):  # evidence last: it follows the moves
        found[name] = _compared(name, _Side(old, name), _Side(new, name), moves)
    supports: dict[Values, list[RowChange]] = {}
    for row in found[EVIDENCE].rows:
        supports.setdefault(moves.cell_of(row), []).append(row)
    tables = []
    for name in names:
        leads = {column.name: column.value for column in (new.resources.get(name) or old.resources[name]).table.fields}
        rows = tuple(_with_evidence(name, row, leads, supports) for row in found[name].rows)
        tables.append(replace(found[name], rows=rows))
    return Changes(old.version, new.version, tuple(tables))


class _Moves(dict[Values, Scalar]):
    """The new positions of the rows of lists that moved, each row named as evidence does: by table, record and
    position. None: the row was removed.
    """

    def now(self, table: Scalar, identifier: Scalar, position: Scalar, column: Scalar) -> Values:
        """What became of a cell of the old package; where its row was removed, something that is no cell."""
        now = self.get((table, identifier, position), position)
        return (table, identifier, f"removed {position}" if now is None else now, column)

    def cell_of(self, row: RowChange) -> Values:
        """The cell that a row of `evidence` supports, or what became of the one that it supported."""
        if row.after is not None:
            return tuple(row.after[name] for name in CELL)
        return self.now(*((row.before or {})[name] for name in CELL))

    def pointer(self, pointer: Scalar, place: Values) -> Scalar:
        """The JSON Pointer in the new package of a value that moved: `/parties/0/role` → `/parties/1/role`."""
        now = self.get(place)
        parts = str(pointer).split("/")
        return pointer if now is None else "/".join([*parts[:2], str(now), *parts[3:]])


class _Side:
    """A table of one package; nothing where the package does not have it."""

    def __init__(self, package: Opened, name: str) -> None:
        self.resource = package.resources.get(name)
        self.table: Any = None
        self.key: tuple[str, ...] = ()
        self.types: dict[str, str] = {}
        self.count = 0
        if self.resource is not None:
            self.table = package.table(name)
            self.key = self.resource.table.primaryKey
            self.types = {column.name: column.type for column in self.resource.table.fields}
            self.count = self.table.num_rows
        self.held: dict[str, list[Scalar]] = {}
        """The cells by column."""
        self.told: dict[str, list[Scalar]] = {}
        """The cells as they are compared."""
        self.record: Callable[[int], str | None] = lambda _: None
        """The record that a row belongs to."""

    def read(self) -> None:
        """Take out the cells; a table that is equal to the other one does without."""
        if self.resource is None:
            return
        self.held = cells(self.table)
        self.told = dict(self.held)
        lead = self.held[self.key[0]]
        tables = [
            key.reference.resource
            for key in self.resource.table.foreignKeys
            if key.fields == self.key[:1] and key.reference.fields == ("id",)
        ]
        if self.resource.name == EVIDENCE:
            self.record = lambda index: str(self.held["record"][index])
        elif self.key == ("table", "id"):
            self.record = lambda index: f"{lead[index]}/{self.held['id'][index]}"
        elif table := self.resource.name if self.key == ("id",) else tables[0] if tables else None:
            self.record = lambda index: f"{table}/{lead[index]}"

    def shape(self) -> TableShape | None:
        """What the table is on this side."""
        return TableShape(self.key, self.count) if self.resource else None

    def column(self, name: str) -> ColumnShape | None:
        """What a column is on this side."""
        return ColumnShape(self.types[name], self.count - self.held[name].count(None)) if name in self.types else None

    def of_rows(self, names: Iterable[str]) -> list[Values]:
        """What is compared in these columns, by row."""
        return list(zip(*(self.told[name] for name in names), strict=True)) or [()] * self.count

    def row(self, index: int) -> Row:
        """A row."""
        return {name: column[index] for name, column in self.held.items()}

    def key_of(self, index: int) -> Values:
        """The primary key of a row."""
        return tuple(self.held[name][index] for name in self.key)

    def whole(self, kind: Kind, index: int) -> RowChange:
        """A row that the other side does not have."""
        row = self.row(index)
        sides = (row, None) if kind == "removed" else (None, row)
        return RowChange(kind, self.record(index), self.key_of(index), *sides)


def _compared(name: str, old: _Side, new: _Side, moves: _Moves) -> TableChanges:
    same = old.key == new.key and old.types == new.types and old.table.equals(new.table)
    if same and (name != EVIDENCE or not moves):
        return TableChanges(name, old.shape(), new.shape())
    old.read()
    new.read()
    columns = tuple(_columns(old, new)) if old.resource and new.resource else ()
    for column in (one.column for one in columns if one.change == "changed"):
        for side in (old, new):
            side.told[column] = [_text(value) for value in side.held[column]]
    if old.key == new.key:
        rows = list(_rows(name, old, new, moves))
    else:  # or one side does not have the table
        rows = [old.whole("removed", index) for index in range(old.count)]
        rows += [new.whole("added", index) for index in range(new.count)]
    rows.sort(key=lambda row: (_sortable(row.key), _ORDER.index(row.change)))
    return TableChanges(name, old.shape(), new.shape(), columns, tuple(rows))


def _columns(old: _Side, new: _Side) -> Iterator[ColumnChange]:
    for name in dict.fromkeys([*new.types, *old.types]):
        before, after = old.column(name), new.column(name)
        if before is None or after is None:
            yield ColumnChange("removed" if before else "added", name, before, after)
        elif before.type != after.type:
            yield ColumnChange("changed", name, before, after)


def _rows(name: str, old: _Side, new: _Side, moves: _Moves) -> Iterator[RowChange]:
    """The changes of the rows of a table that both sides have with the same key."""
    key = new.key
    compared = [column for column in new.types if column in old.types and column not in key]
    listed = len(key) > 1 and key[-1] == "position"
    if name == EVIDENCE:
        compared = [column for column in compared if column not in CELL]
        if "pointer" in compared:
            both = zip(old.told["pointer"], old.of_rows(CELL[:-1]), strict=True)
            old.told["pointer"] = [moves.pointer(pointer, place) for pointer, place in both]
        groups = [moves.now(*cell) for cell in old.of_rows(CELL)], new.of_rows(CELL)
    else:
        groups = old.of_rows(key[:-1] if listed else key), new.of_rows(key[:-1] if listed else key)
    before, after = old.of_rows(compared), new.of_rows(compared)
    by_key = name != EVIDENCE and not listed
    for here, there in _pairs(_grouped(old, groups[0]), _grouped(new, groups[1]), before, after, by_key=by_key):
        if here is None or there is None:
            if there is not None:
                yield new.whole("added", there)
            elif here is not None:
                yield old.whole("removed", here)
                moves.update({(name, *old.key_of(here)): None} if listed else {})
            continue
        if listed and old.key_of(here) != new.key_of(there):
            moves[(name, *old.key_of(here))] = new.key_of(there)[-1]
        if before[here] != after[there]:
            differing = zip(compared, before[here], after[there], strict=True)
            changed = (column for column, one, other in differing if one != other)
            cells_of = tuple(CellChange(column, old.held[column][here], new.held[column][there]) for column in changed)
            record, identity = new.record(there), new.key_of(there)
            yield RowChange("changed", record, identity, old.row(here), new.row(there), cells_of)


def _grouped(side: _Side, groups: list[Values]) -> dict[Values, list[int]]:
    """The rows of each group, in the order of their keys."""
    grouped: dict[Values, list[int]] = {}
    for index, group in enumerate(groups):
        grouped.setdefault(group, []).append(index)
    for rows in grouped.values():
        if len(rows) > 1:
            rows.sort(key=lambda index: _sortable(side.key_of(index)))
    return grouped


def _pairs(
    old: dict[Values, list[int]],
    new: dict[Values, list[int]],
    before: list[Values],
    after: list[Values],
    *,
    by_key: bool,
) -> Iterator[Pair]:
    """Every row of both sides once: alone, or with the row that it is or became. Groups keep to themselves; `by_key`
    the one row of a group is the same row, whatever it holds.
    """
    for group in dict.fromkeys([*old, *new]):
        here, there = old.get(group, []), new.get(group, [])
        if by_key and len(here) == len(there) == 1:
            yield here[0], there[0]
            continue
        for one, other in aligned([before[index] for index in here], [after[index] for index in there]):
            yield None if one is None else here[one], None if other is None else there[other]


def _with_evidence(
    name: str, row: RowChange, leads: dict[str, str | None], supports: dict[Values, list[RowChange]]
) -> RowChange:
    """The row, each changed cell with the changes of its evidence."""
    if name == EVIDENCE or not row.cells:
        return row
    place = (name, row.key[0], row.key[1] if len(row.key) > 1 else 0)
    with_evidence = []
    for cell in row.cells:
        value = leads[cell.column]
        with_evidence.append(replace(cell, value=value, evidence=tuple(supports.get((*place, value), ()))))
    return replace(row, cells=tuple(with_evidence))


def _text(value: Scalar) -> str | None:
    """A value as text, for columns that changed their type: 5, 5.0 and "5" are the same."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if value == int(value) else str(value)


def _sortable(key: Values) -> list[tuple[str, Scalar]]:
    """A key that can be compared with any other, whatever the types."""
    return [(type(value).__name__, value) for value in key]
