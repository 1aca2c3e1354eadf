from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cgt_dataset.build import RULES
from cgt_dataset.findings import Finding, Rule, did_you_mean, in_order


def finding(**change: Any) -> Finding:
    given: dict[str, Any] = {
        "path": "raw/a.yaml",
        "line": 5,
        "column": 12,
        "code": "CGT108",
        "message": "2021-02 has no day 30",
        "mend": "write 2021-02",
    }
    return Finding(**(given | change))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, "raw/a.yaml:5:12: CGT108 2021-02 has no day 30 (write 2021-02)"),
        ({"column": None}, "raw/a.yaml:5: CGT108 2021-02 has no day 30 (write 2021-02)"),
        ({"line": None, "column": None}, "raw/a.yaml: CGT108 2021-02 has no day 30 (write 2021-02)"),
        ({"severity": "warning"}, "raw/a.yaml:5:12: CGT108 2021-02 has no day 30 (write 2021-02)"),
    ],
)
def test_a_finding_is_one_line_that_editors_can_follow(change: dict[str, Any], line: str) -> None:
    assert str(finding(**change)) == line


@pytest.mark.parametrize("field", ["path", "message", "mend"])
@pytest.mark.parametrize(
    "character", ["\n", "\r", "\t", "\x1b", "\0", "\x85", "\u2028", "\u202e", "\u2069", "\ufeff", "\udcff"], ids=ascii
)
def test_nothing_in_a_finding_breaks_its_line_or_steers_a_terminal(field: str, character: str) -> None:
    line = str(finding(**{field: f"a{character}b"}))
    assert line.isprintable()
    assert line.encode("utf-8")
    assert f"{ord(character):x}b" in line.lower(), "the reader sees which character it was"


@pytest.mark.parametrize("text", ["İstanbul", "محمد", "北京", "e\u0301", "\U0001f9ec", "a\u00a0b", "a\\nb"])
def test_a_finding_shows_names_as_they_are(text: str) -> None:
    assert text in str(finding(message=text))


def test_findings_come_by_file_and_place_with_numbers_as_numbers() -> None:
    ordered = [
        finding(path="raw/a.yaml", line=None, column=None),
        finding(path="raw/a.yaml", line=2, column=3),
        finding(path="raw/a.yaml", line=2, column=10),
        finding(path="raw/a.yaml", line=10, column=1, code="CGT001"),
        finding(path="raw/a.yaml", line=10, column=1, code="CGT101", message="a"),
        finding(path="raw/a.yaml", line=10, column=1, code="CGT101", message="b", mend="a"),
        finding(path="raw/a.yaml", line=10, column=1, code="CGT101", message="b", mend="b"),
        finding(path="raw/a.yaml", line=10, column=1, code="CGT101", message="b", mend="b", pointer="/a"),
        finding(path="raw/b.yaml", line=1, column=1),
    ]
    assert in_order(reversed(ordered)) == ordered
    assert in_order([*ordered, *ordered]) == ordered


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            finding,
            path=st.sampled_from("ab"),
            line=st.none() | st.integers(1, 20),
            column=st.none() | st.integers(1, 20),
            message=st.sampled_from("xy"),
        )
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_does_not_follow_the_order_of_finding(findings: list[Finding], random: Any) -> None:
    shuffled = [*findings, *findings[:3]]
    random.shuffle(shuffled)
    ordered = in_order(shuffled)
    assert sorted(map(str, ordered)) == sorted(map(str, set(findings)))
    assert [(f.path, f.line or 0, f.column or 0) for f in ordered] == sorted(
        (f.path, f.line or 0, f.column or 0) for f in set(findings)
    )


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("compny", ["hospital", "company", "cdmo"], "did you mean 'company'?"),
        ("signedon", ["signed_on", "signed"], "did you mean 'signed_on'?"),
        ("agreement", ("agreements", "agreement_parties"), "did you mean 'agreements'?"),
        ("zebra", ["hospital", "company"], ""),
        ("", ["hospital"], ""),
        ("x", [], ""),
    ],
)
def test_only_a_close_word_is_suggested(word: str, known: list[str], expected: str) -> None:
    assert did_you_mean(word, known) == expected
    assert did_you_mean(word, iter(known)) == expected


def test_no_code_is_given_to_two_rules() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_says_what_must_hold_why_and_how_to_mend(rule: Rule) -> None:
    assert re.fullmatch("CGT[0-9]{3}", rule.code)
    assert rule.why.endswith(".")
    for words in (rule.title, rule.mend):
        assert words
        assert not words.endswith(".")
        assert "\n" not in words
