"""The names of the files of a site: one folder, safe on every system, whatever the tables and ids are called."""

from __future__ import annotations

import re
from hashlib import sha256

INDEX, SOURCES, QUESTIONS, PLOTS = "index.html", "sources.html", "questions.html", "plots.html"
STYLE, SCRIPT, NAMES, MARK = "style.css", "site.js", "names.js", "site.json"

_UNSAFE = re.compile(r"[^a-z0-9_-]")
_LONGEST = 100


def table_page(table: str) -> str:
    """The page of a table."""
    return f"table-{_safe(table)}.html"


def table_data(table: str) -> str:
    """The script with the rows of a table."""
    return f"table-{_safe(table)}.js"


def record_page(pointer: str) -> str:
    """The page of a record, by its pointer TABLE/ID.

    >>> record_page("people/chair-li")
    'people.chair-li.html'
    """
    table, _, identifier = pointer.partition("/")
    return f"{_safe(table)}.{_safe(identifier)}.html"


def plot_file(name: str, theme: str, form: str) -> str:
    """The file of a plot."""
    return f"plot-{_safe(name)}-{theme}{form}"


def _safe(name: str) -> str:
    """A name that is a file's on every system, another for another name also where capitals make no difference.

    >>> _safe("A/ü")
    '~41~2f~c3~bc'
    """
    safe = _UNSAFE.sub(lambda sign: "".join(f"~{byte:02x}" for byte in sign.group().encode("utf-8")), name)
    if len(safe) <= _LONGEST:
        return safe
    return f"{safe[:60]}~~{sha256(name.encode('utf-8')).hexdigest()}"[:_LONGEST]
