"""A digest of what a table says, whatever wrote the file that it is in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

BY_COLUMNS = "columns-sha256:"
"""How the digests of `content_hash` begin."""
_STRETCH = 65_536
_BYTES = {
    pa.int64(): pa.int64(),
    pa.float64(): pa.float64(),
    pa.bool_(): pa.uint8(),
    pa.date32(): pa.int32(),
}
"""The types of columns besides texts, each with the type as which its values are hashed."""


def content_hash(table: pa.Table) -> str:
    """`columns-sha256:` and SHA-256 over the columns' names and types and then the rows in their order.

    First a line of JSON: name, type and nullability of each column. Then, for each stretch of 65,536 rows (the last has
    what is left), their number (int32), and column by column: for each row a byte that is 0 for null, else 1; then of
    texts the lengths in bytes (int32) and all the bytes in UTF-8, of other columns the values: whole numbers as int64,
    numbers as float64, truth values as a byte, dates as int32, days since 1970. All is little endian; where there is a
    null, the length or the value is 0. Raises TypeError for columns of other types.
    """
    named = [[field.name, str(_plain(field.type)), field.nullable] for field in table.schema]
    digest = hashlib.sha256(_line(named))
    for start in range(0, table.num_rows, _STRETCH):
        stretch = table.slice(start, _STRETCH)
        digest.update(stretch.num_rows.to_bytes(4, "little"))
        for column in stretch.itercolumns():
            for part in _column(column):
                digest.update(part)
    return f"{BY_COLUMNS}{digest.hexdigest()}"


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of a column without its encoding as a dictionary."""
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if plain != pa.string() and plain not in _BYTES:
        raise TypeError(f"no column has values of {plain}")
    return plain


def _column(column: pa.ChunkedArray) -> Iterator[memoryview]:
    """What is hashed of the cells of a column, of which there is at least one."""
    plain = _plain(column.type)
    if column.type != plain:
        column = column.cast(plain)
    values = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    yield _bytes(values.is_valid().cast(pa.uint8()))
    if plain == pa.string():
        yield _bytes(pc.fill_null(pc.binary_length(values), 0))
        values = values.drop_null()  # what lies beneath nulls is not theirs
        if len(values):
            offsets = _bytes(values, 1, 4, more=1).cast("i")
            yield memoryview(values.buffers()[2] or b"")[offsets[0] : offsets[-1]]
    else:
        yield _bytes(pc.fill_null(values.cast(_BYTES[plain]), 0))


def _bytes(values: pa.Array, buffer: int = 1, width: int | None = None, *, more: int = 0) -> memoryview:
    """One of the buffers of an array, from its first slot to its last; `more` are those behind it."""
    width = width or values.type.bit_width // 8
    return memoryview(values.buffers()[buffer])[values.offset * width : (values.offset + len(values) + more) * width]


def content_hash_as_in_1_0(table: pa.Table) -> str:
    """`sha256:` and SHA-256 over the same, but with each row as a line of JSON: the digests that release 1.0 states.

    Raises OverflowError or ValueError for a date that lies outside the calendar, and TypeError as above.
    """
    digest = hashlib.sha256(_line([[field.name, str(field.type), field.nullable] for field in table.schema]))
    for row in table.to_pylist():
        digest.update(_line(list(row.values())))
    return f"sha256:{digest.hexdigest()}"


def contents_hash(hashes: Mapping[str, str]) -> str:
    """`sha256:` and SHA-256 over the names of tables, or of the parts of one, and their content hashes, in their order;
    how the hashes begin is no part of it.
    """
    lines = "".join(f"{name} {content.rpartition(':')[2]}\n" for name, content in hashes.items())
    return f"sha256:{hashlib.sha256(lines.encode('ascii')).hexdigest()}"


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_day).encode("utf-8") + b"\n"


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no column has values of {type(value)}")
