"""Parquet files of strangers, read without being led into more memory than their size warrants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..files import Unreadable, regular_size

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

_BESIDES = 256 * 1024 * 1024
_TIMES = 100
_WIDTH = 8
_ROWS_AT_ONCE = 65_536


class Room:
    """What the tables of a package may take in memory: a hundred times the bytes of their files, and 256 MiB besides.

    Honest tables take some ten times the bytes of their files. A file of a kilobyte can say in good form that it holds
    the same megabyte a million times.
    """

    def __init__(self) -> None:
        self._besides = _BESIDES

    def table(self, source: Path | bytes) -> pa.Table:
        """The table in a Parquet file: a regular file at a path, or its content.

        Raises Unreadable where it is too large or no regular file, and what pyarrow raises for one that is damaged.
        """
        size = regular_size(source) if isinstance(source, Path) else len(source)
        warranted = _TIMES * size
        table = _read(source, warranted + self._besides)
        table.validate(full=True)
        self._besides -= max(0, table.nbytes - warranted)
        return table


def _read(source: Path | bytes, most: int) -> pa.Table:
    with _opened(source) as file:
        about = file.metadata
        parts = [about.row_group(number) for number in range(about.num_row_groups)]
        claimed = sum(part.total_byte_size for part in parts)
        rows = max(about.num_rows, sum(part.num_rows for part in parts))
        widths = {field.name: _width_of(field.type) for field in file.schema_arrow}
        texts = [name for name, width in widths.items() if width is None]
        if max(claimed, rows * sum(width or 1 for width in widths.values())) > most:
            raise _too_large(most)
        # Even if each text were as long as all texts together there would be room.
        if not texts or rows * claimed <= most:
            return file.read()
        schema = file.schema_arrow
    return _read_by_terms(source, texts, schema, most)


def _read_by_terms(source: Path | bytes, texts: list[str], schema: pa.Schema, most: int) -> pa.Table:
    """Texts are read as they are stored, each once, so that their length is known before they are written out."""
    import pyarrow as pa

    batches, held = [], 0
    with _opened(source, texts) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            held += sum(map(_length, batch.columns))
            if held > most:
                raise _too_large(most)
            batches.append(batch.cast(schema))
    return pa.Table.from_batches(batches, schema)


def _length(column: pa.Array) -> int:
    """The bytes that a column takes where each text is written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).cast(pa.int64())
    return _WIDTH * len(column) + (pc.sum(lengths.take(column.indices)).as_py() or 0)


def _opened(source: Path | bytes, by_terms: list[str] | None = None) -> ParquetFile:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    return ParquetFile(pa.BufferReader(source) if isinstance(source, bytes) else source, read_dictionary=by_terms)


def _width_of(kind: pa.DataType) -> int | None:
    """The bytes that a cell takes at most; None for texts, whose length differs. Raises Unreadable."""
    import pyarrow as pa

    held = pa.types
    if any(told(kind) for told in (held.is_string, held.is_large_string, held.is_binary, held.is_dictionary)):
        return None
    try:
        return 1 + int(kind.bit_width) // 8
    except ValueError:
        raise Unreadable(f"has a column of type {str(kind)[:40]}, which no table has") from None


def _too_large(most: int) -> Unreadable:
    return Unreadable(f"holds more than its size warrants, over {most:,} bytes")
