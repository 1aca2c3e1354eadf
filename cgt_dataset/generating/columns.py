"""What fills the gaps of a shape: columns of values, one for each record of that shape in a block."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random

from .numbering import evens, measures, slugs

Column = Sequence[object]
"""Texts as they stand in JSON without their quotes, or numbers."""
Producer = Callable[[Random, list[int]], Sequence[Column]]
"""Gives columns for the records with these numbers."""


def one_of(tokens: Sequence[str]) -> Producer:
    """Any of some values, as JSON."""
    many = len(tokens)

    def produce(rng: Random, numbers: list[int]) -> Sequence[Column]:
        chance = rng.random
        return ([tokens[int(chance() * many)] for _ in numbers],)

    return produce


def one_row_of(rows: Sequence[Sequence[object]]) -> Producer:
    """Any of some rows of values that belong together."""
    many = len(rows)

    def produce(rng: Random, numbers: list[int]) -> Sequence[Column]:
        chance = rng.random
        return list(zip(*[rows[int(chance() * many)] for _ in numbers], strict=True))

    return produce


def by_number(made: Callable[[int], object]) -> Producer:
    """What follows from the number of the record."""

    def produce(_: Random, numbers: list[int]) -> Sequence[Column]:
        return ([made(number) for number in numbers],)

    return produce


def own_id(_: Random, numbers: list[int]) -> Sequence[Column]:
    """The id of the record."""
    return (slugs(numbers),)


def reference(count: int, place: int, all_places: Callable[[], int], *, own: bool) -> Producer:
    """The id of a record of a table of so many, by preference of a low number, as few are often in the news.

    The references of a record to one table have different places, and so lead to different records.
    """

    def produce(rng: Random, numbers: list[int]) -> Sequence[Column]:
        chance, step = rng.random, all_places()
        most = evens(count) - own
        many = max(1, most // step)
        offsets = [(place + step * int(chance() * chance() * many)) % most for _ in numbers]
        if own:  # counted from the record itself on, so that it never comes to itself
            return (
                slugs([(number // 2 + 1 + at) % (most + 1) * 2 for number, at in zip(numbers, offsets, strict=True)]),
            )
        return (slugs([at * 2 for at in offsets]),)

    return produce


def earlier(rng: Random, numbers: list[int]) -> Sequence[Column]:
    """The id of a record of the same table that comes before, so that no chain runs in a circle."""
    chance = rng.random
    return (slugs([int(chance() * ((number + 1) // 2)) * 2 for number in numbers]),)


def digests(rng: Random, numbers: list[int]) -> Sequence[Column]:
    """Digests of no text."""
    drawn = rng.randbytes(32 * len(numbers)).hex()
    return ([drawn[at : at + 64] for at in range(0, len(drawn), 64)],)


def spans(count: int | None, items: int) -> Producer:
    """An id of a source, then start and end of so many spans in its body. With a count any source; else the record."""

    def produce(rng: Random, numbers: list[int]) -> Sequence[Column]:
        chance = rng.random
        if count is not None:
            many = evens(count)
            numbers = [int(chance() * many) * 2 for _ in numbers]
        bodies = [measures(number) for number in numbers]
        found: list[Column] = [slugs(numbers)]
        for _ in range(items):
            starts = [start + int(chance() * (end - start - 300)) for start, end, _ in bodies]
            found += [starts, [start + 12 + int(chance() * 260) for start in starts]]
        return found

    return produce


def stretches(items: int) -> Producer:
    """Start and end of so many stretches of the record's own body, one after the other."""

    def produce(rng: Random, numbers: list[int]) -> Sequence[Column]:
        chance = rng.random
        bodies = [measures(number) for number in numbers]
        found: list[Column] = []
        for place in range(items):
            starts = [
                start + (end - start) * place // items + int(chance() * ((end - start) // items - 200))
                for start, end, _ in bodies
            ]
            found += [starts, [start + 12 + int(chance() * 180) for start in starts]]
        return found

    return produce


def as_json(value: object) -> str:
    """A value as JSON, in its own script."""
    return json.dumps(value, ensure_ascii=False)
