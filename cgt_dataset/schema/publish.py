"""The schema as it is published for other tools: JSON Schema (2020-12) a record type, and the vocabularies."""

from __future__ import annotations

import json
from typing import Any

from .v1 import RECORDS, Record
from .vocabularies import VOCABULARIES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def published() -> dict[str, bytes]:
    """The published files by their path below `schemas/`."""
    files = {}
    for model in RECORDS:
        kind = model.__name__.lower()
        files[f"v1/{kind}.schema.json"] = _bytes(_schema(model, f"{kind}/1"))
    files["v1/vocabularies.json"] = _bytes(_vocabularies())
    return files


def _schema(model: type[Record], name: str) -> dict[str, Any]:
    """The JSON Schema of a record as it is written, each vocabulary with the definition of its terms."""
    schema = model.model_json_schema()
    for vocabulary in VOCABULARIES.values():
        held = schema.get("$defs", {}).get(vocabulary.__name__)
        if held is not None:
            held["oneOf"] = [{"const": term.value, "description": term.definition} for term in vocabulary]
            del held["enum"]
    return {"$schema": _DIALECT, "$id": f"urn:cgt-dataset:schema:{name.replace('/', ':')}", **schema}


def _vocabularies() -> dict[str, Any]:
    return {
        scheme: {
            "description": vocabulary.__doc__,
            "terms": {
                term.value: {
                    "definition": term.definition,
                    "mappings": [vars(mapping) for mapping in term.mappings],
                }
                for term in vocabulary
            },
        }
        for scheme, vocabulary in VOCABULARIES.items()
    }


def _bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode("ascii")
