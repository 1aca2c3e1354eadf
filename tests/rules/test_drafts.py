"""A record that is not accepted is told all the rest in the same run."""

from __future__ import annotations

from pathlib import Path

import pytest

from cgt_dataset.build import check
from cgt_dataset.texts import Texts

HEAD = "schema: facility/1\nid: plant\n"


def _codes(tmp_path: Path, text: str) -> list[tuple[str, str | None]]:
    folder = tmp_path / "raw" / "facilities"
    folder.mkdir(parents=True)
    (folder / "plant.yaml").write_text(HEAD + text)
    return [(finding.code, finding.pointer) for finding in check(tmp_path / "raw", Texts()).findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "kind: plant\noperator: nobody\ncountry: PT\n",
            [("CGT104", "/kind"), ("CGT202", "/operator"), ("CGT301", "/operator"), ("CGT301", "/country")],
        ),
        (
            "area: {value: 2,500, unit: m2, comparator: eq, as_stated: x}\noperator: nobody\n",
            [("CGT012", None), ("CGT202", "/operator"), ("CGT301", "/operator")],
        ),
        ("country: PT\nevidence: [{source: nobody, supports: [country]}]\n", None),
        (
            "services:\n- {kind: testing}\n- {kind: x, availability: offered}\n",
            [
                ("CGT101", "/services/0"),
                ("CGT104", "/services/1/kind"),
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
