"""The values of a plain field that is no reference, date or digest: by what the field says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ..schema import iso3166
from ..schema.fields import Field
from ..schema.value_types import Isocode, LanguageTag, Text, Url
from .columns import as_json
from .numbering import slug
from .wording import HAN, phrases, summaries

_SUMMARY = 1000
"""The longest text of a field in the curators' own words."""


@cache
def _pattern(kind: Any) -> str:
    return str(TypeAdapter(kind).json_schema()["pattern"])


def plain_tokens(spec: Field, language: str, seed: int) -> Sequence[str]:
    """Values that the field can have, as JSON, all different. Raises LookupError where nothing is known of its form."""
    json = spec.json
    if "const" in json:
        return (as_json(json["const"]),)
    if "enum" in json:
        return [as_json(term) for term in json["enum"]]
    if json["type"] == "boolean":
        return ("true", "false")
    if json["type"] in ("integer", "number"):
        least, most = json.get("minimum", 0), json.get("maximum", 10**6)
        return [as_json(int(least + (most - least) * place // 100)) for place in range(101)]
    return _texts(spec, language, seed)


def _texts(spec: Field, language: str, seed: int) -> Sequence[str]:
    pattern = spec.json.get("pattern")
    if pattern == _pattern(Text):
        if spec.json.get("maxLength", 0) >= _SUMMARY:
            return summaries(seed)
        return phrases(seed, language.startswith(HAN))
    if pattern == _pattern(LanguageTag):
        return (as_json(language),)
    if pattern == _pattern(Url):
        return [as_json(f"https://{slug(place)}.example/{place:04}") for place in range(400)]
    if pattern == _pattern(Isocode):
        return [as_json(code) for code in sorted(iso3166.codes())]
    raise LookupError(f"{spec.name} has a form of which no value is generated: {pattern}")
