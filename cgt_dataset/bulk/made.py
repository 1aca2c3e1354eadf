"""The records that the migration of older ones makes besides: each once, of all that is said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..rules import MIGRATION
from ..schema.migrations.merging import merged
from .block import read_block
from .block.slow import Fault
from .joins import At, at
from .spill import Place, Summary
from .verdicts import Shelf

_BECOMES = "which this record becomes among others"


class Made(NamedTuple):
    """The records that were made."""

    summaries: list[Summary]
    """The pieces that they are left as."""
    faults: dict[At, list[Fault]]
    """What is wrong, by the line that made a record."""
    origins: dict[At, tuple[At, str]]
    """By the line of a made record the one that made it first, and the pointer to what it was made of."""

    def told_at_origins(self, late: Mapping[At, list[Fault]]) -> Iterator[tuple[At, list[Fault]]]:
        """What is wrong with made records among the others, by the line that made each: there it can be mended."""
        for where, faults in late.items():
            if faults and where in self.origins:
                origin, pointer = self.origins[where]
                yield origin, [replace(fault, pointer=pointer) for fault in faults]


def add_made(place: Place, summaries: Sequence[Summary]) -> Made:
    """Leave the made records as further pieces. What the files have themselves is not made."""
    said: dict[tuple[str, str], list[dict[str, Any]]] = {}
    origin: dict[tuple[str, str], tuple[At, str]] = {}
    for summary in summaries:
        for row in place.made(summary.piece) if summary.made else ():
            document = json.loads(row["document"])
            key = (row["table"], document["id"])
            held = said.setdefault(key, [])
            if document not in held:
                held.append(document)
            origin.setdefault(key, (at(summary.piece, row["line"]), row["origin"]))
    there = Shelf(place, summaries).find(said)
    faults: dict[At, list[Fault]] = {}

    def tell(key: tuple[str, str], message: str) -> None:
        where, pointer = origin[key]
        table, identifier = key
        fault = Fault(MIGRATION.code, message, MIGRATION.mend, f"{table}/{identifier}", pointer)
        faults.setdefault(where, []).append(fault)

    by_table: dict[str, dict[str, dict[str, Any]]] = {}
    for key, documents in said.items():
        if key not in there:
            whole, conflicts = merged(documents)
            for name in conflicts:
                tell(key, f"schema 1 says two things of the {name} of {key[0]}/{key[1]}, {_BECOMES}")
            by_table.setdefault(key[0], {})[key[1]] = whole
    added: list[Summary] = []
    origins: dict[At, tuple[At, str]] = {}
    for table, wholes in by_table.items():
        lines = b"".join(json.dumps(whole).encode() + b"\n" for whole in wholes.values())
        block = read_block(table, lines, 0)
        ids = list(wholes)
        for line in sorted(set(block.rejected["line"].to_pylist())):
            tell((table, ids[line]), f"{table}/{ids[line]}, {_BECOMES}, would be no record")
        piece = len(summaries) + len(added)
        origins |= {at(piece, line): origin[table, identifier] for line, identifier in enumerate(ids)}
        added.append(place.leave(piece, block, block.lines, []))
    return Made(added, faults, origins)
