"""Arrow schemas of the tables."""

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
from pyarrow import json as arrow_json

from ..schema import Table

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table: types, nullability, and the description of each column as its metadata."""
    return pa.schema(
        [
            pa.field(column.name, _TYPES[column.type], not column.required, {"description": column.description})
            for column in table.columns
        ]
    )


def arrow_table(schema: pa.Schema, rows: list[dict[str, Any]]) -> pa.Table:
    """An Arrow table of rows of plain values; dates are ISO 8601 text, a missing key is null.

    The rows go through Arrow's own JSON reader: `pyarrow.array` would import pandas wherever it is installed, which
    takes longer than the whole build.
    """
    if not rows:
        return pa.Table.from_batches([], schema)
    lines = "\n".join(json.dumps(row) for row in rows).encode("utf-8")
    read = pa.schema([field if not pa.types.is_date(field.type) else field.with_type(pa.string()) for field in schema])
    options = arrow_json.ParseOptions(explicit_schema=read, unexpected_field_behavior="error")
    blocks = arrow_json.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    table = arrow_json.read_json(io.BytesIO(lines), read_options=blocks, parse_options=options)
    return table.select(schema.names).cast(schema)
