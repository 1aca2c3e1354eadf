from __future__ import annotations

from typing import Any

import pytest

from cgt_dataset.rules import Context, Records, check_records
from cgt_dataset.rules.plans import PLANS
from cgt_dataset.schema import CURRENT, Facility, fields_of
from cgt_dataset.texts import Texts

ITEM = {"source": "a-text", "start": 0, "end": 1, "sha256": "0" * 64, "derivation": "inferred", "note": "So."}


def _told(status: str, *items: tuple[str, str], contradicts: bool = False) -> list[str]:
    """The messages for a facility of a status, of which words speak in these ways."""
    against: dict[str, Any] = {"stance": "contradicts", "says": "no", "outweighed_by": "later"} if contradicts else {}
    evidence = [{**ITEM, **against, "supports": [pointer], "assertion": how} for pointer, how in items]
    document = {"schema": "facility/2", "id": "plant", "status": status, "evidence": evidence}
    records = Records([Facility.model_validate(document, strict=False)])
    return [each.message for each in check_records(Context(records, Texts())) if each.rule.code == "CGT404"]


@pytest.mark.parametrize("how", ["planned", "expected", "conditional"])
def test_what_is_only_planned_is_not_done(how: str) -> None:
    message = f"'opened' says that it is so, yet all words that support it are {how}"
    assert _told("opened", ("/status", how)) == [message]
    assert _told("planned", ("/status", how)) == []
    assert _told("opened", ("/status", how), contradicts=True) == []


@pytest.mark.parametrize("how", ["stated", "quoted", "claimed", "hedged"])
def test_one_that_says_that_it_is_so_is_enough(how: str) -> None:
    assert _told("opened", ("/status", "planned"), ("/status", how)) == []


def test_what_nothing_supports_has_another_finding() -> None:
    assert _told("opened") == []
    assert _told("opened", ("/purpose", "planned")) == []


def test_the_table_of_plans_is_of_fields_and_their_terms() -> None:
    for (model, path), plans in PLANS.items():
        assert model in CURRENT.records
        name, _, inner = path.partition("/")
        spec = next(spec for spec in fields_of(model) if spec.name == name)
        if inner:
            spec = next(part for part in fields_of(spec.type) if part.name == inner)
        assert set(plans) < set(spec.type), "some terms are of plans, and some are not"


def test_every_field_that_says_how_far_something_has_come_is_in_the_table() -> None:
    listed = {(model, path.partition("/")[2] or path) for model, path in PLANS}
    for model in CURRENT.records:
        for spec in fields_of(model):
            inner = [(part.name, model) for part in fields_of(spec.type)] if spec.kind == "parts" else []
            for name, where in [(spec.name, model), *inner]:
                assert name not in ("status", "availability", "stage", "basis") or (where, name) in listed
