"""HTML as notebooks show it: no scripts, no colours of its own, and whatever comes from data shown as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_CELL = ' style="text-align:left;vertical-align:top"'


def text(content: str, language: str | None = None) -> str:
    """Data as text, with its language (BCP 47) where that is known; its direction does not spill over."""
    named = f' lang="{escape(language)}"' if language else ""
    return f"<bdi{named}>{escape(content)}</bdi>"


def described(content: str, meaning: str) -> str:
    """Data as text, with what it means where the pointer rests on it."""
    return f'<span title="{escape(meaning)}">{text(content)}</span>'


def faint(html: str) -> str:
    """HTML that steps back."""
    return f'<span style="opacity:.7">{html}</span>'


def link(address: str, html: str) -> str:
    """HTML that leads to a web address; what is no web address leads nowhere."""
    if not address.startswith(("https://", "http://")):
        return html
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{html}</a>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A table of cells that are HTML; the first of a row is its heading, the caption is HTML too."""
    heads = "".join(f'<th scope="col"{_CELL}>{escape(name)}</th>' for name in head)
    lines = [
        f'<tr><th scope="row"{_CELL}>{first}</th>{"".join(f"<td{_CELL}>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    ]
    return (
        f'<table><caption style="text-align:left;caption-side:top">{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
