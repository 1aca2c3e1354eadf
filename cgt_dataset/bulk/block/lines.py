"""Where lines begin and end, and which of them no fast reader is to see."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

LINE_LIMIT = 1_048_576
"""Largest length of a line, in bytes without its end."""
_SPACE = b" \t\r"
_LONGEST_NAME = 80
_PIECE = 1 << 18
"""How many bytes are parsed at once: a line that cannot be read costs a second look at its piece, not at the block."""
_TOMBSTONE = b'"tombstone/'
# Both begin with the one byte that is looked for, which is what makes them fast.
_TORN = re.compile(rb"\n(?:(?<!\}\n)|(?!\{|\Z))")
_END = re.compile(rb"\n")


@dataclass(frozen=True)
class Screened:
    """A block of lines, screened."""

    clean: bytes
    """The lines that may be read as a whole."""
    numbers: Sequence[int]
    """The number of each of these lines in the block, from 0."""
    odd: tuple[tuple[int, bytes], ...]
    """The other lines, but for blank ones, with their numbers."""
    count: int
    """How many lines the block has."""


def lines_in(content: bytes) -> int:
    """How many lines there are; the last may lack its end."""
    return len(_END.findall(content)) + (content[-1:] not in (b"\n", b""))


@dataclass(frozen=True)
class Cut:
    """Lines in pieces, each of whole lines."""

    pieces: list[bytes]
    starts: list[int]
    """The number of the first line of each piece, from 0, and behind them how many lines there are."""

    def lines_at(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """The lines of these numbers, which rise, each with its number."""
        last = -1
        lines: list[bytes] = []
        for number in numbers:
            piece = bisect_right(self.starts, number) - 1
            if piece != last:
                lines, last = self.pieces[piece].split(b"\n"), piece
            yield number, lines[number - self.starts[piece]]


def cut(content: bytes) -> Cut:
    """Cut lines into pieces of about a quarter of a MB."""
    pieces = []
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _PIECE)
        end = len(content) if end < 0 else end + 1
        pieces.append(content[start:end])
        start = end
    return Cut(pieces, [0, *accumulate(map(lines_in, pieces))])


def screen(content: bytes, never_null: Collection[str]) -> Screened:
    """Set lines apart that are no JSON object from brace to brace, or in which a fast reader could overlook something:
    a NUL, at which it stops, and a null where one of the fields of `never_null` stands, which it takes for nothing.
    Tombstones are set apart too: they have other fields, and would stop it.

    Every boundary between clean lines is a boundary between objects, so that as many objects as lines means one
    object on each.
    """
    names = "|".join(sorted(map(re.escape, never_null)))
    ambiguous = re.compile(rf'"(?:{names})"\Z'.encode())
    clean: list[bytes] = []
    numbers: list[int] = []
    odd: list[tuple[int, bytes]] = []
    begin = count = 0
    for start, line in _suspicious(content):
        if _is_whole(line) and not _doubtful(line, ambiguous):
            continue
        before = content[begin:start]
        clean.append(before)
        here = count + lines_in(before)
        numbers.extend(range(count, here))
        if line.strip(_SPACE):
            odd.append((here, line))
        begin, count = start + len(line) + 1, here + 1
    if not begin:
        count = lines_in(content)
        return Screened(content, range(count), (), count)
    last = content[begin:]
    whole = count + lines_in(last)
    return Screened(b"".join([*clean, last]), [*numbers, *range(count, whole)], tuple(odd), whole)


def _suspicious(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that have to be looked at, in their order, each with where it begins."""
    starts = {0, content.rfind(b"\n", 0, -1) + 1, *_long(content)}
    for torn in _TORN.finditer(content):
        starts |= {content.rfind(b"\n", 0, torn.start()) + 1, torn.end()}
    for mark in (b"\0", b"null", _TOMBSTONE):
        starts.update(_starts_with(mark, content))
    for start in sorted(starts):
        if start < len(content):
            end = content.find(b"\n", start)
            yield start, content[start : end if end >= 0 else len(content)]


def _long(content: bytes) -> Iterator[int]:
    """Where lines begin that are too long."""
    start = 0
    while len(content) - start > LINE_LIMIT:
        end = content.rfind(b"\n", start, start + LINE_LIMIT + 1)
        if end < 0:
            yield start
            end = content.find(b"\n", start)
            if end < 0:
                return
        start = end + 1


def _starts_with(mark: bytes, content: bytes) -> Iterator[int]:
    """Where lines begin in which something stands."""
    at = content.find(mark)
    while at >= 0:
        yield content.rfind(b"\n", 0, at) + 1
        end = content.find(b"\n", at)
        at = content.find(mark, end) if end >= 0 else -1


def _is_whole(line: bytes) -> bool:
    """Whether a line begins and ends with the braces of an object, and is not too long."""
    if len(line) > LINE_LIMIT:
        return False
    bare = line if line[-1:] == b"}" else line.strip(_SPACE)
    return bare[-1:] == b"}" and bare.lstrip(_SPACE)[:1] == b"{"


def _doubtful(content: bytes, ambiguous: re.Pattern[bytes]) -> bool:
    if b"\0" in content or _TOMBSTONE in content:
        return True
    if b"null" not in content:
        return False
    # A key may be written with escapes, and then is not found by its name.
    return b"\\u00" in content or any(_ends_in(ambiguous, piece) for piece in content.split(b"null")[:-1])


def _ends_in(name: re.Pattern[bytes], piece: bytes) -> bool:
    """Whether a value of that name is to follow."""
    bare = piece.rstrip(_SPACE)
    return bare[-1:] == b":" and name.search(bare[:-1].rstrip(_SPACE)[-_LONGEST_NAME:]) is not None
