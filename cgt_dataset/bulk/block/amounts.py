"""Amounts against the words that state them, and counts against the members that the record names."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from ...rules.statements import disagreements
from ...rules.tensions import COUNTS
from ...schema import Quantity, fields_of
from .frames import Frame
from .shapes import Doubts

_FIELDS = tuple(spec.name for spec in fields_of(Quantity))


def check_amounts(frame: Frame, doubts: Doubts) -> None:
    """Doubt the records of amounts that do not say what their words say."""
    if frame.model is Quantity and len(frame.records):
        rows = zip(*(frame.columns[name].to_pylist() for name in _FIELDS), strict=True)
        good = pa.array([_is_as_stated(row) for row in rows], pa.bool_())
        doubts.unless(good, frame.records)


@lru_cache(maxsize=1 << 16)
def _is_as_stated(row: tuple[Any, ...]) -> bool:
    try:
        quantity = Quantity.model_validate_json(json.dumps(dict(zip(_FIELDS, row, strict=True))))
    except ValidationError:
        return False
    return not any(disagreements(quantity))


def check_members(frame: Frame, doubts: Doubts) -> None:
    """Doubt the records that name more members than a count may mean: as many as its number, or more."""
    for (model, name), (listed, _) in COUNTS.items():
        if frame.model is model:
            named = pc.list_value_length(frame.columns[listed]).fill_null(0)
            least = pc.subtract(pc.struct_field(frame.columns[name], "value"), 1.0)
            doubts.unless(pc.or_(pc.equal(named, 0), pc.less_equal(named.cast(pa.float64()), least)), frame.records)
