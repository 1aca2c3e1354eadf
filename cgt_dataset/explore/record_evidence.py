"""What bears a value out, as a page shows it: passages of sources, folded until somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from .. import markup
from ..schema.wording import date_in_words
from .record_index import Index, Row


def evidence_html(index: Index, rows: list[Row], link: Callable[[str], str], what: str) -> str:
    """The passages for and against a value, folded; `what` names the value. Nothing where there is none."""
    if not rows:
        return ""
    against = sum(_against(row) for row in rows)
    count = f"{len(rows)} passage{'s' if len(rows) > 1 else ''}"
    mark = f' <span class="contradicted">{against} against</span>' if against else ""
    # Those for it first: they are why it stands there.
    passages = "".join(_passage(index, row, link) for row in sorted(rows, key=_against))
    return (
        f'<details class="evidence"><summary>{count}<span class="unseen"> for {escape(what)}</span>{mark}</summary>'
        f"<ol>{passages}</ol></details>"
    )


def _against(row: Row) -> bool:
    return row.get("stance") == "contradicts"


def _passage(index: Index, row: Row, link: Callable[[str], str]) -> str:
    facts = [
        ("Place in the text", f'[{row["start"]:,}, {row["end"]:,}) <span class="hint">in code points</span>'),
        ("How it was got", _term(index, "derivation", row["derivation"])),
        ("How it is said", _term(index, "assertion", row["assertion"])),
    ]
    bearer = _bearer(index, row, link)
    if bearer:
        facts.append(("Who says it", bearer))
    if row.get("note"):
        facts.append(("Note", markup.text(row["note"])))
    lines = "".join(f"<div><dt>{name}</dt><dd>{html}</dd></div>" for name, html in facts)
    kind = ' class="against"' if _against(row) else ""
    return f"<li{kind}>{_instead(index, row)}{_source(index, row['source'], link)}<dl>{lines}</dl></li>\n"


def _instead(index: Index, row: Row) -> str:
    """What the words say instead of the value, and why the value is kept."""
    if not _against(row):
        return ""
    says = f" They say: “{markup.text(row['says'])}”." if row.get("says") else ""
    ground = row.get("outweighed_by")
    kept = f" The value is kept: {_term(index, 'ground', ground)}" if ground else ""
    return f'<p class="instead"><strong class="contradicted">Contradicts the value.</strong>{says}{kept}</p>'


def _term(index: Index, scheme: str, term: str) -> str:
    definition = index.definition(scheme, term)
    said = f' <span class="hint">{escape(definition)}</span>' if definition else ""
    return f"{escape(term.replace('_', ' '))}{'.' if said else ''}{said}"


def _source(index: Index, identifier: str, link: Callable[[str], str]) -> str:
    """A source as it is cited."""
    source = index.records("sources")[identifier]
    title = markup.text(source["title"] or identifier, source["language"] if source["title"] else None)
    parts = [f'<a href="{escape(link(f"sources/{identifier}"))}">{title}</a>']
    if source["publisher"]:
        parts.append(markup.text(source["publisher"]))
    if source["published_on"]:
        parts.append(escape(date_in_words(source["published_on"])))
    if source["url"]:
        parts.append(markup.link(source["url"], "web page"))
    return f'<p class="cite">{", ".join(parts)}</p>'


def _bearer(index: Index, row: Row, link: Callable[[str], str]) -> str | None:
    for column, table in index.foreign_keys["evidence"].items():
        if column != "source" and row[column]:
            pointer = f"{table}/{row[column]}"
            return f'<a href="{escape(link(pointer))}">{markup.text(index.shown_name(pointer))}</a>'
    said_by = row.get("asserted_by")  # schema 1 has a text
    return markup.text(said_by) if said_by else None
