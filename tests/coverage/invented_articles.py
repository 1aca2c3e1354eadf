"""Invented articles and records about them, as a package and as texts that need no disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cgt_dataset import Dataset
from cgt_dataset.schema import CURRENT, SCHEMA_VERSION, Record
from cgt_dataset.tabular import tables_of
from cgt_dataset.texts import Texts, digest

Doc = dict[str, Any]
Span = tuple[int, int]
CONTRADICTS = {"stance": "contradicts", "says": "Something else.", "outweighed_by": "first_hand"}


def record(document: Doc) -> Record:
    return CURRENT.models[document["schema"]].model_validate_json(json.dumps(document))


class Held(Dataset):
    """A package that was not written."""

    def __init__(self, *documents: Doc) -> None:
        super().__init__("nowhere")
        self._tables = tables_of([record(document) for document in documents])

    def load(self, table: str, as_: str = "arrow") -> Any:  # noqa: ARG002 (as tables only)
        return self._tables[table]


class HeldTexts(Texts):
    """Texts that are in no folder."""

    def __init__(self, **texts: str) -> None:
        super().__init__()
        self._texts = texts

    def get(self, source: str) -> str | None:
        return self._texts.get(source)


def source(text: str, body: Span | None = None, left: Iterable[tuple[int, int, str]] = (), **more: Any) -> Doc:
    start, end = body or (0, len(text))
    return {
        "schema": f"source/{SCHEMA_VERSION}",
        "id": "article",
        "kind": "news",
        "language": "en",
        "text_sha256": digest(text),
        "text_length": len(text),
        "body_start": start,
        "body_end": end,
        "left_out": [
            {"start": first, "end": last, "sha256": digest(text[first:last]), "reason": reason, "note": f"No. {number}"}
            for number, (first, last, reason) in enumerate(left)
        ],
        **more,
    }


def organization(identifier: str, *evidence: Doc, **more: Any) -> Doc:
    names = [{"text": "Maker", "language": "en", "kind": "short"}]
    record = {"schema": f"organization/{SCHEMA_VERSION}", "id": identifier, "name": "Maker", "names": names}
    return {**record, "evidence": list(evidence), **more}


def evidence(span: Span, *pointers: str, **more: Any) -> Doc:
    return {
        "source": "article",
        "supports": list(pointers),
        "start": span[0],
        "end": span[1],
        "sha256": "0" * 64,
        "derivation": "verbatim",
        "assertion": "stated",
        **more,
    }
