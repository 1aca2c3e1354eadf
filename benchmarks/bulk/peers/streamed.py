"""pyarrow reads block by block with an explicit schema, and writes what it read as it is."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import json as arrow_json
from pyarrow import parquet

from ..places import TABLES
from . import asked, tell

_BLOCK = 8 << 20


def main() -> None:
    """Copy the records."""
    place, out, _ = asked()
    read = 0
    for table in TABLES:
        schema = pa.ipc.read_schema(pa.BufferReader(place.schema(table).read_bytes()))
        options = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
        blocks = arrow_json.ReadOptions(block_size=_BLOCK)
        with (
            arrow_json.open_json(place.lines(table), read_options=blocks, parse_options=options) as reader,
            parquet.ParquetWriter(out / f"{table}.parquet", schema) as writer,
        ):
            for batch in reader:
                writer.write_batch(batch)
                read += batch.num_rows
    tell(read, 0)


if __name__ == "__main__":
    main()
