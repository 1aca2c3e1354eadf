"""The files of a package, as bytes: the same tables give the same bytes."""

from __future__ import annotations

import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq

from ..schema import TABLES
from ..tabular import content_hash, contents_hash
from . import descriptor
from .croissant import CROISSANT, croissant
from .readme import README, readme

_ROW_GROUP = 65_536


def package_files(tables: dict[str, pa.Table]) -> dict[str, bytes]:
    """Every file of the package by name: a Parquet file a table, the descriptor, the same as Croissant, and a data
    dictionary to read.
    """
    files: dict[str, bytes] = {}
    resources = []
    contents = {name: content_hash(table) for name, table in tables.items()}
    for name, table in tables.items():
        file = f"{name}.parquet"
        files[file] = _parquet(table)
        resources.append(descriptor.resource(TABLES[name], file, _digest(files[file]), contents[name], table.num_rows))
    sources = tables["sources"].to_pylist()
    package = descriptor.descriptor(resources, sources, contents_hash(contents))
    sizes = {file: len(content) for file, content in files.items()}
    files[CROISSANT] = descriptor.as_json(croissant(package, sizes))
    files[descriptor.FILE] = descriptor.as_json({**package, "croissantHash": f"sha256:{_digest(files[CROISSANT])}"})
    files[README] = readme(package, {row["language"] for row in sources}).encode("utf-8")
    return files


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    # Snappy is read everywhere. One chunk and fixed row groups, because the bytes follow the chunks.
    pq.write_table(table.combine_chunks(), sink, compression="snappy", row_group_size=_ROW_GROUP)
    return sink.getvalue()
