"""Full-text search in English and Chinese: how text is put into words, and one search over all tables."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..reader.quoting import quoted
from .catalogue import Catalogue, Shape

_BREAK = "\u200b"
"""Where SQLite is to see the end of a word and nobody is to see anything."""
_SIGN = re.compile("([\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
"""A sign of a script that is written without spaces: Chinese characters and kana."""
_BIT = re.compile(r'"([^"]*)"?|(\S+)')
_OPEN, _SHUT = "\x02", "\x03"
_UNSEEN = dict.fromkeys(map(ord, _BREAK + _OPEN + _SHUT))
_RESERVED = ("rank", "rowid")
"""Names that a column of a full-text index cannot have."""
_ENOUGH = 25
"""How many rows of a table are looked at; who wants them all searches in the table."""
_AROUND = 60
"""How many signs before and after the first hit are shown."""


def broken(text: str) -> str:
    """Text with each sign of a script without spaces as a word of its own.

    >>> broken("无锡 CAR-T").replace(_BREAK, "|")
    '|无||锡| CAR-T'
    """
    return _SIGN.sub(f"{_BREAK}\\1{_BREAK}", text.translate(_UNSEEN))


def matching(query: str) -> str:
    """What somebody searches for, as an expression of SQLite's full-text search.

    All words must be there, in any order; what stands in quotes, and each run of Chinese, as one stretch. A star at
    the end of a word stands for any ending. No sign of the query is taken for syntax.

    >>> matching('无锡 thera* "cell works" NOT')
    '"无 锡" "thera"* "cell works" "NOT"'
    >>> matching("-") == matching("") == '""'
    True
    """
    phrases = []
    for phrase, word in _BIT.findall(query.replace("\0", " ")):
        bit = " ".join(broken(phrase or word.replace('"', " ")).replace(_BREAK, " ").split())
        if any(sign.isalnum() for sign in bit):
            star = "*" if word.endswith("*") else ""
            phrases.append(f'"{bit.rstrip("*")}"{star}')
    return " ".join(phrases) or '""'


def index(connection: sqlite3.Connection, shape: Shape) -> None:
    """Add the words of a table to the database; the index has the columns of the table that have text."""
    columns = indexed(shape)
    if not columns:
        return
    listed = ", ".join(map(quoted, columns))
    places = ", ".join("?" * (len(columns) + 1))
    name = quoted(words_of(shape.name))
    connection.execute(f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, tokenize='porter unicode61')")
    # Names come from the descriptor and are quoted; values are bound.
    rows = connection.execute(f"SELECT rowid, {listed} FROM {quoted(shape.name)}")  # noqa: S608
    put = ((key, *(broken(cell) if cell else cell for cell in cells)) for key, *cells in rows)
    connection.executemany(f"INSERT INTO {name}(rowid, {listed}) VALUES ({places})", put)  # noqa: S608


def indexed(shape: Shape) -> tuple[str, ...]:
    """The columns of a table that are searched."""
    return tuple(column for column in shape.words if column.lower() not in _RESERVED)


def words_of(table: str) -> str:
    """The name of the index of a table; a dot stands in no name of a table."""
    return f"{table}.words"


Pieces: TypeAlias = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is what was searched for."""


@dataclass(frozen=True)
class Excerpt:
    """Where something was found, and the text there."""

    where: str
    """The column, or TABLE.COLUMN for a part of a record."""
    pieces: Pieces

    @property
    def text(self) -> str:
        """The text in one piece."""
        return "".join(piece for piece, _ in self.pieces)


@dataclass(frozen=True)
class Hit:
    """A record in which something was found."""

    identifier: str
    called: Pieces
    """What it is called; its id where nothing is said."""
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Found:
    """What was found in the records of one table."""

    table: str
    hits: tuple[Hit, ...]
    more: tuple[tuple[str, int], ...]
    """The tables that have more than is shown here, with how many rows of each were found."""


@dataclass(frozen=True)
class Answer:
    """What was found in all tables."""

    records: tuple[Found, ...]
    elsewhere: tuple[tuple[str, int], ...]
    """The tables that hold no records, with how many of their rows were found."""

    @property
    def hits(self) -> int:
        """How many records are shown."""
        return sum(len(found.hits) for found in self.records)


def find(connection: sqlite3.Connection, catalogue: Catalogue, query: str) -> Answer:
    """Search all tables; what is found in a part of a record is shown with the record."""
    expression = matching(query)
    records = []
    for shape in catalogue.records():
        excerpts: dict[str, list[Excerpt]] = {}
        more = []
        for part in (shape, *catalogue.parts(shape.name)):
            rows = list(_rows(connection, part, expression))
            for identifier, excerpt in rows:
                excerpts.setdefault(identifier, []).append(excerpt)
            if len(rows) == _ENOUGH and (count := _count(connection, part.name, expression)) > _ENOUGH:
                more.append((part.name, count))
        if excerpts:
            hits = tuple(
                _hit(identifier, _label(connection, shape, identifier), found) for identifier, found in excerpts.items()
            )
            records.append(Found(shape.name, hits, tuple(more)))
    counts = ((shape.name, _count(connection, shape.name, expression)) for shape in catalogue.others() if shape.words)
    return Answer(tuple(records), tuple((name, count) for name, count in counts if count))


def _rows(connection: sqlite3.Connection, shape: Shape, expression: str) -> Iterator[tuple[str, Excerpt]]:
    """The id of the record, and where it was found, for the best rows of a table."""
    columns = indexed(shape)
    name = words_of(shape.name)
    marked = ", ".join(f"highlight({quoted(name)}, {place}, '{_OPEN}', '{_SHUT}')" for place in range(len(columns)))
    sql = (
        f"SELECT t.{quoted(shape.holding)}, {marked} FROM {quoted(name)} "  # noqa: S608 (names are quoted)
        f"JOIN {quoted(shape.name)} t ON t.rowid = {quoted(name)}.rowid "
        f"WHERE {quoted(name)} MATCH ? ORDER BY rank, t.rowid LIMIT {_ENOUGH}"
    )
    for identifier, *cells in connection.execute(sql, [expression]):
        column, text = next((name, text) for name, text in zip(columns, cells, strict=True) if text and _OPEN in text)
        where = column if shape.has_records else f"{shape.name}.{column}"
        yield identifier, Excerpt(where, _pieces(text.replace(_BREAK, "")))


def _pieces(marked: str) -> Pieces:
    """The text around the first hit, in pieces."""
    marked = marked.replace(f"{_SHUT}{_OPEN}", "")
    first = marked.index(_OPEN)
    start = max(0, first - _AROUND)
    end = marked.find(_SHUT, first) + _AROUND
    text = ("…" if start else "") + marked[start:end] + ("…" if end < len(marked) else "")
    pieces = re.split(f"({_OPEN}[^{_SHUT}]*{_SHUT}?)", text)
    return tuple((piece.strip(_OPEN + _SHUT), piece.startswith(_OPEN)) for piece in pieces if piece)


def _hit(identifier: str, label: str, excerpts: list[Excerpt]) -> Hit:
    """A record with at most three of the texts in which something was found, each once; its name is marked itself."""
    texts = {excerpt.text: excerpt for excerpt in excerpts}
    called = texts.pop(label, None)
    return Hit(identifier, called.pieces if called else ((label, False),), tuple(texts.values())[:3])


def _label(connection: sqlite3.Connection, shape: Shape, identifier: str) -> str:
    if shape.label is None:
        return identifier
    sql = f"SELECT {quoted(shape.label)} FROM {quoted(shape.name)} WHERE id = ?"  # noqa: S608 (names are quoted)
    row = connection.execute(sql, [identifier]).fetchone()
    return row[0] if row and row[0] else identifier


def _count(connection: sqlite3.Connection, table: str, expression: str) -> int:
    name = quoted(words_of(table))
    sql = f"SELECT count(*) FROM {name} WHERE {name} MATCH ?"  # noqa: S608 (names are quoted)
    return int(connection.execute(sql, [expression]).fetchone()[0])
