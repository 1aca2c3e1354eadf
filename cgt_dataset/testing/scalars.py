"""Strategies of the values that are one text or number, in the JSON form in which records have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from ..schema import edtf, fields, iso3166
from ..schema.value_types import Id, Isocode, LanguageTag, Pointer, Sha256, Subdivision, Text, Url

_ASCII = "abcdefghijklmnopqrstuvwxyz"
_AWKWARD = (
    "NA",
    "NO",
    "null",
    "~",
    "1e5",
    "0o17",
    "2021-06",
    "true",
    "- a",
    "a: b",
    "#",
    "İıß",
    "知林",
    "שלום",
    "e\u0301",
)
"""Texts that careless tools read as something else."""


@cache
def ids() -> st.SearchStrategy[str]:
    """Identifiers of records."""
    words = st.text(f"{_ASCII}0123456789", min_size=2, max_size=8)
    joined = st.lists(words, min_size=1, max_size=3).map("-".join)
    return joined | st.from_regex(re.compile(r"[a-z0-9][a-z0-9-]{1,62}", re.ASCII), fullmatch=True)


@cache
def pattern_of(kind: Any) -> str:
    """The form of a value type."""
    return str(TypeAdapter(kind).json_schema()["pattern"])


@cache
def _forbidden() -> str:
    """What may not stand inside a line, of the plane in which all of it lies."""
    line = re.compile(pattern_of(Text))
    code_points = (*range(0xD800), *range(0xE000, 0x10000))
    return "".join(chr(point) for point in code_points if not line.fullmatch(f"a{chr(point)}a"))


def _trimmed(text: str) -> str:
    """The text without what may not stand at its ends."""
    line = re.compile(pattern_of(Text))
    while text and not line.fullmatch(text[0]):
        text = text[1:]
    while text and not line.fullmatch(text[-1]):
        text = text[:-1]
    return text


@cache
def lines(longest: int) -> st.SearchStrategy[str]:
    """One line of text in any script, with the length that its field allows at most now and then."""
    alphabet = st.characters(exclude_categories=["Cs"], exclude_characters=_forbidden())
    free = st.text(alphabet, min_size=1, max_size=16).map(_trimmed).filter(bool)
    plain = st.text(f"{_ASCII.upper()}{_ASCII}", min_size=1, max_size=12)
    full = free.map(lambda text: _trimmed((text * longest)[:longest]))
    return st.one_of(plain, free, st.sampled_from(_AWKWARD), st.one_of(plain, full))


def texts() -> st.SearchStrategy[str]:
    """Names, titles, terms: one line."""
    return lines(300)


def prose() -> st.SearchStrategy[str]:
    """Summaries: one paragraph."""
    return lines(1000)


@cache
def language_tags() -> st.SearchStrategy[str]:
    """Language tags (BCP 47) with and without script and region."""
    language = st.sampled_from(["en", "zh", "nl", "tr"]) | st.text(_ASCII, min_size=2, max_size=3)
    script = st.sampled_from(["", "-Hans", "-Latn"])
    region = st.sampled_from(["", "-GB", "-419"])
    return st.tuples(language, script, region).map("".join)


@cache
def urls() -> st.SearchStrategy[str]:
    """Web addresses in ASCII form."""
    visible = "".join(map(chr, range(0x21, 0x7F)))
    path = st.just("") | st.text(visible, max_size=20).map("/{}".format)
    host = st.text(f"{_ASCII}0123456789.-", min_size=1, max_size=12)
    return st.tuples(st.sampled_from(["http://", "https://"]), host, st.sampled_from(["", ":8080"]), path).map("".join)


def digests() -> st.SearchStrategy[str]:
    """SHA-256 digests."""
    return st.binary(min_size=32, max_size=32).map(bytes.hex)


def offsets() -> st.SearchStrategy[int]:
    """Positions in a text."""
    return st.integers(0, 100_000_000)


def pointers() -> st.SearchStrategy[str]:
    """JSON Pointers of the three depths that a value can have."""
    word = st.text(f"{_ASCII}_", min_size=1, max_size=10).map("/{}".format)
    position = st.integers(0, 999_999).map("/{}".format)
    return st.one_of(word, st.tuples(word, position).map("".join), st.tuples(word, position, word).map("".join))


@cache
def countries() -> st.SearchStrategy[str]:
    """Countries, ISO 3166-1 alpha-2."""
    return st.sampled_from(sorted(iso3166.codes()))


@cache
def subdivisions() -> st.SearchStrategy[str]:
    """Subdivisions of any country, ISO 3166-2."""
    return st.sampled_from(sorted(code for codes in iso3166.codes().values() for code in codes))


@cache
def iso_codes() -> st.SearchStrategy[str]:
    """Codes of countries and of subdivisions, ISO 3166."""
    return countries() | subdivisions()


@cache
def locations() -> st.SearchStrategy[tuple[str | None, str | None]]:
    """A country and a subdivision of it; a country alone; neither."""
    pairs = sorted((country, code) for country, codes in iso3166.codes().items() for code in codes)
    alone = countries().map(lambda country: (country, None))
    return st.one_of(st.sampled_from(pairs), alone, st.just((None, None)))


@cache
def partial_dates() -> st.SearchStrategy[str]:
    """Partial dates of every form of the profile, from the year 1 to 9999."""
    years = st.integers(1900, 2100) | st.integers(1, 9999)
    year = years.map("{:04}".format)
    month = st.integers(1, 12).map("-{:02}".format)
    part = st.sampled_from(["-33", "-34", "-35", "-36", "-40", "-41"])
    day = st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.dates()
    point = st.one_of(
        year, st.tuples(year, month).map("".join), st.tuples(year, part).map("".join), day.map(date.isoformat)
    )
    return st.one_of(
        point,
        st.tuples(point, point).map(lambda pair: _ordered("{}/{}", *pair)),
        st.tuples(point, point).map(lambda pair: _ordered("[{}..{}]", *pair)),
        point.map("[{}..]".format),
        point.map("[..{}]".format),
    )


def _ordered(form: str, one: str, other: str) -> str:
    """The stretch between two points, whichever comes first."""
    forth, back = form.format(one, other), form.format(other, one)
    try:
        edtf.days(forth)
    except ValueError:
        return back
    return forth


_BY_TYPE: tuple[tuple[Any, Callable[[], st.SearchStrategy[str]]], ...] = (
    (Id, ids),
    (LanguageTag, language_tags),
    (Url, urls),
    (Sha256, digests),
    (Pointer, pointers),
    (Subdivision, subdivisions),
    (Isocode, iso_codes),
)


def plain(spec: fields.Field) -> st.SearchStrategy[Any]:
    """The values of a plain field, or the items of a list of plain values, by what the field says of itself."""
    json = spec.json
    if "const" in json:
        return st.just(json["const"])
    if "enum" in json:
        return st.sampled_from(list(json["enum"]))
    if json.get("format") == "edtf":
        return partial_dates()
    if json["type"] == "integer":
        return st.integers(json.get("minimum", -(2**63)), json.get("maximum", 2**63 - 1))
    if json["type"] == "number":
        return st.floats(json.get("minimum"), json.get("maximum"), allow_nan=False, allow_infinity=False)
    if json["type"] == "boolean":
        return st.booleans()
    pattern, longest = json.get("pattern"), json.get("maxLength", 300)
    if pattern is None or pattern == pattern_of(Text):
        return lines(longest)
    known = next((made for kind, made in _BY_TYPE if pattern_of(kind) == pattern), None)
    if known is not None:
        return known()
    return st.from_regex(pattern).filter(lambda text: len(text) <= longest and not text.endswith("\n"))
