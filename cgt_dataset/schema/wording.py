"""Values in words: a date with its precision, an amount with its force, a name with its language."""

from __future__ import annotations

import calendar
from typing import Any

from .base import Value
from .value_types import Name, Quantity

_FORCE = {
    "eq": "",
    "gt": "more than ",
    "ge": "at least ",
    "lt": "less than ",
    "le": "at most ",
    "approx": "about ",
    "between": "",
}
_PERIODS = {
    **{33 + number: f"{name} quarter of" for number, name in enumerate(("first", "second", "third", "fourth"))},
    **{40 + number: f"{name} half of" for number, name in enumerate(("first", "second"))},
}


def value_in_words(value: Any) -> str:
    """A value in one line: `at most 200 L (up to 200L)`, `Maker (en, short)`, `yes`; a plain text is itself."""
    if isinstance(value, Quantity):
        amount = amount_in_words(value)
        return amount if amount == value.as_stated else f"{amount} ({value.as_stated})"
    if isinstance(value, Name):
        return f"{value.text} ({value.language}, {value.kind})"
    if isinstance(value, Value):
        return ", ".join(f"{name} {held}" for name, held in value if held is not None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def amount_in_words(quantity: Quantity) -> str:
    """An amount with its force and its unit: `about 4,000 m2`."""
    upper = f" to {_number(quantity.upper)}" if quantity.upper is not None else ""
    unit = f" {quantity.unit}" if quantity.unit != "1" else ""
    return f"{_FORCE[quantity.comparator]}{_number(quantity.value)}{upper}{unit}"


def _number(number: float) -> str:
    return f"{int(number) if number.is_integer() else number:,}"


def date_in_words(edtf: str) -> str:
    """A partial date as exact as it is: `June 2021`, `second quarter of 2021`, `in or before 2021`.

    >>> date_in_words("2021-06-21/2022")
    'from 21 June 2021 to 2022'
    >>> date_in_words("[2023-01..2023-04-28]")
    'between January 2023 and 28 April 2023'
    """
    if edtf.startswith("["):
        first, _, last = edtf[1:-1].partition("..")
        if first and last:
            return f"between {_point(first)} and {_point(last)}"
        return f"in or after {_point(first)}" if first else f"in or before {_point(last)}"
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        return f"from {_point(first)} to {_point(last)}"
    return _point(edtf)


def _point(edtf: str) -> str:
    year, *rest = edtf.split("-")
    if not rest:
        return year
    number = int(rest[0])
    month = f"{_PERIODS[number] if number in _PERIODS else calendar.month_name[number]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) > 1 else month
