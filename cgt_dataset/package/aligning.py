"""Which items of two lists are the same: what came or went between others moves them, and does not change them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

Item = tuple[Any, ...]
Pair = tuple[int | None, int | None]
"""The places of an item in the old and in the new list; None where it is not in that list."""

_WEIGHED = 2_500
"""How many pairs of items are weighed between two that did not change; beyond, items are paired in their order."""


def aligned(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    """Every item of both lists once, in both orders: alone, or with the item that it is or became.

    Items are paired where they are equal, or have at least half of their values in common. The lists the other way
    round give the same pairs the other way round.

    >>> aligned([("a", 1), ("b", 2)], [("c", 3), ("a", 1), ("b", 4)])
    [(None, 0), (0, 1), (1, 2)]
    >>> aligned([("a",), ("b",)], [("c",)])
    [(0, None), (1, None), (None, 0)]
    """
    if old == new:
        return [(place, place) for place in range(len(old))]
    if repr(old) > repr(new):
        return _removed_first((there, here) for here, there in _aligned(new, old))
    return _removed_first(_aligned(old, new))


def _removed_first(pairs: Iterator[Pair]) -> list[Pair]:
    """Between two pairs, first what went and then what came."""
    result: list[Pair] = []
    came: list[Pair] = []
    for pair in pairs:
        if pair[0] is None:
            came.append(pair)
        elif pair[1] is None:
            result.append(pair)
        else:
            result += [*came, pair]
            came.clear()
    return result + came


def _aligned(old: Sequence[Item], new: Sequence[Item]) -> Iterator[Pair]:
    low, lower = 0, 0
    for high, higher in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old, new, (low, high), (lower, higher))
        if high < len(old):
            yield high, higher
        low, lower = high + 1, higher + 1


def _anchors(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    """Items that either list has once, as many as keep their order."""
    once = [{item for item, count in Counter(items).items() if count == 1} for items in (old, new)]
    places = {item: place for place, item in enumerate(new) if item in once[1]}
    both = [(place, places[item]) for place, item in enumerate(old) if item in once[0] and item in places]
    # The longest chain that rises on both sides: for each length, the chain whose end is least.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(both):
        length = bisect_left(ends, there)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [there]
        last[length : length + 1] = [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(both[index])
        index = before[index]
    return chain[::-1]


def _between(old: Sequence[Item], new: Sequence[Item], here: tuple[int, int], there: tuple[int, int]) -> Iterator[Pair]:
    """The pairs of two stretches without anchors."""
    (low, high), (lower, higher) = here, there
    while low < high and lower < higher and old[low] == new[lower]:
        yield low, lower
        low, lower = low + 1, lower + 1
    same = 0
    while low < high - same and lower < higher - same and old[high - same - 1] == new[higher - same - 1]:
        same += 1
    yield from _weighed(old, new, (low, high - same), (lower, higher - same))
    for step in range(same, 0, -1):
        yield high - step, higher - step


def _weighed(old: Sequence[Item], new: Sequence[Item], here: tuple[int, int], there: tuple[int, int]) -> Iterator[Pair]:
    (low, high), (lower, higher) = here, there
    rows, columns = high - low, higher - lower
    if rows * columns > _WEIGHED:
        for step in range(max(rows, columns)):
            first = low + step if step < rows else None
            second = lower + step if step < columns else None
            if first is not None and second is not None and not _alike(old[first], new[second]):
                yield first, None
                first = None
            yield first, second
        return
    # The greatest weight from each pair of places on.
    weight = [[0] * (columns + 1) for _ in range(rows + 1)]
    alike = [[_alike(old[low + i], new[lower + j]) for j in range(columns)] for i in range(rows)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = alike[i][j] and alike[i][j] + weight[i + 1][j + 1]
            weight[i][j] = max(paired, weight[i + 1][j], weight[i][j + 1])
    i = j = 0
    while i < rows and j < columns:
        if alike[i][j] and weight[i][j] == alike[i][j] + weight[i + 1][j + 1]:
            yield low + i, lower + j
            i, j = i + 1, j + 1
        elif weight[i][j] == weight[i + 1][j]:
            yield low + i, None
            i += 1
        else:
            yield None, lower + j
            j += 1
    yield from ((low + left, None) for left in range(i, rows))
    yield from ((None, lower + left) for left in range(j, columns))


def _alike(one: Item, other: Item) -> int:
    """How many values two items share, if they are equal or share half of them; else nothing."""
    if one == other:
        return len(one) + 1
    shared = sum(mine is not None and mine == theirs for mine, theirs in zip(one, other, strict=True))
    held = max(sum(value is not None for value in item) for item in (one, other))
    return shared if 2 * shared >= held else 0
