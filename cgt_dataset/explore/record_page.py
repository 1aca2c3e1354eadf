"""A record as a page shows it: every value with what it means and what bears it out, and who refers to the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import quote

from .. import markup
from ..plots.records import words
from ..reader import Dataset, UnknownRecord, UnknownTable
from ..reader.errors import no_such
from ..schema.base import Vocabulary
from ..schema.fields import Field, fields_of, singular
from ..schema.wording import amount_in_words, date_in_words, value_in_words
from .record_evidence import evidence_html
from .record_index import Index, Row, index_of

Link = Callable[[str], str]
"""The address of a record, without a fragment, from its pointer TABLE/ID."""
_LONG = 12
"""How many referring records a list shows before it is folded."""


def record_html(dataset: Dataset, pointer: str, link: Link) -> str:
    """A record as a fragment of HTML, its text escaped; the style is `style.CSS`.

    `link` gives the address of a record by its pointer TABLE/ID; values are found below it by `anchor`. Of a record
    that is gone the fragment says why, and where it went. Raises UnknownTable, UnknownRecord, or NoPackage.
    """
    index = index_of(dataset)
    table, _, _ = pointer.partition("/")
    if table not in index.record_tables:
        raise UnknownTable(no_such("table of records", table, index.record_tables))
    if not index.has(pointer):
        return _gone(index, pointer, link)
    return _Page(index, pointer, link).html()


def anchor(pointer: str) -> str:
    """The fragment at which a page has the value with a JSON Pointer: `/parties/0` → `#v/parties/0`."""
    return f"#v{quote(pointer)}"


def label(name: str) -> str:
    """The name of a column or a table in plain words: `signed_on` → `Signed on`."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _gone(index: Index, pointer: str, link: Link) -> str:
    table, _, _ = pointer.partition("/")
    tombstone = index.tombstone(pointer)
    if tombstone is None:
        known = [f"{table}/{identifier}" for identifier in index.records(table)]
        raise UnknownRecord(no_such("record", pointer, known, listed=False))
    other = f"{table}/{tombstone['merged_into']}"
    if tombstone["merged_into"] is None:
        what = "This record was withdrawn."
    else:
        leads = reference_html(index, other, link)
        if index.tombstone(other) is not None:
            leads = f'<a href="{escape(link(other))}">{escape(other)}</a>'
        what = f"This record was merged into {leads}."
    return (
        f'<article class="record"><header><p class="eyebrow">{escape(label(singular(table)))}, no longer held</p>'
        f"<h1>{escape(pointer)}</h1></header><p>{what} {markup.text(tombstone['reason'])}</p></article>\n"
    )


class _Page:
    """One record on its way to HTML."""

    def __init__(self, index: Index, pointer: str, link: Link) -> None:
        self.index, self.pointer, self.link = index, pointer, link
        self.table, _, self.id = pointer.partition("/")
        self.row = index.records(self.table)[self.id]
        self.evidence = index.evidence(pointer)

    def html(self) -> str:
        return (
            f'<article class="record">\n{self._head()}'
            f'<dl class="fields">\n{"".join(self._fields())}</dl>\n'
            f"{self._beside()}{self._cited()}{self._referrers()}</article>\n"
        )

    def _head(self) -> str:
        name = self.index.name(self.pointer)
        title = markup.text(self.index.shown_name(self.pointer), self.row.get("language"))
        unnamed = "" if name else '<p class="hint">No source gives it a name: this is its identifier in words.</p>'
        return (
            f'<header><p class="eyebrow">{escape(label(singular(self.table)))}</p><h1>{title}</h1>{unnamed}'
            f'<p class="pointer"><code>{escape(self.pointer)}</code></p></header>\n'
        )

    def _fields(self) -> Iterable[str]:
        specs = {spec.name: spec for spec in self.index.fields(self.table)}
        for spec in specs.values():
            listed = specs.get(spec.name.removesuffix("_open"))
            if listed is not None and listed is not spec and self._rows_of(listed):
                continue  # said with the list
            yield self._field(spec, specs.get(f"{spec.name}_open"))
        for column in self.index.resources[self.table]["schema"]["fields"]:
            # What the build hands down, such as the country in which a place lies, is of no field.
            if column.get("computed") and "value" not in column and self.row.get(column["name"]) is not None:
                held = f'{markup.text(str(self.row[column["name"]]))} <span class="hint">computed</span>'
                yield _line(column["name"], column["description"], f'<div class="value">{held}</div>')

    def _rows_of(self, spec: Field) -> list[Row]:
        return self.index.parts(f"{singular(self.table)}_{spec.name}", self.id)

    def _field(self, spec: Field, opened: Field | None) -> str:
        if spec.kind in ("plain", "value"):
            return self._one(spec, self.row, "", spec.name)
        rows = self._rows_of(spec)
        if not rows:
            return ""
        items = "".join(self._item(spec, row) for row in rows)
        tag = "ol" if spec.kind == "parts" else "ul"
        more = ""
        if opened is not None and self.row.get(opened.name):
            said = '<span class="open">The source names these as examples: there are more.</span>'
            more = self._value(f"/{opened.name}", said, opened)
        listed = f'<{tag} class="{spec.kind}">{items}</{tag}>'
        if not spec.evidence and len(rows) > 1:  # what the curators say of the record, not what it is about
            listed = f"<details><summary>{len(rows):,} of them</summary>{listed}</details>"
        return _line(spec.name, spec.description, f"{listed}{more}")

    def _item(self, spec: Field, row: Row) -> str:
        at = f"/{spec.name}/{row['position']}"
        if spec.kind == "items":
            return f"<li>{self._value(at, self._content(spec, row, spec.item_column), spec)}</li>\n"
        if spec.kind == "values":
            return f"<li>{self._value(at, self._content(spec, row, ''), spec)}</li>\n"
        inner = "".join(self._one(part, row, at, part.name) for part in fields_of(spec.type))
        return f'<li id="{escape(anchor(at)[1:])}"><dl class="fields inner">{inner}</dl></li>\n'

    def _one(self, spec: Field, row: Row, prefix: str, column: str) -> str:
        """A field that has one value, in `row`; nothing where it is null."""
        lead = column if spec.kind == "plain" else f"{column}_{fields_of(spec.type)[0].name}"
        if row.get(lead) is None or (spec.name == "id" and not prefix):
            return ""
        content = self._content(spec, row, column)
        meaning = spec.description
        if _is_term(spec):
            meaning += f" “{words(row[lead])}”: {_definition(spec, row[lead])}"
        return _line(spec.name, meaning, self._value(f"{prefix}/{spec.name}", content, spec))

    def _value(self, at: str, content: str, spec: Field) -> str:
        proof = evidence_html(self.index, self.evidence.get(at, []), self.link, label(spec.name))
        bare = ' <span class="contradicted">no evidence</span>' if spec.evidence and not proof else ""
        return (
            f'<div class="value" id="{escape(anchor(at)[1:])}"><div class="content">{content}{bare}</div>{proof}</div>'
        )

    def _content(self, spec: Field, row: Row, column: str) -> str:
        """What a value says, in HTML. `column` is its column, or for a value of several what they begin with."""
        if spec.kind in ("value", "values"):
            lead = f"{column}_" if column else ""
            parts = {part.name: row[f"{lead}{part.name}"] for part in fields_of(spec.type)}
            return _several(spec, parts)
        held = row[column]
        if spec.references is not None:
            target = f"{spec.references}/{held}"
            return reference_html(self.index, target, self.link)
        if spec.json.get("format") == "edtf":
            return _date(held, row.get(f"{column}_from"), row.get(f"{column}_to"))
        if _is_term(spec):
            definition = escape(_definition(spec, held))
            return f'<span class="term" title="{definition}">{escape(words(held))}</span>'
        said = f"{held:,}" if isinstance(held, int) and not isinstance(held, bool) else value_in_words(held)
        if spec.name.endswith("sha256"):
            return f"<code>{escape(said)}</code>"
        html = markup.text(said, self.row.get("language") if spec.name in ("title", "text") else None)
        return markup.link(held, html) if spec.json.get("pattern", "").startswith("^https?") else html

    def _beside(self) -> str:
        """Rows about the record that are no part of it."""
        html = ""
        for table in self.index.beside(self.table):
            for row in self.index.parts(table, self.id):
                described = self.index.dataset.describe(table)
                lines = [
                    _line(column.name, column.description, f'<div class="value">{_plain(row[column.name])}</div>')
                    for column in described.columns[1:]
                    if row[column.name] is not None
                ]
                hint = f'<p class="hint">{escape(described.description)}</p>'
                html += _section(label(table), f'{hint}<dl class="fields">{"".join(lines)}</dl>')
        return html

    def _cited(self) -> str:
        """What rests on a source, or what somebody says."""
        held = self.index.cited(self.pointer)
        if not held:
            return ""
        groups: dict[str, list[str]] = {}
        for record, rows in held.items():
            values = ", ".join(
                f'<a href="{escape(self.link(record) + anchor(at))}">{escape(label_of(at))}</a>'
                for at in dict.fromkeys(row["pointer"] for row in rows)
            )
            count = len({row["pointer"] for row in rows})
            what = f"{count:,} value{'s' if count != 1 else ''}"
            groups.setdefault(record.partition("/")[0], []).append(
                f'<li class="value"><span class="content">{reference_html(self.index, record, self.link)}</span>'
                f'<details class="which"><summary>{what}</summary><p>{values}</p></details></li>\n'
            )
        title = "What rests on this source" if self.table == "sources" else "What is said by it"
        return _section(title, "".join(_group(table, "", lines) for table, lines in groups.items()))

    def _referrers(self) -> str:
        held = self.index.referrers(self.pointer)
        groups = []
        for (table, field), found in groupby(held, key=lambda one: (one.record.partition("/")[0], one.field)):
            items = [
                f"<li>{reference_html(self.index, one.record, self.link, anchor(one.pointer))}</li>\n" for one in found
            ]
            groups.append(_group(table, f"as {field.replace('_', ' ')}", items))
        return _section("Referred to by", "".join(groups)) if groups else ""


def reference_html(index: Index, pointer: str, link: Link, fragment: str = "") -> str:
    """A link to a record that shows its name; of what is not there, its pointer."""
    if not index.has(pointer):
        return f"<code>{escape(pointer)}</code>"
    name = markup.text(index.shown_name(pointer))
    return f'<a href="{escape(link(pointer) + fragment)}" title="{escape(pointer)}">{name}</a>'


def label_of(pointer: str) -> str:
    """A value in plain words by its JSON Pointer, lists counted from 1: `/parties/0/role` → `parties 1 role`."""
    parts = pointer.strip("/").split("/")
    return " ".join(str(int(part) + 1) if part.isdigit() else part.replace("_", " ") for part in parts)


def _line(name: str, meaning: str, held: str) -> str:
    """A field with its label, which unfolds what it means."""
    described = f'<details class="label"><summary>{escape(label(name))}</summary><p>{escape(meaning)}</p></details>'
    return f'<div class="field"><dt>{described}</dt><dd>{held}</dd></div>\n'


def _group(table: str, how: str, items: list[str]) -> str:
    """Records of a table under its name, folded where they are many."""
    listed = f'<ul class="referrers">{"".join(items)}</ul>'
    if len(items) > _LONG:
        listed = f"<details><summary>{len(items):,} records</summary>{listed}</details>"
    return f'<h3>{escape(label(table))} <span class="hint">{escape(how)}</span></h3>{listed}'


def _section(title: str, html: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{html}</section>\n"


def _is_term(spec: Field) -> bool:
    return isinstance(spec.type, type) and issubclass(spec.type, Vocabulary)


def _definition(spec: Field, held: str) -> str:
    """What a term of a field's vocabulary means."""
    return next((term.definition for term in spec.type if term == held), "no term of this schema")


def _plain(held: Any) -> str:
    return escape(f"{held:,}") if isinstance(held, int) else markup.text(str(held))


def _several(spec: Field, parts: dict[str, Any]) -> str:
    if "as_stated" in parts:
        stated = f'<span class="hint">as stated: “{markup.text(parts["as_stated"])}”</span>'
        return f"{escape(amount_in_words(spec.type.model_construct(**parts)))} {stated}"
    if "language" in parts:
        name = markup.text(parts["text"], parts["language"])
        return (
            f'{name} <span class="hint">{escape(parts["language"])}, {escape(parts["kind"].replace("_", " "))}</span>'
        )
    return escape(", ".join(f"{name.replace('_', ' ')} {held}" for name, held in parts.items() if held is not None))


def _date(edtf: str, first: Any, last: Any) -> str:
    meant = date_in_words(edtf)
    span = str(first) if first == last else f"{first or 'open'} to {last or 'open'}"
    return f'{escape(meant)} <span class="hint" title="EDTF: {escape(edtf)}">{escape(span)}</span>'
