"""What a rule of compatibility is: one sort of change, and what it does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from .edition import Edition
from .verdict import PackageBump, Verdict

Part = Literal["records", "tables", "vocabularies"]
_PARTS: dict[str, Part] = {"1": "records", "2": "tables", "3": "vocabularies"}

_SHOWN = 80

Example = tuple[Any, Any]
"""The old and the new of one part of an edition: JSON Schemas by record type, Table Schemas by table, or vocabularies.
None where an edition does not have the part."""


@dataclass(frozen=True)
class Rule:
    """One sort of change. The code is stable: it is never given to another rule."""

    code: str
    """`CGS` and three digits: 1 records, 2 tables, 3 vocabularies."""
    title: str
    """What has changed, in a few words."""
    category: str
    """What sort of thing has changed: field, type, null, term, bound, pattern, key, text …"""
    verdict: Verdict
    package: PackageBump
    """The smallest step of the package's version that the change needs."""
    why: str
    """Why the verdict is what it is, for somebody who knows the field and not this code."""
    change: Example
    """The fewest lines that show the change: this rule finds it, and no other rule finds anything."""
    other: Example
    """A change, or none, that looks like it, and that the rule does not find."""

    @property
    def part(self) -> Part:
        """The part of an edition that the rule looks at."""
        return _PARTS[self.code[3]]

    def editions(self, example: Example) -> tuple[Edition, Edition]:
        """An example as two editions that have nothing else."""
        old, new = (Edition(**{self.part: side}) for side in example)
        return old, new


@dataclass(frozen=True)
class Change:
    """One change between two editions."""

    rule: Rule
    name: str
    """The record type, the table or the vocabulary."""
    path: str
    """Where in it: the fields that lead to it, each after a slash, `*` for the items of a list; empty: the whole."""
    message: str
    """What has changed, in words."""

    @property
    def is_breaking(self) -> bool:
        """Whether what holds to the old side may fail on the new one, as far as is known."""
        return self.rule.package == "major"


def told(value: Any) -> str:
    """A value in a message: as JSON, what is long cut short; `none` for None.

    >>> told(None), told("a"), len(told("a" * 1000))
    ('none', '"a"', 80)
    """
    return "none" if value is None else cut(json.dumps(value, ensure_ascii=False))


def cut(text: str) -> str:
    """A text, cut short where it is long."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
