"""Blocks that are read in several pieces, with faults of every sort that a reader stumbles over, one or many."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from line_reading import as_lines, told
from whole_records import ALL, Document, borne_out, name, record, support

from cgt_dataset.bulk import judge, read_block
from cgt_dataset.bulk.block.lines import cut

COUNT = 1_500
FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "an unknown field": lambda line: line.replace(b'"kind": "company"', b'"knd": "company"'),
    "a field elsewhere": lambda line: line.replace(b'"source": ', b'"name": "A", "source": ', 1),
    "text for a number": lambda line: line.replace(b'"start": 0', b'"start": "0"', 1),
    "a fraction": lambda line: re.sub(rb'"start": 0\b', b'"start": 0.5', line, count=1),
    "a key twice": lambda line: line.replace(b'"id": ', b'"id": "a", "id": ', 1),
    "invalid UTF-8": lambda line: line.replace(b"Makes", b"M\xff", 1),
    "half a character": lambda line: line.replace(b"Makes", b"M\\udc00", 1),
    "null for a term": lambda line: line.replace(b'"names": [', b'"ownership": null, "names": [', 1),
    "cut off": lambda line: line[: len(line) // 2],
    "no such term": lambda line: line.replace(b'"company"', b'"firm"'),
    "two objects": lambda line: line + b" " + line,
}


def maker(number: int) -> Document:
    return {
        "schema": "organization/2",
        "id": f"maker-{number}",
        "name": "Maker",
        "names": [name("Maker")],
        "kind": "company",
        "description": f"Makes vectors, the {number}th of them.",
        "evidence": [support("/name", "/names/0", "/kind", "/description", start=0)],
    }


LINES = as_lines(map(maker, range(COUNT))).split(b"\n")[:-1]


@pytest.mark.parametrize(
    "at", [{0}, {COUNT - 1}, {700}, {0, 1, 2, 640, 641, 1400}], ids=["first", "last", "middle", "many"]
)
@pytest.mark.parametrize("sort", FAULTS)
def test_only_the_faulty_lines_are_refused(sort: str, at: set[int]) -> None:
    lines = [FAULTS[sort](line) if number in at else line for number, line in enumerate(LINES)]
    block = read_block("organizations", b"\n".join(lines))
    expected = [
        (n + 1, fault.code, fault.pointer) for n in sorted(at) for fault in judge("organizations", lines[n]).faults
    ]
    assert {line for line, _, _ in expected} == {n + 1 for n in at}
    assert told(block) == expected
    good = [number for number in range(COUNT) if number not in at]
    assert block.ids["line"].to_pylist() == [number + 1 for number in good]
    assert block.ids["id"].to_pylist() == [f"maker-{number}" for number in good]


def test_good_lines_are_not_read_one_by_one_for_a_bad_one_beside_them() -> None:
    for fault in FAULTS.values():
        lines = [fault(line) if number == 700 else line for number, line in enumerate(LINES)]
        assert read_block("organizations", b"\n".join(lines)).slow == 1


def test_a_block_in_which_each_line_is_faulty() -> None:
    lines = [json.dumps({"id": number}).encode() for number in range(2_000)]
    block = read_block("organizations", b"\n".join(lines))
    assert (block.ids.num_rows, len(set(block.rejected["line"].to_pylist()))) == (0, 2_000)


def test_lines_are_found_by_their_numbers() -> None:
    content = b"\n".join(LINES)
    for numbers in ([], [0], [COUNT - 1], [0, 1, 2, 640, 641, 1_400], range(COUNT)):
        assert [*cut(content).lines_at(numbers)] == [(number, LINES[number]) for number in numbers]
        assert [*cut(content + b"\n").lines_at(numbers)] == [(number, LINES[number]) for number in numbers]


def test_a_stretch_left_out_lies_in_the_body() -> None:
    source = next(borne_out(each) for each in ALL if record(each).table == "sources" and each.get("left_out"))
    beyond = {**source["left_out"][0], "start": source["body_end"], "end": source["body_end"] + 1}
    bad = {**source, "id": "bad", "left_out": [*source["left_out"], beyond]}
    block = read_block("sources", as_lines([source, bad]))
    assert (block.slow, block.ids["line"].to_pylist()) == (1, [1])
    assert {line for line, _, _ in told(block)} == {2}
