from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgt_dataset.package.aligning import Pair, aligned

Items = list[tuple[Any, ...]]
ITEMS: st.SearchStrategy[Items] = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz") | st.none()))


@given(ITEMS, ITEMS)
def test_an_item_is_lost_or_pairs_cross(old: Items, new: Items) -> None:
    pairs = aligned(old, new)
    assert [one for one, _ in pairs if one is not None] == list(range(len(old)))
    assert [other for _, other in pairs if other is not None] == list(range(len(new)))
    assert (None, None) not in pairs


@given(ITEMS, ITEMS)
def test_the_other_way_round_gives_other_pairs(old: Items, new: Items) -> None:
    assert {(one, other) for other, one in aligned(new, old)} == set(aligned(old, new))


@given(ITEMS, ITEMS, ITEMS)
def test_an_insertion_changes_what_stood_around_it(before: Items, after: Items, items: Items) -> None:
    old, new = before + after, before + [("new", *item) for item in items] + after
    pairs = aligned(old, new)
    assert len(pairs) == len(new)
    assert all(old[one] == new[other] for one, other in pairs if one is not None and other is not None)


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        pytest.param("abc", "abc", [(0, 0), (1, 1), (2, 2)], id="nothing"),
        pytest.param("abc", "xabc", [(None, 0), (0, 1), (1, 2), (2, 3)], id="inserted"),
        pytest.param("abc", "ac", [(0, 0), (1, None), (2, 1)], id="removed"),
        pytest.param("aab", "ab", [(0, 0), (1, None), (2, 1)], id="one-of-two-removed"),
        pytest.param("ab", "xy", [(0, None), (1, None), (None, 0), (None, 1)], id="nothing-in-common"),
        pytest.param("", "a", [(None, 0)], id="from-nothing"),
    ],
)
def test_letters_are_paired_otherwise(old: str, new: str, pairs: list[Pair]) -> None:
    assert aligned([(letter,) for letter in old], [(letter,) for letter in new]) == pairs


def test_a_changed_item_is_not_found_beside_a_removed_one() -> None:
    old = [("a", 1, 1, 1), ("b", 2, 2, 2), ("c", 3, 3, 3)]
    new = [("b", 2, 2, 9), ("c", 3, 3, 3)]
    assert aligned(old, new) == [(0, None), (1, 0), (2, 1)]


def test_less_than_half_in_common_is_enough() -> None:
    assert aligned([("a", "x", "p")], [("a", "y", "q")]) == [(0, None), (None, 0)]
    assert aligned([("a", "x", "p")], [("a", "x", "q")]) == [(0, 0)]


def test_shared_nulls_count_as_something_in_common() -> None:
    assert aligned([("a", None, None)], [("b", None, None)]) == [(0, None), (None, 0)]
    assert aligned([("a", "x", None)], [("b", "x", None)]) == [(0, 0)]


@pytest.mark.parametrize("distinct", [1, 2, 100, 50_000])
def test_long_lists_take_more_than_linear_time(distinct: int) -> None:
    old = [(place % distinct, "x", "y") for place in range(50_000)]
    new = [(-1, "p", "q"), *old[:25_000], *old[25_010:], (-2, "r", "s")]
    start = time.perf_counter()
    pairs = aligned(old, new)
    assert time.perf_counter() - start < 10  # seconds; in the square of the length it would be hours
    assert [one for one, _ in pairs if one is not None] == list(range(len(old)))
