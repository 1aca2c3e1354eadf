"""Which stretches of a text are covered by others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Stretch = tuple[int, int]
"""Begin and end, exclusive, in code points."""


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that touch or overlap as one.

    >>> joined([(5, 9), (0, 2), (2, 3), (6, 7)])
    [(0, 3), (5, 9)]
    """
    whole: list[Stretch] = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def without(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """What is left of the stretches when others are taken from them.

    >>> without([(0, 10)], [(2, 3), (8, 12)])
    [(0, 2), (3, 8)]
    """
    left: list[Stretch] = []
    away = joined(taken)
    for start, end in joined(stretches):
        for first, last in away:
            if last <= start or first >= end:
                continue
            if first > start:
                left.append((start, first))
            start = last
        if start < end:
            left.append((start, end))
    return left


def inside(body: Stretch, stretch: Stretch) -> list[Stretch]:
    """What of a stretch lies inside the body, if anything does.

    >>> inside((3, 9), (0, 5)), inside((3, 9), (0, 3))
    ([(3, 5)], [])
    """
    start, end = max(body[0], stretch[0]), min(body[1], stretch[1])
    return [(start, end)] if start < end else []


def length(stretches: Iterable[Stretch]) -> int:
    """How many code points the stretches have together."""
    return sum(end - start for start, end in joined(stretches))


def coverage_rows(rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of the table `coverage`, from those of the tables `sources`, `source_left_out` and `evidence`."""
    spans: dict[str, list[Stretch]] = {}
    for row in rows["evidence"]:
        spans.setdefault(row["source"], []).append((row["start"], row["end"]))
    left_out: dict[str, list[Stretch]] = {}
    for row in rows["source_left_out"]:
        left_out.setdefault(row["source"], []).append((row["start"], row["end"]))
    found = []
    for source in rows["sources"]:
        body = (source["body_start"], source["body_end"])
        own = [part for span in spans.get(source["id"], ()) for part in inside(body, span)]
        bare = without([body], own)
        unexplained = without(bare, left_out.get(source["id"], ()))
        found.append(
            {
                "source": source["id"],
                "body_length": length([body]),
                "supported": length(own),
                "left_out": length(bare) - length(unexplained),
                "unexplained": length(unexplained),
                "spans": len(set(own)),
                "supports": len(own),
            }
        )
    return found
