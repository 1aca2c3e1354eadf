"""Strategies of what a model accepts, derived from the model: a new field or type is drawn without a word here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st
from pydantic import ValidationError

from ..rules.tensions import COUNTS, at_most
from ..schema import Quantity, fields, fields_of, iso3166
from ..schema.base import Model
from ..schema.v2.vocabularies import Stance
from ..schema.vocabularies import Assertion, Derivation, PlaceKind
from .amounts import quantities
from .scalars import locations, plain, prose

Doc = dict[str, Any]
Known = Mapping[str, Sequence[str]]
"""The ids that a document may refer to, by table."""

ABSENT = object()
"""Stands for the content of a field that is not there."""
_FARTHEST = 100_000_000


def schema_of(model: type[Model]) -> str | None:
    """What a document gives as `schema`; None for a model that is no document of its own."""
    info = model.model_fields.get("schema_")
    return str(get_args(info.annotation)[0]) if info is not None else None


@st.composite
def mappings(
    draw: st.DrawFn, model: type[Model], known: Known | None = None, given: Mapping[str, Any] | None = None
) -> Doc:
    """What a model accepts, but for `schema` and `evidence`. Without `known`, references lead anywhere; what is `given`
    is not drawn.
    """
    if model is Quantity:
        return draw(quantities())
    given = given or {}
    chosen, rejected = _rivals(draw, model, known)
    document = {}
    for spec in fields_of(model):
        if spec.name in given:
            content = given[spec.name]
        elif spec.name in rejected:
            content = ABSENT
        else:
            content = draw(_contents(model, spec, known, needed=spec.name in chosen or is_needed(model, spec.name)))
        if content is not ABSENT:
            document[spec.name] = content
    _fit(draw, model, document, given)
    _settle(model, document)
    return document


def is_needed(model: type[Model], name: str) -> bool:
    """Whether a field must be there."""
    return model.model_fields[name].is_required()


def can_be(model: type[Model], known: Known | None) -> bool:
    """Whether there is all that a mapping must refer to."""
    specs = {spec.name: spec for spec in fields_of(model)}
    one_of = getattr(model, "one_of", ())
    needed = all(_can_hold(spec, known) for spec in specs.values() if is_needed(model, spec.name))
    return needed and (not one_of or any(_can_hold(specs[name], known) for name in one_of))


def _can_hold(spec: fields.Field, known: Known | None) -> bool:
    if spec.references is not None:
        return known is None or bool(known[spec.references])
    return spec.kind in ("plain", "items") or can_be(spec.type, known)


def needed_tables(model: type[Model]) -> Iterator[str]:
    """The tables without a record of which there can be none of a model."""
    specs = {spec.name: spec for spec in fields_of(model)}
    yield from (spec.references for spec in specs.values() if spec.references and is_needed(model, spec.name))
    one_of = [specs[name].references for name in getattr(model, "one_of", ())]
    if one_of and None not in one_of:
        yield from one_of[:1]  # type: ignore[misc]  # each refers to a table


def _rivals(draw: st.DrawFn, model: type[Model], known: Known | None) -> tuple[set[str], set[str]]:
    """Of fields of which one is given, or one at most: those that are given, and those that are not."""
    specs = {spec.name: spec for spec in fields_of(model)}
    chosen, rejected = set(), set()
    for names, least in ((getattr(model, "one_of", ()), 1), (getattr(model, "one_at_most", ()), 0)):
        if names:
            can = [name for name in names if _can_hold(specs[name], known)]
            one = draw(st.sampled_from(can if least else [None, *can]))
            chosen |= {one} - {None}
            rejected |= {*names} - {one}
    return chosen, rejected


def _contents(model: type[Model], spec: fields.Field, known: Known | None, *, needed: bool) -> st.SearchStrategy[Any]:
    """The contents of a field: absent and null where it may be."""
    listed = spec.kind not in ("plain", "value")
    if not _can_hold(spec, known):
        return st.just(ABSENT) | st.just([]) if listed else st.sampled_from([ABSENT, None])
    one: st.SearchStrategy[Any]
    if spec.references is not None and known is not None:
        one = st.sampled_from([*known[spec.references]])
    elif spec.kind in ("plain", "items"):
        one = _plain(model, spec.name)
    else:
        one = mappings(spec.type, known)
    if not listed:
        if needed:
            return one
        return (_NOTHING if not spec.required else st.just(ABSENT)) | one | one
    bounds = _properties(model)[spec.name]
    least, most = bounds.get("minItems", 0), bounds.get("maxItems", 3)
    several = st.lists(one, min_size=least, max_size=min(3, most), unique_by=_key)
    return several if needed else st.just(ABSENT) | several


_NOTHING = st.sampled_from([ABSENT, ABSENT, None])


@cache
def _properties(model: type[Model]) -> dict[str, Any]:
    return dict(model.model_json_schema()["properties"])


@cache
def _plain(model: type[Model], name: str) -> st.SearchStrategy[Any]:
    return next(plain(spec) for spec in fields_of(model) if spec.name == name)


def _key(item: Any) -> str:
    return json.dumps(
        {name: held for name, held in item.items() if held is not None} if isinstance(item, dict) else item
    )


def _fit(draw: st.DrawFn, model: type[Model], document: Doc, given: Mapping[str, Any]) -> None:
    """Make fields that depend on each other fit."""
    has = {spec.name for spec in fields_of(model)}.difference(given).issuperset
    if has(("country", "subdivision")):
        put(document, zip(("country", "subdivision"), draw(locations()), strict=True))
    if has(("name", "names")):
        named = [name["text"] for name in document.get("names") or ()]
        put(document, [("name", draw(st.sampled_from(named)) if named else None)])
    if has(("published_on", "published_on_basis")) and document.get("published_on") is None:
        put(document, [("published_on_basis", None)])
    elif has(("published_on", "published_on_basis")) and document.get("published_on_basis") is None:
        put(document, [("published_on", None)])
    if has(("body_start", "body_end", "text_length")):
        one, two, three = draw(_places(3))
        document |= {"body_start": one, "body_end": two, "text_length": three}
        _fit_in(document, one, two)
    if has(("start", "end")):
        document["start"], document["end"] = draw(_places(2))
    if has(("assertion", "asserted_by")) and document["assertion"] == Assertion.stated:
        put(document, [("asserted_by", None)])
    if has(("derivation", "note")) and document["derivation"] in (Derivation.inferred, Derivation.computed):
        document["note"] = document.get("note") or draw(prose())
    if has(("says", "outweighed_by")):
        contradicts = document.get("stance") == Stance.contradicts
        for name in ("says", "outweighed_by"):
            if not contradicts:
                put(document, [(name, None)])
            elif document.get(name) is None:
                document[name] = draw(_plain(model, name))
    for (_, name), (listed, _) in COUNTS.items():
        if has((name, listed)) and document.get(name) is not None:
            most = at_most(Quantity.model_validate(document[name], strict=False))
            if most is not None and most < len(document.get(listed) or ()):
                put(document, [(name, None)])
    if has(("iso_code", "kind")) and document.get("iso_code") is not None:
        put(document, [("kind", _kind_with(document["iso_code"], document.get("kind")))])


def _places(count: int) -> st.SearchStrategy[list[int]]:
    return st.sets(st.integers(0, _FARTHEST), min_size=count, max_size=count).map(sorted)


def _fit_in(document: Doc, start: int, end: int) -> None:
    """Keep stretches inside the body."""
    for stretch in document.get("left_out", ()):
        stretch["start"] = start + stretch["start"] % (end - start)
        stretch["end"] = min(end, max(stretch["start"] + 1, stretch["end"]))


def _kind_with(code: str, kind: str | None) -> str | None:
    """The kind of a place with a code."""
    if code in iso3166.codes():
        return PlaceKind.country.value if kind is not None else None
    return None if kind == PlaceKind.country else kind


def within(draw: st.DrawFn, place: Doc, above: str | None) -> None:
    """Give a place that lies in one with a code a code that lies in it, or none."""
    code = place.get("iso_code")
    if code is None or above is None or (code[:2] == above and len(code) > len(above)):
        return
    inner = sorted(iso3166.codes().get(above, ()))
    new = draw(st.sampled_from(inner)) if inner else None
    put(place, [("iso_code", new), ("kind", _kind_with(new, place.get("kind")) if new else place.get("kind"))])


def put(document: Doc, contents: Any) -> None:
    """Set fields; those with None are taken out."""
    for name, content in contents:
        if content is None:
            document.pop(name, None)
        else:
            document[name] = content


def _settle(model: type[Model], document: Doc) -> None:
    """Take out what still does not fit, such as a date before an earlier one; nothing stays that the model refuses."""
    named = schema_of(model)
    whole = {"schema": named} if named else {}
    while True:
        try:
            model.model_validate_json(json.dumps({**whole, **document}))
        except ValidationError as error:
            faults = [fault for each in error.errors() for fault in each.get("ctx", {}).get("faults", ())]
            unfit = {fault.at[0] for fault in faults if fault.at and not is_needed(model, fault.at[0])}
            if not unfit & document.keys():
                raise
            for name in unfit & document.keys():
                del document[name]
        else:
            return
