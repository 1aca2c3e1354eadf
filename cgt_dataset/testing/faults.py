"""The faults that a document without one can be given: each with the code of its rule and its place.

A change keeps everything else as it must be: what it adds gets evidence, what it takes loses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import permutations
from typing import Any

from ..schema import CURRENT, MODELS, AnyRecord, Tombstone, evidence_of, fields, fields_of
from ..schema.base import Model
from ..schema.migrations import migrate
from ..schema.relational import is_place
from ..schema.v2.vocabularies import Ground, Stance
from ..schema.vocabularies import Comparator, Derivation, PlaceKind, Unit
from ..texts import digest, folded
from .mapping_faults import OF_A_MAPPING, Change, Doc, Site, plain_values, setting, sites_of
from .mappings import is_needed
from .supporting import field_at, only_planned
from .tension_faults import of_tensions
from .written import Generated


def changes(document: Doc, table: str, dataset: Generated) -> list[Change]:
    """Every fault that `document`, a record of `dataset`, can be given."""
    if document["schema"] not in CURRENT.models and document["schema"] in MODELS:
        return [*_of_migration(document, table, dataset)]
    model = CURRENT.models.get(document["schema"], Tombstone)
    found: list[Change] = []
    for site in sites_of(Site("", model, document)):
        for make in OF_A_MAPPING:
            found += make(site)
        found += _between_fields(document, site, dataset)
    found += _of_any_document(document, table)
    found += _of_references(document, model, dataset)
    if model is Tombstone:
        return found
    found += _of_the_record(document, CURRENT.models[document["schema"]], dataset)
    for index, item in enumerate(document["evidence"]):
        found += _of_evidence(document, dataset, f"/evidence/{index}", item)
    return [*found, *_of_plans(document), *of_tensions(document, dataset)]


def _unsupport(document: Doc, pointer: str) -> None:
    """Take a value, and what stands in it, out of all evidence."""
    for item in document["evidence"]:
        item["supports"] = [held for held in item["supports"] if held != pointer and not held.startswith(f"{pointer}/")]
    document["evidence"] = [item for item in document["evidence"] if item["supports"]]


def _supported(document: Doc, *pointers: str) -> Doc:
    """Evidence for more of a document, inferred from words that its evidence points at."""
    spare = {name: document["evidence"][0][name] for name in ("source", "start", "end", "sha256")}
    inferred = {"derivation": "inferred", "assertion": "stated", "note": "Resolved from context."}
    return {**spare, **inferred, "supports": [*pointers]}


def _replace(document: Doc, site: Site, name: str, content: Any) -> None:
    """Give a field of a mapping another content, with evidence where it needs some; None takes it out."""
    pointer = f"{site.pointer}/{name}"
    proof = None if content is None or site.proof else _supported(document, pointer)
    _unsupport(document, pointer)
    if content is None:
        site.held.pop(name, None)
        return
    site.held[name] = content
    if proof is not None:
        document["evidence"].append(proof)


@cache
def ordered_dates(model: type[Model]) -> list[tuple[str, str]]:
    """The dates of a model of which one, the first, may not lie before the other: as the model itself has it."""
    blank: Doc = {spec.name: None if spec.kind in ("plain", "value") else () for spec in fields_of(model)}
    dates = [spec.name for spec in fields_of(model) if spec.json.get("format") == "edtf"]
    found = []
    for later, earlier in permutations(dates, 2):
        probe = model.model_construct(None, **{**blank, earlier: "2100", later: "1900-01"})
        if any(fault.kind == "date_order" for fault in probe._faults()):
            found.append((later, earlier))
    return found


def _between_fields(document: Doc, site: Site, dataset: Generated) -> Iterator[Change]:
    specs = {spec.name: spec for spec in fields_of(site.model)}
    has = specs.keys().__ge__
    held, at = site.held, site.pointer

    def replacing(code: str, at_field: str, /, **contents: Any) -> Change:
        def make() -> None:
            for each, content in contents.items():
                _replace(document, site, each, content)

        return Change(code, f"{at}/{at_field}" if at_field else at, make)

    if has({"body_start", "body_end"}):
        if not held.get("left_out"):  # else they would lie outside besides
            yield setting("CGT114", "/body_end", held, "body_end", held["body_start"])
        for index, stretch in enumerate(held.get("left_out") or ()):
            yield setting("CGT114", f"/left_out/{index}/start", stretch, "start", held["body_start"] - 1)
            yield setting("CGT114", f"/left_out/{index}/end", stretch, "end", stretch["start"])
        yield setting("CGT114", "/body_end", held, "body_end", held["text_length"] + 1)
    if has({"value", "comparator", "upper", "as_stated"}):
        yield from _of_a_quantity(site, plain=_is_plainly_stated(document, at))
    if not document.get("evidence"):
        return
    yield from _of_rivals(site, dataset, replacing)
    dates = [spec.name for spec in specs.values() if spec.json.get("format") == "edtf"]
    for later, earlier in ordered_dates(site.model):
        others: dict[str, Any] = dict.fromkeys(name for name in dates if name not in (later, earlier))
        yield replacing("CGT111", later, **others, **{later: "1900-01", earlier: "1900-02"})
    if has({"published_on", "published_on_basis"}):
        yield replacing("CGT117", "published_on", published_on="9999", published_on_basis=None)
        yield replacing("CGT117", "published_on_basis", published_on=None, published_on_basis="dateline")
    if has({"name", "names"}):
        yield replacing("CGT118", "name", name="Nobody is called so")
        if held.get("names") and not is_needed(site.model, "name"):
            yield replacing("CGT118", "names", name=None)
    if issubclass(site.model, AnyRecord) and is_place(site.model):
        yield replacing("CGT113", "iso_code", iso_code="CN", kind=PlaceKind.city.value, parent=None)
        yield replacing("CGT113", "iso_code", iso_code="NL-NH", kind=PlaceKind.country.value, parent=None)
        if not any(other.get("parent") == document["id"] for other in dataset.documents.values()):
            country = {"schema": document["schema"], "id": "a-country", "iso_code": "NL"}
            country["evidence"] = [_supported(document, "/iso_code")]
            besides = {f"{site.model.table}/a-country": country}
            for bad in ("CN-BJ", "NL", "BE"):
                moved = replacing("CGT113", "iso_code", iso_code=bad, kind=None, parent="a-country")
                yield moved._replace(besides=besides)


def _of_rivals(site: Site, dataset: Generated, replacing: Callable[..., Change]) -> Iterator[Change]:
    specs = {spec.name: spec for spec in fields_of(site.model)}
    for names, least in ((getattr(site.model, "one_of", ()), 1), (getattr(site.model, "one_at_most", ()), 0)):
        if names and least:
            yield replacing("CGT110", "", **dict.fromkeys(names))
        can = {name: _some_content(specs[name], dataset) for name in names}
        given = [name for name in names if site.held.get(name) is not None]
        for name in names:
            other = next((each for each in (*given, *names) if each != name and can[each] is not None), None)
            if name not in given and can[name] is not None and other is not None:
                yield replacing("CGT110", "", **{name: can[name], other: site.held.get(other) or can[other]})


def _some_content(spec: fields.Field, dataset: Generated) -> str | None:
    """What a field of text can hold: the id of a record that is there."""
    if spec.references is None:
        return "somebody"
    living = (where for where, document in dataset.documents.items() if not _is_tombstone(document))
    return next((where.partition("/")[2] for where in living if where.startswith(f"{spec.references}/")), None)


def _is_tombstone(document: Doc) -> bool:
    return document["schema"] not in MODELS


def _is_plainly_stated(document: Doc, pointer: str) -> bool:
    """Whether some words are said to state a value, which no note gets from them."""
    plain = {Derivation.verbatim, Derivation.normalised, Derivation.translated}
    return any(
        pointer in item["supports"] and item["derivation"] in plain and item.get("stance") != Stance.contradicts
        for item in document["evidence"]
    )


def _of_a_quantity(site: Site, *, plain: bool) -> Iterator[Change]:
    held, at = site.held, site.pointer
    upper = "upper" if held["comparator"] == Comparator.between else "value"
    if plain:
        other = held[upper] * 3 + 7.25 if held[upper] < 1e12 else 7e15 + 1
        yield setting("CGT401", f"{at}/{upper}", held, upper, other)
        units = [unit.value for unit in (Unit.m2, Unit.week) if unit != held["unit"]]
        yield from (setting("CGT401", f"{at}/unit", held, "unit", unit) for unit in units)
    if upper == "upper":
        yield Change("CGT112", f"{at}/comparator", lambda: held.pop("upper"))
        yield setting("CGT112", f"{at}/upper", held, "upper", held["value"])
        yield setting("CGT112", f"{at}/upper", held, "comparator", "eq")
        return
    yield setting("CGT112", f"{at}/upper", held, "upper", held["value"] + 1)
    if plain:
        yield setting("CGT401", f"{at}/comparator", held, "comparator", "ge" if held["comparator"] != "ge" else "gt")


# --- the record among others ---


def _of_any_document(document: Doc, table: str) -> Iterator[Change]:
    other = "agreement/1" if table != "agreements" else "facility/1"
    wrong: list[Any] = [f"{document['schema'][:-1]}9", other]
    if not _is_tombstone(document):  # nothing else says that it is one
        wrong += [CURRENT.number, None]
        yield Change("CGT119", "", lambda: document.pop("schema"))
    yield from (setting("CGT119", "/schema", document, "schema", bad) for bad in wrong)
    yield setting("CGT201", "/id", document, "id", "the-id-of-no-file")
    if _is_tombstone(document):
        gone = {"schema": document["schema"], "id": "gone-as-well", "reason": "Withdrawn."}
        missing = setting("CGT202", "/merged_into", document, "merged_into", "no-such-record-at-all")
        yield missing
        for heir, besides in ((document["id"], {}), ("gone-as-well", {f"{table}/gone-as-well": gone})):
            yield setting("CGT205", "/merged_into", document, "merged_into", heir)._replace(besides=besides)


def _of_references(document: Doc, model: type[Model], dataset: Generated) -> Iterator[Change]:
    known = {where.partition("/")[2] for where in dataset.documents}
    absent = next(name for name in ("no-such-record", "no-such-record-either") if name not in known)
    gone = {"schema": f"tombstone/{CURRENT.number}", "id": absent, "reason": "Withdrawn."}
    for each in sites_of(Site("", model, document)):
        for spec, pointer, held, key in plain_values(each):
            if spec.references is not None:
                yield setting("CGT202", pointer, held, key, absent)
                besides = {f"{spec.references}/{absent}": gone}
                yield setting("CGT205", pointer, held, key, absent)._replace(besides=besides)


def _of_the_record(document: Doc, model: type[AnyRecord], dataset: Generated) -> Iterator[Change]:
    site = Site("", model, document)
    for spec in fields_of(model) if document["evidence"] else ():
        if spec.kind == "plain" and spec.references == model.table:

            def make(name: str = spec.name) -> None:
                if is_place(model):
                    _replace(document, site, "iso_code", None)  # it would lie in itself
                _replace(document, site, name, document["id"])

            yield Change("CGT203", f"/{spec.name}", make)
    if "distinct_from" in model.model_fields and document.get("names"):
        alike = f"{model.table}/00"  # comes first, the finding is of the second
        told = any(document["id"] in _distinct(other) for other in dataset.documents.values())
        if not told and not _distinct(document):
            yield Change("CGT204", "/names", lambda: None, {alike: {**document, "id": "00"}})
    if f"{model.table}/{document['id']}" in (f"sources/{source}" for source in dataset.texts):
        yield setting("CGT305", "/text_sha256", document, "text_sha256", digest("another text"))
        yield setting("CGT305", "/text_length", document, "text_length", document["text_length"] + 1)
    for pointer in sorted({pointer for item in document["evidence"] for pointer in item["supports"]}):
        yield Change("CGT301", pointer, lambda pointer=pointer: _unsupport(document, pointer))  # type: ignore[misc]


def _distinct(document: Doc) -> list[str]:
    return [*(document.get("distinct_from") or ())]


def _of_evidence(document: Doc, dataset: Generated, at: str, item: Doc) -> Iterator[Change]:
    model = CURRENT.models[document["schema"]]
    source = dataset.documents[f"sources/{item['source']}"]
    text = dataset.texts[item["source"]]
    own = document["id"] == source["id"] and document["schema"] == source["schema"]
    count = len(item["supports"])
    for nothing in ("/no_such_field", "/id", "/names", "/names/99", "/evidence/0/note"):
        yield Change("CGT302", f"{at}/supports/{count}", lambda bad=nothing: item["supports"].append(bad))  # type: ignore[misc]
    yield setting("CGT114", f"{at}/end", item, "end", item["start"])
    yield Change("CGT115", f"{at}/derivation", lambda: _update(item, derivation="computed", note=None))
    bearers = next(spec.type for spec in fields_of(evidence_of(model)) if spec.name == "asserted_by")
    can = {spec.name: _some_content(spec, dataset) for spec in fields_of(bearers)}
    for somebody in [item.get("asserted_by"), *({name: held} for name, held in can.items() if held)]:
        if somebody is not None:
            own_words = {"assertion": "stated", "asserted_by": somebody}
            yield Change("CGT116", f"{at}/asserted_by", lambda own=own_words: _update(item, **own))  # type: ignore[misc]
    yield from _of_a_stance(document, at, item)
    yield setting("CGT304", f"{at}/end", item, "end", len(text) + 1)
    yield setting("CGT306", f"{at}/sha256", item, "sha256", digest("other words"))
    if item["end"] - item["start"] > 1:
        yield setting("CGT306", f"{at}/sha256", item, "start", item["start"] + 1)
    last = len(document["evidence"])

    def adding(code: str, pointer: str, start: int, **more: Any) -> Change:
        words = text[start : start + 1]
        span = {"start": start, "end": start + 1, "sha256": digest(words)}
        base = {"source": item["source"], **span, "assertion": "stated", **more}
        return Change(code, pointer, lambda: document["evidence"].append(base))

    for pointer in item["supports"]:
        value, spec = _at(document, pointer), field_at(model, pointer)
        stated = isinstance(value, dict) and "as_stated" in value
        if not own and not stated:
            noted = {"derivation": "inferred", "note": "Seen above."}
            yield adding("CGT303", f"/evidence/{last}/start", 0, supports=[pointer], **noted)
        mark = source["body_start"]  # the sign that begins every body
        forms = _forms(value, spec, dataset)
        if forms and not any(folded(form) in text[mark] for form in forms):
            derivation = "normalised" if stated else "verbatim"
            yield adding("CGT402", pointer, mark, supports=[pointer], derivation=derivation)
        if spec.json.get("format") == "edtf":
            yield adding("CGT403", pointer, mark, supports=[pointer], derivation="normalised")


def _of_a_stance(document: Doc, at: str, item: Doc) -> Iterator[Change]:
    against: Doc = {"stance": Stance.contradicts.value, "says": "Otherwise.", "outweighed_by": Ground.later.value}
    others = [each for each in document["evidence"] if each is not item and each.get("stance") != Stance.contradicts]
    borne_out = {pointer for each in others for pointer in each["supports"]}
    for name in ("says", "outweighed_by"):
        if item.get("stance") != Stance.contradicts:
            yield setting("CGT120", f"{at}/{name}", item, name, against[name])
        if borne_out.issuperset(item["supports"]):
            yield Change("CGT120", f"{at}/stance", lambda name=name: _update(item, **{**against, name: None}))  # type: ignore[misc]
    if item.get("stance") != Stance.contradicts and len(item["supports"]) == 1 and not borne_out & {*item["supports"]}:
        yield Change("CGT301", item["supports"][0], lambda: _update(item, **against))


def _of_plans(document: Doc) -> Iterator[Change]:
    for pointer in only_planned(_planned(document, None)):
        if only_planned(_planned(document, pointer)) == [pointer]:
            yield Change("CGT404", pointer, lambda pointer=pointer: document.update(_planned(document, pointer)))  # type: ignore[misc]


def _planned(document: Doc, pointer: str | None) -> Doc:
    """The document, all whose evidence for a value, or for all, speaks of a plan."""
    planned = [
        {**item, "assertion": "planned"} if pointer is None or pointer in item["supports"] else item
        for item in document["evidence"]
    ]
    return {**document, "evidence": planned}


def _forms(value: Any, spec: fields.Field, dataset: Generated) -> list[str]:
    """The texts of which one must stand in words that have the value verbatim."""
    if spec.references is not None:
        target = dataset.documents.get(f"{spec.references}/{value}", {})
        return [name["text"] for name in target.get("names") or ()]
    if isinstance(value, dict):
        return [value["as_stated"] if "as_stated" in value else value["text"]]
    return [value] if isinstance(value, str) else []


def _of_migration(document: Doc, table: str, dataset: Generated) -> Iterator[Change]:
    """Another record of an older version that says something else of a thing that becomes a record."""
    made_by = [
        (each, part.document["id"])
        for each in dataset.documents.values()
        for part in migrate(each).made
        if part.table == "places"
    ]
    for index, application in enumerate(document.get("applies_in") or ()):
        part = next((part for part in migrate(document).made if part.origin == f"/applies_in/{index}/place"), None)
        if part is None or part.document.get("kind") is None:
            continue
        if any(place == part.document["id"] for each, place in made_by if each is not document):
            continue
        kind = "venue" if part.document["kind"] != "venue" else "science_park"
        other = {name: held for name, held in application.items() if held is not None} | {"kind": kind}
        another: Doc = {"schema": document["schema"], "id": "z" * 63, "kind": "notice", "applies_in": [other]}
        another["evidence"] = [_supported(document, "/kind", *(f"/applies_in/0/{name}" for name in other))]
        yield Change("CGT121", part.origin, lambda: None, {f"{table}/{another['id']}": another})


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
