"""The files of records: which there are, and their lines piece by piece."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa

from ..files import Unreadable
from ..findings import did_you_mean
from ..schema import RECORDS
from .block.lines import LINE_LIMIT

PIECE = 8 << 20
"""How many bytes of a file are read at once, at least; the pieces of a file do not depend on who reads them."""
_PIECES, _LONGER = 256, 4
"""From how many pieces on they become longer, and how many times at most: each part of the package looks into all."""
_SUFFIXES = {".jsonl": None, ".jsonl.gz": "gzip", ".jsonl.zst": "zstd"}
_BESIDE = frozenset({"faults.jsonl", "generated.json"})
"""What `generate` writes beside the records."""
_READ = 1 << 20


class Input(NamedTuple):
    """A file of records of one table."""

    table: str
    name: str
    """Its path below the folder, as findings show it."""
    size: int
    changed: int
    """When it was changed last, in nanoseconds."""

    @property
    def packed(self) -> str | None:
        """How it is compressed, if it is."""
        return _SUFFIXES[_suffix(self.name)]


def inputs(folder: Path) -> list[Input]:
    """The files `TABLE.jsonl` of a folder and `*.jsonl` of its folders `TABLE`, also with `.gz` or `.zst`, in their
    order.

    Raises Unreadable where the folder cannot be listed, holds no records or holds what is no file of records.
    """
    if not folder.is_dir():
        raise Unreadable(f"{folder}: there is no such folder")
    tables = [record.table for record in RECORDS]
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.name in _BESIDE or entry.name.startswith("."):
            continue
        if entry.is_dir() and not _suffix(entry.name):
            files = [file for file in sorted(entry.iterdir()) if not file.name.startswith(".")]
            found += [_input(folder, _table(entry, entry.name, tables), file) for file in files]
        else:
            suffix = _suffix(entry.name)
            if not suffix:
                raise Unreadable(f"{entry}: records lie in files named after their table, such as agreements.jsonl")
            found.append(_input(folder, _table(entry, entry.name.removesuffix(suffix), tables), entry))
    if not found:
        raise Unreadable(f"{folder}: there are no records; they lie in files such as agreements.jsonl")
    return sorted(found, key=lambda each: (tables.index(each.table), each.name))


def _suffix(name: str) -> str:
    return next((suffix for suffix in _SUFFIXES if name.endswith(suffix) and name != suffix), "")


def _table(entry: Path, name: str, tables: list[str]) -> str:
    if name not in tables:
        guess = did_you_mean(name, tables) or f"the tables are {', '.join(tables)}"
        raise Unreadable(f"{entry}: there is no table '{name}'; {guess}")
    return name


def _input(folder: Path, table: str, file: Path) -> Input:
    if not _suffix(file.name):
        raise Unreadable(f"{file}: this is no .jsonl, .jsonl.gz or .jsonl.zst file")
    if not file.is_file():
        raise Unreadable(f"{file}: this is no file")
    found = file.stat()
    return Input(table, str(file.relative_to(folder)), found.st_size, found.st_mtime_ns)


def refuse_changes(folder: Path, before: Sequence[Input]) -> None:
    """Raises Unreadable where a file is not what it was."""
    for file in before:
        path = folder / file.name
        if not path.is_file() or _input(folder, file.table, path) != file:
            raise Unreadable(f"{path}: the file changed while it was read; start again when it is whole")


def unpack(packed: Path, kind: str, plain: IO[bytes]) -> None:
    """Write what a compressed file holds. Raises Unreadable where it is damaged."""
    try:
        # The gzip codec of Arrow takes a file that breaks off for one that ends.
        with gzip.open(packed) if kind == "gzip" else pa.input_stream(packed, compression=kind) as stream:
            while part := stream.read(_READ):
                plain.write(part)
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the system, not of what is in the file
        raise Unreadable(f"{packed}: this is no whole {kind} file: {str(error).rstrip('.')}") from None


@dataclass(frozen=True)
class Piece:
    """The lines that begin in a stretch of a file."""

    number: int
    """Its place among all pieces."""
    file: int
    """The place of its file among the inputs."""
    start: int
    stop: int


def pieces(sizes: list[int]) -> Iterator[Piece]:
    """The pieces of files of such sizes."""
    length = max(PIECE, min(sum(sizes) // _PIECES, PIECE * _LONGER))
    number = 0
    for file, size in enumerate(sizes):
        for start in range(0, size, length):
            yield Piece(number, file, start, min(start + length, size))
            number += 1


class Lines(NamedTuple):
    """Whole lines, and the length of one more that is too long to be held."""

    content: bytes
    too_long: int | None


def read_lines(path: Path, piece: Piece) -> Lines:
    """The lines that begin in a piece of a file."""
    with path.open("rb") as file:
        start = piece.start
        if start:
            file.seek(start - 1)
            start = _next_line(file, start - 1, piece.stop)
        file.seek(start)
        content = file.read(max(piece.stop - start, 0))
        if not content or content.endswith(b"\n"):
            return Lines(content, None)
        begun = content.rfind(b"\n") + 1
        length = len(content) - begun
        most = max(LINE_LIMIT - length, 0) + 1
        rest = file.readline(most)
        if rest.endswith(b"\n") or len(rest) < most:
            return Lines(content + rest, None)
        length += len(rest)
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(_READ)
            length += len(rest.removesuffix(b"\n"))
        return Lines(content[:begun], length)


def _next_line(file: IO[bytes], at: int, stop: int) -> int:
    """Where the first line begins after a place; `stop` or more where none does before."""
    while at < stop:
        part = file.readline(_READ)
        at += len(part)
        if not part or part.endswith(b"\n"):
            break
    return at
