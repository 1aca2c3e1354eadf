"""Value types: what a single value of a record can be. A record's fields are made of these and of vocabularies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from . import edtf, iso3166
from .base import Fault, Model, Value
from .vocabularies import Comparator, NameKind, Unit

_OVERRIDES = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)))
_INSIDE = rf"[^\x00-\x1f\x7f-\x9f{_OVERRIDES}]"
_SPACES = "".join(map(chr, (0x061C, 0x1680, *range(0x2000, 0x2010), 0x202F, 0x205F, 0x2060, 0x3000)))
_EDGE = rf"[^\x00-\x20\x7f-\xa0{_SPACES}{_OVERRIDES}]"
_LINE = rf"^{_EDGE}(?:{_INSIDE}*{_EDGE})?$"

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,62}$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN), Field(examples=["juventas-cell-therapy"])]
"""Identifier of a record, unique in its table: lower-case words joined by hyphens. Minted once, never reused."""

Text = Annotated[str, StringConstraints(pattern=_LINE, max_length=300)]
"""One line: a name, a title, a term. No control or direction-override characters, no space at the ends."""

Prose = Annotated[str, StringConstraints(pattern=_LINE, max_length=1000)]
"""A summary in the curators' own words: one paragraph, no line breaks."""

LanguageTag = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$"),
    Field(examples=["en", "zh"]),
]
"""Language tag (BCP 47): language, script, region: `en`, `zh-Hans`, `en-GB`."""

Url = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[!-~]*)?$", max_length=2000),
    Field(examples=["https://example.org/article"]),
]
"""Web address (RFC 3986, http or https, ASCII form)."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["0123456789abcdef" * 4])]
"""SHA-256 digest, 64 lower-case hexadecimal digits."""

Offset = Annotated[int, Field(ge=0, le=100_000_000)]
"""Position in a text in Unicode code points, from 0."""

Pointer = Annotated[
    str,
    StringConstraints(pattern=r"^/[a-z_]+(?:/(?:0|[1-9][0-9]{0,5})(?:/[a-z_]+)?)?$"),
    Field(examples=["/names/0", "/signed_on"]),
]
"""JSON Pointer (RFC 6901) to a value of the record: `/signed_on`, `/names/0`, `/parties/1/role`."""


def _partial_date(text: str) -> str:
    try:
        edtf.days(text)
    except ValueError as error:
        raise PydanticCustomError("partial_date", "{reason}", {"reason": str(error)}) from None
    return text


PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    WithJsonSchema({"type": "string", "pattern": edtf.PATTERN, "format": "edtf", "examples": ["2021-06-21"]}),
]
"""Partial date, EDTF (ISO 8601-2): as exact as the source and no more."""


def _only_true(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("literal_error", "can only be true", {})
    return value


Open = Annotated[bool, AfterValidator(_only_true), WithJsonSchema({"type": "boolean", "const": True})]
"""True, or not there: a list is said to be open, never to be complete."""


def _country(code: str) -> str:
    if code not in iso3166.codes():
        raise PydanticCustomError("enum", "not a country code", {"value": code})
    return code


Country = Annotated[
    str,
    AfterValidator(_country),
    WithJsonSchema({"type": "string", "enum": sorted(iso3166.codes())}),
]
"""Country, ISO 3166-1 alpha-2."""

Subdivision = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$"), Field(examples=["CN-BJ"])]
"""First-level subdivision of a country, ISO 3166-2."""


def _isocode(code: str) -> str:
    if code not in iso3166.codes() and code not in iso3166.codes().get(code[:2], ()):
        raise PydanticCustomError("iso_code", "not a code of ISO 3166", {"value": code})
    return code


Isocode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$"),
    AfterValidator(_isocode),
    Field(examples=["CN", "CN-BJ"]),
]
"""Code of a country (ISO 3166-1 alpha-2) or of a first-level subdivision of one (ISO 3166-2)."""


def unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse an item that occurs twice."""
    seen = set()
    for index, item in enumerate(items):
        if item in seen:
            raise PydanticCustomError("repeated_item", "an item stands twice", {"at": [index]})
        seen.add(item)
    return items


UNIQUE = (AfterValidator(unique), Field(json_schema_extra={"uniqueItems": True}))
"""Annotations of a list whose items are all different."""


def date_order(model: Model, later: str, *earlier: str) -> Iterator[Fault]:
    """A date that certainly lies before others that come first; partial dates that may be right pass."""
    if getattr(model, later) is None:
        return
    last = edtf.days(getattr(model, later)).last
    passed = [
        name
        for name in earlier
        if (text := getattr(model, name)) is not None and last is not None and (edtf.days(text).first or last) > last
    ]
    if passed:
        yield Fault("date_order", f"{later} lies before {' and '.join(passed)}", (later,))


def location(country: str | None, subdivision: str | None) -> Iterator[Fault]:
    """A subdivision without its country, of another country, or unknown to ISO 3166-2."""
    if subdivision is None:
        return
    at = ("subdivision",)
    if country is None:
        yield Fault("subdivision", f"subdivision {subdivision} stands without its country", at)
    elif subdivision not in iso3166.codes()[country]:
        yield Fault("subdivision", f"{subdivision} is no ISO 3166-2 code of country {country}", at)


def exactly_one(model: Model, *names: str) -> Iterator[Fault]:
    """None of several fields is given, or more than one."""
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        message = f"exactly one of {listed} is given, here {' and '.join(given) or 'none'}"
        yield Fault("exactly_one", message)


def display_name(model: Model) -> Iterator[Fault]:
    """A name to display that is none of the names, or names of which none is chosen."""
    name, names = getattr(model, "name"), getattr(model, "names")  # noqa: B009 (any model that has both)
    named = [held.text for held in names]
    if name is None:
        if named:
            yield Fault("display_name", "there are names, yet none is chosen as name", ("names",))
    elif name not in named:
        yield Fault("display_name", f"'{name}' is not one of names", ("name",))


class Name(Value):
    """A name as a source gives it, with its language."""

    text: Text
    """The name."""
    language: LanguageTag
    """Language of the name (BCP 47)."""
    kind: NameKind
    """What sort of name it is."""


class Quantity(Value):
    """An amount with the force of the words that state it."""

    value: Annotated[float, Field(ge=-9e15, le=9e15)]
    """The number, in `unit`."""
    comparator: Comparator
    """How the true amount stands to `value`."""
    upper: Annotated[float, Field(ge=-9e15, le=9e15)] | None = None
    """The upper number, in `unit`; only with comparator `between`. Null for every other comparator."""
    unit: Unit
    """Unit of measure (UCUM code)."""
    as_stated: Text
    """The words of the source that state the amount."""

    def _faults(self) -> Iterator[Fault]:
        if self.comparator is Comparator.between:
            if self.upper is None:
                yield Fault("quantity_bounds", "comparator 'between' needs an upper number", ("comparator",))
            elif self.upper <= self.value:
                yield Fault("quantity_bounds", "upper is not above value", ("upper",))
        elif self.upper is not None:
            yield Fault("quantity_bounds", f"upper stands with comparator '{self.comparator}'", ("upper",))
