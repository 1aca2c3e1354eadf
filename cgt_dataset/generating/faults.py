"""Planting faults: one in a record, so that it has exactly one finding, and no other record any."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from .line_faults import LINE_FAULTS
from .plan import Impossible, Plan
from .record_faults import RECORD_FAULTS
from .relation_faults import RELATION_FAULTS
from .target import Target


class Planted(NamedTuple):
    """A line with a fault."""

    line: bytes
    code: str
    pointer: str
    """JSON Pointer to what is at fault; empty for the line as a whole."""
    sort: str


class _Fault(NamedTuple):
    sort: str
    code: str
    plant: Callable[[Target], tuple[bytes, str] | None]


def _of_document(make: Callable[[Target], str | None]) -> Callable[[Target], tuple[bytes, str] | None]:
    def plant(target: Target) -> tuple[bytes, str] | None:
        pointer = make(target)
        if pointer is None:
            return None
        return json.dumps(target.document, ensure_ascii=False, separators=(",", ":")).encode(), pointer

    return plant


@cache
def _faults(codes: tuple[str, ...]) -> tuple[_Fault, ...]:
    of_documents = [_Fault(sort, code, _of_document(make)) for sort, code, make in (*RECORD_FAULTS, *RELATION_FAULTS)]
    known = [*of_documents, *(_Fault(*fault) for fault in LINE_FAULTS)]
    return tuple(fault for fault in known if not codes or fault.code.startswith(codes))


SORTS = {fault.sort: fault.code for fault in _faults(())}
"""Every sort of fault, with the code of the rule that it breaks."""


def check_codes(codes: tuple[str, ...]) -> None:
    """Raises Impossible for the beginning of a code of which no fault is planted."""
    for start in codes:
        if not _faults((start,)):
            raise Impossible(f"no fault of {start} is planted; there are {', '.join(sorted({*SORTS.values()}))}")


class Planter:
    """Plants faults in the records of a block."""

    def __init__(self, plan: Plan, table: str, lines: Mapping[int, str], rng: Random) -> None:
        self._plan, self._table, self._lines, self._rng = plan, table, lines, rng
        self._taken: set[int] = set()

    def plant(self, number: int) -> Planted | None:
        """A fault of any sort that the record can have; None where it can have none of those that are wanted."""
        faults = _faults(self._plan.codes)
        for fault in self._rng.sample(faults, len(faults)):
            target = Target(self._plan, self._table, number, self._lines, self._rng, self._taken)
            planted = fault.plant(target)
            if planted is not None:
                return Planted(planted[0], fault.code, planted[1], fault.sort)
        return None
