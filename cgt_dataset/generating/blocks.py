"""The records of a stretch of a table, as lines; any stretch can be made without the others."""

from __future__ import annotations

import json
from typing import NamedTuple

from ..schema import CURRENT
from .builder import SHAPES, shape
from .faults import Planter
from .numbering import evens, is_faulty, is_gone, slugs
from .plan import Plan
from .shapes import Sort, sort_of
from .wording import summaries

BLOCK = 8192
"""How many records are made at once. Another number makes other records of the same seed."""


class Block(NamedTuple):
    """Lines of a table."""

    lines: bytes
    faults: list[dict[str, object]]
    """The planted faults, as the manifest has them."""


def block(plan: Plan, table: str, first: int) -> Block:
    """The lines of the records from number `first` on."""
    rng = plan.random("block", table, first)
    numbers = range(first, min(first + BLOCK, plan.counts[table]))
    groups: dict[tuple[Sort, int], list[int]] = {}
    for number, index in zip(numbers, rng.choices(range(SHAPES), k=len(numbers)), strict=True):
        if not is_gone(number):
            groups.setdefault((sort_of(plan, table, number), index), []).append(number)
    lines: dict[int, str] = {number: _tombstone(plan, table, number) for number in numbers if is_gone(number)}
    for (sort, index), members in groups.items():
        lines.update(zip(members, shape(plan, table, sort, index).fill(rng, members), strict=True))
    if not plan.faults:
        return Block("".join([f"{lines[number]}\n" for number in numbers]).encode(), [])
    offset = plan.random("faults", table).getrandbits(32)
    planter = Planter(plan, table, lines, rng)
    told = []
    made: list[bytes] = []
    for number in numbers:
        planted = planter.plant(number) if is_faulty(number, plan.faults, offset) else None
        if planted is None:
            made.append(lines[number].encode())
            continue
        made.append(planted.line)
        place = {"line": number + 1, "code": planted.code, "pointer": planted.pointer, "sort": planted.sort}
        told.append(place)
    return Block(b"".join([line + b"\n" for line in made]), told)


def _tombstone(plan: Plan, table: str, number: int) -> str:
    """What stays of a record that is gone; it was merged into another, or withdrawn."""
    rng = plan.random("tombstone", table, number)
    heir = slugs([2 * rng.randrange(evens(plan.counts[table]))])[0]
    merged = {"merged_into": heir} if rng.random() < 0.7 else {}
    reason = json.loads(rng.choice(summaries(plan.seed)))
    gone = {"schema": f"tombstone/{CURRENT.number}", "id": slugs([number])[0], **merged, "reason": reason}
    return json.dumps(gone, ensure_ascii=False, separators=(",", ":"))
