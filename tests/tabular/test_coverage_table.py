from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_records import HOLDING, MAKER, NEWS, Document, record, support

from cgt_dataset.tabular import tables_of
from cgt_dataset.tabular.coverage import Stretch, inside, joined, length, without

PLACE = st.integers(0, 20)
STRETCH = st.tuples(PLACE, PLACE).filter(lambda pair: pair[0] < pair[1])
STRETCHES = st.lists(STRETCH, max_size=8)


def points(stretches: list[Stretch]) -> set[int]:
    return {point for stretch in stretches for point in range(*stretch)}


def apart(stretches: list[Stretch]) -> bool:
    """Whether each ends before the next begins."""
    return all(one[1] < other[0] for one, other in pairwise(stretches))


@given(STRETCHES)
def test_joined_stretches_overlap_touch_or_are_others(stretches: list[Stretch]) -> None:
    whole = joined(stretches)
    assert points(whole) == points(stretches)
    assert apart(whole)
    assert length(stretches) == len(points(stretches))


@given(STRETCHES, STRETCHES)
def test_what_is_taken_away_is_left_or_more_is_taken(stretches: list[Stretch], taken: list[Stretch]) -> None:
    left = without(stretches, taken)
    assert points(left) == points(stretches) - points(taken)
    assert apart(left)
    assert all(start < end for start, end in left)


@given(STRETCH, STRETCH)
def test_what_lies_outside_the_body_is_inside(body: Stretch, stretch: Stretch) -> None:
    parts = inside(body, stretch)
    assert points(parts) == points([body]) & points([stretch])
    assert all(start < end for start, end in parts)


def covered(*documents: Document) -> dict[str, dict[str, Any]]:
    rows = tables_of([record(document) for document in documents])["coverage"].to_pylist()
    return {row.pop("source"): row for row in rows}


def source(*left_out: tuple[int, int], identifier: str = "news") -> Document:
    passages = [
        {"start": start, "end": end, "sha256": "1e" * 32, "reason": "opinion", "note": f"No. {number}"}
        for number, (start, end) in enumerate(left_out)
    ]
    return {**NEWS, "id": identifier, "left_out": passages}


def maker(*evidence: Document) -> Document:
    return {**MAKER, "evidence": list(evidence)}


def span(start: int, end: int, *pointers: str, **more: Any) -> Document:
    return support(*pointers or ("/name",), start=start, end=end, **more)


def row(supported: int, left_out: int, spans: int, supports: int, body: int = 385) -> dict[str, int]:
    return {
        "body_length": body,
        "supported": supported,
        "left_out": left_out,
        "unexplained": body - supported - left_out,
        "spans": spans,
        "supports": supports,
    }


CASES: dict[str, tuple[list[Document], dict[str, int]]] = {
    "nothing": ([source()], row(0, 0, 0, 0)),
    "apart": ([source((5, 90), (380, 390)), maker(span(100, 120))], row(20, 95, 1, 1)),
    "overlap": ([source(), maker(span(100, 120), span(110, 130))], row(30, 0, 2, 2)),
    "twice": ([source(), maker(span(100, 120, "/name", "/names/0"), span(100, 120, "/kind"))], row(20, 0, 1, 3)),
    "left out and supports": ([source((100, 120)), maker(span(110, 130))], row(20, 10, 1, 1)),
    "left out twice": ([source((100, 120), (110, 130))], row(0, 30, 0, 0)),
    "outside": ([source(), {**source(), "id": "two"}, maker(span(0, 5), span(390, 400))], row(0, 0, 0, 0)),
    "across its edges": ([source(), maker(span(0, 10), span(380, 400))], row(15, 0, 2, 2)),
    "whole": ([source((5, 390)), maker(span(5, 390))], row(385, 0, 1, 1)),
    "contradicts": (
        [source(), maker(span(9, 19, stance="contradicts", says="No.", outweighed_by="first_hand"))],
        row(10, 0, 1, 1),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_share_of_the_body_is_another(case: str) -> None:
    documents, told = CASES[case]
    assert covered(*documents)["news"] == told


def test_what_is_said_of_one_source_counts_for_another() -> None:
    other = {**source((50, 60), identifier="other"), "text_length": 200, "body_start": 0, "body_end": 200}
    holding = {**HOLDING, "evidence": [span(0, 20, source="other"), span(100, 104)]}
    assert covered(source((5, 90)), other, holding, maker(span(200, 210))) == {
        "news": row(14, 85, 2, 2),
        "other": row(20, 10, 1, 1, body=200),
    }
