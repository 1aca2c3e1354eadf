"""A folder with a file a table, the data dictionary and a descriptor: what CSV and JSON Lines have in common."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .chosen import Table, keys_within
from .dictionary import ABOUT_ENTRIES, KINDS, entries
from .refused import NotExported

DESCRIPTOR = "datapackage.json"
DICTIONARY = "data-dictionary"
_MARK = "exported"
"""The property of the descriptor that says that the folder is an export, and in which format."""
_OF_THE_PACKAGE = {
    *("$schema", "name", "title", "description", "version", "schemaVersion", "created", "contentHash"),
    *("homepage", "licenses", "contributors", "keywords", "sources"),
}
"""The properties of the descriptor that hold for an export too."""
_LARGEST_DESCRIPTOR = 256 * 1024 * 1024


class Form(NamedTuple):
    """A form of file for a table."""

    name: str
    """Its name, which is how the files end, and what the descriptor calls the format."""
    media_type: str
    dialect: dict[str, Any]
    """What the descriptor says of how the file is written."""
    write: Callable[[Path, str, Sequence[str], Iterable[tuple[Any, ...]]], dict[str, int]]
    """Writes a file: path, table, columns, rows; returns by column how many texts it had to alter."""


_DICTIONARY_FIELDS = [
    {"name": name, "type": KINDS.get(name, "string"), "description": said} for name, said in ABOUT_ENTRIES.items()
]


def fill(folder: Path, form: Form, descriptor: dict[str, Any], tables: Sequence[Table]) -> dict[str, int]:
    """Write the files of an export; returns as TABLE.COLUMN how many texts it had to alter."""
    resources: list[dict[str, Any]] = []
    altered: dict[str, int] = {}
    own = {resource["name"]: resource for resource in descriptor["resources"]}
    for table in tables:
        path = folder / f"{table.name}.{form.name}"
        marks = form.write(path, table.name, table.columns, table.rows())
        altered |= {f"{table.name}.{column}": times for column, times in marks.items()}
        said = {name: held for name, held in own[table.name].items() if name != "parts"}
        resources.append({**said, **_file(path, form), "schema": _schema(own[table.name], table, tables, marks)})
    path = folder / f"{DICTIONARY}.{form.name}"
    held = list(entries(tables))
    form.write(path, DICTIONARY, list(ABOUT_ENTRIES), held)
    resources.append(
        {
            "name": DICTIONARY,
            "type": "table",
            "description": "What the tables and their columns mean.",
            "rowCount": len(held),
            **_file(path, form),
            "schema": {"fields": _DICTIONARY_FIELDS},
        }
    )
    whole = {name: said for name, said in descriptor.items() if name in _OF_THE_PACKAGE}
    exported = {**whole, _MARK: form.name, "resources": resources}
    (folder / DESCRIPTOR).write_bytes((json.dumps(exported, indent=2) + "\n").encode("ascii"))
    return altered


def _file(path: Path, form: Form) -> dict[str, Any]:
    said = {"path": path.name, "format": form.name, "mediatype": form.media_type, "encoding": "utf-8"}
    dialect = {"dialect": form.dialect} if form.dialect else {}
    return {**said, **dialect, "hash": _digest(path), "bytes": path.stat().st_size}


def _schema(resource: dict[str, Any], table: Table, tables: Sequence[Table], altered: dict[str, int]) -> dict[str, Any]:
    """The schema of a table; without keys to tables that are not here, and conditions that altered texts may break."""
    schema = {**resource["schema"], "fields": [_field(field, altered) for field in resource["schema"]["fields"]]}
    within = [(key.columns, key.table) for key in keys_within(table, tables)]
    kept = [
        key
        for key in schema.pop("foreignKeys", ())
        if (tuple(key["fields"]), key["reference"].get("resource") or table.name) in within
    ]
    return {**schema, "foreignKeys": kept} if kept else schema


def _field(field: dict[str, Any], altered: dict[str, int]) -> dict[str, Any]:
    times = altered.get(field["name"])
    if not times:
        return field
    kept = {name: bound for name, bound in field.get("constraints", {}).items() if name in ("required", "unique")}
    return {**field, "constraints": kept, "apostrophes": times}


def stranger(place: Path) -> str | None:
    """Why a folder is no export that may be replaced; None where it is one, unchanged, or empty."""
    names = {entry.name for entry in place.iterdir()}
    if not names:
        return None
    try:
        if (place / DESCRIPTOR).stat().st_size > _LARGEST_DESCRIPTOR:
            return "is no export of a package"
        descriptor = json.loads((place / DESCRIPTOR).read_bytes())
        digests = {str(one["path"]): one["hash"] for one in descriptor["resources"] if descriptor[_MARK]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "is no export of a package"
    more = names - {DESCRIPTOR, *digests}
    if more:
        return f"holds {min(more)}, which is no part of the export"
    for name in sorted(names - {DESCRIPTOR}):
        if not (place / name).is_file() or _digest(place / name) != digests[name]:
            return f"holds {name}, which was changed since it was exported"
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def refuse_empty(table: str, column: str, cell: object) -> None:
    """Refuse a text without a sign, which a reader would take for a null. Raises NotExported."""
    if cell == "":
        raise NotExported(
            f"{table}.{column} holds a text without a sign, which would be read as a null; "
            "choose sqlite, duckdb or jsonl"
        )
