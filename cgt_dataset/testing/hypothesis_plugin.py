"""Entry point of hypothesis: `st.from_type(Organization)` draws valid organizations, and so for every model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis import strategies as st


def register() -> None:
    """Register a strategy for every model of the schema. Strategies are made when they are first asked for."""
    from hypothesis import strategies as st

    from ..schema import RECORDS, Evidence, fields_of
    from ..schema.base import Model

    def parts(model: type[Model]) -> set[type[Model]]:
        inner = {spec.type for spec in fields_of(model) if spec.kind in ("value", "values", "parts")}
        return inner.union(*(parts(each) for each in inner)) if inner else set()

    for record in RECORDS:
        st.register_type_strategy(record, _record)
    for part in {Evidence}.union(*(parts(record) for record in RECORDS)):
        st.register_type_strategy(part, _part)


def _record(model: type[Any]) -> st.SearchStrategy[Any]:
    from .generated import records

    return records(model.table)


def _part(model: type[Any]) -> st.SearchStrategy[Any]:
    from .generated import mappings

    return mappings(model).map(lambda document: model.model_validate_json(json.dumps(document)))
