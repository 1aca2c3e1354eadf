"""Near-misses: datasets without a fault but one, whose code and place are known beforehand."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from ..rules.plans import PLANS
from ..rules.tensions import COUNTS, PAST
from ..schema import CURRENT, RECORDS, Quantity, fields_of
from ..schema.base import Model
from ..schema.relational import is_place
from ..schema.versions import VERSIONS
from .faults import changes, ordered_dates
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


_MIGRATION = "CGT121"
_WARNING = "CGT204"
_NUMBERS = (*range(101, 122), *range(201, 206), *range(301, 307), *range(401, 407))
CODES = tuple(f"CGT{number}" for number in _NUMBERS)
"""The codes of all faults that can be made."""


def _has(*names: str) -> Callable[[type[Model]], bool]:
    return lambda model: {spec.name for spec in fields_of(model)}.issuperset(names)


_OF_SOME: dict[str, Callable[[type[Model]], bool]] = {
    "CGT110": lambda model: hasattr(model, "one_of") or hasattr(model, "one_at_most"),
    "CGT111": lambda model: bool(ordered_dates(model)),
    "CGT112": lambda model: model is Quantity,
    "CGT113": lambda model: model in RECORDS and is_place(model),
    "CGT117": _has("published_on", "published_on_basis"),
    "CGT118": _has("name", "names"),
    "CGT203": lambda model: any(
        spec.kind == "plain" and spec.references == getattr(model, "table", "") for spec in fields_of(model)
    ),
    "CGT204": _has("names", "distinct_from"),
    "CGT303": lambda model: model in RECORDS and not _has("body_start")(model),
    "CGT305": _has("text_sha256", "text_length"),
    "CGT401": lambda model: model is Quantity,
    "CGT403": lambda model: any(spec.json.get("format") == "edtf" for spec in fields_of(model)),
    "CGT404": lambda model: any(model is planned for planned, _ in PLANS),
    "CGT405": lambda model: any(model is counted for counted, _ in COUNTS),
    "CGT406": lambda model: any(model is dated for dated, _ in PAST),
}
"""What a model must be, or have in it, to have a fault, where not all can."""


def _models(model: type[Model]) -> Iterator[type[Model]]:
    yield model
    for spec in fields_of(model):
        if spec.kind not in ("plain", "items"):
            yield from _models(spec.type)


@cache
def tables_with(code: str | None) -> tuple[str, ...]:
    """The tables whose records can have a fault."""
    if code == _MIGRATION:
        return tuple(model.table for model in VERSIONS[1].records if _has("applies_in")(model))
    can = _OF_SOME.get(code or "")
    return tuple(model.table for model in RECORDS if can is None or any(can(each) for each in _models(model)))


@st.composite
def near_misses(draw: st.DrawFn, table: str | None = None, code: str | None = None) -> NearMiss:
    """Records, tombstones among them, with exactly one fault: of one table, or of any; against one rule, or against
    any. What a rule only warns of, and what befalls records of an older version, must be asked for by its code.

    Raises InvalidArgument where no record of the table can have the fault.
    """
    tables = tables_with(code)
    if (code is not None and code not in CODES) or (table is not None and table not in tables):
        raise InvalidArgument(f"there are no near-misses for table {table!r} and code {code!r}")
    chosen = table or draw(st.sampled_from(tables))
    version = CURRENT.number if code != _MIGRATION else 1
    dataset = draw(datasets(holding=[chosen], most=2, version=version))
    record = draw(st.sampled_from([where for where in dataset.documents if where.startswith(f"{chosen}/")]))
    document = copy.deepcopy(dataset.documents[record])
    whole = {**dataset.documents, record: document}
    possible = [
        change
        for change in changes(document, chosen, Generated(whole, dataset.texts))
        if change.code == (code or change.code) and not change.besides.keys() & whole.keys()
    ]
    codes = sorted({change.code for change in possible} - ({_WARNING} if code is None else set()))
    assume(codes)
    broken = draw(st.sampled_from(codes))
    change = draw(st.sampled_from([change for change in possible if change.code == broken]))
    change.make()
    return NearMiss(document, broken, change.pointer, record, Generated({**whole, **change.besides}, dataset.texts))
