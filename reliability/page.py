"""The tables of docs/reliability.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from documentation.tables import rows_in, table

from .worlds import BETWEEN, DONE, UNDONE

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reliability.md"
_STATES = (UNDONE, BETWEEN, DONE)
Counts = Mapping[tuple[str, str], Counter[str]]
"""By command and attack how often it left behind which state."""


def faults_table(commands: Sequence[str], counts: Counts, sites: Mapping[str, int]) -> str:
    """How often each command was attacked in each way, and which state that left behind."""
    attacks = list(dict.fromkeys(attack for _, attack in counts))
    head = ["command", "call sites", *attacks]
    rows = [
        [f"`{command}`", str(sites[command]), *(_cell(counts[command, attack]) for attack in attacks)]
        for command in commands
    ]
    totals = []
    for attack in attacks:
        column = sum((counts[command, attack] for command in commands), Counter[str]())
        totals.append(_cell(column))
    return table(head, [*rows, ["all", str(sum(sites.values())), *totals]])


def kept(page: str, attacks: Sequence[str]) -> tuple[dict[tuple[str, str], Counter[str]], dict[str, int]]:
    """The counts that stand in the page, and the numbers of call sites; nothing where it has other attacks."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    sites: dict[str, int] = {}
    rows = rows_in(page, "faults")
    if rows and rows[0][2:] == list(attacks):
        for name, many, *cells in rows[1:-1]:
            sites[name.strip("`")] = int(many)
            for attack, cell in zip(attacks, cells, strict=True):
                states = map(int, cell.partition(": ")[2].split(" / "))
                counts[name.strip("`"), attack] = Counter(dict(zip(_STATES, states, strict=True)))
    return counts, sites


def load_table(measured: Sequence[tuple[str, str, str]]) -> str:
    """What was loaded how much, and what came of it."""
    return table(["load", "how much", "what happened"], [list(row) for row in measured])


def _cell(states: Counter[str]) -> str:
    """How often, and of these how often all was old, in between, and new."""
    return f"{states.total()}: {' / '.join(str(states[state]) for state in _STATES)}"
