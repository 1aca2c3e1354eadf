"""Faults of a record among others, in its evidence, and against its own words."""

from __future__ import annotations

import json
from collections.abc import Callable

from ..schema import Quantity, fields_of
from ..schema.relational import is_place
from .numbering import gone_number, slugs
from .target import Doc, Target


def _id_twice(target: Target) -> str | None:
    neighbour = slugs([target.number - 1])[0]
    # A source would lose its evidence, which is itself; others would come to refer to themselves.
    if target.table == "sources" or neighbour in json.dumps(target.document):
        return None
    target.document["id"] = neighbour
    return "/id"


def _absent(target: Target) -> str | None:
    site = target.plain(lambda spec: spec.references is not None)
    if site is None:
        return None
    site.held[site.key] = "no-such-record"
    return site.pointer


def _gone(target: Target) -> str | None:
    counts = target.plan.counts
    # Of a source that was merged into another, the span is held against the body of that one.
    tables = [table for table in counts if table != "sources" and gone_number(0, counts[table]) is not None]
    site = target.plain(lambda spec: spec.references in tables)
    if site is None:
        return None
    number = gone_number(target.rng.random(), counts[str(site.spec.references)])
    site.held[site.key] = slugs([number or 0])[0]
    return site.pointer


def _own_parent(target: Target) -> str | None:
    names = [spec.name for spec in fields_of(target.model) if spec.kind == "plain" and spec.references == target.table]
    if not names:
        return None
    name = target.any(names)
    target.put(name, target.document["id"])
    return f"/{name}"


def _alike(target: Target) -> str | None:
    """Gives the record the name of another, whose id comes before its own: the finding is of the second."""
    own = target.document
    if "distinct_from" not in target.model.model_fields or not own.get("names"):
        return None
    for number in range(target.number - 1, target.number - 41, -2):
        other: Doc = json.loads(target.lines.get(number, "{}"))
        if not other.get("names") or number in target.taken or not other["id"] < own["id"]:
            continue
        if other["id"] in (*own.get("distinct_from", ()), own.get("parent"), own.get("part_of")):
            continue
        target.taken.add(number)
        text = other["names"][0]["text"].upper()
        own["name"] = own["names"][0]["text"] = text
        return "/names"
    return None


def _code_of_another_country(target: Target) -> str | None:
    codes = target.plan.codes_of_places
    if not is_place(target.model):
        return None
    others = [code for code, country in codes if len(code) > 2 and codes[country][0] != codes[0][0]]
    target.put("parent", slugs([0])[0])
    target.put("iso_code", target.any(others))
    target.put("kind", "province")
    return "/iso_code"


def _unsupported(target: Target) -> str | None:
    held = [pointer for item in target.items() for pointer in item["supports"]]
    found = [
        (item, pointer)
        for item in target.items()
        for pointer in item["supports"]
        if len(item["supports"]) > 1 and held.count(pointer) == 1
    ]
    if not found:
        return None
    item, pointer = target.any(found)
    item["supports"].remove(pointer)
    return str(pointer)


def _pointless(target: Target) -> str:
    place = target.rng.randrange(len(target.items()))
    supports = target.items()[place]["supports"]
    supports.append(target.any(["/no_such_value", "/id", "/evidence/0/note"]))
    return f"/evidence/{place}/supports/{len(supports) - 1}"


def _outside_body(target: Target) -> str | None:
    if target.table == "sources":
        return None
    place = target.rng.randrange(len(target.items()))
    target.items()[place]["start"] = 0
    return f"/evidence/{place}/start"


def _beyond_text(target: Target) -> str:
    place = target.rng.randrange(len(target.items()))
    target.items()[place]["end"] = 99_999_999
    return f"/evidence/{place}/end"


def _amount(target: Target) -> str | None:
    """Number, comparator or unit that the words do not state, where no note says how it was got."""
    noted = ("inferred", "computed")
    plainly = {
        pointer
        for item in target.items()
        if item["derivation"] not in noted and "says" not in item
        for pointer in item["supports"]
    }
    found = [(at, held) for at, model, held in target.mappings if model is Quantity and at in plainly]
    if not found:
        return None
    at, held = target.any(found)
    name = target.any(["value", "unit", *(() if held["comparator"] == "between" else ("comparator",))])
    if name == "value":
        held["value"] += 0.5
    elif name == "unit":
        held["unit"] = "wk" if held["unit"] != "wk" else "m2"
    else:
        held["comparator"] = "gt" if held["comparator"] != "gt" else "ge"
    return f"{at}/{name}"


_DONE = {
    "facilities": ("status", "opened"),
    "agreements": ("status", "signed"),
    "events": ("status", "took_place"),
    "products": ("stage", "approved"),
    "statistics": ("basis", "observed"),
}
"""Terms which say that something is so."""


def _planned(target: Target) -> str | None:
    if target.table not in _DONE:
        return None
    name, term = _DONE[target.table]
    target.put(name, term, target.any(["planned", "expected", "conditional"]))
    return f"/{name}"


_COUNTS = {"mentions": ("number", "members"), "regulations": ("applies_in_count", "applies_in")}


def _count(target: Target) -> str | None:
    count, members = _COUNTS.get(target.table, ("", ""))
    if len(target.document.get(members) or ()) < 2:
        return None
    target.put(count, {"value": 1, "comparator": "eq", "unit": "1", "as_stated": "one of them"})
    return f"/{count}"


_PAST = {"facilities": "opened_on", "events": "held_on", "products": "launched_on", "statistics": "period"}


def _after_source(target: Target) -> str | None:
    if target.table not in _PAST:
        return None
    target.put(*_DONE[target.table])
    target.put(_PAST[target.table], "2041-05")
    return f"/{_PAST[target.table]}"


RELATION_FAULTS: tuple[tuple[str, str, Callable[[Target], str | None]], ...] = (
    ("id-twice", "CGT201", _id_twice),
    ("no-such-record", "CGT202", _absent),
    ("its-own-parent", "CGT203", _own_parent),
    ("alike", "CGT204", _alike),
    ("record-gone", "CGT205", _gone),
    ("code-of-another-country", "CGT113", _code_of_another_country),
    ("no-evidence", "CGT301", _unsupported),
    ("pointer-to-nothing", "CGT302", _pointless),
    ("outside-body", "CGT303", _outside_body),
    ("beyond-text", "CGT304", _beyond_text),
    ("not-the-amount", "CGT401", _amount),
    ("planned-as-done", "CGT404", _planned),
    ("count-below-members", "CGT405", _count),
    ("after-its-source", "CGT406", _after_source),
)
"""Sort, code, and what plants the fault and gives its pointer."""
