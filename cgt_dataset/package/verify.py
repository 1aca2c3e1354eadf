"""Whether a package on disk is what its descriptor says, and whether its spans are those of the articles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from ..files import Unreadable, read_bounded
from ..findings import Finding, Rule, in_order
from ..reader import Room
from ..schema import edtf
from ..tabular import (
    BY_COLUMNS,
    content_hash,
    content_hash_as_in_1_0,
    contents_hash,
    country_and_subdivision,
    enclosing_codes,
)
from ..texts import Texts, digest
from . import codes
from .agreeing import disagreements
from .croissant import CROISSANT
from .described import Column, Constraints, Package, PartFile, Resource, first_fault
from .descriptor import FILE
from .readme import README

_DESCRIPTOR_LIMIT = 50_000_000
_FILE_LIMIT = 2_000_000_000
_SHOWN = 20
_FIRST_DAY, _LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
_ARROW_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": pa.types.is_string,
    "integer": pa.types.is_int64,
    "number": pa.types.is_float64,
    "boolean": pa.types.is_boolean,
    "date": pa.types.is_date32,
}
_LIES = ("parent", "iso_code")
_CODES = ("country", "subdivision")
"""What is computed of where a place lies, in the order of `country_and_subdivision`."""
Row = dict[str, Any]
Found = Callable[[Rule, str, str], None]


def verify(package: Path, texts: Texts) -> list[Finding]:
    """Everything that is wrong with a package: files, hashes, columns, constraints, keys, what is computed, evidence;
    with the article texts at hand also every span.
    """
    findings: list[Finding] = []

    def found(rule: Rule, file: str, message: str) -> None:
        findings.append(Finding(str(package / file), None, None, rule.code, message, rule.mend))

    described = _described(package, found)
    if described is None:
        return findings
    files = {resource.name: resource.file for resource in described.resources}
    tables: dict[str, pa.Table] = {}
    contents: dict[str, str] = {}
    room = Room()
    for resource in described.resources:
        read = _table(package, resource, room, found)
        if read is not None:
            tables[resource.name], contents[resource.name] = read
    _check_names(package, described, found)
    if described.croissantHash is not None:
        _check_croissant(package, described, found)
    for resource in described.resources:
        if resource.name in tables:
            _check_table(resource, tables, found)
    if "tombstones" in tables:
        for message in _lost_heirs(tables):
            found(codes.REFERENCE, files["tombstones"], message)
    if len(tables) == len(described.resources):
        if contents_hash(contents) != described.contentHash:
            found(codes.CONTENT, FILE, "the package has another content hash")
        for name, message in _unsupported(described.resources, tables):
            found(codes.EVIDENCE, files[name], message)
    if {"evidence", "sources"} <= tables.keys():
        for name, message in _spans(tables, texts):
            found(codes.SPAN, files[name], message)
    return in_order(findings)


def _described(package: Path, found: Found) -> Package | None:
    try:
        return Package.model_validate_json(read_bounded(package / FILE, _DESCRIPTOR_LIMIT))
    except Unreadable as error:
        found(codes.DESCRIPTOR, FILE, f"the descriptor {error}")
    except ValidationError as error:
        found(codes.DESCRIPTOR, FILE, first_fault(error.errors(include_url=False)))
    return None


def _table(package: Path, resource: Resource, room: Room, found: Found) -> tuple[pa.Table, str] | None:
    """A table with its content hash, where it can be checked further."""
    read = [_part(package, file, resource, room, found) for file in resource.files]
    parts = [part for part in read if part is not None]
    if len(parts) < len(read):
        return None
    table = pa.concat_tables((part for part, _ in parts), promote_options="default")
    if resource.parts is None:
        return table, parts[0][1]
    if contents_hash({file.path: file.contentHash for file in resource.files}) != resource.contentHash:
        found(codes.CONTENT, resource.file, "the parts have another content hash")
    return table, contents_hash({file.path: said for file, (_, said) in zip(resource.files, parts, strict=True)})


def _part(package: Path, part: PartFile, resource: Resource, room: Room, found: Found) -> tuple[pa.Table, str] | None:
    """The rows in a file of a table with their content hash, where they can be checked further."""
    file = part.path
    try:
        content = read_bounded(package / file, _FILE_LIMIT)
    except Unreadable as error:
        found(codes.FILE, file, f"the file {error}")
        return None
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != part.hash:
        found(codes.HASH, file, "the file has another hash")
    try:
        table = room.table(content)
        names = table.column_names
    except Unreadable as error:
        found(codes.FILE, file, f"the file {error}")
        return None
    except (pa.ArrowException, OSError, ValueError) as error:
        found(codes.FILE, file, f"the file is no Parquet file: {str(error).partition(chr(10))[0]}")
        return None
    if names != resource.columns:
        found(codes.COLUMNS, file, "the columns are not those of the descriptor")
        return None
    for field, column in zip(table.schema, resource.table.fields, strict=True):
        if not _ARROW_TYPES[column.type](field.type):
            found(codes.COLUMNS, file, f"column {column.name} is {field.type}, not {column.type}")
            return None
    if not _in_calendar(table):
        found(codes.CONTENT, file, "a date lies outside the calendar")
        return None
    by_columns = part.contentHash.startswith(BY_COLUMNS)
    digest_of_rows = content_hash(table) if by_columns else content_hash_as_in_1_0(table)
    if table.num_rows != part.rowCount:
        found(codes.CONTENT, file, f"there are {table.num_rows} rows, not {part.rowCount}")
    elif digest_of_rows != part.contentHash:
        found(codes.CONTENT, file, "the rows have another content hash")
    return table, digest_of_rows


def _in_calendar(table: pa.Table) -> bool:
    """Whether Python has all the dates of a table."""
    for column in table.itercolumns():
        if pa.types.is_date32(column.type):
            ends = pc.min_max(column.cast(pa.int32())).as_py()
            if ends["min"] is not None and (ends["min"] < _FIRST_DAY or ends["max"] > _LAST_DAY):
                return False
    return True


def _check_names(package: Path, described: Package, found: Found) -> None:
    known = {FILE, README, *(file.path for resource in described.resources for file in resource.files)}
    if described.croissantHash is not None:
        known.add(CROISSANT)
    for entry in package.iterdir():
        if entry.name not in known:
            found(codes.FILE, "", f"no resource describes {entry.name!r}")


def _check_croissant(package: Path, described: Package, found: Found) -> None:
    try:
        content = read_bounded(package / CROISSANT, _DESCRIPTOR_LIMIT)
    except Unreadable as error:
        found(codes.FILE, CROISSANT, f"the file {error}")
        return
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != described.croissantHash:
        found(codes.HASH, CROISSANT, "the file has another hash")
        return
    for message in disagreements(content, described):
        found(codes.CROISSANT, CROISSANT, message)


def _check_table(resource: Resource, tables: dict[str, pa.Table], found: Found) -> None:
    table = tables[resource.name]
    for column in resource.table.fields:
        for message in _broken_constraints(column, table):
            found(codes.CONSTRAINT, resource.file, message)
    for message in (*_miscomputed(resource, table), *_two_bearers(table)):
        found(codes.CONSTRAINT, resource.file, message)
    for message in _broken_key(resource.table.primaryKey, table):
        found(codes.KEY, resource.file, message)
    if resource.parts is not None:
        for message in _out_of_order(resource.table.primaryKey, table):
            found(codes.CONTENT, resource.file, message)
    for key in resource.table.foreignKeys:
        target = key.reference.resource or resource.name
        if target in tables:  # else the table has its own finding
            known = set(_rows(tables[target], key.reference.fields))
            dangling = {row for row in _rows(table, key.fields) if None not in row} - known
            for row in sorted(dangling, key=repr)[:_SHOWN]:
                found(codes.REFERENCE, resource.file, f"{', '.join(key.fields)} {row} leads to no row of {target}")


def _broken_constraints(column: Column, table: pa.Table) -> Iterator[str]:
    held = table.column(column.name)
    if column.constraints.required and held.null_count:
        yield f"column {column.name} is null in {held.null_count} rows"
    values = held.unique()
    misfits = _misfits(column.constraints.pattern, values)
    for value in values.to_pylist():
        broken = "pattern" if value in misfits else _broken(column.constraints, value)
        if value is not None and broken:
            yield f"column {column.name} holds {value!r}, against its {broken}"
            return


def _misfits(pattern: str | None, values: pa.ChunkedArray) -> set[str]:
    """The texts that a stranger's pattern does not describe, found in a time that grows with their length alone."""
    if pattern is None:
        return set()
    return set(values.filter(pc.invert(pc.match_substring_regex(values, rf"\A(?:{pattern})\z"))).to_pylist())


def _broken(constraints: Constraints, value: Any) -> str | None:
    if constraints.enum is not None and value not in constraints.enum:
        return "enum"
    if isinstance(value, str):
        if constraints.maxLength is not None and len(value) > constraints.maxLength:
            return "maxLength"
    elif isinstance(value, (int, float)):
        if constraints.minimum is not None and value < constraints.minimum:
            return "minimum"
        if constraints.maximum is not None and value > constraints.maximum:
            return "maximum"
    return None


def _rows(table: pa.Table, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))


def _broken_key(key: tuple[str, ...], table: pa.Table) -> Iterator[str]:
    seen = set()
    for row in _rows(table, key):
        if row in seen:
            yield f"primary key {row} stands twice"
        seen.add(row)


def _out_of_order(key: tuple[str, ...], table: pa.Table) -> Iterator[str]:
    """The first row of a table of several files whose key comes before that of the row above it."""
    for above, row in pairwise(_rows(table, key)):
        if None not in (*above, *row) and row < above:
            yield f"primary key {row} stands behind {above}"
            return


def _miscomputed(resource: Resource, table: pa.Table) -> Iterator[str]:
    """Computed cells that hold something else than what follows from the others."""
    types = resource.types
    for column in resource.table.fields:
        dated, _, end = column.name.rpartition("_")
        if not column.computed:
            continue
        if column.type == "date" and end in ("from", "to") and types.get(dated) == "string":
            wrong = _other_days(table, dated, end)
        elif column.name in _CODES and all(types.get(name) == "string" for name in ("id", *_CODES, *_LIES)):
            wrong = _other_codes(table, column.name)
        else:
            continue  # computed by a later release, which knows how
        for row, held, due in islice(wrong, _SHOWN):
            key = "/".join(str(table.column(name)[row].as_py()) for name in resource.table.primaryKey)
            yield f"column {column.name} of {key} holds {_said(held)}, where {_said(due)} follows from the others"


def _other_days(table: pa.Table, dated: str, end: str) -> Iterator[tuple[int, Any, Any]]:
    """Rows whose first or last day is not that of their partial date: the row, what is held, and what is due."""
    for row, (text, held) in enumerate(_rows(table, (dated, f"{dated}_{end}"))):
        first, last = None, None
        if text is not None:
            try:
                first, last = edtf.days(text)
            except ValueError:
                yield row, held, f"no day at all of {text!r}"
                continue
        due = first if end == "from" else last
        if held != due:
            yield row, held, due


def _other_codes(table: pa.Table, name: str) -> Iterator[tuple[int, Any, Any]]:
    """Places that are given another country or subdivision than their parents say."""
    parents = dict(_rows(table, ("id", "parent")))
    codes_of = enclosing_codes(parents, dict(_rows(table, ("id", "iso_code"))))
    for row, (identifier, held) in enumerate(_rows(table, ("id", name))):
        due = country_and_subdivision(codes_of[identifier])[_CODES.index(name)]
        if held != due:
            yield row, held, due


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _two_bearers(table: pa.Table) -> Iterator[str]:
    """Evidence that two are said to assert: `asserted_by_` stands in several columns, of which one holds something."""
    bearers = tuple(name for name in table.column_names if name.startswith("asserted_by_"))
    for row, held in enumerate(_rows(table, bearers)):
        if len(held) - held.count(None) > 1:
            yield f"row {row} holds more than one of {', '.join(bearers)}"
            return


def _lost_heirs(tables: dict[str, pa.Table]) -> Iterator[str]:
    """Tombstones whose record is still there, or was merged into one that is not."""
    known = {name: set(table.column("id").to_pylist()) for name, table in tables.items() if "id" in table.column_names}
    for name, identifier, heir in _rows(tables["tombstones"], ("table", "id", "merged_into")):
        if name not in tables:
            continue  # the table is missing or damaged, or against the enum, which has its own finding
        if identifier in known.get(name, ()):
            yield f"{name}/{identifier} is said to be gone, and is there"
        if heir is not None and heir not in known.get(name, ()):
            yield f"{name}/{identifier} was merged into {heir}, which leads to no row of {name}"


def _unsupported(resources: tuple[Resource, ...], tables: dict[str, pa.Table]) -> Iterator[tuple[str, str]]:
    """Cells that hold something and that no row of `evidence` supports, and rows of it that lead to no such cell; each
    with its table.
    """
    evidence = tables["evidence"]
    told = _rows(evidence, ("table", "id", "position", "column"))
    # Before schema 2 all evidence supports.
    stances = evidence.column("stance").to_pylist() if "stance" in evidence.column_names else ["supports"] * len(told)
    supported = {cell for cell, stance in zip(told, stances, strict=True) if stance == "supports"}
    leads = set()
    for resource in resources:
        rows = _rows(tables[resource.name], resource.table.primaryKey)
        for column in resource.table.fields:
            if column.value is None:
                continue
            for row, value in zip(rows, tables[resource.name].column(column.name).to_pylist(), strict=True):
                if value is None:
                    continue
                cell = (resource.name, row[0], row[1] if len(row) > 1 else 0, column.value)
                leads.add(cell)
                if cell not in supported:
                    yield resource.name, f"nothing supports {column.name} of {'/'.join(map(str, row))}"
    for cell in sorted(set(told) - leads, key=repr)[:_SHOWN]:
        yield "evidence", f"{cell}, of which it speaks, is not there"


def _spans(tables: dict[str, pa.Table], texts: Texts) -> Iterator[tuple[str, str]]:
    """Spans outside the body or the text, and words that are not those of the digest; each with its table."""
    table = "evidence"
    sources = {row["id"]: row for row in tables["sources"].to_pylist()}
    good: dict[str, str] = {}
    for identifier, source in sources.items():
        text = texts.get(identifier) if identifier is not None else None
        if identifier in texts.problems:
            yield table, f"the text of {identifier} {texts.problems[identifier]}"
        elif text is not None and (len(text), digest(text)) != (source["text_length"], source["text_sha256"]):
            yield table, f"the text of {identifier} is not the one that the source describes"
        elif text is not None:
            good[identifier] = text
    for row in tables["evidence"].to_pylist():
        of_itself = row["record"] == f"sources/{row['source']}"
        for message in _span(row, sources.get(row["source"]), good.get(row["source"]), whole=of_itself):
            yield table, f"evidence {row['item']} of {row['record']}: {message}"
    if "source_left_out" in tables:
        for row in tables["source_left_out"].to_pylist():
            for message in _span(row, sources.get(row["source"]), good.get(row["source"])):
                yield "source_left_out", f"what is left out of {row['source']}, {row['position']}: {message}"


def _span(row: Row, source: Row | None, text: str | None, *, whole: bool = False) -> Iterator[str]:
    """What is wrong with the span of a row, which may lie anywhere in the `whole` text or in its body alone."""
    if source is None:
        return  # a dangling foreign key, which has its own finding
    low, high = (0, source["text_length"]) if whole else (source["body_start"], source["body_end"])
    if None in (low, high, row["start"], row["end"]):
        return  # a required value is null, which has its own finding
    span = f"[{row['start']}, {row['end']})"
    if not low <= row["start"] < row["end"] <= high:
        yield f"{span} lies outside [{low}, {high}) of {row['source']}"
    elif text is not None and digest(text[row["start"] : row["end"]]) != row["sha256"]:
        yield f"the words at {span} of {row['source']} have another digest"
