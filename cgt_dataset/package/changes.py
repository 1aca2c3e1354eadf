"""What changed between two packages: the result of `comparing`, as a table of the package, and its floors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..schema import CHANGES
from .opened import Opened, Scalar

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["added", "removed", "changed"]
Row = dict[str, Scalar]


@dataclass(frozen=True)
class TableShape:
    """A table on one side."""

    key: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class ColumnShape:
    """A column on one side."""

    type: str
    values: int
    """How many of its cells are not null."""


@dataclass(frozen=True)
class ColumnChange:
    """A column that one side does not have, or has with another type."""

    change: Kind
    column: str
    before: ColumnShape | None
    after: ColumnShape | None


@dataclass(frozen=True)
class CellChange:
    """A cell that holds something else."""

    column: str
    before: Scalar
    after: Scalar
    value: str | None = None
    """The first column of the value that it is part of. None: no evidence supports it, as with keys and notes."""
    evidence: tuple[RowChange, ...] = ()
    """The rows of `evidence` for its value that came, went or changed."""


@dataclass(frozen=True)
class RowChange:
    """A row that one side does not have, or has with other cells."""

    change: Kind
    record: str | None
    """The record that it belongs to, as TABLE/ID. None: it belongs to none."""
    key: tuple[Scalar, ...]
    """Its primary key; that of a row that was removed in the old package, else in the new one."""
    before: Row | None
    after: Row | None
    cells: tuple[CellChange, ...] = ()
    """The cells that changed, of a row that is on both sides."""


@dataclass(frozen=True)
class TableChanges:
    """A table of either side, and what changed in it."""

    table: str
    before: TableShape | None
    after: TableShape | None
    columns: tuple[ColumnChange, ...] = ()
    rows: tuple[RowChange, ...] = ()

    @property
    def change(self) -> Kind | None:
        """Whether the table itself came, went, or has another primary key; its rows are then all removed and added."""
        if self.before is None or self.after is None:
            return "removed" if self.before else "added"
        return "changed" if self.before.key != self.after.key else None


@dataclass(frozen=True)
class Changes:
    """What changed between two packages."""

    before: str
    """The version of the old package."""
    after: str
    tables: tuple[TableChanges, ...]
    """Every table but `changes`: in the order of the new package, then those that only the old one has."""

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not any(table.change or table.columns or table.rows for table in self.tables)


def changes_table(changes: Changes | None) -> pa.Table:
    """The table `changes`; without changes, or without a release before, it is empty."""
    from ..tabular.arrow import arrow_schema, arrow_table

    found = _entries(changes) if changes else ()
    return arrow_table(arrow_schema(CHANGES), [{"number": number, **row} for number, row in enumerate(found)])


def _entries(changes: Changes) -> Iterator[dict[str, str | None]]:
    for table in changes.tables:
        if table.change:
            yield _entry(table.change, "table", table.table, _shape(table.before), _shape(table.after))
        for one in table.columns:
            change = _entry(one.change, "column", table.table, _shape(one.before), _shape(one.after))
            yield {**change, "column": one.column}
        for row in table.rows:
            place = {"record": row.record, "row": json_text(list(row.key))}
            for cell in row.cells:
                change = _entry("changed", "cell", table.table, _value(cell.before), _value(cell.after))
                yield {**change, **place, "column": cell.column}
            if row.change != "changed":
                yield {**_entry(row.change, "row", table.table, _held(row.before), _held(row.after)), **place}


def _entry(change: Kind, what: str, table: str, before: str | None, after: str | None) -> dict[str, str | None]:
    return {"change": change, "what": what, "table": table, "before": before, "after": after}


def _shape(shape: TableShape | ColumnShape | None) -> str | None:
    return json_text(asdict(shape)) if shape else None


def _held(row: Row | None) -> str | None:
    return json_text({name: value for name, value in row.items() if value is not None}) if row is not None else None


def _value(value: Scalar) -> str | None:
    return None if value is None else json_text(value)


def json_text(value: Any) -> str:
    """A value as JSON in one line, the same each time."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Shrunk:
    """A table that lost more rows than it may."""

    table: str
    before: int
    after: int | None
    """None: the table is gone."""
    allowance: int

    def __str__(self) -> str:
        """The loss in one line."""
        now = "is gone" if self.after is None else f"has {self.after} rows"
        return f"{self.table} had {self.before} rows and {now}; it may lose {self.allowance}"


def shrunk(old: Opened, new: Opened, allowances: Mapping[str, int]) -> list[Shrunk]:
    """The tables that lost more rows than their allowance, which is none where none is stated; a table that is gone
    needs one that is stated and covers all its rows. Raises NoPackage where a table cannot be read.
    """
    lost = []
    for name in tables_of(old):
        before = old.table(name).num_rows
        after = new.table(name).num_rows if name in new.resources else None
        allowance = allowances.get(name, 0)
        if before - (after or 0) > allowance or (after is None and name not in allowances):
            lost.append(Shrunk(name, before, after, allowance))
    return lost


def tables_of(*packages: Opened) -> list[str]:
    """The tables of packages that are compared: all but `changes`, which tells of the releases before."""
    return [name for name in dict.fromkeys(name for one in packages for name in one.resources) if name != CHANGES.name]
