"""The files of a package, as bytes: the same tables give the same bytes."""

from __future__ import annotations

import hashlib
import io
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ..schema import TABLES
from ..tabular import content_hash, contents_hash
from . import descriptor
from .croissant import CROISSANT, croissant
from .readme import README, readme

_ROW_GROUP = 65_536


class Written(NamedTuple):
    """A table as it stands in a package."""

    content: bytes
    """Its Parquet file."""
    content_hash: str
    """Hash of its rows, whatever wrote the file."""
    rows: int


def written(table: pa.Table) -> Written:
    """A table as it stands in a package: the same table gives the same bytes."""
    return Written(_parquet(table), content_hash(table), table.num_rows)


def package_files(tables: dict[str, pa.Table]) -> dict[str, bytes]:
    """Every file of the package by name: a Parquet file a table, the descriptor, the same as Croissant, and a data
    dictionary to read.
    """
    return described({name: written(table) for name, table in tables.items()}, tables["sources"])


def described(parts: dict[str, Written], sources: pa.Table) -> dict[str, bytes]:
    """The files of the package of tables that are written already; `sources` is one of them."""
    files = {f"{name}.parquet": part.content for name, part in parts.items()}
    resources = [
        descriptor.resource(TABLES[name], f"{name}.parquet", _digest(part.content), part.content_hash, part.rows)
        for name, part in parts.items()
    ]
    rows = sources.to_pylist()
    contents = {name: part.content_hash for name, part in parts.items()}
    package = descriptor.descriptor(resources, rows, contents_hash(contents))
    sizes = {file: len(content) for file, content in files.items()}
    files[CROISSANT] = descriptor.as_json(croissant(package, sizes))
    files[descriptor.FILE] = descriptor.as_json({**package, "croissantHash": f"sha256:{_digest(files[CROISSANT])}"})
    files[README] = readme(package, {row["language"] for row in rows}).encode("utf-8")
    return files


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    # Snappy is read everywhere. One chunk and fixed row groups, because the bytes follow the chunks.
    pq.write_table(table.combine_chunks(), sink, compression="snappy", row_group_size=_ROW_GROUP)
    return sink.getvalue()
