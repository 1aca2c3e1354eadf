"""A record as it is shown: every value that it holds, in its order, and the record as a table in HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import markup
from .base import AnyRecord, Model, Vocabulary
from .fields import Field, fields_of
from .value_types import Name
from .wording import date_in_words, value_in_words

DISPLAY = ("name", "title", "text", "measure")
"""The fields by which a record is called, the first that it has."""


@dataclass(frozen=True)
class Shown:
    """A value of a record."""

    pointer: str
    """Its JSON Pointer in the record."""
    value: Any
    field: Field
    """The field that it is of."""

    @property
    def words(self) -> str:
        """The value in one line, a date that is not a plain one with its meaning beside it."""
        if self.field.json.get("format") == "edtf":
            exact = len(self.value) in (len("2021"), len("2021-06-21"))  # no other form is as short or just as long
            return self.value if exact else f"{self.value} ({date_in_words(self.value)})"
        return value_in_words(self.value)


def shown(record: AnyRecord) -> Iterator[Shown]:
    """Every non-null value of a record, whether or not an article supports it, but for its evidence."""
    yield from _shown(record, "")


def _shown(model: Model, prefix: str) -> Iterator[Shown]:
    for spec in fields_of(type(model)):
        held, pointer = getattr(model, spec.name), f"{prefix}/{spec.name}"
        if held is None:
            continue
        if spec.kind in ("plain", "value"):
            yield Shown(pointer, held, spec)
            continue
        for position, item in enumerate(held):
            if spec.kind == "parts":
                yield from _shown(item, f"{pointer}/{position}")
            else:
                yield Shown(f"{pointer}/{position}", item, spec)


def title_of(record: AnyRecord) -> str | None:
    """What a record is called. None: its sources give it no name."""
    return next((name for field in DISPLAY if (name := getattr(record, field, None)) is not None), None)


def value_html(value: Shown, title: str | None = None) -> str:
    """A value in HTML; of a reference also the title of the record that it leads to."""
    if isinstance(value.value, Vocabulary):
        return markup.described(value.words, value.value.definition)
    html = markup.text(value.words, value.value.language if isinstance(value.value, Name) else None)
    if isinstance(value.value, str) and value.field.json.get("pattern", "").startswith("^https?"):
        return markup.link(value.value, html)
    return f"{html} {markup.faint(markup.text(title))}" if title else html


def record_table(
    record: AnyRecord,
    beside: tuple[str, Callable[[Shown], str]] | None = None,
    titles: Mapping[tuple[str, str], str] | None = None,
) -> str:
    """A record as an HTML table of its values.

    `beside` heads and fills a third column, in HTML; `titles` has what the records are called that it refers to, by
    table and id.
    """
    titles = titles or {}
    head, rows = ["field", "value"], []
    for value in shown(record):
        if value.pointer == "/id":
            continue
        leads = titles.get((value.field.references, value.value)) if value.field.references else None
        row = [markup.described(value.pointer[1:], value.field.description), value_html(value, leads)]
        rows.append([*row, beside[1](value)] if beside else row)
    called = title_of(record)
    caption = f"<b>{markup.text(f'{record.table}/{record.id}')}</b>" + (f" {markup.text(called)}" if called else "")
    return markup.table([*head, beside[0]] if beside else head, rows, caption)
