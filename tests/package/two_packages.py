"""Small packages made with the build of the project, and packages that another release could have written."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cgt_dataset.package.changes import Changes, RowChange, TableChanges
from cgt_dataset.package.comparing import changes_between
from cgt_dataset.package.opened import Opened, opened
from cgt_dataset.package.write import package_files
from cgt_dataset.schema import CURRENT, SCHEMA_VERSION, Record
from cgt_dataset.tabular import tables_of

Doc = dict[str, Any]
Rows = list[dict[str, Any]]
ONE: Doc = {
    "schema": f"organization/{SCHEMA_VERSION}",
    "id": "one",
    "name": "Eins",
    "website": "https://one.example",
    "names": [{"text": "One", "language": "en", "kind": "short"}, {"text": "Eins", "language": "de", "kind": "short"}],
    "evidence": [
        {
            "source": "article",
            "supports": supports,
            "start": start,
            "end": start + 3,
            "sha256": "0" * 64,
            "derivation": "verbatim",
            "assertion": "stated",
        }
        for start, supports in enumerate((["/name", "/names/1"], ["/website"], ["/names/0"]))
    ],
}


def record(document: Doc) -> Record:
    return CURRENT.models[document["schema"]].model_validate_json(json.dumps(document))


def package(place: Path, *documents: Doc) -> Opened:
    place.mkdir(exist_ok=True)
    for name, content in package_files(tables_of([record(document) for document in documents])).items():
        (place / name).write_bytes(content)
    return opened(place)


def between(place: Path, old: list[Doc], new: list[Doc]) -> Changes:
    return changes_between(package(place / "old", *old), package(place / "new", *new))


def edited(**fields: Any) -> Doc:
    return {**deepcopy(ONE), **fields}


def rows_of(changes: Changes) -> dict[str, tuple[RowChange, ...]]:
    return {table.table: table.rows for table in changes.tables if table.rows}


def rewritten(place: Path, table: str, held: pa.Table, **schema: Any) -> Opened:
    """The package with another table in place of the one of that name, or besides the others."""
    pq.write_table(held, place / f"{table}.parquet")
    file = place / "datapackage.json"
    descriptor = json.loads(file.read_bytes())
    types = {"string": "string", "int64": "integer", "double": "number", "bool": "boolean", "date32[day]": "date"}
    described = next((one for one in descriptor["resources"] if one["name"] == table), None)
    if described is None:
        described = {**descriptor["resources"][0], "name": table, "path": f"{table}.parquet"}
        descriptor["resources"].append(described)
    known = {one["name"]: one for one in described["schema"]["fields"]}
    fields = [{**known.get(one.name, {}), "name": one.name, "type": types[str(one.type)]} for one in held.schema]
    described["rowCount"] = held.num_rows
    described["schema"] = {**described["schema"], "fields": [without_constraints(one) for one in fields], **schema}
    file.write_text(json.dumps(descriptor))
    return opened(place)


def without_constraints(column: Doc) -> Doc:
    return {name: value for name, value in column.items() if name != "constraints"}


def table_of(changes: Changes, name: str) -> TableChanges:
    return next(table for table in changes.tables if table.table == name)


def fields_of(one: Opened) -> Rows:
    return [{"name": column.name, "type": column.type} for column in one.resources["organizations"].table.fields]
