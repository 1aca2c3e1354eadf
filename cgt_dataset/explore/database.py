"""The SQLite files that the explorer serves, and what Datasette is told of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ..exporting import sqlite
from .catalogue import Catalogue
from .search import index, indexed, matching, words_of

NAME = "data"
"""The name of the database in addresses."""


def prepare(catalogue: Catalogue, folder: Path) -> tuple[Path, Path]:
    """Write the tables of a package into a SQLite file of a folder, and their words into another; gives both paths.

    Raises NoPackage, NotExported or OSError.
    """
    tables, words = folder / f"{NAME}.db", folder / "words.db"
    sqlite.write(catalogue.dataset, tables)
    with closing(sqlite3.connect(words, isolation_level=None)) as connection:
        # Nobody else sees the file before it is whole.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("ATTACH ? AS tables", [str(tables)])
        connection.execute("BEGIN")
        for shape in catalogue.tables.values():
            index(connection, shape)
        connection.execute("COMMIT")
    return tables, words


def attach(connection: sqlite3.Connection, words: Path) -> None:
    """Let a connection to the tables find their words: names of the one are found in the other."""
    connection.execute("ATTACH ? AS words", [f"{words.as_uri()}?immutable=1"])
    # As Datasette calls what reads a query; so the search in a table is that over all tables.
    connection.create_function("escape_fts", 1, matching, deterministic=True)


def metadata(catalogue: Catalogue) -> dict[str, Any]:
    """What Datasette shows of a package: titles, licence, sources, what tables and columns mean, facets, labels."""
    descriptor = catalogue.dataset.descriptor
    about: dict[str, Any] = {
        "title": descriptor.get("title", descriptor.get("name")),
        "description": descriptor.get("description"),
        "source": "; ".join(source["title"] for source in descriptor.get("sources", ()) if source.get("title")),
        "about": " ".join(str(descriptor[key]) for key in ("name", "version") if descriptor.get(key)),
    }
    for licence in descriptor.get("licenses", ())[:1]:
        about["license"] = licence.get("title", licence.get("name"))
        about["license_url"] = licence.get("path")
    tables = {}
    for shape in catalogue.tables.values():
        table: dict[str, Any] = {
            "description": shape.described.description,
            "columns": {column.name: column.description for column in shape.described.columns},
            "facets": list(shape.facets),
        }
        if shape.label:
            table["label_column"] = shape.label
        if indexed(shape):
            table["fts_table"] = words_of(shape.name)
            table["fts_pk"] = "rowid"
        tables[shape.name] = table
    return {key: value for key, value in about.items() if value} | {"databases": {NAME: {"tables": tables}}}
