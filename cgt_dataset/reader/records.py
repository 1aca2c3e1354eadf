"""Rows put together again: the record that they were made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ..schema import Record
    from ..schema.base import Model

Row = dict[str, Any]


def assemble(table: str, main: Row, rows_of: Callable[[str, str], list[Row]], schema_version: int) -> Record:
    """The record whose row in `table` is `main`.

    `rows_of(child_table, key_column)` gives the rows of a child table that belong to it, by position.
    """
    from ..schema import evidence_of, fields_of
    from ..schema.fields import singular
    from ..schema.relational import child_table

    kind = singular(table)
    model = model_of(table, schema_version)
    document: Row = {"schema": f"{kind}/{schema_version}", **_document(model, main)}
    for spec in fields_of(model):
        if spec.kind in ("plain", "value"):
            continue
        rows = rows_of(child_table(model, spec), kind)
        if spec.kind == "items":
            document[spec.name] = [row[spec.item_column] for row in rows]
        else:
            document[spec.name] = [_document(spec.type, row) for row in rows]
    document["evidence"] = _evidence(evidence_of(model), rows_of("evidence", "record"))
    return model.model_validate_json(json.dumps(document))


def model_of(table: str, schema_version: int) -> type[Record]:
    """The model of the records of a table; of an older package, that of its version."""
    from ..schema import MODELS
    from ..schema.fields import singular

    return cast("type[Record]", MODELS[f"{singular(table)}/{schema_version}"])


def _document(model: type[Model], row: Row, prefix: str = "") -> Row:
    from ..schema import fields_of

    document: Row = {}
    for spec in fields_of(model):
        if spec.kind == "plain":
            content = row[prefix + spec.name]
        elif spec.kind == "value":
            content = _document(spec.type, row, f"{prefix}{spec.name}_") or None
        else:
            continue
        if content is not None:
            document[spec.name] = content
    return document


def _evidence(model: type[Model], rows: list[Row]) -> list[Row]:
    items: list[Row] = []
    for row in rows:
        if row["support"] == 0:
            items.append({**_document(model, row), "supports": []})
        items[-1]["supports"].append(row["pointer"])
    return items
