"""Near-misses: datasets without a fault but one, whose code and place are known beforehand."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from ..schema import RECORDS
from .faults import changes
from .generated import datasets
from .written import Generated


class NearMiss(NamedTuple):
    """A record with exactly one fault, in the dataset in which it is the only one."""

    document: dict[str, Any]
    """The faulty document."""
    code: str
    """The code of the rule that does not hold."""
    pointer: str
    """JSON Pointer to the value that is at fault; empty for the record as a whole."""
    record: str
    """The record, as TABLE/ID."""
    dataset: Generated
    """The dataset with the faulty document in it."""


CODES = tuple(f"CGT{number}" for number in (*range(101, 120), *range(201, 204), *range(301, 307), *range(401, 404)))
"""The codes of all faults that can be made."""
_TABLES = {
    "CGT110": ("agreements",),
    "CGT111": ("agreements", "regulations"),
    "CGT112": ("facilities", "regulations"),
    "CGT113": ("organizations", "agreements", "regulations", "facilities"),
    "CGT117": ("sources",),
    "CGT118": ("organizations", "facilities"),
    "CGT203": ("organizations",),
    "CGT303": ("organizations", "agreements", "regulations", "facilities"),
    "CGT305": ("sources",),
    "CGT401": ("facilities", "regulations"),
    "CGT403": ("sources", "agreements", "regulations", "facilities"),
}
"""The tables whose records can have a fault, where not all can."""


@st.composite
def near_misses(draw: st.DrawFn, table: str | None = None, code: str | None = None) -> NearMiss:
    """Records with exactly one fault: of one table, or of any; against one rule, or against any.

    Raises InvalidArgument where no record of the table can have the fault.
    """
    tables = _TABLES.get(code or "", tuple(model.table for model in RECORDS))
    if (code is not None and code not in CODES) or (table is not None and table not in tables):
        raise InvalidArgument(f"there are no near-misses for table {table!r} and code {code!r}")
    chosen = table or draw(st.sampled_from(tables))
    dataset = draw(datasets(holding=[chosen], most=1))
    record = next(where for where in dataset.documents if where.startswith(f"{chosen}/"))
    document = copy.deepcopy(dataset.documents[record])
    possible = [change for change in changes(document, dataset) if code in (None, change.code)]
    assume(possible)
    broken = draw(st.sampled_from(sorted({change.code for change in possible})))
    change = draw(st.sampled_from([change for change in possible if change.code == broken]))
    change.make()
    whole = Generated({**dataset.documents, record: document}, dataset.texts)
    return NearMiss(document, broken, change.pointer, record, whole)
