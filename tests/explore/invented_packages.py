"""Packages of invented records, for what no article says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whole_records import ALL, BEARERS, Document, record, support

from cgt_dataset import Dataset
from cgt_dataset.package.write import package_files
from cgt_dataset.schema import MODELS, Tombstone, fields_of, values
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.fields import Field
from cgt_dataset.tabular import tables_of

Change = Callable[[str], str]


def borne_out(document: Document) -> Document:
    """The document with evidence for each value, of every sort for the first, and one against the last."""
    pointers = [pointer for pointer, _ in values(record(document))]
    if not pointers:
        return document
    how = {"derivation": "inferred", "note": "By the context."}
    against = {"stance": "contradicts", "says": "Something else", "outweighed_by": "first_hand"}
    items = [support(*pointers, **how)]
    items += [
        support(pointers[0], start=30 + place, end=90, assertion="quoted", asserted_by={kind: who})
        for place, (kind, who) in enumerate(BEARERS)
    ]
    items.append(support(pointers[-1], start=1234, end=5678, **how, **against))
    return {**document, "evidence": items}


def packaged(folder: Path, documents: Iterable[Document], gone: Iterable[tuple[str, Document]] = ()) -> Dataset:
    """A package of documents, and of what stays of records that are gone."""
    tombstones = [
        (table, Tombstone.model_validate_json(json.dumps({"schema": "tombstone/2", **one}))) for table, one in gone
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in package_files(tables_of([record(one) for one in documents], tombstones)).items():
        (folder / name).write_bytes(content)
    return Dataset(folder)


def rewritten(document: Document, change: Change) -> Document:
    """The document with every free text changed, the same text everywhere alike."""
    model = MODELS[document["schema"]]
    changed = _rewritten(model, document, change)
    for item in changed.get("evidence", ()):
        item |= {name: change(item[name]) for name in ("note", "says") if item.get(name)}
    return changed


def _rewritten(model: type[Model], held: Document, change: Change) -> Document:
    changed = json.loads(json.dumps(held))
    for spec in fields_of(model):
        content = changed.get(spec.name)
        if content is None:
            continue
        if spec.kind in ("value", "values", "parts"):
            inner = [
                _rewritten(spec.type, one, change) for one in (content if isinstance(content, list) else [content])
            ]
            changed[spec.name] = inner if isinstance(content, list) else inner[0]
        elif _is_free(spec):
            changed[spec.name] = [change(one) for one in content] if spec.kind == "items" else change(content)
    return dict(changed)


def _is_free(spec: Field) -> bool:
    """Whether a field takes any line of text."""
    return spec.type is str and spec.references is None and spec.json.get("maxLength") in (300, 1000)


def whole(change: Change = lambda text: text) -> list[Any]:
    """The records of every type with every field, each value with its evidence, their texts changed."""
    return [rewritten(borne_out(document), change) for document in ALL]
