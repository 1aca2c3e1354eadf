"""The forms of findings in their details, and which findings a command tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import RULES
from cgt_dataset.findings import Finding, as_json, as_sarif, as_text
from cgt_dataset.release import VERSION

Cgt = Callable[..., Any]
FINDING = Finding(
    "raw/agreements/a.yaml", 4, 9, "CGT104", '"x" is no term', "did you mean 'y'?", "error", "agreements/a", "/status"
)
FOLDER = Finding("raw\\x", None, None, "CGT010", "this is\x1b no folder", "move it", "warning")


def test_sarif_says_everything_of_rules_and_results() -> None:
    (run,) = json.loads(as_sarif([FINDING, FOLDER], RULES, VERSION))["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], run["columnKind"]) == ("cgt-dataset", VERSION, "unicodeCodePoints")
    assert driver["rules"] == [
        {
            "id": rule.code,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.why},
            "help": {"text": rule.mend},
            "defaultConfiguration": {"level": rule.severity},
        }
        for rule in sorted(RULES, key=lambda rule: rule.code)
    ]
    first, second = run["results"]
    assert (first["level"], second["level"]) == ("error", "warning")
    assert first["message"] == {"text": "\"x\" is no term (did you mean 'y'?)"}
    assert second["message"] == {"text": "this is\\u001b no folder (move it)"}
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "raw/x"}


def test_json_counts_errors_and_warnings_apart() -> None:
    document = json.loads(as_json([FINDING, FINDING, FOLDER]))
    assert (document["errors"], document["warnings"]) == (2, 1)


def _text(line: str, column: int, severity: Any = "error", **options: bool) -> list[str]:
    return as_text([Finding("f", 1, column, "CGT104", "m", "n", severity)], lambda _: line, **options).splitlines()


def test_colour_tells_errors_from_warnings_and_ends() -> None:
    head, line, _ = _text("a: x", 4, "warning", colour=True)
    assert head == "\x1b[1mf:1:4:\x1b[0m \x1b[33mCGT104\x1b[0m m (n)"
    assert line == "    \x1b[2ma: x\x1b[0m"


def test_the_caret_stands_below_a_character_of_full_width() -> None:
    assert _text("ＡＢx", 3)[2] == "        ^"


def test_a_line_that_is_cut_says_so_at_both_ends() -> None:
    shown = [_text("x" * 300, column)[1].strip() for column in (1, 150, 300)]
    assert [(line[0] == "…", line[-1] == "…") for line in shown] == [(False, True), (True, True), (True, False)]


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "raw" / "organizations"
    folder.mkdir(parents=True)
    for identifier in ("one", "two"):
        names = "[{text: Acme, language: en, kind: as_stated}]"
        (folder / f"{identifier}.yaml").write_text(
            f"schema: organization/2\nid: {identifier}\nname: Acme\nnames: {names}\n"
        )
    return tmp_path / "raw"


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_warnings_fail_in_every_form_only_when_strict_and_are_counted(cgt: Cgt, faulty: Path, form: str) -> None:
    arguments = ("check", faulty, "--format", form, "--select", "CGT204")
    assert [cgt(*arguments, *more).status for more in ((), ("--strict",))] == [0, 1]
    assert cgt(*arguments).err == "1 finding\n"


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_does_not_exist_is_a_fault_of_the_command(cgt: Cgt, faulty: Path, option: str) -> None:
    ran = cgt("check", faulty, option, "CGT2,CGT1O4")
    assert (ran.status, ran.out) == (2, "")
    assert "there is no rule 'CGT1O4'" in ran.err


def test_a_file_outside_a_table_is_a_fault_of_the_command(cgt: Cgt, faulty: Path) -> None:
    (faulty / "one.yaml").write_text("a: 1\n")
    ran = cgt("check", faulty / "one.yaml")
    assert (ran.status, "a record lies in a folder named after its table" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("form", "sign"), [("sarif", '"$schema"'), ("github", "::warning file="), ("json", '"findings"')]
)
def test_a_form_is_the_one_asked_for(cgt: Cgt, faulty: Path, form: str, sign: str) -> None:
    assert sign in cgt("check", faulty, "--format", form).out
