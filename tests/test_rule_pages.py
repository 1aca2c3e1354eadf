"""The documentation of the rules is what the rules make of themselves; its examples are tested in `faults/`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import RULES
from cgt_dataset.findings import Rule, index_page, rule_page, rule_pages, rules_list

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = rule_pages(RULES)
MENDED_BY = "run: cgt-dataset rules --out docs"
by_code = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_rules_make_it(name: str) -> None:
    page = DOCS / name
    assert page.is_file(), MENDED_BY
    assert page.read_text(encoding="utf-8") == PAGES[name], MENDED_BY


def test_no_page_is_without_its_rule() -> None:
    orphans = [f"docs/rules/{page.name}" for page in (DOCS / "rules").iterdir() if f"rules/{page.name}" not in PAGES]
    assert orphans == [], "no rule has these pages: delete them"


def test_every_rule_has_its_page_and_its_row() -> None:
    assert set(PAGES) == {"rules.md", *(f"rules/{rule.code}.md" for rule in RULES)}
    for rule in RULES:
        assert PAGES["rules.md"].count(f"| [{rule.code}](rules/{rule.code}.md) | {rule.title} | {rule.severity} |") == 1


@by_code
def test_a_page_has_both_examples_and_all_else(rule: Rule) -> None:
    page = rule_page(rule)
    blocks = re.findall(r"^## (\w+)\n\n```(?:yaml|text)\n(.+?)\n```$", page, re.MULTILINE | re.DOTALL)
    assert [title for title, _ in blocks] == ["Wrong", "Right"]
    assert page.startswith(f"# {rule.code}: {rule.title}\n\n{rule.why}\n\n")
    assert f"\n## Mend\n\n{rule.mend[0].upper()}{rule.mend[1:]}.\n" in page
    assert f"\nSeverity: {rule.severity}. " in page
    assert page.replace("\n", "").isprintable()
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def _rule(**change: Any) -> Rule:
    given = {"code": "CGT100", "title": "a holds", "why": "So.", "mend": "mend a", "wrong": "b: 1", "right": "a: 1"}
    return Rule(**(given | change))


def test_a_rule_as_a_page() -> None:
    assert rule_page(_rule(wrong="b:\t1\nc: 2")) == (
        "# CGT100: a holds\n\nSo.\n\n"
        "## Wrong\n\n```yaml\nb:\\u00091\nc: 2\n```\n\n"
        "## Right\n\n```yaml\na: 1\n```\n\n"
        "## Mend\n\nMend a.\n\n"
        "Severity: error. [All rules](../rules.md)\n"
    )


def test_the_example_of_a_package_is_words_and_is_wrapped() -> None:
    page = rule_page(_rule(code="CGT500", wrong="word " * 40 + "word"))
    assert "```text\nword word" in page
    assert max(map(len, page.splitlines())) <= 100


def test_the_index_has_the_rules_in_the_order_of_their_codes() -> None:
    late = _rule(code="CGT500", severity="warning", title="either | or")
    page = index_page([late, _rule()])
    assert page.startswith("# Rules\n")
    assert page.index("| [CGT100](rules/CGT100.md) | a holds | error |") < page.index(
        "| [CGT500](rules/CGT500.md) | either \\| or | warning |"
    )
    assert "## Evidence" not in page
    assert page.endswith("|\n")
    assert rules_list([late, _rule()]) == "CGT100  error    a holds\nCGT500  warning  either | or\n"
