"""The files of a package: the same tables give the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NamedTuple, cast

import pyarrow as pa
import pyarrow.parquet as pq

from ..schema import TABLES
from ..tabular import content_hash, contents_hash
from ..working import unfinished
from . import descriptor
from .croissant import CROISSANT, croissant
from .readme import README, readme

_ROW_GROUP = 65_536
_SOURCES_NAMED = 1_000
"""Up to how many sources the descriptor names them; the table `sources` has them all."""


class Part(NamedTuple):
    """A table as it stands in a package, or a part of one whose rows are in several files."""

    content: bytes | Path
    """Its Parquet file: what is in it, or where it lies until it is published."""
    size: int
    """The size of the file in bytes."""
    digest: str
    """SHA-256 of the file."""
    content_hash: str
    """Hash of the rows, whatever wrote the file."""
    rows: int


def written(table: pa.Table) -> Part:
    """A table of one file, or a part, as it stands in a package: the same table gives the same bytes."""
    sink = io.BytesIO()
    _parquet(table, sink)
    content = sink.getvalue()
    return Part(content, len(content), _digest(content), content_hash(table), table.num_rows)


def part_of(table: pa.Table, file: Path) -> Part:
    """A part of a table, written into `file` with the bytes that `written` gives, whoever else does the same. Raises
    OSError.
    """
    fresh = unfinished(file)
    with fresh.open("x+b") as sink:
        _parquet(table, sink)
        sink.seek(0)
        digest, size = hashlib.file_digest(sink, "sha256").hexdigest(), sink.tell()
    fresh.replace(file)
    return Part(file, size, digest, content_hash(table), table.num_rows)


def package_files(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Every file of the package by name: a Parquet file a table, the descriptor, the same as Croissant, and a data
    dictionary to read.
    """
    files = described({name: [written(table)] for name, table in tables.items()}, tables["sources"])
    return cast("dict[str, bytes]", files)  # `written` puts nothing on disk


def described(parts: Mapping[str, list[Part]], sources: pa.Table) -> dict[str, bytes | Path]:
    """The files of the package of tables that are written already, each in one part or in several, by their order.

    `sources` is the table of that name, or its columns id, title, url and language.
    """
    files: dict[str, bytes | Path] = {}
    sizes: dict[str, int] = {}
    resources = []
    for name, held in parts.items():
        named = dict(zip(_names(name, len(held)), held, strict=True))
        files |= {file: part.content for file, part in named.items()}
        sizes |= {file: part.size for file, part in named.items()}
        resources.append(descriptor.resource(TABLES[name], _said_of_files(named)))
    rows = sources.to_pylist() if sources.num_rows <= _SOURCES_NAMED else None
    contents = contents_hash({one["name"]: one["contentHash"] for one in resources})
    package = descriptor.descriptor(resources, rows, contents)
    files[CROISSANT] = said_again = descriptor.as_json(croissant(package, sizes))
    files[descriptor.FILE] = descriptor.as_json({**package, "croissantHash": f"sha256:{_digest(said_again)}"})
    files[README] = readme(package, sources.column("language").unique().to_pylist()).encode("utf-8")
    return files


def _names(table: str, parts: int) -> list[str]:
    """The names of the files of a table."""
    return [f"{table}.parquet"] if parts == 1 else [f"{table}-{number:05}.parquet" for number in range(parts)]


def _said_of_files(named: Mapping[str, Part]) -> descriptor.Json:
    """What the descriptor says of the files of a table."""
    said = [
        {"path": file, "hash": f"sha256:{part.digest}", "contentHash": part.content_hash, "rowCount": part.rows}
        for file, part in named.items()
    ]
    if len(said) == 1:
        return said[0]
    return {
        "path": list(named),
        "contentHash": contents_hash({file: part.content_hash for file, part in named.items()}),
        "rowCount": sum(part.rows for part in named.values()),
        "parts": said,
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _parquet(table: pa.Table, sink: IO[bytes]) -> None:
    # Snappy is read everywhere. Fixed row groups, each of one chunk, because the bytes follow the chunks; and one after
    # the other, so that no second copy of the table is made. A table without rows has one group, of none.
    with pq.ParquetWriter(sink, table.schema, compression="snappy") as writer:
        for start in range(0, max(table.num_rows, 1), _ROW_GROUP):
            writer.write_table(table.slice(start, _ROW_GROUP).combine_chunks(), row_group_size=_ROW_GROUP)
