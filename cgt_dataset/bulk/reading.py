"""Reading: each piece of the files by itself, left on disk as records, keys and what is wrong."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..files import Unreadable
from ..rules.lines import LINE
from ..swapping import claim
from ..working import unfinished
from .block import read_block
from .block.lines import LINE_LIMIT
from .inputs import Input, Piece, inputs, pieces, read_lines, unpack
from .pools import Pool
from .spill import Place, Summary

PLAN = "plan.json"
"""The file that says of what a work folder is; by it one is known to be ours."""
Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Reading:
    """Files that are being read."""

    folder: Path
    work: Path
    files: tuple[Input, ...]

    @property
    def place(self) -> Place:
        """Where the pieces are left."""
        return Place(self.work / "pieces")

    def plain(self, file: int) -> Path:
        """Where the lines of a file are, which may have been compressed."""
        held = self.files[file]
        return self.folder / held.name if held.packed is None else self.work / "unpacked" / f"{file}.jsonl"

    def pieces(self) -> list[Piece]:
        """The pieces of all files; those that were compressed are unpacked by then."""
        return list(pieces([self.plain(number).stat().st_size for number in range(len(self.files))]))


def begin(folder: Path, work: Path, *, resume: bool) -> Reading:
    """Prepare a work folder; what is there from a run that was stopped is taken over, if that is wanted.

    Raises Unreadable where there are no records, where the work folder is somebody else's, or where there is nothing
    that can be resumed.
    """
    files = tuple(inputs(folder))
    plan = json.dumps({"records": str(folder.resolve()), "files": files}).encode()
    held = work / PLAN
    begun = f".{PLAN}."  # the plan of a run that was killed before it was whole
    if not held.is_file() and work.exists() and any(not one.name.startswith(begun) for one in work.iterdir()):
        raise Unreadable(f"{work}: this folder is no work folder; name another with --work")
    if resume and not held.is_file():
        raise Unreadable(f"{work}: there is nothing to resume; start without --resume")
    if resume and held.read_bytes() != plan:
        raise Unreadable(f"{folder}: the records are not those that were being read; start without --resume")
    reading = Reading(folder.absolute(), work.absolute(), files)  # who works may stand in another folder
    if not resume:
        clear(work)
    work.mkdir(parents=True, exist_ok=True)
    # Before all else, and whole: by it the folder is known to be ours.
    fresh = work / f"{begun}part"
    fresh.write_bytes(plan)
    fresh.replace(held)
    for inner in (reading.place.folder, work / "unpacked", work / "parts"):
        inner.mkdir(exist_ok=True)
    return reading


@contextlib.contextmanager
def claimed(folder: Path, work: Path) -> Iterator[None]:
    """Keep other runs out of the work folder of records. Raises Unreadable where one is at work, or no records are."""
    inputs(folder)
    with claim(work) as ours:
        if not ours:
            raise Unreadable(f"{work}: another run is at work in this folder; wait for it, or name another with --work")
        yield


def clear(work: Path) -> None:
    """Delete what runs left in a work folder, the folder itself last, if nothing else is in it."""
    if not (work / PLAN).is_file():
        return
    for inner in ("pieces", "unpacked", "parts"):
        for file in (work / inner).glob("*"):
            file.unlink()
        if (work / inner).is_dir():
            (work / inner).rmdir()
    (work / PLAN).unlink()
    if not any(work.iterdir()):
        work.rmdir()


def read(reading: Reading, pool: Pool, most: int | None, progress: Progress) -> tuple[list[Summary], bool]:
    """Read all pieces that are not read yet; gives what each comes to, and whether it stopped because more than `most`
    lines are rejected.
    """
    packed = [number for number, file in enumerate(reading.files) if file.packed]
    packed = [number for number in packed if not reading.plain(number).exists()]
    for done, _ in enumerate(pool.run(functools.partial(_unpacked, reading), packed), 1):
        progress("unpacking", done, len(packed))
    parts = reading.pieces()
    total = sum(piece.stop - piece.start for piece in parts)
    done = rejected = 0
    found: list[Summary] = []
    for piece, summary in zip(parts, _summaries(reading, pool, parts), strict=False):
        found.append(summary)
        done += piece.stop - piece.start
        rejected += summary.rejected
        progress("reading", done, total)
        if most is not None and rejected > most:
            return found, True
    return found, False


def _summaries(reading: Reading, pool: Pool, parts: list[Piece]) -> Iterator[Summary]:
    ready = {piece.number: reading.place.summary(piece.number) for piece in parts}
    fresh = pool.run(functools.partial(_read_piece, reading), (piece for piece in parts if ready[piece.number] is None))
    for piece in parts:
        yield ready[piece.number] or next(fresh)


def _unpacked(reading: Reading, number: int) -> None:
    file = reading.files[number]
    plain = reading.plain(number)
    fresh = unfinished(plain)
    with fresh.open("wb") as sink:
        unpack(reading.folder / file.name, file.packed or "", sink)
    fresh.replace(plain)


def _read_piece(reading: Reading, piece: Piece) -> Summary:
    content, too_long = read_lines(reading.plain(piece.file), piece)
    block = read_block(reading.files[piece.file].table, content, 0)
    rejected = block.rejected.to_pylist()
    lines = block.lines
    if too_long is not None:
        message = f"the line has {too_long} bytes, more than {LINE_LIMIT}"
        fault = {"code": LINE.code, "message": message, "mend": LINE.mend, "pointer": "", "record": None}
        rejected.append({"line": lines, **fault})
        lines += 1
    return reading.place.leave(piece.number, block, lines, rejected)


def first_lines(reading: Reading, summaries: list[Summary]) -> dict[int, tuple[str, int]]:
    """By piece the file and the number of its first line there, from 1."""
    found: dict[int, tuple[str, int]] = {}
    next_line = dict.fromkeys(range(len(reading.files)), 1)
    for piece, summary in zip(reading.pieces(), summaries, strict=False):
        found[piece.number] = reading.files[piece.file].name, next_line[piece.file]
        next_line[piece.file] += summary.lines
    return found
