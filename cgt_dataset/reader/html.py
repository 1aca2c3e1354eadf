"""What notebooks show of tables, columns, records and their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .. import markup

if TYPE_CHECKING:
    from ..schema import AnyRecord
    from .describe import ColumnDescription, TableDescription, TableList
    from .evidence import Support


def tables_table(tables: TableList) -> str:
    """The tables with their rows and what they are; names that somebody added to the list stand alone."""
    rows = []
    for name in tables:
        count, description = tables.described.get(name, ("", ""))
        rows.append([markup.text(name), f"{count:,}" if isinstance(count, int) else "", markup.text(description)])
    return markup.table(["table", "rows", "description"], rows, f"{len(tables)} tables")


def description_table(table: TableDescription) -> str:
    """What a table and its columns mean."""
    key = markup.faint(f"primary key: {markup.text(', '.join(table.primary_key))}")
    caption = f"<b>{markup.text(table.name)}</b> ({table.rows:,} rows): {markup.text(table.description)}<br>{key}"
    rows = [[markup.text(column.name), _kind(column), _meaning(column)] for column in table.columns]
    return markup.table(["column", "type", "description"], rows, caption)


def _kind(column: ColumnDescription) -> str:
    arrow = f" → {column.references}" if column.references else ""
    return markup.text(f"{column.type}{'' if column.required else ' or null'}{arrow}")


def _meaning(column: ColumnDescription) -> str:
    terms = markup.faint(markup.text(", ".join(column.terms))) if column.terms else ""
    return markup.text(column.description) + (f"<br>{terms}" if terms else "")


def supports_table(supports: Iterable[Support]) -> str:
    """What the sources say of values, one after another."""
    rows = [[markup.text(support.pointer[1:]), _source(support), _how(support)] for support in supports]
    return markup.table(["field", "source", "how"], rows, "evidence")


def record_html(
    record: AnyRecord, supports: Sequence[Support], titles: Mapping[tuple[str, str], str] | None = None
) -> str:
    """A record, each value with what the sources say of it.

    `titles` has what the records are called that it refers to, by table and id.
    """
    from ..schema.shown import Shown, record_table

    def evidence(value: Shown) -> str:
        said = [support for support in supports if support.pointer == value.pointer]
        return "<br>".join(f"{_source(support)}: {_how(support)}" for support in said)

    return record_table(record, ("evidence", evidence), titles)


def _source(support: Support) -> str:
    title = markup.text(support.title or support.source)
    about = [markup.text(part) for part in (support.publisher, support.published_on) if part]
    led = markup.link(support.url, title) if support.url else title
    return f"{', '.join([led, *about])} [{support.start}, {support.end})"


def _how(support: Support) -> str:
    """How a value was got from the words; what contradicts it comes first, in bold."""
    bearer = f"{support.assertion} by {support.asserted_by}" if support.asserted_by else support.assertion
    how = markup.text("; ".join(part for part in (support.derivation, bearer, support.note) if part))
    if not support.contradicts:
        return how
    against = f"contradicts: says {support.says}, outweighed by {support.outweighed_by}"
    return f"<b>{markup.text(against)}</b>; {how}"
