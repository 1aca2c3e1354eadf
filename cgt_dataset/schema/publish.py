"""The schema as it is published for other tools: JSON Schema (2020-12) a record type, the Table Schemas of the tables,
and the vocabularies.
"""

from __future__ import annotations

import json
from typing import Any

from .base import Model, Vocabulary
from .relational import tables_of_version
from .table_schema import table_schema
from .version import Version
from .versions import VERSIONS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def published() -> dict[str, bytes]:
    """The published files of every version by their path below `schemas/`."""
    files = {}
    for version in VERSIONS.values():
        folder = f"v{version.number}"
        for name, model in version.models.items():
            files[f"{folder}/{name.partition('/')[0]}.schema.json"] = _bytes(_schema(version, name, model))
        if version.tombstone is not None:
            name = f"tombstone/{version.number}"
            files[f"{folder}/tombstone.schema.json"] = _bytes(_schema(version, name, version.tombstone))
        files[f"{folder}/vocabularies.json"] = _bytes(_vocabularies(version))
        files[f"{folder}/tables.json"] = _bytes(_tables(version))
    return files


def _schema(version: Version[Any], name: str, model: type[Model]) -> dict[str, Any]:
    """The JSON Schema of a record as it is written, each vocabulary with the definition of its terms."""
    schema = model.model_json_schema()
    for vocabulary in version.vocabularies.values():
        held = schema.get("$defs", {}).get(vocabulary.__name__)
        if held is not None:
            held["oneOf"] = [{"const": term.value, "description": term.definition} for term in vocabulary]
            del held["enum"]
    return {"$schema": _DIALECT, "$id": f"urn:cgt-dataset:schema:{name.replace('/', ':')}", **schema}


def _vocabularies(version: Version[Any]) -> dict[str, Any]:
    return {scheme: _vocabulary(vocabulary) for scheme, vocabulary in version.vocabularies.items()}


def _vocabulary(vocabulary: type[Vocabulary]) -> dict[str, Any]:
    return {
        "description": vocabulary.__doc__,
        "terms": {
            term.value: {
                "definition": term.definition,
                "mappings": [vars(mapping) for mapping in term.mappings],
            }
            for term in vocabulary
        },
    }


def _tables(version: Version[Any]) -> dict[str, Any]:
    return {
        table.name: {"description": table.description, **table_schema(table)}
        for table in tables_of_version(version).values()
    }


def _bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode("ascii")
