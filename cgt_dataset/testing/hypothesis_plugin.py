"""Entry point of hypothesis: `st.from_type(Organization)` draws valid organizations, and so for every model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis import strategies as st


def register() -> None:
    """Register a strategy for every model of the schema. Strategies are made when they are first asked for."""
    from hypothesis import strategies as st

    from ..schema import MODELS, Tombstone, evidence_of, fields_of
    from ..schema.base import Model

    def parts(model: type[Model]) -> set[type[Model]]:
        inner = {spec.type for spec in fields_of(model) if spec.kind in ("value", "values", "parts")}
        return inner.union(*(parts(each) for each in inner)) if inner else set()

    inner: set[type[Model]] = {Tombstone}
    for record in MODELS.values():
        st.register_type_strategy(record, _record)
        item = evidence_of(record)
        inner |= {item} | parts(item) | parts(record)
    for part in inner:
        st.register_type_strategy(part, _part)


def _record(model: type[Any]) -> st.SearchStrategy[Any]:
    from .generated import records
    from .mappings import schema_of

    return records(model.table, int(str(schema_of(model)).rpartition("/")[2]))


def _part(model: type[Any]) -> st.SearchStrategy[Any]:
    from .mappings import mappings, schema_of

    named = schema_of(model)
    whole = {"schema": named} if named else {}
    return mappings(model).map(lambda document: model.model_validate_json(json.dumps({**whole, **document})))
