"""What can be said of a record that is not accepted, so that a curator is told everything in one run."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ..schema import MODELS, references_of, values_of
from .evidence import unsupported
from .references import check_reference
from .shape_codes import REPEATED
from .violation import Records, Violation


def check_draft(
    records: Records,
    table: str,
    identifier: str,
    data: dict[str, Any],
    faults: list[Violation],
    lost: Collection[str] = (),
) -> Iterator[Violation]:
    """Dangling references and values without evidence, but for what stands at a fault that is told already.

    `lost` are pointers of values that could not be read.
    """
    model = MODELS.get(str(data.get("schema")))
    if model is None or model.table != table:
        return
    where = f"{table}/{identifier}"
    told = [*lost, *(fault.pointer for fault in faults)]
    # An item too many shifts what follows it in its list.
    told += [fault.pointer.rpartition("/")[0] for fault in faults if fault.rule is REPEATED]
    for pointer, target, held in references_of(model, data):
        if not _touches(pointer, told):
            yield from check_reference(records, where, pointer, target, held)
    if _touches("/evidence", told):
        return  # what a faulty item was to support is not known
    evidence = data.get("evidence") or []
    supported = {pointer for item in evidence for pointer in item["supports"]}
    for pointer, _ in values_of(model, data):
        if pointer not in supported and not _touches(pointer, told):
            yield unsupported(where, pointer)


def _touches(pointer: str, told: list[str]) -> bool:
    """Whether a fault stands at the value, in it, or around it; a fault of the whole record is around nothing."""
    return any(
        fault and (fault == pointer or fault.startswith(f"{pointer}/") or pointer.startswith(f"{fault}/"))
        for fault in told
    )
