"""`README.md` of the package: the data dictionary to read, derived from the models, and the card by which the library
`datasets` finds the tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..schema import TABLES, VOCABULARIES, Column, Table

README = "README.md"
_FIRST_SEEN = "agreements"
"""The table that a reader gets who names none."""


def readme(package: Mapping[str, Any], languages: Iterable[str]) -> str:
    """The data dictionary as Markdown, of the package with this descriptor, whose articles are in these languages (BCP
    47).
    """
    return "\n".join((*_card(package, languages), *_lines(package))) + "\n"


def _card(package: Mapping[str, Any], languages: Iterable[str]) -> Iterator[str]:
    """YAML front matter. All text is quoted: `no` is a language, and a table may be called `on`."""
    yield "---"
    yield f"pretty_name: {_quoted(package['title'])}"
    yield f"license: {_quoted(package['licenses'][0]['name'].lower())}"
    yield from _list("language", sorted({tag.partition("-")[0] for tag in languages} - {"und", "mul"}))
    yield from _list("tags", package["keywords"])
    # A table without rows gets no configuration: `datasets` cannot load nothing.
    filled = [resource for resource in package["resources"] if resource["rowCount"]]
    names = [resource["name"] for resource in filled]
    yield "configs:"
    for resource in filled:
        yield f"- config_name: {_quoted(resource['name'])}"
        if "parts" in resource:
            yield "  data_files:"
            yield from (f"  - {_quoted(path)}" for path in resource["path"])
        else:
            yield f"  data_files: {_quoted(resource['path'])}"
        if resource["name"] == (_FIRST_SEEN if _FIRST_SEEN in names else names[0]):
            yield "  default: true"
    yield "---"
    yield ""


def _list(name: str, values: Iterable[str]) -> Iterator[str]:
    quoted = [f"- {_quoted(value)}" for value in values]
    if quoted:
        yield from (f"{name}:", *quoted)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # which YAML reads as JSON does


def _lines(package: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {package['title']}"
    yield ""
    yield package["description"]
    yield ""
    licence = package["licenses"][0]
    yield f"Licence: [{licence['title']}]({licence['path']})."
    yield "`datapackage.json` and `croissant.json` describe the files for machines."
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
