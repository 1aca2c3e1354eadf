"""One edition of the schema: the JSON Schemas, the Table Schemas and the vocabularies that are published together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

SUFFIX = ".schema.json"
TABLES_FILE = "tables.json"
VOCABULARIES_FILE = "vocabularies.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEPTH = 60


class NotASchema(ValueError):
    """What is given is no published schema; the message says in one line what is wrong with it."""


@dataclass(frozen=True)
class Edition:
    """What is published under one schema number, or a part of it."""

    records: Mapping[str, Any] = field(default_factory=dict)
    """JSON Schema by record type: `agreement` → its schema."""
    tables: Mapping[str, Any] | None = None
    """Table Schema by table; None where they are not published."""
    vocabularies: Mapping[str, Any] | None = None
    """Terms with definitions and mappings by vocabulary; None where they are not published."""


def edition(files: Mapping[str, bytes]) -> Edition:
    """The edition that files make up, by their names without folders. Other files are left aside.

    Raises NotASchema for a file that is not JSON or not what its name says, and where no file is of the schema.
    """
    records: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, content in files.items():
        if name.endswith(SUFFIX):
            records[name.removesuffix(SUFFIX)] = _record(name, _parsed(name, content))
        elif name in (TABLES_FILE, VOCABULARIES_FILE):
            others[name] = _parsed(name, content)
    if not records and not others:
        raise NotASchema(f"holds neither *{SUFFIX} nor {TABLES_FILE}")
    tables, vocabularies = others.get(TABLES_FILE), others.get(VOCABULARIES_FILE)
    for name, table in (tables or {}).items():
        _check_table(f"{TABLES_FILE}: the table '{name}'", table)
    for name, vocabulary in (vocabularies or {}).items():
        if not isinstance(vocabulary, dict) or not _maps_to_objects(vocabulary.get("terms")):
            raise NotASchema(f"{VOCABULARIES_FILE}: the vocabulary '{name}' has no terms")
    return Edition(records, tables, vocabularies)


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise NotASchema(f"{name} is nested too deeply") from None
    except ValueError as error:
        raise NotASchema(f"{name} is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise NotASchema(f"{name} is not a JSON object")
    _check_depth(name, document)
    return document


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _check_depth(name: str, document: Any) -> None:
    level = [document]
    for _ in range(_DEPTH):
        containers = (node.values() if isinstance(node, dict) else node for node in level)
        level = [inner for container in containers for inner in container if isinstance(inner, (dict, list))]
        if not level:
            return
    raise NotASchema(f"{name} is nested deeper than {_DEPTH} levels")


def _record(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("$schema") != _DIALECT:
        raise NotASchema(f"{name} is no JSON Schema of 2020-12: it does not give {_DIALECT} as its $schema")
    return schema


def _check_table(place: str, table: Any) -> None:
    if not isinstance(table, dict) or not isinstance(table.get("fields"), list):
        raise NotASchema(f"{place} is no Table Schema: it has no list of fields")
    names = []
    for column in table["fields"]:
        named = isinstance(column, dict) and isinstance(column.get("name"), str) and isinstance(column.get("type"), str)
        if not named or not isinstance(column.get("constraints", {}), dict):
            raise NotASchema(f"{place} has a field without name and type, or with constraints that are no object")
        if not isinstance(column.get("constraints", {}).get("enum", []), list):
            raise NotASchema(f"{place} has a field whose enum is no list")
        names.append(column["name"])
    if len(set(names)) < len(names):
        raise NotASchema(f"{place} has two fields of one name")
    if not _is_names(table.get("primaryKey", [])):
        raise NotASchema(f"{place} has a primary key that is no list of columns")
    keys = table.get("foreignKeys", [])
    if not isinstance(keys, list) or not all(map(_is_foreign_key, keys)):
        raise NotASchema(f"{place} has foreign keys without fields and reference")


def _is_foreign_key(key: Any) -> bool:
    reference = key.get("reference") if isinstance(key, dict) else None
    return (
        isinstance(reference, dict)
        and _is_names(key.get("fields"))
        and _is_names(reference.get("fields"))
        and isinstance(reference.get("resource", ""), str)
    )


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _maps_to_objects(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(inner, dict) for inner in value.values())
