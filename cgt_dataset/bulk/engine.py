"""Checking by the million: pieces, then the keys of all of them, then the last word on lines that may be wrong among
the others. Who does the work is the pool.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..rules import IDENTITY
from ..schema import RECORDS
from .above import Enclosed, circling
from .block.slow import Fault
from .inputs import refuse_changes
from .joins import At, at, join, piece_and_line
from .made import add_made
from .pools import Pool
from .ranges import ranges_of_ids
from .reading import Progress, Reading, first_lines, read
from .spill import Place, Summary
from .verdicts import Shelf, judge_among

TABLES = tuple(record.table for record in RECORDS)
_IDS_AT_ONCE = 1 << 18
_SUSPECTS_AT_ONCE = 256


@dataclass(frozen=True)
class Checked:
    """What the lines of all files come to."""

    place: Place
    summaries: tuple[Summary, ...]
    """The pieces, and behind them those of the records that migrations made."""
    origins: Mapping[int, tuple[str, int]]
    """By piece its file, and the number of its first line there, from 1."""
    late: Mapping[At, list[Fault]]
    """What is wrong with lines among the others; it stands for what was said of them alone."""
    alike: Mapping[At, list[Fault]]
    """Lines whose names look like those of others; they are not rejected for it."""
    stopped: bool
    """Whether the rest was not read, because too many lines are rejected."""

    @property
    def light(self) -> tuple[Summary, ...]:
        """The same without their samples."""
        return tuple(summary.light for summary in self.summaries)

    @property
    def lines(self) -> int:
        """How many lines were read."""
        return sum(self.summaries[piece].lines for piece in self.origins)

    def faults(self) -> Iterator[tuple[str, int, list[Fault]]]:
        """File, line and faults of every rejected line, in the order of the files."""
        return self._told(self.late, rejected=True)

    def warnings(self) -> Iterator[tuple[str, int, list[Fault]]]:
        """File, line and warnings of every line of which there are any."""
        return self._told(self.alike, rejected=False)

    def _told(self, late: Mapping[At, list[Fault]], *, rejected: bool) -> Iterator[tuple[str, int, list[Fault]]]:
        by_piece: dict[int, dict[At, list[Fault]]] = {}
        for where, faults in late.items():
            by_piece.setdefault(piece_and_line(where)[0], {})[where] = faults
        for piece, (file, first) in self.origins.items():
            alone = self.place.rejected(piece) if rejected and self.summaries[piece].rejected else {}
            found = {at(piece, line): faults for line, faults in alone.items()}
            for where, faults in sorted({**found, **by_piece.get(piece, {})}.items()):
                yield file, first + piece_and_line(where)[1], faults

    @property
    def rejected_late(self) -> dict[int, list[int]]:
        """By piece the lines that are wrong only among the others."""
        found: dict[int, list[int]] = {}
        for where in sorted(self.late):
            piece, line = piece_and_line(where)
            found.setdefault(piece, []).append(line)
        return found


def check(
    reading: Reading, pool: Pool, texts: Path | None, most: int | None, progress: Progress, *, likeness: bool = False
) -> Checked:
    """Hold all lines to every rule; to that of likeness, which is about names and rejects nothing, if that is wanted.

    Reading stops when more than `most` lines are rejected; nothing is said then of what stands between lines.
    Raises Unreadable where a file cannot be read, or changed meanwhile, and OSError where there is no room.
    """
    place = reading.place
    read_ones, stopped = read(reading, pool, most, progress)
    refuse_changes(reading.folder, reading.files)
    origins = first_lines(reading, read_ones)
    if stopped:
        return Checked(place, tuple(read_ones), origins, {}, {}, stopped)
    made = add_made(place, read_ones)
    summaries = (*read_ones, *made.summaries)
    light = tuple(summary.light for summary in summaries)
    suspects = {*circling(place, light), *Enclosed(place, light).suspects()}
    twice: list[tuple[At, At]] = []
    ranges = list(ranges_of_ids(summaries, TABLES, _IDS_AT_ONCE))
    joining = functools.partial(join, place, light, _at_hand(texts))
    for done, joined in enumerate(pool.run(joining, ranges), 1):
        progress("comparing", done, len(ranges))
        suspects.update(joined.suspects)
        twice += joined.twice
    late: dict[At, list[Fault]] = {}
    judging = functools.partial(judge_among, place, light, texts)
    ordered = sorted(suspects)
    batches = [ordered[first : first + _SUSPECTS_AT_ONCE] for first in range(0, len(ordered), _SUSPECTS_AT_ONCE)]
    for done, verdicts in enumerate(pool.run(judging, batches), 1):
        progress("judging", done, len(batches))
        late.update(verdicts)
    of_twice = _of_twice(Shelf(place, light), origins, twice)
    for where, faults in (*made.faults.items(), *made.told_at_origins(late), *of_twice):
        late[where] = [*late.get(where, _alone(place, where)), *faults]
    late = {where: faults for where, faults in late.items() if faults}
    checked = Checked(place, summaries, origins, late, {}, stopped)
    if likeness:
        from .likeness import alike  # it needs what reads names in all scripts

        checked = replace(checked, alike=alike(place, light, checked.rejected_late, pool, progress))
    return checked


def _at_hand(texts: Path | None) -> list[str]:
    """The sources of which there is a text."""
    return sorted(file.stem for file in texts.iterdir() if file.suffix == ".txt") if texts is not None else []


def _alone(place: Place, where: At) -> list[Fault]:
    """What is wrong with a line by itself."""
    piece, line = piece_and_line(where)
    return place.rejected(piece).get(line, [])


def _of_twice(
    shelf: Shelf, origins: Mapping[int, tuple[str, int]], twice: list[tuple[At, At]]
) -> Iterator[tuple[At, list[Fault]]]:
    """What is told of lines with an id that stands on a line before."""
    first_of = dict(twice)
    for held in shelf.on_lines(first_of):
        piece, line = piece_and_line(first_of[held.at])
        file, first = origins[piece]
        record = f"{held.table}/{held.document['id']}"
        message = f"{record} stands already on line {first + line} of {file}"
        yield (
            held.at,
            [Fault(IDENTITY.code, message, "make one record of the two, or give one another id", record, "/id")],
        )
