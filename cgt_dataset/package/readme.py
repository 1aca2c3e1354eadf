"""`README.md` of the package: the data dictionary to read, derived from the models."""

from __future__ import annotations

from collections.abc import Iterator

from ..schema import TABLES, VOCABULARIES, Column, Table
from .descriptor import DESCRIPTION, LICENCE, TITLE

README = "README.md"


def readme() -> str:
    """The data dictionary as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f"# {TITLE}"
    yield ""
    yield DESCRIPTION
    yield ""
    yield f"Licence: [{LICENCE['title']}]({LICENCE['path']}). `datapackage.json` describes the files for machines."
    yield ""
    yield "A column `x` beside `x_from` and `x_to` holds a partial date (EDTF); these two are the days that it spans."
    yield "A `position` counts from 0, as JSON Pointers do. Of a record that is gone, `tombstones` says where it went."
    for table in TABLES.values():
        yield from _table(table)
    yield ""
    yield "## Vocabularies"
    yield ""
    yield "Every term is defined in the table `terms`."
    yield ""
    for scheme, vocabulary in VOCABULARIES.items():
        yield f"- **{scheme}**: {', '.join(f'`{term}`' for term in vocabulary)}"


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"## {table.name}"
    yield ""
    yield table.description
    yield ""
    yield f"Primary key: {', '.join(f'`{name}`' for name in table.primary_key)}"
    yield ""
    yield "| column | type | null | meaning |"
    yield "|---|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {'no' if column.required else 'yes'} | {column.description} |"


def _type(column: Column) -> str:
    return f"{column.type} → {column.references}" if column.references else column.type
