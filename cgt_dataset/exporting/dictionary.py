"""The data dictionary, and what is to be known of the package as a whole: each export carries both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..reader.citing import whole
from .chosen import Table

ABOUT_ENTRIES = {
    "table": "The table.",
    "column": "The column. Null: the entry is about the table itself.",
    "type": "string, integer, number, boolean or date; table, where the entry is about the table.",
    "required": "Whether it is never null. Null: the entry is about the table.",
    "key": "The column's place in the primary key, from 1. Null: it is no part of it.",
    "references": "The column that it leads to, as TABLE.COLUMN. Null: none.",
    "terms": "The values that it can have, apart by commas. Null: its vocabulary is open.",
    "description": "What it means.",
}
"""What the columns of the data dictionary mean."""

KINDS = {"required": "boolean", "key": "integer", "schema_version": "integer"}
"""The types of what is said, where it is no text."""


class Entry(NamedTuple):
    """An entry of the data dictionary; `ABOUT_ENTRIES` says what its parts mean."""

    table: str
    column: str | None
    type: str
    required: bool | None
    key: int | None
    references: str | None
    terms: str | None
    description: str


class About(NamedTuple):
    """What is to be known of the package."""

    title: str | None
    version: str | None
    schema_version: int | None
    released_on: str | None
    """The day of the release, ISO 8601."""
    licence: str | None
    licence_url: str | None
    citation: str
    """How to cite it."""
    content_hash: str | None
    """The digest of all its tables, whatever is exported."""
    description: str | None


def entries(tables: Sequence[Table]) -> Iterator[Entry]:
    """The data dictionary of `tables`: an entry for each, and one for each of its columns."""
    for table in tables:
        described = table.description
        yield Entry(table.name, None, "table", None, None, None, None, described.description)
        leads_to: dict[str, list[str]] = {}
        for key in table.foreign_keys:
            for column, to in zip(key.columns, key.to, strict=True):
                leads_to.setdefault(column, []).append(f"{key.table}.{to}")
        for one in described.columns:
            place = described.primary_key.index(one.name) + 1 if one.name in described.primary_key else None
            references = ", ".join(leads_to.get(one.name, ())) or None
            terms = ", ".join(one.terms) or None
            yield Entry(table.name, one.name, one.type, one.required, place, references, terms, one.description)


def about(descriptor: dict[str, Any]) -> About:
    """What a descriptor says of its package; None for what it does not say."""
    cited, licence = whole(descriptor), (descriptor.get("licenses") or [{}])[0]
    return About(
        descriptor.get("title") or descriptor.get("name"),
        descriptor.get("version"),
        descriptor.get("schemaVersion"),
        cited.issued_on,
        licence.get("title") or licence.get("name"),
        licence.get("path"),
        cited.words,
        descriptor.get("contentHash"),
        descriptor.get("description"),
    )
