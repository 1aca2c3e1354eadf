"""The shape of a record: which fields it has and how long its lists are, as text with gaps.

To decide that for every record would take a hundred times as long as to fill the gaps.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .columns import Column, Producer
from .plan import Plan


class Shape(NamedTuple):
    """Text with gaps, and what fills them."""

    template: str
    producers: tuple[Producer, ...]
    order: tuple[int, ...]
    """The column that fills each gap."""

    def fill(self, rng: Random, numbers: list[int]) -> list[str]:
        """The records with these numbers as JSON, in one line each."""
        made: list[Column] = []
        for produce in self.producers:
            made += produce(rng, numbers)
        return list(map(self.template.__mod__, zip(*[made[at] for at in self.order], strict=True)))


class Sort(NamedTuple):
    """What the number of a record says of its shape."""

    first: bool
    """No record of its table comes before it."""
    place: str = ""
    """`country`, `subdivision`, or neither."""
    undated: bool = False
    """It is a source without a date; those of even number have one."""


def sort_of(plan: Plan, table: str, number: int) -> Sort:
    """What the number of a record says of its shape."""
    if table == "places":
        coded = number % 4 == 0 and number // 4 < len(plan.codes_of_places)
        if coded:
            return Sort(number == 0, "country" if len(plan.codes_of_places[number // 4][0]) == 2 else "subdivision")
    return Sort(number == 0, undated=table == "sources" and number % 10 in (3, 7))
