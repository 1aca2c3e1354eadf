"""Every rule that only JSON Lines can break has a case that breaks it and nothing else.

A case is a file of `lines/`, lines of the table `places` of which one is faulty; `lines.csv` has the one finding of
each. `lines/clean.jsonl` has lines without a fault. The examples of the rules stand in these files.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from cgt_dataset.bulk import judge
from cgt_dataset.findings import Rule
from cgt_dataset.rules.lines import RULES as LINE_RULES

HERE = Path(__file__).resolve().parent
LINES = {path.stem: path.read_bytes().splitlines() for path in sorted((HERE / "lines").iterdir())}
CLEAN = LINES.pop("clean")
by_code = pytest.mark.parametrize("rule", LINE_RULES, ids=lambda rule: str(rule.code))


class Row(NamedTuple):
    """A finding as the table has it."""

    case: str
    code: str
    line: str
    pointer: str
    message: str


def _rows() -> list[Row]:
    with (HERE / "lines.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == Row._fields
    return [Row(*row) for row in rows]


EXPECTED = _rows()


def _found(case: str, lines: list[bytes]) -> list[Row]:
    told = [(number, fault) for number, line in enumerate(lines, 1) for fault in judge("places", line).faults]
    return [Row(case, fault.code, str(number), fault.pointer, fault.message) for number, fault in told]


def _stands(example: str, lines: list[bytes]) -> bool:
    """Whether the lines of an example stand in others, one after another."""
    wanted = example.encode().split(b"\n")
    return any(lines[first : first + len(wanted)] == wanted for first in range(len(lines)))


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: str(row.case))
def test_a_case_of_lines_has_its_one_finding(row: Row) -> None:
    assert _found(row.case, LINES[row.case]) == [row]


def test_clean_lines_have_no_finding() -> None:
    assert _found("clean", CLEAN) == []


@by_code
def test_what_is_wrong_stands_in_a_case_of_its_rule(rule: Rule) -> None:
    assert any(_stands(rule.wrong, LINES[row.case]) for row in EXPECTED if row.code == rule.code)


@by_code
def test_what_is_right_stands_in_clean_lines(rule: Rule) -> None:
    assert _stands(rule.right, CLEAN)


def test_every_rule_of_lines_has_a_case() -> None:
    assert {row.code for row in EXPECTED} == {rule.code for rule in LINE_RULES}


def test_every_case_of_lines_has_a_row_and_is_named_for_its_rule() -> None:
    assert [row.case for row in EXPECTED] == [*LINES]
    assert [row.case for row in EXPECTED if not row.case.startswith(f"{row.code}-")] == []
