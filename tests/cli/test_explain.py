"""`cgt-dataset explain` and `cgt-dataset rules`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import RULES
from cgt_dataset.findings import Rule, rule_pages, rule_text, rules_list

Cgt = Callable[..., Any]
CODES = sorted(rule.code for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_explain_says_everything_about_a_rule(cgt: Cgt, rule: Rule) -> None:
    ran = cgt("explain", rule.code)
    assert (ran.status, ran.err) == (0, "")
    words = " ".join(ran.out.split())
    assert words.startswith(f"{rule.code} ({rule.severity}): {rule.title} {rule.why} Wrong: ")
    assert words.endswith(f" Mend: {rule.mend}.")
    assert "\n\nWrong:\n\n    " in ran.out
    assert "\n\nRight:\n\n    " in ran.out
    assert ran.out.replace("\n", "").isprintable()


def test_explain_shows_a_fragment_as_it_stands(cgt: Cgt) -> None:
    out = cgt("explain", "CGT110").out
    assert "\n    - described_as: a hospital in Haarlem\n      role: partner\n" in out


def test_explain_fits_a_terminal(cgt: Cgt) -> None:
    prose = [line for code in CODES for line in cgt("explain", code).out.splitlines() if not line.startswith("    ")]
    assert max(map(len, prose)) <= 88


@pytest.mark.parametrize("code", ["cgt108", " CGT108 "])
def test_explain_takes_a_code_in_any_case(cgt: Cgt, code: str) -> None:
    assert cgt("explain", code).out == cgt("explain", "CGT108").out != ""


@pytest.mark.parametrize(("code", "guess"), [("CGT-108", "CGT108"), ("108", "CGT108"), ("CTG301", "CGT301")])
def test_an_unknown_code_is_refused_with_the_closest_and_the_list(cgt: Cgt, code: str, guess: str) -> None:
    ran = cgt("explain", code)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"cgt-dataset: there is no rule {code} (did you mean '{guess}'?); the rules are CGT001, ")
    assert ran.err.endswith(f"{', '.join(CODES)}\n")


def test_what_resembles_no_code_is_refused_with_the_list_alone(cgt: Cgt) -> None:
    ran = cgt("explain", "dates\x1b[2J")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"cgt-dataset: there is no rule dates\\u001b[2J; the rules are {', '.join(CODES)}\n"


def test_explain_needs_a_code(cgt: Cgt) -> None:
    assert cgt("explain").status == 2


def test_rules_lists_the_rules(cgt: Cgt) -> None:
    ran = cgt("rules")
    assert (ran.status, ran.out, ran.err) == (0, rules_list(RULES), "")
    assert [line.split()[0] for line in ran.out.splitlines()] == CODES


def test_rules_writes_the_pages_into_a_folder_that_need_not_exist(cgt: Cgt, tmp_path: Path) -> None:
    out = tmp_path / "new" / "docs"
    for _ in range(2):
        ran = cgt("rules", "--out", out)
        assert (ran.status, ran.out, ran.err) == (0, "", f"wrote {len(RULES) + 1} files to {out}\n")
    written = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert written == {name: page.encode() for name, page in rule_pages(RULES).items()}


def test_rules_leaves_other_files_alone(cgt: Cgt, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.md").write_text("mine")
    cgt("rules", "--out", tmp_path)
    assert (tmp_path / "rules" / "mine.md").read_text() == "mine"


def test_rules_that_cannot_be_written_are_refused(cgt: Cgt, tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("a file")
    assert cgt("rules", "--out", tmp_path / "docs").status == 2


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code < "CGT500"], ids=lambda rule: str(rule.code))
def test_explain_shows_the_wrong_lines_as_wrong(rule: Rule) -> None:
    wrong, _, right = rule_text(rule).partition("\n\nWrong:\n\n")[2].partition("\n\nRight:\n\n")
    for shown, lines in ((wrong, rule.wrong), (right, rule.right)):
        first = lines.splitlines()[0].strip()
        assert shown.splitlines()[0].strip() == first or not first.isprintable()
