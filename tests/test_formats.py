from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cgt_dataset.build import RULES
from cgt_dataset.findings import Finding, as_github, as_json, as_sarif, as_text
from cgt_dataset.release import VERSION

FINDING = Finding(
    "raw/agreements/a.yaml", 4, 9, "CGT104", '"x" is no term', "did you mean 'y'?", "error", "agreements/a", "/status"
)
FOLDER = Finding("raw/x", None, None, "CGT010", "this is no folder", "move it", "warning")


def _text(line: str, column: int, **options: bool) -> list[str]:
    finding = Finding("f", 1, column, "CGT104", "m", "n")
    return as_text([finding], lambda _: line, **options).splitlines()


def test_text_shows_the_line_and_a_caret_below_the_value() -> None:
    head, line, caret = _text("status: x", 9)
    assert head == "f:1:9: CGT104 m (n)"
    assert line[caret.index("^")] == "x"


def test_the_caret_stands_below_a_wide_character() -> None:
    _, line, caret = _text("name: 无锡x", 9)
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line[: line.index("x")])
    assert caret.index("^") == width


@pytest.mark.parametrize("column", [1, 60, 150, 299, 300])
def test_of_a_long_line_the_part_around_the_value_is_shown(column: int) -> None:
    text = "".join(chr(ord("a") + n % 26) for n in range(300))
    _, line, caret = _text(text, column)
    assert line[caret.index("^")] == text[column - 1]
    assert len(line) <= 110


def test_a_line_that_would_steer_a_terminal_is_shown_harmless() -> None:
    _, line, caret = _text("a: \x1b[31mx", 9)
    assert "\x1b" not in line
    assert line[caret.index("^")] == "x"


def test_colour_is_asked_for() -> None:
    assert "\x1b[" not in "".join(_text("a: x", 4))
    assert "\x1b[31mCGT104" in "".join(_text("a: x", 4, colour=True))
    assert as_text([FOLDER], lambda _: None) == "raw/x: CGT010 this is no folder (move it)\n"


def test_json_has_every_field_and_the_counts() -> None:
    document = json.loads(as_json([FINDING, FOLDER]))
    assert (document["version"], document["errors"], document["warnings"]) == (1, 1, 1)
    assert document["findings"][0] == {
        "path": "raw/agreements/a.yaml",
        "line": 4,
        "column": 9,
        "code": "CGT104",
        "message": '"x" is no term',
        "mend": "did you mean 'y'?",
        "severity": "error",
        "record": "agreements/a",
        "pointer": "/status",
    }
    assert document["findings"][1]["line"] is None


def test_github_annotates_the_line_and_cannot_be_forged() -> None:
    forged = Finding("a,b:c%.yaml", 1, 2, "CGT104", "m\n::error::x", "50%", "warning")
    lines = as_github([FINDING, forged, FOLDER]).splitlines()
    place = "file=raw/agreements/a.yaml,line=4,col=9,title=CGT104"
    assert lines == [
        f"::error {place}::\"x\" is no term (did you mean 'y'?)",
        "::warning file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=CGT104::m%0A::error::x (50%25)",
        "::warning file=raw/x,title=CGT010::this is no folder (move it)",
    ]


def test_sarif_names_the_rule_and_the_place() -> None:
    document = json.loads(as_sarif([FINDING, FOLDER], RULES, VERSION))
    (run,) = document["runs"]
    first, second = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "CGT104"
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 9}
    assert "region" not in second["locations"][0]["physicalLocation"]
    jsonschema.validate(
        document,
        {
            "required": ["$schema", "version", "runs"],
            "properties": {
                "version": {"const": "2.1.0"},
                "runs": {"items": {"required": ["tool", "results"]}},
            },
        },
    )


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two organizations that look alike, one with a misspelt term: a warning and an error."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "raw" / "organizations"
    folder.mkdir(parents=True)
    for identifier, kind in (("one", "company"), ("two", "company"), ("three", "compny")):
        name = "Acme" if identifier != "three" else "Other"
        lines = [
            "schema: organization/2",
            f"id: {identifier}",
            f"name: {name}",
            f"names: [{{text: {name}, language: en, kind: as_stated}}]",
            f"kind: {kind}",
        ]
        (folder / f"{identifier}.yaml").write_text("\n".join(lines) + "\n")
    return tmp_path / "raw"


@pytest.mark.parametrize(
    ("arguments", "status", "codes"),
    [
        (["--select", "CGT104"], 1, {"CGT104"}),
        (["--select", "CGT204"], 0, {"CGT204"}),
        (["--select", "cgt204", "--strict"], 1, {"CGT204"}),
        (["--select", "CGT1,CGT2"], 1, {"CGT104", "CGT204"}),
        (["--ignore", "CGT3,CGT1"], 0, {"CGT204"}),
        (["--select", "CGT2", "--ignore", "CGT204"], 0, set()),
        ([], 1, {"CGT104", "CGT204", "CGT301"}),
    ],
)
def test_rules_are_chosen_and_warnings_fail_only_when_strict(
    cgt: Callable[..., Any], faulty: Path, arguments: list[str], status: int, codes: set[str]
) -> None:
    ran = cgt("check", faulty, "--format", "json", *arguments)
    assert ran.status == status
    assert {finding["code"] for finding in json.loads(ran.out)["findings"]} == codes


def test_a_rule_that_does_not_exist_is_a_fault_of_the_command(cgt: Callable[..., Any], faulty: Path) -> None:
    ran = cgt("check", faulty, "--select", "CGT1O4")
    assert (ran.status, ran.out) == (2, "")
    assert "there is no rule 'CGT1O4'; did you mean 'CGT1" in ran.err


def test_the_terminal_form_shows_lines(cgt: Callable[..., Any], faulty: Path) -> None:
    ran = cgt("check", faulty, "--select", "CGT104")
    assert ran.out.splitlines()[1:] == ["    kind: compny", "          ^"]
