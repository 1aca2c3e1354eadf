"""Which records the cells of an answer are about."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from ..reader.quoting import quoted
from .catalogue import Catalogue


class Named:
    """The records whose id, name or pointer is among some texts."""

    def __init__(self, connection: sqlite3.Connection, catalogue: Catalogue, texts: Iterable[str]) -> None:
        self._catalogue = catalogue
        self._ids: dict[str, set[str]] = {}
        self._called: dict[str, set[str]] = {}
        texts = set(texts)
        ends = {text.partition("/")[2] for text in texts if "/" in text}
        asked = json.dumps(sorted(texts | ends))
        for shape in catalogue.records():
            label = quoted(shape.label) if shape.label else "NULL"
            sql = (
                f"SELECT id, {label} FROM {quoted(shape.name)} "  # noqa: S608 (names come from the descriptor)
                f"WHERE id IN (SELECT value FROM json_each(?1)) OR {label} IN (SELECT value FROM json_each(?1))"
            )
            for identifier, called in connection.execute(sql, [asked]):
                self._ids.setdefault(identifier, set()).add(shape.name)
                if called:
                    self._called.setdefault(called, set()).add(f"{shape.name}/{identifier}")

    def pointer(self, column: str, text: str, tables: Iterable[str]) -> str | None:
        """The record that a cell is about, as TABLE/ID; None where that is none or not certain.

        `column` is the name of the cell's column; `tables` are those that the query reads.
        """
        table, _, identifier = text.partition("/")
        if table in self._ids.get(identifier, ()):
            return text
        meant = self._catalogue.leading.get(column, frozenset()) if column != "id" else frozenset(tables)
        targets = meant & self._ids.get(text, set())
        if len(targets) == 1:
            return f"{next(iter(targets))}/{text}"
        called = self._called.get(text, set())
        return next(iter(called)) if len(called) == 1 else None
