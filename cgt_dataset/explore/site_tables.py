"""The pages of the tables, and the scripts with their rows, which search and sort them."""

from __future__ import annotations

import json
from datetime import date
from html import escape
from typing import Any

from .. import markup
from ..reader import ColumnDescription
from . import site_names as names
from .record_index import Index, Row
from .record_page import label

_FIRST = 50
"""How many rows a page has in itself, for those who read it without scripts."""
_LONG, _PROSE = 60, 160
"""From how many signs on a cell is wider; the script has the same."""
_POINTER = "record"
"""The column that holds pointers TABLE/ID."""


def table_body(index: Index, table: str) -> str:
    """The page of a table, without its frame: what it is, its columns, its first rows."""
    described = index.dataset.describe(table)
    columns = _columns(index, table)
    rows = index.rows(table)
    heads = "".join(
        f'<th scope="col" class="{column["kind"]}" title="{escape(held.description)}">{escape(held.name)}</th>'
        for held, column in zip(described.columns, columns, strict=True)
    )
    lines = "".join(_line(index, columns, row) for row in rows[:_FIRST])
    rest = f" These are the first {_FIRST} of {len(rows):,} rows." if len(rows) > _FIRST else ""
    key = ", ".join(f"<code>{escape(name)}</code>" for name in described.primary_key)
    return (
        f'<h1>{escape(label(table))}</h1>\n<p class="lead">{escape(described.description)}</p>\n'
        f'<details class="dictionary"><summary>What the {len(columns)} columns mean</summary>'
        f"<p>Table <code>{escape(table)}</code>, primary key {key}.</p>"
        f'<dl class="fields">{"".join(_meaning(held) for held in described.columns)}</dl></details>\n'
        '<div class="tools" id="tools" hidden><label class="unseen" for="filter">Search these rows</label>'
        '<input id="filter" type="search" placeholder="Search these rows" autocomplete="off" spellcheck="false">'
        '<p id="count" role="status"></p></div>\n'
        f'<p class="hint" id="still">Searching and sorting need JavaScript.{rest}</p>\n'
        f'<div class="box" id="box" tabindex="0" role="region" aria-label="Rows of {escape(label(table))}">'
        f'<table id="rows"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>\n'
        '<p class="more"><button type="button" id="more" hidden>Show more rows</button></p>\n'
    )


def table_script(index: Index, table: str) -> bytes:
    """The script that sets `cgtTable`: the columns, the rows, the names of the records that they lead to."""
    columns = _columns(index, table)
    held: dict[str, dict[str, tuple[str, str]]] = {}
    rows = []
    for row in index.rows(table):
        rows.append([_cell(row[column["name"]]) for column in columns])
        for column in columns:
            pointer = _leads(column, row)
            if pointer is not None and index.has(pointer):
                page = names.record_page(pointer)
                held.setdefault(column["target"], {})[str(row[column["name"]])] = (index.shown_name(pointer), page)
    content = {"columns": columns, "rows": rows, "names": held}
    for column in columns:
        held.setdefault(column.get("target", ""), {})
    return _script("cgtTable", content)


def names_script(index: Index) -> bytes:
    """The script that sets `cgtNames`: of each record its name, what it is, its page, and its other names and id."""
    entries = []
    for table in index.record_tables:
        listed = next((name for name in index.resources if name.endswith("_names") and index.owner(name) == table), "")
        for identifier in index.records(table):
            pointer = f"{table}/{identifier}"
            others = [row["text"] for row in index.parts(listed, identifier)] if listed else []
            more = "\n".join([*others, identifier])
            entries.append([index.shown_name(pointer), label(table), names.record_page(pointer), more])
    return _script("cgtNames", entries)


def _script(variable: str, content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f'"use strict";\nvar {variable} = {text};\n'.encode()


def _columns(index: Index, table: str) -> list[dict[str, Any]]:
    """What the script needs to know of each column."""
    described = index.dataset.describe(table)
    places = {column.name: place for place, column in enumerate(described.columns)}
    leads = index.foreign_keys[table]
    columns = []
    for column in described.columns:
        kind = {"integer": "number", "number": "number", "date": "date"}.get(column.type, "text")
        held: dict[str, Any] = {"name": column.name, "kind": "digest" if column.name.endswith("sha256") else kind}
        if f"{column.name}_from" in places and f"{column.name}_to" in places:
            held |= {"first": places[f"{column.name}_from"], "last": places[f"{column.name}_to"]}
        if column.name in leads:
            held |= {"target": leads[column.name], "named": True}
        elif column.name == "id" and table in index.record_tables:
            held |= {"target": table, "named": False}
        elif column.name == _POINTER and column.type == "string":
            held |= {"target": "", "named": False}
        columns.append(held)
    return columns


def _leads(column: dict[str, Any], row: Row) -> str | None:
    """The record that a cell leads to."""
    value = row[column["name"]]
    if value is None or "target" not in column:
        return None
    return f"{column['target']}/{value}" if column["target"] else str(value)


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _line(index: Index, columns: list[dict[str, Any]], row: Row) -> str:
    return f"<tr>{''.join(_held(index, column, row) for column in columns)}</tr>\n"


def _held(index: Index, column: dict[str, Any], row: Row) -> str:
    value = row[column["name"]]
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(_cell(value))
    pointer = _leads(column, row)
    html = escape(text)
    if pointer is not None and index.has(pointer):
        text = index.shown_name(pointer) if column["named"] else text
        html = f'<a href="{escape(names.record_page(pointer))}" title="{html}">{escape(text)}</a>'
    elif text.startswith(("https://", "http://")):
        html = markup.link(text, html)
    return f'<td class="{column["kind"]}{length(text)}" dir="auto"><div>{html}</div></td>'


def length(text: str) -> str:
    """The class of a cell by the length of its text, which says how wide it may be."""
    return " prose" if len(text) > _PROSE else " long" if len(text) > _LONG else ""


def _meaning(column: ColumnDescription) -> str:
    kind = column.type if column.required else f"{column.type} or null"
    if column.references:
        kind += f', leads to <a href="{names.table_page(column.references)}">{escape(column.references)}</a>'
    terms = ""
    if column.terms:
        terms = f'<p class="hint">Terms: {escape(", ".join(column.terms))}</p>'
    return (
        f'<div class="field"><dt><code>{escape(column.name)}</code></dt><dd><p>{escape(column.description)} '
        f'<span class="hint">{kind}</span></p>{terms}</dd></div>\n'
    )
