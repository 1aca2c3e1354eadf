"""A citation as entries for biblatex: one for what is cited, one for each source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..schema import edtf

if TYPE_CHECKING:
    from .citing import Citation, Source

_ESCAPES = {
    # A brace counts for BibTeX even behind a backslash, so it is named and not escaped.
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "\\": "\\textbackslash{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_LIGATURE = re.compile(r"([-'`<>,])(?=\1)|[?!](?=`)")
"""What LaTeX would join with the next sign: two hyphens to a dash, two apostrophes to a quotation mark."""
_ADDRESS = {sign: f"%{ord(sign):02X}" for sign in '{}\\"<>^`| '}


def as_bibtex(cited: Citation) -> str:
    """The entries; `related` leads from what is cited to its sources, so biblatex prints them with it."""
    keys = [_key(cited, source) for source in cited.sources]
    dataset = _entry(
        "dataset",
        f"{_word(cited.name)}-{_word(cited.version or '0')}:{cited.pointer}",
        author=_joined(cited.authors),
        title=_whole(cited.title),
        titleaddon=_plain(cited.pointer),
        date=cited.issued_on,
        version=_plain(cited.version),
        url=_address(cited.homepage),
        note=_plain(f"{cited.cited}. {cited.grounds}"),
        addendum=_plain(cited.licence),
        related=",".join(keys),
    )
    return "\n".join([dataset, *(_of_source(key, source) for key, source in zip(keys, cited.sources, strict=True))])


def _of_source(key: str, source: Source) -> str:
    return _entry(
        "online" if source.url else "misc",
        key,
        title=_whole(source.called),
        organization=_whole(source.publisher),
        date=_date(source.published_on),
        url=_address(source.url),
        note=_plain(f"Date: {source.published_on}") if source.published_on != _date(source.published_on) else None,
    )


def _key(cited: Citation, source: Source) -> str:
    return f"{_word(cited.name)}:sources/{source.id}"


def _word(text: str) -> str:
    """A text as a part of a key, in which some signs have a meaning."""
    return re.sub(r"[^A-Za-z0-9.+-]", "-", text)


def _entry(kind: str, key: str, **fields: str | None) -> str:
    lines = [f"  {name} = {{{content}}}," for name, content in fields.items() if content]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _plain(text: str | None) -> str | None:
    """Text that LaTeX prints as it stands, in one line."""
    if text is None:
        return None
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in " ".join(text.split()))
    return _LIGATURE.sub(lambda sign: f"{sign.group()}{{}}", escaped)


def _whole(text: str | None) -> str | None:
    """Text whose capitals stay, or the name of a body, which is not taken apart."""
    return f"{{{_plain(text)}}}" if text is not None else None


def _joined(names: Iterable[str]) -> str:
    return " and ".join(f"{{{_plain(name)}}}" for name in names)


def _address(url: str | None) -> str | None:
    """A web address, which biblatex takes as it stands; signs that may not stand in one are written as its bytes."""
    return "".join(_ADDRESS.get(sign, sign) for sign in url) if url else None


def _date(date: str | None) -> str | None:
    """A date in the forms of EDTF that biblatex knows: quarters, halves and uncertain days become stretches."""
    if date is None or edtf.is_plain(date):
        return date
    first, between, last = date.strip("[]").replace("..", "/").partition("/")
    return f"{_end(first, 0)}/{_end(last if between else first, 1)}"


def _end(point: str, which: int) -> str:
    """The first or the last month of a quarter or half; any other point is itself, and nothing stays open."""
    if not point or edtf.is_plain(point):
        return point
    return str(edtf.days(point)[which])[: len("2021-06")]
