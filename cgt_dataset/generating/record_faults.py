"""Faults of one record by itself: what its model refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import permutations
from typing import Any

from ..schema import CURRENT, Quantity, fields_of, iso3166
from ..schema.base import Model
from ..schema.relational import is_place
from .plan import required_lists
from .target import Doc, Target

_TEXT = "string"


def _missing(target: Target) -> str | None:
    found = [(at, held, name) for at, model, held in target.mappings for name in held if name in _needed(model)]
    at, held, name = target.any(found)
    del held[name]
    return str(at)


@cache
def _needed(model: type[Model]) -> frozenset[str]:
    """The fields that a mapping cannot be without, but for those by which the record is known."""
    known = (spec.name for spec in fields_of(model) if spec.name != "id")
    return frozenset(name for name in known if model.model_fields[name].is_required())


def _unknown(target: Target) -> str:
    at, _, held = target.any(target.mappings)
    held["remarks"] = target.any(["something", None, 1, {"deep": [{}]}])
    return f"{at}/remarks"


def _setting(kinds: tuple[str, ...], *wrong: Any) -> Callable[[Target], str | None]:
    """Puts something in the place of a plain value of one of these JSON types that is no term."""

    def make(target: Target) -> str | None:
        site = target.plain(lambda spec: spec.json.get("type") in kinds and "enum" not in spec.json)
        if site is None:
            return None
        site.held[site.key] = target.any(list(wrong))
        return site.pointer

    return make


def _number_as_text(target: Target) -> str | None:
    site = target.plain(lambda spec: spec.json.get("type") in ("integer", "number"))
    if site is None:
        return None
    site.held[site.key] = str(site.held[site.key])
    return site.pointer


def _fraction(target: Target) -> str | None:
    site = target.plain(lambda spec: spec.json.get("type") == "integer")
    if site is None:
        return None
    site.held[site.key] += target.any([0.0, 0.5])
    return site.pointer


def _for_a_list(wrong: Any) -> Callable[[Target], str | None]:
    def make(target: Target) -> str | None:
        found = [
            (f"{at}/{spec.name}", held, spec.name)
            for at, model, held in target.mappings
            for spec in fields_of(model)
            if isinstance(held.get(spec.name), list)
        ]
        if not found:
            return None
        pointer, held, name = target.any(found)
        held[name] = wrong
        return str(pointer)

    return make


def _null_in_a_list(target: Target) -> str | None:
    site = target.plain(lambda spec: spec.kind == "items" and "enum" not in spec.json)
    if site is None:
        return None
    site.held[site.key] = None
    return site.pointer


def _term(target: Target) -> str | None:
    site = target.plain(lambda spec: "enum" in spec.json)
    if site is None:
        return None
    site.held[site.key] = target.any(["no such term", "", str(site.held[site.key]).upper() + " ", 12])
    return site.pointer


def _form(*endings: str) -> Callable[[Target], str | None]:
    """Adds to a text what its form does not have."""

    def make(target: Target) -> str | None:
        site = target.plain(lambda spec: "pattern" in spec.json and spec.json.get("format") != "edtf")
        if site is None:
            return None
        site.held[site.key] += target.any(list(endings))
        return site.pointer

    return make


def _long(target: Target) -> str | None:
    site = target.plain(lambda spec: "maxLength" in spec.json and spec.kind == "plain")
    if site is None:
        return None
    site.held[site.key] = "https://a.example/".ljust(site.spec.json["maxLength"] + 1, "x")
    return site.pointer


def _empty_list(target: Target) -> str | None:
    found = [(at, held, name) for at, model, held in target.mappings for name in required_lists(model) if name in held]
    at, held, name = target.any(found)
    held[name] = []
    return f"{at}/{name}"


def _range(target: Target) -> str | None:
    site = target.plain(lambda spec: "maximum" in spec.json)
    if site is None:
        return None
    bounds = [site.spec.json["maximum"] * 2, site.spec.json["minimum"] * 2 - 1]
    site.held[site.key] = int(target.any(bounds))
    return site.pointer


_NO_DATES = [
    "2021-02-30",
    "2021-13",
    "0000",
    "0000-05",
    "2021-37",
    "2022/2021",
    "[..]",
    "[2022..2021]",
    "2021-6-1",
    "2021/",
    "20210621",
    "2021-06-21T00:00",
]


def _date(target: Target) -> str | None:
    site = target.plain(lambda spec: spec.json.get("format") == "edtf")
    if site is None:
        return None
    site.held[site.key] = target.any(_NO_DATES)
    return site.pointer


def _repeated(target: Target) -> str | None:
    found = [
        (f"{at}/{spec.name}", held[spec.name])
        for at, model, held in target.mappings
        for spec in fields_of(model)
        if held.get(spec.name) and spec.name in _unique_lists(model)
    ]
    if not found:
        return None
    pointer, listed = target.any(found)
    listed.append(listed[0])
    return f"{pointer}/{len(listed) - 1}"


@cache
def _unique_lists(model: type[Model]) -> frozenset[str]:
    properties = model.model_json_schema()["properties"]
    return frozenset(name for name, said in properties.items() if said.get("uniqueItems"))


def _rivals(target: Target) -> str | None:
    """Two of which one is given, or none of which one must be."""
    found: list[tuple[str, Doc, str, str | None]] = []
    for at, model, held in target.mappings:
        names: tuple[str, ...] = getattr(model, "one_of", ()) or getattr(model, "one_at_most", ())
        specs = {spec.name: spec for spec in fields_of(model)}
        given = [name for name in names if held.get(name) is not None]
        others = [name for name in names if name not in given]
        if given and others:
            table = specs[others[0]].references
            somebody = target.some_id(table) if table else "somebody"
            if somebody is not None:
                found.append((at, held, others[0], somebody))
            if getattr(model, "one_of", ()):
                found.append((at, held, given[0], None))
    if not found:
        return None
    at, held, name, value = target.any(found)
    if value is None:
        held.pop(name, None)
        target.unsupport(f"{at}/{name}")
    else:
        held[name] = value
        if not at.startswith("/evidence"):
            target.support(f"{at}/{name}")
    return str(at)


@cache
def ordered_dates(model: type[Model]) -> list[tuple[str, str]]:
    """The dates of a model of which one, the first, may not lie before the other: as the model itself has it."""
    blank: dict[str, Any] = {spec.name: None if spec.kind in ("plain", "value") else () for spec in fields_of(model)}
    dates = [spec.name for spec in fields_of(model) if spec.json.get("format") == "edtf"]
    found = []
    for later, earlier in permutations(dates, 2):
        probe = model.model_construct(None, **{**blank, earlier: "2100", later: "1900"})
        if any(fault.kind == "date_order" for fault in probe._faults()):
            found.append((later, earlier))
    return found


def _date_order(target: Target) -> str | None:
    found = [(at, held, *pair) for at, model, held in target.mappings for pair in ordered_dates(model)]
    if not found:
        return None
    at, held, later, earlier = target.any(found)
    held.update({earlier: "2001-05", later: "1901"})
    target.support(f"{at}/{earlier}", f"{at}/{later}")
    return f"{at}/{later}"


def _quantity(target: Target) -> str | None:
    amounts = [(at, held) for at, model, held in target.mappings if model is Quantity]
    if not amounts:
        return None
    at, held = target.any(amounts)
    if held["comparator"] != "between":
        held["upper"] = held["value"] + 100
    elif target.rng.random() < 0.5:
        held["upper"] = held["value"]
    else:
        del held["upper"]
        return f"{at}/comparator"
    return f"{at}/upper"


def _code_of_another_kind(target: Target) -> str | None:
    if not is_place(target.model):
        return None
    country = target.any(sorted(iso3166.codes()))
    target.document.update(iso_code=country, kind="city")
    target.support("/iso_code", "/kind")
    return "/iso_code"


def _span(target: Target) -> str | None:
    found = [(at, held) for at, _, held in target.mappings if {"start", "end"} <= held.keys()]
    at, held = target.any(found)
    within = not at.startswith("/evidence")  # its place in the body is held against that of the body too
    held["end"] = held["start"] if within else target.any([held["start"], held["start"] - 5, 0])
    return f"{at}/end"


def _body(target: Target) -> str | None:
    if "body_end" not in target.document or target.document.get("left_out"):
        return None
    target.document["body_end"] = target.any([target.document["body_start"], target.document["text_length"] + 1])
    return "/body_end"


def _note(target: Target) -> str:
    place = target.rng.randrange(len(target.items()))
    item = target.items()[place]
    item["derivation"] = target.any(["inferred", "computed"])
    item.pop("note", None)
    return f"/evidence/{place}/derivation"


def _bearer(target: Target) -> str | None:
    place, somebody = target.rng.randrange(len(target.items())), target.some_id("organizations")
    if somebody is None:
        return None
    target.items()[place].update(assertion="stated", asserted_by={"organization": somebody})
    return f"/evidence/{place}/asserted_by"


def _date_basis(target: Target) -> str | None:
    both = ["published_on", "published_on_basis"]
    if target.document.get("published_on") is None:
        return None
    lost = target.any(both)
    del target.document[lost]
    return "/" + next(name for name in both if name != lost)


def _display_name(target: Target) -> str | None:
    if not {"name", "names"} <= target.document.keys():
        return None
    target.document["name"] = "Nobody Is Called So"
    return "/name"


def _no_display_name(target: Target) -> str | None:
    optional = any(spec.name == "name" and not spec.required for spec in fields_of(target.model))
    if not optional or not target.document.get("names"):
        return None
    del target.document["name"]
    return "/names"


def _schema(target: Target) -> str:
    named = target.document["schema"]
    others = [name for name in CURRENT.models if name != named]
    target.document["schema"] = target.any([f"{named[:-1]}9", *others, None, 2, ""])
    return "/schema"


def _no_schema(target: Target) -> str:
    del target.document["schema"]
    return ""


def _stance(target: Target) -> str:
    places = range(len(target.items()))
    against = [place for place in places if target.items()[place].get("stance") == "contradicts"]
    place = target.any(against or [*places])
    item = target.items()[place]
    if item.get("stance") == "contradicts":
        del item[target.any(["says", "outweighed_by"])]
        return f"/evidence/{place}/stance"
    item["says"] = "Otherwise."
    return f"/evidence/{place}/says"


RECORD_FAULTS: tuple[tuple[str, str, Callable[[Target], str | None]], ...] = (
    ("field-missing", "CGT101", _missing),
    ("field-unknown", "CGT102", _unknown),
    ("number-as-text", "CGT103", _number_as_text),
    ("fraction-for-integer", "CGT103", _fraction),
    ("wrong-type-for-text", "CGT103", _setting((_TEXT,), 12, True, ["a"], {"a": 1})),
    ("wrong-type-for-number", "CGT103", _setting(("integer", "number"), True, [1], {})),
    ("text-for-list", "CGT103", _for_a_list("a text")),
    ("null-for-list", "CGT103", _for_a_list(None)),
    ("null-in-list", "CGT103", _null_in_a_list),
    ("no-such-term", "CGT104", _term),
    ("space-at-the-end", "CGT105", _form(" ", "\u00a0", "\u3000")),
    ("line-end-in-text", "CGT105", _form("\n", "\nx", "\u2028")),
    ("nul-in-text", "CGT105", _form("\x00")),
    ("text-too-long", "CGT106", _long),
    ("list-empty", "CGT106", _empty_list),
    ("number-out-of-bounds", "CGT107", _range),
    ("no-such-date", "CGT108", _date),
    ("item-twice", "CGT109", _repeated),
    ("not-one-of-several", "CGT110", _rivals),
    ("date-too-early", "CGT111", _date_order),
    ("upper-number", "CGT112", _quantity),
    ("code-of-another-kind", "CGT113", _code_of_another_kind),
    ("span-without-words", "CGT114", _span),
    ("body-outside-text", "CGT114", _body),
    ("note-missing", "CGT115", _note),
    ("bearer-of-plain-statement", "CGT116", _bearer),
    ("date-without-basis", "CGT117", _date_basis),
    ("name-of-nobody", "CGT118", _display_name),
    ("no-name-chosen", "CGT118", _no_display_name),
    ("schema-of-another", "CGT119", _schema),
    ("schema-missing", "CGT119", _no_schema),
    ("stance", "CGT120", _stance),
)
"""Sort, code, and what plants the fault and gives its pointer."""
