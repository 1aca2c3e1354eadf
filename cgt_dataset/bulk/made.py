"""The records that the migration of older ones makes besides: each once, of all that is said of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..rules import MIGRATION
from ..schema.migrations.merging import merged
from .block import read_block
from .block.slow import Fault
from .joins import At, at
from .spill import Place, Summary
from .verdicts import Shelf

_BECOMES = "which this record becomes among others"


def add_made(place: Place, summaries: Sequence[Summary]) -> tuple[list[Summary], dict[At, list[Fault]]]:
    """Leave the made records as further pieces; gives these, and what is wrong, by the line that made a record.

    What the files have themselves is not made.
    """
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
    for table, wholes in by_table.items():
        lines = b"".join(json.dumps(whole).encode() + b"\n" for whole in wholes.values())
        block = read_block(table, lines, 0)
        ids = list(wholes)
        for row in block.rejected.to_pylist():
            key = (table, ids[row["line"]])
            tell(key, f"{table}/{key[1]}, {_BECOMES}, would be no record")
        added.append(place.leave(len(summaries) + len(added), block, block.lines, []))
    return added, faults
