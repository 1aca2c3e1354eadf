"""Partial dates: the profile of EDTF (ISO 8601-2:2019) that records use, and the days it spans.

| form | means | example |
|---|---|---|
| `YYYY`, `YYYY-MM`, `YYYY-MM-DD` | a year, a month, a day | `2021-06` |
| `YYYY-33` … `YYYY-36` | a quarter | `2021-34` |
| `YYYY-40`, `YYYY-41` | a half-year | `2021-40` |
| `A/B` | from A to B, the whole stretch | `2021-01/2021-06` |
| `[A..B]`, `[A..]`, `[..B]` | one day in the stretch, which is not known | `[2023-01-01..2023-04-28]` |
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_MONTH_AND_DAY = "-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?"
_POINT = f"{_YEAR}(?:{_MONTH_AND_DAY}|-3[3-6]|-4[01])?"
PATTERN = rf"^(?:{_POINT}(?:/{_POINT})?|\[{_POINT}\.\.(?:{_POINT})?\]|\[\.\.{_POINT}\])$"
"""Regular expression of the profile; it admits impossible days such as 30 February, which `days` refuses."""

_SHAPE = re.compile(PATTERN)
_PLAIN = re.compile("[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")


class Days(NamedTuple):
    """First and last day that a partial date can mean, both included; None where it is open."""

    first: date | None
    last: date | None


def is_plain(text: str) -> bool:
    """Whether a partial date is a year, a month or a day, which every standard of dates knows."""
    return _PLAIN.fullmatch(text) is not None


def days(text: str) -> Days:
    """The days that `text` spans.

    Raises ValueError, with a reason for people, when `text` is not in the profile or no such day exists.

    >>> days("2021-06")
    Days(first=datetime.date(2021, 6, 1), last=datetime.date(2021, 6, 30))
    >>> days("[..2021]")
    Days(first=None, last=datetime.date(2021, 12, 31))
    >>> days("2021-02-30")
    Traceback (most recent call last):
    ValueError: 2021-02 has no day 30
    """
    if not _SHAPE.fullmatch(text):
        raise ValueError(f"'{text}' is no partial date")
    inner, between = (text[1:-1], "..") if text.startswith("[") else (text, "/")
    start, separator, end = inner.partition(between)
    first = _point(start).first if start else None
    last = (_point(end).last if end else None) if separator else _point(start).last
    if first is not None and last is not None and last < first:
        raise ValueError(f"'{text}' ends before it begins")
    return Days(first, last)


def _point(text: str) -> Days:
    parts = text.split("-")
    year = int(parts[0])
    if len(parts) == 1:
        return _months(year, 1, 12)
    second = int(parts[1])
    if second >= 40:
        return _months(year, 6 * (second - 40) + 1, 6)
    if second >= 33:
        return _months(year, 3 * (second - 33) + 1, 3)
    if len(parts) == 2:
        return _months(year, second, 1)
    try:
        day = date(year, second, int(parts[2]))
    except ValueError:
        raise ValueError(f"{parts[0]}-{parts[1]} has no day {parts[2]}") from None
    return Days(day, day)


def _months(year: int, month: int, count: int) -> Days:
    last = month + count - 1
    return Days(date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]))
