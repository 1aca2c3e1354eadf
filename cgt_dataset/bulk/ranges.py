"""Stretches of ids that are worked on at once, cut by samples so that each has about as many records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .spill import Sample, Summary


class Range(NamedTuple):
    """The ids of a table from `first` on, up to and without `stop`; without an end where that is None."""

    table: str
    first: str | None
    stop: str | None


def ranges_of_ids(summaries: Sequence[Summary], tables: Sequence[str], records: int) -> Iterator[Range]:
    """The ids of each table, in ranges of about so many records."""
    for table in tables:
        first, held = None, 0
        for sample in _samples(summaries, table):
            if held and held + sample.records > records:
                yield Range(table, first, sample.id)
                first, held = sample.id, 0
            held += sample.records
        yield Range(table, first, None)


def ranges_of_parts(
    summaries: Sequence[Summary], tables: Sequence[str], records: int, supports: int
) -> list[list[Range]]:
    """All ids in the order of table and id, in parts of about so many records and rows of evidence, if not less."""
    parts: list[list[Range]] = [[]]
    held = evidence = 0
    for table in sorted(tables):
        first = None
        for sample in _samples(summaries, table):
            if held and (held + sample.records > records or evidence + sample.supports > supports):
                parts[-1].append(Range(table, first, sample.id))
                parts.append([])
                first, held, evidence = sample.id, 0, 0
            held += sample.records
            evidence += sample.supports
        parts[-1].append(Range(table, first, None))
    return parts


def _samples(summaries: Sequence[Summary], table: str) -> list[Sample]:
    return sorted(sample for summary in summaries if summary.table == table for sample in summary.samples)
