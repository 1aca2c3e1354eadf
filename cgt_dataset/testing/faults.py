"""The faults that a document without one can be given: each with the code of its rule and its place.

A change keeps everything else as it must be: what it adds gets evidence, what it takes loses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..schema import MODELS, Evidence, Record, fields, fields_of, iso3166
from ..schema.base import Model
from ..schema.vocabularies import Comparator
from ..texts import digest, folded
from .written import Generated

Doc = dict[str, Any]


class Change(NamedTuple):
    """A fault that a document can be given."""

    code: str
    pointer: str
    make: Callable[[], object]
    """Puts the fault into the document."""


class Site(NamedTuple):
    """A mapping of a document, and the model that it is of."""

    pointer: str
    model: type[Model]
    held: Doc


def changes(document: Doc, dataset: Generated) -> list[Change]:
    """Every fault that `document`, a record of `dataset`, can be given."""
    model = MODELS[document["schema"]]
    sites = list(_sites(Site("", model, document)))
    found: list[Change] = []
    for site in sites:
        for make in _OF_A_MAPPING:
            found += make(site)
        found += _between_fields(document, site)
    found += _of_the_record(document, model, dataset)
    for index, item in enumerate(document["evidence"]):
        found += _of_evidence(document, dataset, f"/evidence/{index}", item)
    return found


def _sites(site: Site) -> Iterator[Site]:
    yield site
    for spec in fields_of(site.model):
        held = site.held.get(spec.name)
        at = f"{site.pointer}/{spec.name}"
        if held is None or spec.kind in ("plain", "items"):
            continue
        inner = [(at, held)] if spec.kind == "value" else [(f"{at}/{index}", item) for index, item in enumerate(held)]
        for pointer, content in inner:
            yield from _sites(Site(pointer, spec.type, content))
    if issubclass(site.model, Record):
        for index, item in enumerate(site.held["evidence"]):
            yield Site(f"/evidence/{index}", Evidence, item)


# --- one value against its field ---


def _setting(code: str, pointer: str, held: Any, key: Any, bad: Any) -> Change:
    return Change(code, pointer, lambda: held.__setitem__(key, bad))


def _plain_values(site: Site) -> Iterator[tuple[fields.Field, str, Any, Any]]:
    """Every plain value of a mapping: its field, its pointer, what holds it and under which key."""
    for spec in fields_of(site.model):
        held = site.held.get(spec.name)
        if held is None:
            continue
        at = f"{site.pointer}/{spec.name}"
        if spec.kind == "plain":
            yield spec, at, site.held, spec.name
        elif spec.kind == "items":
            yield from ((spec, f"{at}/{index}", held, index) for index in range(len(held)))


def _missing_or_unknown(site: Site) -> Iterator[Change]:
    required = [spec.name for spec in fields_of(site.model) if spec.required]
    for name in required:
        yield Change("CGT101", site.pointer, lambda name=name: site.held.pop(name))  # type: ignore[misc]
    for name in ("remarks", *(f"{name}s_" for name in required)):
        yield _setting("CGT102", f"{site.pointer}/{name}", site.held, name, "something")


def _wrong_type(site: Site) -> Iterator[Change]:
    for spec, pointer, held, key in _plain_values(site):
        kind = spec.json.get("type")
        wrong: tuple[Any, ...] = ("12", [1], {}) if kind in ("integer", "number") else (12, [], {"a": 1})
        if kind == "boolean":
            wrong = ("true", 1)
        is_term = "enum" in spec.json and spec.references is None and not _is_text(spec)
        for bad in wrong:
            yield _setting("CGT104" if is_term else "CGT103", pointer, held, key, bad)
    for spec in fields_of(site.model):
        if spec.name in site.held and spec.kind not in ("plain", "value"):
            for bad in ("a text", {"a": 1}, None):
                yield _setting("CGT103", f"{site.pointer}/{spec.name}", site.held, spec.name, bad)
        if site.held.get(spec.name) is not None and spec.kind == "value":
            yield _setting("CGT103", f"{site.pointer}/{spec.name}", site.held, spec.name, "3,500 m2")


def _is_text(spec: fields.Field) -> bool:
    """Whether codes of a long list stand in a field of text, such as countries."""
    return spec.type is str


def _wrong_term(site: Site) -> Iterator[Change]:
    for spec, pointer, held, key in _plain_values(site):
        if "enum" in spec.json:
            yield _setting("CGT104", pointer, held, key, "no such term")
        elif spec.json.get("const") is True:
            yield _setting("CGT104", pointer, held, key, False)


_UNFORMED = ("", " x", "x ", "A_B", "x\ny", "no such form", "http:/x.org", "-", "知")


def _wrong_form(site: Site) -> Iterator[Change]:
    for spec, pointer, held, key in _plain_values(site):
        pattern, longest = spec.json.get("pattern"), spec.json.get("maxLength")
        if spec.json.get("format") == "edtf":
            for bad in ("2021-02-30", "2021-13", "2021-37", "June 2021", "", "2022/2021", "[..]", "[2022..2021]"):
                yield _setting("CGT108", pointer, held, key, bad)
        elif pattern is not None and pointer != "/id":  # another id is another fault besides
            for bad in _UNFORMED:
                if not re.search(pattern, bad):
                    yield _setting("CGT105", pointer, held, key, bad)
        if longest is not None:
            yield _setting("CGT106", pointer, held, key, "https://a.org/".ljust(longest + 1, "x"))
        for bound, step in (("minimum", -1), ("maximum", 1)):
            if bound in spec.json:
                limit = spec.json[bound]
                yield _setting("CGT107", pointer, held, key, limit + step * max(1, int(abs(limit)) // 10**6))


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


_OF_A_MAPPING = (_missing_or_unknown, _wrong_type, _wrong_term, _wrong_form, _wrong_list)


# --- evidence that follows a change ---


def _unsupport(document: Doc, pointer: str) -> None:
    """Take a value, and what stands in it, out of all evidence."""
    for item in document["evidence"]:
        item["supports"] = [held for held in item["supports"] if held != pointer and not held.startswith(f"{pointer}/")]
    document["evidence"] = [item for item in document["evidence"] if item["supports"]]


def _replace(document: Doc, site: Site, name: str, content: Any) -> None:
    """Give a field of a mapping another content, with evidence; None takes it out."""
    pointer = f"{site.pointer}/{name}"
    spare = document["evidence"][0]
    _unsupport(document, pointer)
    if content is None:
        site.held.pop(name, None)
        return
    site.held[name] = content
    inferred = {"derivation": "inferred", "assertion": "expected", "note": "Resolved from context."}
    document["evidence"].append({**spare, **inferred, "supports": [pointer]})


_ORDER = (
    ("ended_on", "announced_on"),
    ("ended_on", "signed_on"),
    ("ended_on", "effective_on"),
    ("expires_on", "issued_on"),
    ("expires_on", "effective_on"),
    ("target_on", "issued_on"),
)


def _between_fields(document: Doc, site: Site) -> Iterator[Change]:
    has = {spec.name for spec in fields_of(site.model)}.issuperset
    held, at = site.held, site.pointer

    def replacing(code: str, at_field: str, /, **contents: Any) -> Change:
        def make() -> None:
            for each, content in contents.items():
                _replace(document, site, each, content)

        return Change(code, f"{at}/{at_field}" if at_field else at, make)

    if not document["evidence"]:
        return
    if has(("organization", "described_as")):
        missing = "described_as" if held.get("organization") is not None else "organization"
        yield replacing("CGT110", "", **{missing: "an-organization"})
        yield replacing("CGT110", "", organization=None, described_as=None)
    dates = {spec.name for spec in fields_of(site.model) if spec.json.get("format") == "edtf"}
    for later, earlier in _ORDER:
        if {later, earlier} <= dates:
            others: dict[str, Any] = dict.fromkeys(sorted(dates - {later, earlier}))
            yield replacing("CGT111", later, **others, **{later: "1900-01", earlier: "2100"})
    if has(("country", "subdivision")):
        country = held.get("country") or "NL"
        foreign = "CN-BJ" if country != "CN" else "NL-NH"
        yield replacing("CGT113", "subdivision", country=country, subdivision=foreign)
        yield replacing("CGT113", "subdivision", country=None, subdivision=foreign)
        unknown = next(code for code in (f"{country}-ZZZ", f"{country}-ZZY") if code not in iso3166.codes()[country])
        yield replacing("CGT113", "subdivision", country=country, subdivision=unknown)
    if has(("published_on", "published_on_basis")):
        yield replacing("CGT117", "published_on", published_on="2021", published_on_basis=None)
        yield replacing("CGT117", "published_on_basis", published_on=None, published_on_basis="dateline")
    if has(("name", "names")):
        yield replacing("CGT118", "name", name="Nobody is called so")
        if held.get("names") and "name" not in {spec.name for spec in fields_of(site.model) if spec.required}:
            yield replacing("CGT118", "names", name=None)
    if has(("value", "comparator", "upper", "as_stated")):
        yield from _of_a_quantity(site)
    if has(("body_start", "body_end")):
        yield _setting("CGT114", "/body_end", held, "body_end", held["body_start"])
        yield _setting("CGT114", "/body_end", held, "body_end", held["text_length"] + 1)


def _of_a_quantity(site: Site) -> Iterator[Change]:
    held, at = site.held, site.pointer
    if held["comparator"] == Comparator.between:
        yield Change("CGT112", f"{at}/comparator", lambda: held.pop("upper"))
        yield _setting("CGT112", f"{at}/upper", held, "upper", held["value"])
        yield _setting("CGT112", f"{at}/upper", held, "comparator", "eq")
        return
    yield _setting("CGT112", f"{at}/upper", held, "upper", held["value"] + 1)
    other = held["value"] * 3 + 7.25 if held["value"] < 1e12 else 7.25
    yield _setting("CGT401", at, held, "value", other)
    yield _setting("CGT401", at, held, "comparator", "ge" if held["comparator"] != "ge" else "lt")


# --- the record among others ---


def _of_the_record(document: Doc, model: type[Record], dataset: Generated) -> Iterator[Change]:
    table = model.table
    wrong = [f"{document['schema'][:-1]}9", "agreement/1" if table != "agreements" else "facility/1", 1, None]
    yield from (_setting("CGT119", "/schema", document, "schema", bad) for bad in wrong)
    yield Change("CGT119", "", lambda: document.pop("schema"))
    yield _setting("CGT201", "/id", document, "id", "the-id-of-no-file")
    if table == "organizations" and document["evidence"]:
        site = Site("", model, document)
        yield Change("CGT203", "/parent", lambda: _replace(document, site, "parent", document["id"]))
    known = {where.partition("/")[2] for where in dataset.documents}
    absent = next(name for name in ("no-such-record", "no-such-record-either") if name not in known)
    for each in _sites(Site("", model, document)):
        for spec, pointer, held, key in _plain_values(each):
            if spec.references is not None:
                yield _setting("CGT202", pointer, held, key, absent)
    if table == "sources":
        yield _setting("CGT305", "/text_sha256", document, "text_sha256", digest("another text"))
        yield _setting("CGT305", "/text_length", document, "text_length", document["text_length"] + 1)
    for pointer in sorted({pointer for item in document["evidence"] for pointer in item["supports"]}):
        yield Change("CGT301", pointer, lambda pointer=pointer: _unsupport(document, pointer))  # type: ignore[misc]


def _of_evidence(document: Doc, dataset: Generated, at: str, item: Doc) -> Iterator[Change]:
    source = dataset.documents[f"sources/{item['source']}"]
    text = dataset.texts[item["source"]]
    own = document["id"] == source["id"] and document["schema"] == source["schema"]
    count = len(item["supports"])
    for nothing in ("/no_such_field", "/id", "/names", "/names/99", "/evidence/0/note"):
        yield Change("CGT302", f"{at}/supports/{count}", lambda bad=nothing: item["supports"].append(bad))  # type: ignore[misc]
    yield _setting("CGT114", f"{at}/end", item, "end", item["start"])
    yield Change("CGT115", f"{at}/derivation", lambda: _update(item, derivation="computed", note=None))
    yield Change("CGT116", f"{at}/asserted_by", lambda: _update(item, assertion="stated", asserted_by="A spokesman"))
    yield _setting("CGT304", f"{at}/end", item, "end", len(text) + 1)
    yield _setting("CGT306", f"{at}/sha256", item, "sha256", digest("other words"))
    if item["end"] - item["start"] > 1:
        yield _setting("CGT306", f"{at}/sha256", item, "start", item["start"] + 1)
    last = len(document["evidence"])

    def adding(code: str, name: str, start: int, **more: Any) -> Change:
        words = text[start : start + 1]
        span = {"start": start, "end": start + 1, "sha256": digest(words)}
        base = {"source": item["source"], **span, "assertion": "expected", **more}
        return Change(code, f"/evidence/{last}/{name}", lambda: document["evidence"].append(base))

    for pointer in item["supports"]:
        value = _at(document, pointer)
        if isinstance(value, dict) and "as_stated" in value:
            continue
        if not own:
            noted = {"derivation": "inferred", "note": "Seen above."}
            yield adding("CGT303", "start", 0, supports=[pointer], **noted)
        form = value["text"] if isinstance(value, dict) else value
        mark = source["body_start"]  # the sign that begins every body
        if _is_form(document, pointer, form) and folded(form) not in text[mark]:
            yield adding("CGT402", "supports/0", mark, supports=[pointer], derivation="verbatim")
        if pointer.endswith("_on") and pointer.count("/") == 1:
            yield adding("CGT403", "supports/0", mark, supports=[pointer], derivation="normalised")


def _is_form(document: Doc, pointer: str, form: Any) -> bool:
    """Whether a value is text of its own, not the id of another record."""
    return isinstance(form, str) and _spec(MODELS[document["schema"]], pointer).references is None


def _spec(model: type[Model], pointer: str) -> fields.Field:
    name, *rest = pointer.split("/")[1:]
    spec = next(each for each in fields_of(model) if each.name == name)
    return _spec(spec.type, "/" + rest[1]) if len(rest) == 2 else spec


def _at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[int(part) if isinstance(document, list) else part]
    return document


def _update(item: Doc, **contents: Any) -> None:
    for name, content in contents.items():
        if content is None:
            item.pop(name, None)
        else:
            item[name] = content
