"""Counts against members, dates against the date of their source."""

from __future__ import annotations

from typing import Any

import pytest

from cgt_dataset.rules import Context, Records, check_records
from cgt_dataset.rules.tensions import COUNTS, PAST, check_counts
from cgt_dataset.rules.violation import UNKNOWN
from cgt_dataset.schema import CURRENT, Record, fields_of
from cgt_dataset.texts import Texts

ITEM = {"source": "a-text", "start": 0, "end": 1, "sha256": "0" * 64, "derivation": "inferred", "note": "So."}
AGAINST = {"stance": "contradicts", "says": "six", "outweighed_by": "judgement"}


def _codes(*documents: dict[str, Any]) -> list[str]:
    read: list[Record] = [CURRENT.models[each["schema"]].model_validate(each, strict=False) for each in documents]
    found = check_records(Context(Records(read), Texts()))
    return [each.rule.code for each in found if each.rule.code in ("CGT405", "CGT406")]


def _mention(**number: Any) -> dict[str, Any]:
    members = [{"organization": name} for name in ("one", "two", "three")]
    words = {"unit": "1", "as_stated": "so many", **number}
    base = {"schema": "mention/2", "id": "firms", "text": "so many firms", "language": "en", "members": members}
    return {**base, "number": words}


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ({"comparator": "eq", "value": 2}, ["CGT405"]),
        ({"comparator": "eq", "value": 3}, []),
        ({"comparator": "le", "value": 2}, ["CGT405"]),
        ({"comparator": "le", "value": 3}, []),
        ({"comparator": "lt", "value": 3}, ["CGT405"]),
        ({"comparator": "lt", "value": 4}, []),
        ({"comparator": "between", "value": 1, "upper": 2}, ["CGT405"]),
        ({"comparator": "between", "value": 1, "upper": 3}, []),
        ({"comparator": "gt", "value": 1}, []),
        ({"comparator": "ge", "value": 1}, []),
        ({"comparator": "approx", "value": 2}, []),
    ],
)
def test_a_count_bounds_its_members_from_above(number: dict[str, Any], codes: list[str]) -> None:
    assert _codes(_mention(**number)) == codes


def test_a_count_that_could_not_be_read_bounds_nothing() -> None:
    mention = _mention(comparator="lt", value=1)
    read: Any = CURRENT.models["mention/2"].model_validate(mention, strict=False)
    draft = read.model_copy(update={"number": read.number.model_copy(update={"value": UNKNOWN})})
    assert [each.rule.code for each in check_counts(Context(Records([draft]), Texts()))] == []
    assert [each.rule.code for each in check_counts(Context(Records([read]), Texts()))] == ["CGT405"]


def test_a_tension_that_evidence_shows_is_no_fault() -> None:
    mention = _mention(comparator="eq", value=2)
    shown = {**ITEM, **AGAINST, "assertion": "stated"}
    assert _codes({**mention, "evidence": [{**shown, "supports": ["/number"]}]}) == []
    assert _codes({**mention, "evidence": [{**shown, "supports": ["/text"]}]}) == ["CGT405"]
    assert _codes({**mention, "evidence": [{**ITEM, "assertion": "stated", "supports": ["/number"]}]}) == ["CGT405"]


def test_only_people_are_counted_among_those_who_attend() -> None:
    attendance = {"value": 1, "comparator": "eq", "unit": "1", "as_stated": "one"}
    event = {"schema": "event/2", "id": "fair", "kind": "fair", "status": "took_place", "attendance": attendance}
    bodies = [{"organization": name, "role": "exhibitor"} for name in ("one", "two", "three")]
    people = [{"person": name, "role": "attendee"} for name in ("ada", "eve")]
    assert _codes({**event, "participants": [*bodies, people[0]]}) == []
    assert _codes({**event, "participants": people}) == ["CGT405"]


def _source(published_on: str | None) -> dict[str, Any]:
    text = {"text_sha256": "0" * 64, "text_length": 1, "body_start": 0, "body_end": 1}
    dated = {"published_on": published_on, "published_on_basis": "dateline"} if published_on else {}
    return {"schema": "source/2", "id": "a-text", "kind": "news", "language": "en", **text, **dated}


def _event(held_on: str, assertion: str = "stated", status: str = "took_place", **more: Any) -> dict[str, Any]:
    item = {**ITEM, "assertion": assertion, "supports": ["/held_on"], **more}
    return {"schema": "event/2", "id": "fair", "kind": "fair", "status": status, "held_on": held_on, "evidence": [item]}


@pytest.mark.parametrize(
    ("published_on", "held_on", "codes"),
    [
        ("2031-03-14", "2031-03-15", ["CGT406"]),
        ("2031-03-14", "2031-03-14", []),
        ("2031-03", "2031-03-31", []),
        ("2031-03-14", "2031", []),
        ("2031-03-14", "2032", ["CGT406"]),
        ("2031-03-14", "[2031-03-01..2031-04-01]", []),
        ("2031-03-14", "[..2032]", []),
        ("[2031..]", "2040", []),
        ("[..2031]", "2032", ["CGT406"]),
        (None, "2040", []),
    ],
)
def test_what_is_past_lies_before_the_source(published_on: str | None, held_on: str, codes: list[str]) -> None:
    assert _codes(_source(published_on), _event(held_on)) == codes


@pytest.mark.parametrize("assertion", ["stated", "quoted", "claimed", "hedged"])
def test_told_as_past(assertion: str) -> None:
    assert _codes(_source("2031"), _event("2032", assertion)) == ["CGT406"]


@pytest.mark.parametrize("assertion", ["planned", "expected", "conditional"])
def test_told_as_to_come(assertion: str) -> None:
    assert _codes(_source("2031"), _event("2032", assertion)) == []


def test_plans_and_what_contradicts_may_lie_after() -> None:
    assert _codes(_source("2031"), _event("2032", status="planned")) == []
    assert _codes(_source("2031"), _event("2032", **AGAINST)) == []
    assert _codes(_event("2032")) == []


def test_the_tables_are_of_fields_that_exist() -> None:
    for (model, name), (listed, only) in COUNTS.items():
        specs = {spec.name: spec for spec in fields_of(model)}
        assert name in specs
        assert only is None or only in {part.name for part in fields_of(specs[listed].type)}
    for (model, path), state in PAST.items():
        specs = {spec.name: spec for spec in fields_of(model)}
        name, _, inner = path.partition("/")
        spec = next(part for part in fields_of(specs[name].type) if part.name == inner) if inner else specs[name]
        assert spec.json["format"] == "edtf"
        assert state is None or state in specs
