"""A record that is not accepted is told all the rest in the same run."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from cgt_dataset.build import check
from cgt_dataset.texts import Texts


def _codes(tmp_path: Path, text: str, version: int = 2) -> list[tuple[str, str | None]]:
    folder = tmp_path / "raw" / "facilities"
    folder.mkdir(parents=True)
    (folder / "plant.yaml").write_text(f"schema: facility/{version}\nid: plant\n{text}")
    return [(finding.code, finding.pointer) for finding in check(tmp_path / "raw", Texts()).findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "kind: plant\noperator: nobody\nplace: no-place\n",
            [
                ("CGT104", "/kind"),
                ("CGT301", "/kind"),
                ("CGT202", "/operator"),
                ("CGT301", "/operator"),
                ("CGT202", "/place"),
                ("CGT301", "/place"),
            ],
        ),
        (
            "area: {value: 2,500, unit: m2, comparator: eq, as_stated: x}\noperator: nobody\n",
            [("CGT012", None), ("CGT202", "/operator"), ("CGT301", "/operator")],
        ),
        ("purpose: x\nevidence: [{source: nobody, supports: [1]}]\n", None),
        (
            "services:\n- {kind: testing}\n- {kind: x, availability: offered}\n",
            [
                ("CGT101", "/services/0"),
                ("CGT301", "/services/0/kind"),
                ("CGT104", "/services/1/kind"),
                ("CGT301", "/services/1/kind"),
                ("CGT301", "/services/1/availability"),
            ],
        ),
    ],
)
def test_a_faulty_record_is_told_everything_at_once(
    tmp_path: Path, text: str, expected: list[tuple[str, str | None]] | None
) -> None:
    found = _codes(tmp_path, text)
    if expected is None:  # what a faulty evidence item was to support is not known, so nothing is said to lack it
        assert {code for code, _ in found}.isdisjoint({"CGT301", "CGT302"})
    else:
        assert found == expected


def test_what_has_not_the_shape_of_its_field_is_passed_over(tmp_path: Path) -> None:
    text = "names: [1, {text: 2}]\npartners: {a: b}\nservices: [x]\nevidence: {a: b}\noperator: [a]\n"
    assert {code for code, _ in _codes(tmp_path, text)} <= {"CGT101", "CGT102", "CGT103"}


def test_a_value_that_could_not_be_read_is_not_said_to_lack_evidence(tmp_path: Path) -> None:
    found = _codes(tmp_path, "purpose: 99999999999999999999\nname: *a\nkind: gmp_facility\n")
    assert ("CGT301", "/purpose") not in found
    assert ("CGT301", "/kind") in found


ITEM = (
    "{source: nobody, supports: %s, start: 0, end: 1, sha256: " + "0" * 64 + ", derivation: inferred, assertion: stated"
)
"""An item of evidence without its end."""
OLD = {
    "CGT104 /kind": "kind: plant",
    "CGT108 /opened_on": "opened_on: June 2031",
    "CGT112 /area/upper": "area: {value: 1, comparator: eq, upper: 2, unit: m2, as_stated: x}",
    "CGT113 /subdivision": "country: NL\nsubdivision: BE-VAN",
    "CGT118 /name": "name: Plant\nnames: [{text: Works, language: en, kind: official}]",
    "CGT102 /zoen": "zoen: West",
    "CGT202 /operator": "operator: nobody",
}
"""Faults of one record, each between fields of its own; without any evidence, which lacks besides."""
EVIDENCE = {
    "CGT302 /evidence/0/supports/0": "[/partners/0], note: So.}",
    "CGT115 /evidence/0/derivation": "[/purpose]}",
    "CGT114 /evidence/0/end": "[/purpose], note: So.}",
    "CGT104 /evidence/0/assertion": "[/purpose], note: So.}",
}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(OLD, 2)))
def test_faults_between_fields_do_not_hide_each_other(tmp_path: Path, one: str, other: str, version: int) -> None:
    if version == 2 and "CGT113 /subdivision" in (one, other):
        return  # a place has them there
    found = _codes(tmp_path, f"{OLD[one]}\n{OLD[other]}\n", version)
    assert {one, other} <= {f"{code} {pointer}" for code, pointer in found}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("told", EVIDENCE)
@pytest.mark.parametrize("fault", OLD)
def test_faults_of_evidence_and_of_values_do_not_hide_each_other(
    tmp_path: Path, fault: str, told: str, version: int
) -> None:
    if version == 2 and fault == "CGT113 /subdivision":
        return
    item = ITEM.replace("%s", EVIDENCE[told].partition("]")[0] + "]") + EVIDENCE[told].partition("]")[2]
    if "/end" in told:
        item = item.replace("end: 1", "end: 0")
    if "/assertion" in told:
        item = item.replace("assertion: stated", "assertion: said")
    found = _codes(tmp_path, f"{OLD[fault]}\npurpose: x\nevidence:\n- {item}\n", version)
    assert {fault, told} <= {f"{code} {pointer}" for code, pointer in found}


def test_a_draft_of_what_nobody_would_write_is_held_to_the_rules_all_the_same(tmp_path: Path) -> None:
    text = "names: {a: b}\narea: [1]\nservices: [[], 1, {kind: [x]}]\ndistinct_from: x\nplace: 7\nopened_on: []\n"
    text += "evidence: [x, {supports: x}, {supports: [1, {}], start: x, end: [], asserted_by: x, stance: 1}]\n"
    assert _codes(tmp_path, text)
