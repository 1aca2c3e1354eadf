"""JSON lines → nested Arrow columns, or the lines that are not what the model says by their types alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pyarrow as pa
from pyarrow import json as arrow_json

from ..schema import AnyRecord, evidence_of, fields_of
from ..schema.base import Model
from ..schema.fields import Field

_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
_PIECE = 1 << 18
"""How many bytes are parsed at once: a line that cannot be read costs a second look at its piece, not at the block."""
_ROW = re.compile(r"in row ([0-9]+)$")


@cache
def nested_schema(model: type[AnyRecord]) -> pa.Schema:
    """The Arrow schema of a record as it is written: values and parts are structs, lists are lists."""
    evidence = pa.list_(_struct(evidence_of(model)))
    return pa.schema([("schema", pa.string()), *_fields(model), ("evidence", evidence)])


def _struct(model: type[Model]) -> pa.StructType:
    return pa.struct(_fields(model))


def _fields(model: type[Model]) -> list[tuple[str, pa.DataType]]:
    return [(spec.name, _type(spec)) for spec in fields_of(model)]


def _type(spec: Field) -> pa.DataType:
    inner = _TYPES[spec.json["type"]] if spec.kind in ("plain", "items") else _struct(spec.type)
    return inner if spec.kind in ("plain", "value") else pa.list_(inner)


def parse(content: bytes, schema: pa.Schema) -> tuple[pa.Table, Sequence[int]]:
    """The table of the lines that can be read by `schema`, and the numbers of these lines, from 0.

    Each line of `content` begins and ends with the braces of an object.
    """
    if not content:
        return schema.empty_table(), range(0)
    tables: list[pa.Table] = []
    numbers: list[int] = []
    first = 0
    for piece in _pieces(content):
        count = piece.count(b"\n") + (piece[-1:] != b"\n")
        if (table := _table(piece, count, schema)[0]) is not None:
            tables.append(table)
            numbers.extend(range(first, first + count))
        else:
            for number, part in _readable(piece.split(b"\n")[:count], first, schema):
                tables.append(part)
                numbers.extend(range(number, number + part.num_rows))
        first += count
    if not tables:
        return schema.empty_table(), range(0)
    return pa.concat_tables(tables).combine_chunks(), numbers


def _pieces(content: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _PIECE)
        end = len(content) if end < 0 else end + 1
        yield content[start:end]
        start = end


def _table(content: bytes, count: int, schema: pa.Schema) -> tuple[pa.Table | None, int | None]:
    """The table of `count` lines; or None, and the number of the line that may be at fault, if that is told."""
    options = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(content) + 1)
    try:
        table = arrow_json.read_json(pa.BufferReader(content), read_options=reading, parse_options=options)
        table.validate(full=True)  # the reader itself lets invalid UTF-8 pass
    except pa.ArrowInvalid as error:
        told = _ROW.search(str(error))
        return None, int(told.group(1)) if told else None
    return (table if table.num_rows == count else None), None


def _readable(lines: list[bytes], first: int, schema: pa.Schema) -> Iterator[tuple[int, pa.Table]]:
    """What can be read of lines, each part with the number of its first line."""
    if not lines:
        return
    table, told = _table(b"\n".join(lines), len(lines), schema)
    if table is not None:
        yield first, table
    elif len(lines) > 1:
        middle, after = len(lines) // 2, len(lines) // 2
        if told is not None and told < len(lines):
            middle, after = told, told + 1  # a good line that is left out by mistake loses nothing but time
        yield from _readable(lines[:middle], first, schema)
        yield from _readable(lines[after:], first + after, schema)
