"""Excel: a workbook with a sheet a table, the data dictionary, and a first sheet that says what it is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..reader import Dataset
from ..reader.frames import needed
from .chosen import Table, choose
from .dictionary import Entry, about, entries
from .folder import refuse_empty
from .formulas import like_formula
from .placing import placed
from .refused import NotExported

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_575
_MOST_COLUMNS = 16_384
_LONGEST_TEXT = 32_767
"""In units of UTF-16."""
_LARGEST_INTEGER = 2**53
_LONGEST_NAME = 31
_FIRST_DATE = date(1900, 3, 1)
"""Excel has no earlier days but two months that it counts wrongly."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDEST, _NARROWEST = 60, 8
_MARK = "cgt-dataset export"
_EPOCH = "1980-01-01"
_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"
_LARGEST_PART = 100_000
_REMARKS = (
    "An empty cell is a null: no source says so, which does not mean that it is not so.",
    "Every text is kept as text, also one that looks like a formula, a number or an address.",
    f"A day before {_FIRST_DATE.isoformat()}, which Excel has no number for, is kept as text.",
)


def write(dataset: Dataset, path: Path, tables: Sequence[str] | None = None) -> None:
    """Write tables of a package, all where none are named, into a new Excel workbook.

    An earlier export at `path` is replaced whole, unless somebody saved it since. The same package gives the same
    bytes with the same release of xlsxwriter.

    Raises UnknownTable, NoPackage, MissingExtra, NotExported where something else is at `path` or a workbook cannot
    hold what is to be written, and OSError when writing fails; `path` is then as it was.
    """
    xlsxwriter = needed("xlsxwriter", "xlsx")
    chosen = choose(dataset, tables)
    with placed(path, _stranger) as fresh:
        book = xlsxwriter.Workbook(fresh, {"tmpdir": str(fresh.parent)})
        try:
            _Writer(book, dataset, chosen).write()
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] from None


class _Writer:
    def __init__(self, book: Workbook, dataset: Dataset, tables: Sequence[Table]) -> None:
        self._book, self._tables, self._about = book, tables, about(dataset.descriptor)
        made = datetime.fromisoformat(self._about.released_on or _EPOCH)
        book.set_properties({"title": self._about.title or "", "created": made})
        book.set_custom_property(_MARK, True)
        top = {"valign": "top"}
        self._plain: Format = book.add_format(top)
        self._text: Format = book.add_format({**top, "text_wrap": True})
        self._quoted: Format = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self._date: Format = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self._head: Format = book.add_format({**top, "bold": True, "bottom": 1})
        self._label: Format = book.add_format({**top, "bold": True})
        self._title: Format = book.add_format({**top, "bold": True, "font_size": 16})

    def write(self) -> None:
        """Fill the workbook."""
        names = _sheet_names([table.name for table in self._tables])
        first = self._book.add_worksheet("About")
        dictionary = list(entries(self._tables))
        self._sheet(self._book.add_worksheet("Data dictionary"), "data dictionary", Entry._fields, dictionary)
        counts = []
        for table, name in zip(self._tables, names, strict=True):
            if table.description.rows > _MOST_ROWS:
                raise NotExported(
                    f"{table.name} has {table.description.rows:,} rows, a sheet holds {_MOST_ROWS:,}; "
                    "leave it out with --tables, or choose another format"
                )
            rows = list(table.rows())
            counts.append(len(rows))
            self._sheet(self._book.add_worksheet(name), table.name, table.columns, rows)
        self._first(first, names, counts)

    def _first(self, sheet: Worksheet, names: Sequence[str], counts: Sequence[int]) -> None:
        """What it is, how to cite it, and which tables there are."""
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, 2, 100)
        sheet.write_string(0, 0, self._about.title or "", self._title)
        row = 2
        for label, said in (
            ("Description", self._about.description),
            ("Version", self._about.version),
            ("Released on", self._about.released_on),
            ("Licence", self._about.licence),
            ("", self._about.licence_url),
            ("How to cite", self._about.citation),
            ("Content hash", self._about.content_hash),
            *(("How to read it" if not place else "", remark) for place, remark in enumerate(_REMARKS)),
        ):
            if said:
                sheet.write_string(row, 0, label, self._label)
                self._cell(sheet, row, 2, "about", label, str(said))
                row += 1
        row += 1
        for place, label in enumerate(("Table", "Rows", "Description")):
            sheet.write_string(row, place, label, self._head)
        for table, name, count in zip(self._tables, names, counts, strict=True):
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=table.name)
            sheet.write_number(row, 1, count, self._plain)
            self._cell(sheet, row, 2, table.name, "description", table.description.description)

    def _sheet(self, sheet: Worksheet, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """A table: its head stays in sight and filters it; columns are as wide as what is in them, up to a bound."""
        if len(columns) > _MOST_COLUMNS:
            raise NotExported(f"{table} has {len(columns):,} columns, a sheet holds {_MOST_COLUMNS:,}")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        for place, column in enumerate(columns):
            longest = max((len(str(row[place])) for row in rows if row[place] is not None), default=0)
            width = max(_NARROWEST, min(_WIDEST, max(longest, len(column) + 3)) + 1)
            sheet.set_column(place, place, width, self._plain)
            self._cell(sheet, 0, place, table, column, column, self._head)
        for number, row in enumerate(rows, 1):
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._cell(sheet, number, place, table, column, cell)

    def _cell(
        self, sheet: Worksheet, row: int, place: int, table: str, column: str, cell: Any, form: Format | None = None
    ) -> None:
        if isinstance(cell, bool):
            sheet.write_boolean(row, place, cell, self._plain)
        elif isinstance(cell, (int, float)):
            if isinstance(cell, int) and abs(cell) > _LARGEST_INTEGER:
                raise NotExported(f"{table}.{column}: Excel cannot hold {cell} exactly; choose another format")
            sheet.write_number(row, place, cell if isinstance(cell, int) else _Exact(cell), self._plain)
        elif isinstance(cell, date) and cell >= _FIRST_DATE:
            sheet.write_datetime(row, place, cell, self._date)
        elif cell is not None:
            text = cell if isinstance(cell, str) else cell.isoformat()
            _refuse_unwritable(table, column, text)
            form = form or (self._quoted if like_formula(text) else self._text)
            if text.startswith("<r>") and text.endswith("</r>"):
                # What looks like its own marks the library takes for them; in pieces it does not.
                sheet.write_rich_string(row, place, text[0], text[1], text[2:], form)
            else:
                sheet.write_string(row, place, text, form)


class _Exact(float):
    """A number that is written with all its digits, which the library would round to sixteen."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def _refuse_unwritable(table: str, column: str, text: str) -> None:
    refuse_empty(table, column, text)
    if len(text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
        raise NotExported(
            f"{table}.{column} holds a text of {len(text):,} signs, a cell of Excel {_LONGEST_TEXT:,}; "
            "leave the table out with --tables, or choose another format"
        )
    unwritable = _UNWRITABLE.search(text)
    if unwritable:
        raise NotExported(
            f"{table}.{column} holds the sign U+{ord(unwritable[0]):04X}, which no workbook can; choose another format"
        )


def _sheet_names(tables: Iterable[str]) -> list[str]:
    """Names that sheets can have: of at most 31 signs, and no two alike but for capitals."""
    taken = {"about", "data dictionary", "history"}  # the last is Excel's own
    names = []
    for table in tables:
        name, number = table[:_LONGEST_NAME], 1
        while name.lower() in taken:
            number += 1
            ending = f"~{number}"
            name = table[: _LONGEST_NAME - len(ending)] + ending
        taken.add(name.lower())
        names.append(name)
    return names


def _stranger(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as parts:
            core, custom = (
                parts.read(name).decode() if parts.getinfo(name).file_size <= _LARGEST_PART else ""
                for name in (_CORE, _CUSTOM)
            )
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "is no workbook that was exported from a package"
    if _MARK not in custom:
        return "is no workbook that was exported from a package"
    # Whoever saves a workbook says when it was modified; in ours that is when it was made.
    days = re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core)
    return None if len(days) == 2 and days[0] == days[1] else "was changed since it was exported"
