"""What was meant by a value that has not the form of its field, where that is plain."""

from __future__ import annotations

import re
from typing import Any

from ..schema import edtf, iso3166
from .numbers import month_named

_MANY = 40
"""Of how many codes a list is still read."""
_POINT = r"(?P<y>[0-9]{4})"
_DATES = (
    r"(?P<y>[0-9]{4})[-/. ](?P<m>[0-9]{1,2})[-/. ](?P<d>[0-9]{1,2})(?:[T ].*)?",
    r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})\s*年(?:\s*(?P<m>[0-9]{1,2})\s*月(?:\s*(?P<d>[0-9]{1,2})\s*[日号])?)?",
    r"(?P<name>[A-Za-z]{3,9})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})",
    r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th|\.)? (?P<name>[A-Za-z]{3,9})\.?,? (?P<y>[0-9]{4})",
    r"(?P<name>[A-Za-z]{3,9})\.?,? (?P<y>[0-9]{4})",
    r"(?P<y>[0-9]{4})[- ]?Q(?P<q>[1-4])|Q(?P<q2>[1-4])[ /-]?(?P<y2>[0-9]{4})",
    r"(?P<y>[0-9]{4})[- ]?H(?P<h>[12])",
)
_FROM_TO = re.compile("([0-9]{4}[0-9-]*?) ?(?:[–—]|to) ?([0-9]{4}[0-9-]*)|([0-9]{4})-([0-9]{4})")


def meant_date(text: str) -> str | None:
    """The partial date that a common form of a date states, where it can be no other.

    >>> [meant_date(text) for text in ("2023-3-9", "2023/03/09", "March 9, 2023", "2023年3月9日", "9/3/2023")]
    ['2023-03-09', '2023-03-09', '2023-03-09', '2023-03-09', None]
    """
    text = text.strip()
    if text.count("..") == 1 and not text.startswith("["):
        return _valid(f"[{text}]")
    if both := _FROM_TO.fullmatch(text):
        return _valid("/".join(filter(None, both.groups())))
    for pattern in (_POINT, *_DATES):
        if match := re.fullmatch(pattern, text):
            return _valid(_date_of({name: held for name, held in match.groupdict().items() if held is not None}))
    return None


def _date_of(parts: dict[str, str]) -> str:
    year = parts.get("y") or parts["y2"]
    if quarter := parts.get("q") or parts.get("q2"):
        return f"{year}-{32 + int(quarter)}"
    if half := parts.get("h"):
        return f"{year}-{39 + int(half)}"
    month = month_named(parts["name"]) if "name" in parts else int(parts.get("m", 0))
    if month is None:
        return ""
    return year + (f"-{month:02}" if month else "") + (f"-{int(parts['d']):02}" if "d" in parts else "")


def _valid(date: str) -> str | None:
    try:
        edtf.days(date)
    except ValueError:
        return None
    return date


def written_date(date: str) -> str:
    """A partial date as it is written in a record: in quotes where YAML would read something else.

    >>> written_date("2023"), written_date("2023-03"), written_date("[2023..]")
    ('"2023"', '2023-03', '"[2023..]"')
    """
    return f'"{date}"' if date.isdigit() or date.startswith("[") else date


def meant_pointer(text: str) -> str | None:
    """The JSON Pointer that is meant by a text which is none: a name without its stroke, brackets, a step too many.

    >>> [meant_pointer(text) for text in ("zone", "/names/00", "/names[0].text", "/area/value", "parties.1.role", "?")]
    ['/zone', '/names/0', '/names/0', '/area', '/parties/1/role', None]
    """
    parts = re.findall("[a-z_]+|[0-9]+", text)
    if not parts or parts[0].isdigit():
        return None
    if len(parts) == 1 or not parts[1].isdigit():
        return f"/{parts[0]}"
    inner = parts[2:3] if parts[2:3] != ["text"] else []
    return "/".join(("", parts[0], str(int(parts[1])), *inner))


def meant_value(name: str, held: Any) -> Any:
    """The value that is meant for a field where another is given; the one that is given where that is not plain.

    >>> meant_value("opened_on", 2031), meant_value("supports", "zone"), meant_value("sha256", "AB")
    ('2031', '/zone', 'ab')
    """
    if isinstance(held, int) and (name.endswith("_on") or name in ("as_of", "period")):
        return _valid(str(held)) or held  # a year without its quotes
    if name == "supports" and isinstance(held, str):
        return meant_pointer(held) or held
    return held.lower() if name.endswith("sha256") and isinstance(held, str) else held


def codes_listed(country: str) -> str:
    """The codes of the subdivisions of a country, where they are few enough to read; else, or of none, nothing."""
    codes = sorted(iso3166.codes().get(country, ()))
    return f"those of {country} are {', '.join(codes)}" if 0 < len(codes) <= _MANY else ""
