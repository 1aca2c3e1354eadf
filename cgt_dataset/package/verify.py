"""Whether a package on disk is what its descriptor says, and whether its spans are those of the articles."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from ..files import Unreadable, read_bounded
from ..findings import Finding, Rule, in_order
from ..tables import content_hash
from ..texts import Texts, digest
from . import codes
from .descriptor import FILE
from .readme import README

_DESCRIPTOR_LIMIT = 50_000_000
_FILE_LIMIT = 2_000_000_000
_SHOWN = 20
_ARROW_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": pa.types.is_string,
    "integer": pa.types.is_int64,
    "number": pa.types.is_float64,
    "boolean": pa.types.is_boolean,
    "date": pa.types.is_date32,
}


def verify(package: Path, texts: Texts) -> list[Finding]:
    """Everything that is wrong with a package: files, hashes, columns, constraints, keys, evidence; with the article
    texts at hand also every span.
    """
    findings: list[Finding] = []

    def found(rule: Rule, file: str, message: str) -> None:
        path = str(package / file) if file else str(package)
        findings.append(Finding(path, None, None, rule.code, message, rule.mend))

    resources = _resources(package, found)
    tables: dict[str, pa.Table] = {}
    for resource in resources:
        table = _table(package, resource, found)
        if table is not None:
            tables[resource["name"]] = table
    _strangers(package, resources, found)
    for resource in resources:
        if resource["name"] in tables:
            table = tables[resource["name"]]
            for message in _constraints(resource["schema"], table):
                found(codes.CONSTRAINT, resource["path"], message)
            for message in _key(resource["schema"]["primaryKey"], table):
                found(codes.KEY, resource["path"], message)
            for message in _references(resource, tables):
                found(codes.REFERENCE, resource["path"], message)
    if len(tables) == len(resources) and {"evidence", "sources"} <= set(tables):
        for name, message in _unsupported(resources, tables):
            found(codes.EVIDENCE, name, message)
        for message in _spans(tables, texts):
            found(codes.SPAN, "evidence.parquet", message)
    return in_order(findings)


Found = Callable[[Rule, str, str], None]


def _resources(package: Path, found: Found) -> list[dict[str, Any]]:
    try:
        descriptor = json.loads(read_bounded(package / FILE, _DESCRIPTOR_LIMIT))
        resources = [_plain(resource) for resource in descriptor["resources"]]
    except Unreadable as error:
        found(codes.DESCRIPTOR, FILE, f"the descriptor {error}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found(codes.DESCRIPTOR, FILE, "this is no descriptor of a package of tables")
    else:
        return resources
    return []


def _plain(resource: Any) -> dict[str, Any]:
    """The parts of a resource that are checked; KeyError or TypeError where one is missing or of another kind."""
    schema = resource["schema"]
    for field in schema["fields"]:
        if field["type"] not in _ARROW_TYPES or not isinstance(field["name"], str):
            raise KeyError(field["type"])
    return {
        "name": str(resource["name"]),
        "path": str(resource["path"]),
        "hash": str(resource["hash"]),
        "contentHash": str(resource["contentHash"]),
        "rowCount": int(resource["rowCount"]),
        "schema": {
            "fields": list(schema["fields"]),
            "primaryKey": list(schema["primaryKey"]),
            "foreignKeys": list(schema.get("foreignKeys", [])),
        },
    }


def _table(package: Path, resource: dict[str, Any], found: Found) -> pa.Table | None:
    file = resource["path"]
    if Path(file).name != file:
        found(codes.FILE, FILE, f"'{file}' is no file of this folder")
        return None
    try:
        content = read_bounded(package / file, _FILE_LIMIT)
    except Unreadable as error:
        found(codes.FILE, file, f"the file {error}")
        return None
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != resource["hash"]:
        found(codes.HASH, file, "the file has another hash")
    try:
        with ParquetFile(pa.BufferReader(content)) as parquet:
            table = parquet.read()
        table.validate(full=True)
    except pa.ArrowException as error:
        found(codes.FILE, file, f"the file is no Parquet file: {str(error).splitlines()[0]}")
        return None
    expected = [(field["name"], field["type"]) for field in resource["schema"]["fields"]]
    columns = [(field.name, field.type) for field in table.schema]
    if [name for name, _ in columns] != [name for name, _ in expected]:
        found(codes.COLUMNS, file, "the columns are not those of the descriptor")
        return None
    wrong = [name for (name, held), (_, kind) in zip(columns, expected, strict=True) if not _ARROW_TYPES[kind](held)]
    if wrong:
        found(codes.COLUMNS, file, f"column {wrong[0]} has another type than the descriptor says")
        return None
    if table.num_rows != resource["rowCount"]:
        found(codes.CONTENT, file, f"there are {table.num_rows} rows, not {resource['rowCount']}")
    elif f"sha256:{content_hash(table)}" != resource["contentHash"]:
        found(codes.CONTENT, file, "the rows have another content hash")
    return table


def _strangers(package: Path, resources: list[dict[str, Any]], found: Found) -> None:
    described = {FILE, README, *(resource["path"] for resource in resources)}
    if resources:
        for entry in package.iterdir():
            if entry.name not in described:
                found(codes.FILE, entry.name, "no resource describes this file")


def _constraints(schema: dict[str, Any], table: pa.Table) -> Iterator[str]:
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        column = table.column(field["name"])
        if constraints.get("required") and column.null_count:
            yield f"column {field['name']} is null in {column.null_count} rows"
        for value in column.unique().to_pylist():
            if value is not None and (broken := _broken(constraints, value)):
                yield f"column {field['name']} holds {value!r}, against its {broken}"
                break


def _broken(constraints: dict[str, Any], value: Any) -> str | None:
    checks: dict[str, Callable[[Any], bool]] = {
        "enum": lambda bound: value in bound,
        "pattern": lambda bound: re.fullmatch(bound, value) is not None,
        "minimum": lambda bound: value >= bound,
        "maximum": lambda bound: value <= bound,
        "maxLength": lambda bound: len(value) <= bound,
    }
    return next((name for name, holds in checks.items() if name in constraints and not holds(constraints[name])), None)


def _rows(table: pa.Table, columns: list[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))


def _key(key: list[str], table: pa.Table) -> Iterator[str]:
    seen = set()
    for row in _rows(table, key):
        if None in row:
            yield f"a primary key has a null: {row}"
        elif row in seen:
            yield f"primary key {row} stands twice"
        seen.add(row)


def _references(resource: dict[str, Any], tables: dict[str, pa.Table]) -> Iterator[str]:
    for key in resource["schema"]["foreignKeys"]:
        target = key["reference"].get("resource", resource["name"])
        if target not in tables:
            yield f"there is no table {target}"
            continue
        known = set(_rows(tables[target], key["reference"]["fields"]))
        dangling = {row for row in _rows(tables[resource["name"]], key["fields"]) if None not in row} - known
        for row in sorted(dangling)[:_SHOWN]:
            yield f"{', '.join(key['fields'])} {row} leads to no row of {target}"


def _unsupported(resources: list[dict[str, Any]], tables: dict[str, pa.Table]) -> Iterator[tuple[str, str]]:
    """Cells that hold something and that no row of `evidence` supports."""
    supported = set(_rows(tables["evidence"], ["table", "id", "position", "column"]))
    for resource in resources:
        name, table = resource["name"], tables[resource["name"]]
        key = resource["schema"]["primaryKey"]
        own = [field for field in resource["schema"]["fields"] if field.get("value")]
        if not own:
            continue
        rows = _rows(table, key)
        for field in own:
            for row, value in zip(rows, table.column(field["name"]).to_pylist(), strict=True):
                position = row[1] if len(row) > 1 else 0
                if value is not None and (name, row[0], position, field["value"]) not in supported:
                    yield resource["path"], f"nothing supports {field['name']} of {'/'.join(map(str, row))}"


def _spans(tables: dict[str, pa.Table], texts: Texts) -> Iterator[str]:
    sources = {row["id"]: row for row in tables["sources"].to_pylist()}
    good: dict[str, str] = {}
    for identifier, source in sources.items():
        text = texts.get(identifier)
        if identifier in texts.problems:
            yield f"the text of {identifier} {texts.problems[identifier]}"
        elif text is not None and (len(text), digest(text)) != (source["text_length"], source["text_sha256"]):
            yield f"the text of {identifier} is not the one that the source describes"
        elif text is not None:
            good[identifier] = text
    for row in tables["evidence"].to_pylist():
        place = f"evidence {row['item']} of {row['record']}"
        span = row["start"], row["end"]
        body = sources.get(row["source"])
        if body is None:
            continue  # a dangling foreign key, which has its own finding
        of_itself = row["record"] == f"sources/{row['source']}"
        low, high = (0, body["text_length"]) if of_itself else (body["body_start"], body["body_end"])
        if not low <= span[0] < span[1] <= high:
            yield f"{place}: span {span} lies outside [{low}, {high}) of {row['source']}"
        elif row["source"] in good and digest(good[row["source"]][slice(*span)]) != row["sha256"]:
            yield f"{place}: the words at {span} of {row['source']} have another digest"
