"""The faults of a document that is at odds with itself or with the date of its source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..rules.tensions import COUNTS, PAST, past_dates
from ..schema import CURRENT, edtf
from ..schema.v2.vocabularies import Stance
from ..schema.vocabularies import Assertion
from .mapping_faults import Change, Doc
from .mappings import put
from .written import Generated

_TOLD = (Assertion.stated, Assertion.quoted, Assertion.claimed, Assertion.hedged)


def of_tensions(document: Doc, dataset: Generated) -> Iterator[Change]:
    """A count of which the record names more, and a source that is older than what it tells."""
    yield from _of_counts(document)
    yield from _of_past(document, dataset)


def _of_counts(document: Doc) -> Iterator[Change]:
    for (model, name), (listed, only) in COUNTS.items():
        if CURRENT.models[document["schema"]] is not model or document.get(name) is None:
            continue
        named = sum(only is None or part.get(only) is not None for part in document.get(listed) or ())
        if named and not _has_contradiction(document, f"/{name}"):
            less = {"value": 0, "comparator": "eq", "unit": document[name]["unit"], "upper": None}
            contents = {**less, "as_stated": document[name]["as_stated"]}
            yield Change("CGT405", f"/{name}", lambda name=name, held=contents: _recount(document, name, held))  # type: ignore[misc]


def _recount(document: Doc, name: str, count: Doc) -> None:
    """Give a count that no words state as it is: a note says how it was got."""
    document[name] = count
    for item in document["evidence"]:
        if f"/{name}" in item["supports"]:
            item.update({"derivation": "inferred", "note": item.get("note") or "Counted by hand."})


def _has_contradiction(document: Doc, pointer: str) -> bool:
    return any(
        pointer in item["supports"] and item.get("stance") == Stance.contradicts for item in document["evidence"]
    )


def _of_past(document: Doc, dataset: Generated) -> Iterator[Change]:
    model = CURRENT.models[document["schema"]]
    if not any(dated is model for dated, _ in PAST):
        return
    for pointer, _ in past_dates(model.model_validate(document, strict=False)):
        for item in document["evidence"]:
            source = dataset.documents.get(f"sources/{item['source']}", {})
            told = item["assertion"] in _TOLD and item.get("stance") != Stance.contradicts
            dated = source.get("published_on")
            last = edtf.days(dated).last if dated is not None else None
            if told and pointer in item["supports"] and last is not None and last < date.max:
                yield Change("CGT406", pointer, lambda pointer=pointer: _postpone(document, pointer))  # type: ignore[misc]
                break


def _postpone(document: Doc, pointer: str) -> None:
    """Move a date to the end of time; what was got from words is inferred now, and no later date stands against it."""
    name, *rest = pointer.split("/")[1:]
    held = document[name][int(rest[0])] if rest else document
    held[rest[1] if rest else name] = "9999-12-31"
    for item in document["evidence"]:
        if pointer in item["supports"]:
            item.update({"derivation": "inferred", "note": item.get("note") or "Resolved from context."})
    for later in ("effective_on", "expires_on", "ended_on", "target_on"):
        if held.get(later) is not None:
            _take_out(document, held, later, pointer.rpartition("/")[0])


def _take_out(document: Doc, held: Doc, name: str, above: str) -> None:
    put(held, [(name, None)])
    for item in document["evidence"]:
        item["supports"] = [each for each in item["supports"] if each != f"{above}/{name}"]
    document["evidence"] = [item for item in document["evidence"] if item["supports"]]
