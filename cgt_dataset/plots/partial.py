"""Partial dates (EDTF) in plain words, short enough for a chart."""

from __future__ import annotations

import re

_PART = re.compile(r"(\d{4})-(3[3-6]|4[01])")
_OPEN = re.compile(r"\[(.*)\.\.(.*)\]")


def in_words(date: str) -> str:
    """A partial date as one says it.

    >>> in_words("2021-34")
    'quarter 2 of 2021'
    >>> in_words("[2023-01-01..2023-04-28]")
    'between 2023-01-01 and 2023-04-28'
    >>> in_words("[..2021-07-02]")
    '2021-07-02 or earlier'
    """
    plain = _PART.sub(lambda part: _named(part.group(1), int(part.group(2))), date)
    between = _OPEN.fullmatch(plain)
    if between is None:
        return plain.replace("/", " to ")
    first, last = between.groups()
    if first and last:
        return f"between {first} and {last}"
    return f"{first} or later" if first else f"{last} or earlier"


def _named(year: str, part: int) -> str:
    if part < 40:
        return f"quarter {part - 32} of {year}"
    return f"{('first', 'second')[part - 40]} half of {year}"
