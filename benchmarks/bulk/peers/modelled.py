"""Pydantic with our own models, line by line: `lines` holds ids and references in sets and writes nothing, `parquet`
dumps the models and writes them by Arrow.
"""

from __future__ import annotations

from typing import Annotated, Any

import pyarrow as pa
from pyarrow import parquet
from pydantic import Discriminator, TypeAdapter, ValidationError

from cgt_dataset.schema import RECORDS, Record, Tombstone

from ..places import TABLES, Place
from . import asked, tell
from .gathering import Gatherer, Sets

_ROWS = 10_000
_MODELS: dict[str, type[Record]] = {model.table: model for model in RECORDS}


def _adapter(table: str) -> TypeAdapter[Any]:
    either: Any = Annotated[_MODELS[table] | Tombstone, Discriminator("schema_")]
    return TypeAdapter(either)


def main() -> None:
    """Read the records."""
    place, out, what = asked()
    if what == "lines":
        read, refused = _hold(place)
    else:
        read = refused = 0
        for table in TABLES:
            schema = pa.ipc.read_schema(pa.BufferReader(place.schema(table).read_bytes()))
            with parquet.ParquetWriter(out / f"{table}.parquet", schema) as writer:
                lines, bad = _copy(place, table, schema, writer)
            read, refused = read + lines, refused + bad
    tell(read, refused)


def _hold(place: Place) -> tuple[int, int]:
    sets, read, refused = Sets(), 0, 0
    for table in TABLES:
        validate = _adapter(table).validate_json
        gather = Gatherer(_MODELS[table]).gather
        with place.lines(table).open("rb") as lines:
            for line in lines:
                read += 1
                try:
                    record = validate(line)
                except ValidationError:
                    refused += 1
                    continue
                sets.take(table, record.id)
                if not isinstance(record, Tombstone):
                    gather(record, sets.referred)
    return read, refused + sets.faults()


def _copy(place: Place, table: str, schema: pa.Schema, writer: parquet.ParquetWriter) -> tuple[int, int]:
    validate, rows, read, refused = _adapter(table).validate_json, [], 0, 0
    with place.lines(table).open("rb") as lines:
        for line in lines:
            read += 1
            try:
                rows.append(validate(line).model_dump(by_alias=True))
            except ValidationError:
                refused += 1
            if len(rows) == _ROWS:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows.clear()
    if rows:
        writer.write_table(pa.Table.from_pylist(rows, schema))
    return read, refused


if __name__ == "__main__":
    main()
