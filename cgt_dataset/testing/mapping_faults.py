"""The faults that one mapping of a document can be given, field by field: each with the code of its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..schema import AnyRecord, evidence_of, fields, fields_of
from ..schema.base import Model
from ..schema.v2.vocabularies import Stance
from ..schema.value_types import Isocode
from .mappings import is_needed
from .scalars import pattern_of

Doc = dict[str, Any]


class Change(NamedTuple):
    """A fault that a document can be given."""

    code: str
    pointer: str
    make: Callable[[], object]
    """Puts the fault into the document."""
    besides: Mapping[str, Doc] = {}
    """Documents that the dataset must have for it, by TABLE/ID."""


class Site(NamedTuple):
    """A mapping of a document, and the model that it is of."""

    pointer: str
    model: type[Model]
    held: Doc
    proof: bool = False
    """Whether it is evidence, or in evidence."""


def sites_of(site: Site) -> Iterator[Site]:
    """A mapping and every mapping in it."""
    yield site
    for spec in fields_of(site.model):
        held = site.held.get(spec.name)
        at = f"{site.pointer}/{spec.name}"
        if held is None or spec.kind in ("plain", "items"):
            continue
        inner = [(at, held)] if spec.kind == "value" else [(f"{at}/{index}", item) for index, item in enumerate(held)]
        for pointer, content in inner:
            yield from sites_of(Site(pointer, spec.type, content, site.proof))
    if issubclass(site.model, AnyRecord):
        for index, item in enumerate(site.held["evidence"]):
            yield from sites_of(Site(f"/evidence/{index}", evidence_of(site.model), item, proof=True))


# --- one value against its field ---


def setting(code: str, pointer: str, held: Any, key: Any, bad: Any) -> Change:
    """A change that puts something bad in the place of a value."""
    return Change(code, pointer, lambda: held.__setitem__(key, bad))


def plain_values(site: Site) -> Iterator[tuple[fields.Field, str, Any, Any]]:
    """Every plain value of a mapping: its field, its pointer, what holds it and under which key."""
    for spec in fields_of(site.model):
        held = site.held.get(spec.name)
        if held is None:
            continue
        at = f"{site.pointer}/{spec.name}"
        if held == Stance.contradicts:
            continue  # else the words that contradict would have to bear the value out
        if spec.kind == "plain":
            yield spec, at, site.held, spec.name
        elif spec.kind == "items":
            yield from ((spec, f"{at}/{index}", held, index) for index in range(len(held)))


def _missing_or_unknown(site: Site) -> Iterator[Change]:
    required = [spec.name for spec in fields_of(site.model) if is_needed(site.model, spec.name)]
    for name in required:
        yield Change("CGT101", site.pointer, lambda name=name: site.held.pop(name))  # type: ignore[misc]
    for name in ("remarks", *(f"{name}s_" for name in required)):
        yield setting("CGT102", f"{site.pointer}/{name}", site.held, name, "something")


def _wrong_type(site: Site) -> Iterator[Change]:
    for spec, pointer, held, key in plain_values(site):
        kind = spec.json.get("type")
        wrong: tuple[Any, ...] = ("12", [1], {}) if kind in ("integer", "number") else (12, [], {"a": 1})
        if kind == "boolean":
            wrong = ("true", 1)
        is_term = "enum" in spec.json and spec.references is None and not _is_text(spec)
        for bad in wrong:
            yield setting("CGT104" if is_term else "CGT103", pointer, held, key, bad)
    for spec in fields_of(site.model):
        if spec.name in site.held and spec.kind not in ("plain", "value"):
            for bad in ("a text", {"a": 1}, None):
                yield setting("CGT103", f"{site.pointer}/{spec.name}", site.held, spec.name, bad)
        if site.held.get(spec.name) is not None and spec.kind == "value":
            yield setting("CGT103", f"{site.pointer}/{spec.name}", site.held, spec.name, "3,500 m2")


def _is_text(spec: fields.Field) -> bool:
    """Whether codes of a long list stand in a field of text, such as countries."""
    return spec.type is str


def _wrong_term(site: Site) -> Iterator[Change]:
    for spec, pointer, held, key in plain_values(site):
        if "enum" in spec.json:
            yield setting("CGT104", pointer, held, key, "no such term")
        elif spec.json.get("const") is True:
            yield setting("CGT104", pointer, held, key, False)
        elif spec.json.get("pattern") == pattern_of(Isocode):
            yield setting("CGT104", pointer, held, key, "ZZ")


_UNFORMED = ("", " x", "x ", "A_B", "x\ny", "no such form", "http:/x.org", "-", "知")


def _wrong_form(site: Site) -> Iterator[Change]:
    for spec, pointer, held, key in plain_values(site):
        pattern, longest = spec.json.get("pattern"), spec.json.get("maxLength")
        if spec.json.get("format") == "edtf":
            for bad in ("2021-02-30", "2021-13", "2021-37", "June 2021", "", "2022/2021", "[..]", "[2022..2021]"):
                yield setting("CGT108", pointer, held, key, bad)
        elif pattern is not None and pointer != "/id":  # another id is another fault besides
            slips = (f"{held[key]}/", f"{held[key]} ", held[key][1:])  # of pointers, so that it is seen what they mean
            for bad in slips if spec.name == "supports" else _UNFORMED:
                if not re.search(pattern, bad):
                    yield setting("CGT105", pointer, held, key, bad)
        if longest is not None:
            yield setting("CGT106", pointer, held, key, "https://a.org/".ljust(longest + 1, "x"))
        for bound, step in (("minimum", -1), ("maximum", 1)):
            if bound in spec.json:
                limit = spec.json[bound]
                yield setting("CGT107", pointer, held, key, limit + step * max(1, int(abs(limit)) // 10**6))


def _wrong_list(site: Site) -> Iterator[Change]:
    properties = site.model.model_json_schema()["properties"]
    for spec in fields_of(site.model):
        listed = site.held.get(spec.name)
        if not isinstance(listed, list):
            continue
        at, limits = f"{site.pointer}/{spec.name}", properties[spec.name]
        if limits.get("minItems"):
            yield Change("CGT106", at, listed.clear)
        if listed and limits.get("uniqueItems"):
            yield Change("CGT109", f"{at}/{len(listed)}", lambda listed=listed: listed.append(listed[0]))  # type: ignore[misc]


OF_A_MAPPING = (_missing_or_unknown, _wrong_type, _wrong_term, _wrong_form, _wrong_list)
"""What makes the faults of one mapping, each by its site."""
