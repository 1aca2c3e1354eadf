"""JSON lines → nested Arrow columns, or the lines that are not what the model says by their types alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import pyarrow as pa
from pyarrow import json as arrow_json

from ...schema import AnyRecord, evidence_of, fields_of
from ...schema.base import Model
from ...schema.fields import Field
from .lines import Cut

_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
_ROW = re.compile(r"in row ([0-9]+)$")
_UNREAD = re.compile(r"couldn't parse:(.+)$")
_HALF = re.compile(rb"\\u[dD]")
_TWO = re.compile(rb"\}[ \t\r]*\{")


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


def parse(held: Cut, schema: pa.Schema) -> tuple[pa.Table, Sequence[int]]:
    """The table of the lines that can be read by `schema`, and the numbers of these lines, from 0.

    Each of them begins and ends with the braces of an object.
    """
    tables: list[pa.Table] = []
    numbers: list[int] = []
    done = 0
    while done < len(held.pieces):
        first = held.starts[done]
        batches, said = _stream(held, done, schema)
        tables.append(pa.Table.from_batches(batches, schema))
        done += len(batches)
        numbers.extend(range(first, held.starts[done]))
        if done < len(held.pieces):
            first, stop = held.starts[done : done + 2]
            for table, of in _readable(held.pieces[done].split(b"\n")[: stop - first], said, schema):
                tables.append(table)
                numbers += [first + number for number in of]
            done += 1
    return pa.concat_tables([schema.empty_table(), *tables]).combine_chunks(), numbers


class _Pieces(io.RawIOBase):
    """What is read piece by piece."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._left = iter(pieces)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 (each piece is shorter than what is asked for)
        """The next piece; nothing at the end."""
        return next(self._left, b"")


def _stream(held: Cut, first: int, schema: pa.Schema) -> tuple[list[pa.RecordBatch], str]:
    """The records of the pieces from one on, before the first that cannot be read, and what is said of that one.

    A piece ends where a line ends, so that it is read as one batch; where that has as many objects as the piece has
    lines, each line has one.
    """
    pieces = held.pieces[first:]
    counts = [stop - start for start, stop in pairwise(held.starts[first:])]
    reading = arrow_json.ReadOptions(use_threads=False, block_size=max(map(len, pieces)) + 1)
    batches: list[pa.RecordBatch] = []
    try:
        for batch, count in zip(arrow_json.open_json(_Pieces(pieces), reading, _strictly(schema)), counts, strict=True):
            batch.validate(full=True)  # the reader itself lets invalid UTF-8 pass
            if batch.num_rows != count:
                break
            batches.append(batch)
    except (pa.ArrowInvalid, ValueError) as error:
        return batches, str(error)
    return batches, ""


def _readable(lines: list[bytes], said: str, schema: pa.Schema) -> Iterator[tuple[pa.Table, list[int]]]:
    """What can be read of lines that cannot be read as a whole, in parts, each with the numbers of its lines."""
    numbers = [*range(len(lines))]
    row = _row(said)
    if row is not None and row < len(lines) > 1:  # mostly it is the only one
        left = [[*numbers[:row], *numbers[row + 1 :]]]
    else:
        left = _parts(lines, numbers, said, schema)
    while left:
        numbers = left.pop()
        table, said = _table([lines[number] for number in numbers], schema)
        if table is not None:
            yield table, numbers
        else:
            left += _parts(lines, numbers, said, schema)


def _row(said: str) -> int | None:
    """The row of which it is said."""
    told = _ROW.search(said)
    return int(told.group(1)) if told else None


def _parts(lines: list[bytes], numbers: list[int], said: str, schema: pa.Schema) -> list[list[int]]:
    """Parts of lines that cannot be read, the last first: without those at fault, as far as that can be guessed. A
    wrong guess costs nothing but time.
    """
    if len(numbers) == 1:
        return []
    row = _row(said)
    if row is not None and row < len(numbers):  # two objects on a line are two rows
        parts = [numbers[row + 1 :], numbers[:row]]
    else:
        parts = [_good(lines, numbers, said, schema)]
        if len(parts[0]) == len(numbers):
            middle = len(numbers) // 2
            parts = [numbers[middle:], numbers[:middle]]
    return [part for part in parts if part]


def _table(lines: list[bytes], schema: pa.Schema) -> tuple[pa.Table | None, str]:
    """The table of lines; or None, and what is said of them."""
    content = b"\n".join(lines)
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(content) + 1)
    try:
        table = arrow_json.read_json(pa.BufferReader(content), reading, _strictly(schema))
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        return None, str(error)
    return (table if table.num_rows == len(lines) else None), ""


@cache
def _strictly(schema: pa.Schema) -> arrow_json.ParseOptions:
    return arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")


def _good(lines: list[bytes], numbers: list[int], said: str, schema: pa.Schema) -> list[int]:
    """The lines of which what is said cannot be said; nothing is said where there are more objects than lines."""
    if not said:
        return [number for number in numbers if not _TWO.search(lines[number])]
    if unread := _UNREAD.search(said):
        text = unread.group(1).encode()
        return [number for number in numbers if text not in lines[number]]
    if "unexpected field" in said:
        names = _names(schema)
        return [number for number in numbers if names.issuperset(_keys(lines[number]))]
    return [number for number in numbers if not _HALF.search(lines[number]) and _is_text(lines[number])]


def _keys(line: bytes) -> Iterator[bytes]:
    """The names before colons, where they stand as they mostly do."""
    return (piece[piece.rfind(b'"') + 1 :] for piece in line.split(b'":')[:-1])


@cache
def _names(schema: pa.Schema) -> frozenset[bytes]:
    """The names of all fields, however deep."""
    return frozenset(_names_in(schema))


def _names_in(fields: Iterable[pa.Field]) -> Iterator[bytes]:
    for field in fields:
        yield field.name.encode()
        inner = field.type.value_type if pa.types.is_list(field.type) else field.type
        if pa.types.is_struct(inner):
            yield from _names_in(inner)


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
