"""Lines that readers of JSON swallow, or read in different ways: `awkward.json` has them, and what is said of each.

In a text `@good` and `@other` stand for lines in which nothing is wrong, `@bad` for the first of them changed from
`old` to `new`; `<x*3>` stands for xxx, and a lone surrogate for a byte that is not UTF-8.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from line_reading import assert_same, told
from pydantic import ValidationError
from whole_records import Document, amount, name, support

from cgt_dataset.bulk import judge, read_block
from cgt_dataset.schema import CURRENT

CASES = json.loads((Path(__file__).parent / "awkward.json").read_text("utf-8"))
MAKER: Document = {
    "schema": "organization/2",
    "id": "maker",
    "name": "Maker",
    "names": [name("Maker")],
    "kind": "company",
    "ownership": ["state_owned"],
    "parent": "holding",
    "website": "https://example.org/",
    "description": "Makes vectors.",
    "evidence": [
        support("/name", "/names/0", "/kind", start=1),
        support("/ownership/0", "/parent", "/website", "/description"),
    ],
}
FIGURE: Document = {
    "schema": "statistic/2",
    "id": "figure",
    "measure": "plants",
    "quantity": amount(7, "eq", "1", "seven plants"),
    "basis": "observed",
    "period": "2021",
    "evidence": [support("/measure", "/quantity", "/basis", "/period")],
}
GOOD = {"organizations": MAKER, "statistics": FIGURE}


def content(case: dict[str, Any]) -> bytes:
    good = json.dumps(GOOD[case.get("table", "organizations")])
    old, new = case.get("old", ""), case.get("new", "")
    assert good.count(old) or not old
    lines = {"@good": good, "@other": re.sub('"id": "[a-z]+"', '"id": "other"', good), "@bad": good}
    lines["@bad"] = good.replace(old, new, 1).replace('"id": "maker"', '"id": "bad"', "@good" in case["text"])
    text = re.sub("@(?:good|other|bad)", lambda match: lines[match.group()], case["text"])
    text = re.sub(r"<(.)\*([0-9]+)>", lambda match: match.group(1) * int(match.group(2)), text)
    return text.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_an_awkward_line(case: dict[str, Any]) -> None:
    table = case.get("table", "organizations")
    block = assert_same(table, content(case))
    assert told(block) == [tuple(fault) for fault in case["faults"]]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_nothing_is_accepted_that_the_model_refuses(case: dict[str, Any]) -> None:
    table = case.get("table", "organizations")
    model = next(model for model in CURRENT.records if model.table == table)
    written = content(case)
    rejected = set(read_block(table, written).rejected["line"].to_pylist())
    for number, line in enumerate(written.split(b"\n"), 1):
        if not line.strip(b" \t\r") or b"tombstone" in line:
            continue
        try:
            model.model_validate_json(line)
        except ValidationError:
            assert number in rejected


def test_lines_are_numbered_from_where_the_block_begins() -> None:
    case = next(case for case in CASES if case["why"] == "blank lines")
    block = read_block("organizations", content(case), first_line=1001)
    assert (block.ids["line"].to_pylist(), told(block)[0][0], block.lines) == ([1002], 1005, 6)
    assert {line for each in block.references.values() for line in each["line"].to_pylist()} == {1002}


def test_a_message_of_a_long_line_is_short() -> None:
    case = next(case for case in CASES if case["why"] == "a line of 100 MB")
    (message,) = read_block("organizations", content(case)).rejected["message"].to_pylist()
    assert len(message) < 80


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a"} {}', "something follows the object at character 13"),
        ('{"id": }', "a value is missing at character 8"),
        ("{id: 1}", "the name of a field, in double quotes, is missing at character 2"),
        ('{"id" 1}', "a colon is missing at character 7"),
        ('{"id": 1 "b": 2}', "a comma is missing at character 10"),
        ('{"id": "a}', "a text begins that does not end at character 8"),
        ('{"id": "a\tb"}', "a text has a control character at character 10"),
        (r'{"id": "\x"}', "a text has an escape that there is not at character 9"),
    ],
)
def test_broken_json_is_told_in_the_same_words_by_every_python(line: str, said: str) -> None:
    (fault,) = judge("organizations", line.encode()).faults
    assert fault.message == f"this is no JSON object: {said}"
