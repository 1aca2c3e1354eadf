"""The table that says how much of each source's body has been put into records."""

from __future__ import annotations

from .table import Column, Table


def _count(name: str, description: str) -> Column:
    return Column(name, "integer", description, True, {"minimum": 0}, computed=True)


COVERAGE = Table(
    "coverage",
    "How much of the body of each source supports values, is left out with a reason, or is neither; in Unicode code "
    "points, white space included.",
    (
        Column("source", "string", "The source.", True, references="sources"),
        _count("body_length", "Length of the body."),
        _count("supported", "How much of it supports a value."),
        _count("left_out", "How much of the rest is left out, for a reason that the source's record gives."),
        _count("unexplained", "How much of it is neither."),
        _count("spans", "How many different spans of it are evidence."),
        _count("supports", "How often one of them supports a value."),
    ),
    ("source",),
    ((("source",), "sources", ("id",)),),
)
"""The table `coverage`."""
