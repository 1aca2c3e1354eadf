"""Where lines begin and end, and which of them no fast reader is to see."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

LINE_LIMIT = 1_048_576
"""Largest length of a line, in bytes without its end."""
_SPACE = b" \t\r"
_LONGEST_NAME = 80


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


def screen(content: bytes, never_null: Collection[str]) -> Screened:
    """Set lines apart that are no JSON object from brace to brace, or in which a fast reader could overlook something:
    a NUL, at which it stops, and a null where one of the fields of `never_null` stands, which it takes for nothing.

    Every boundary between clean lines is a boundary between objects, so that as many objects as lines means one
    object on each.
    """
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    names = "|".join(sorted(map(re.escape, never_null)))
    ambiguous = re.compile(rf'"(?:{names})"\Z'.encode())
    if all(map(_is_whole, lines)) and not _doubtful(content, ambiguous):
        return Screened(content, range(len(lines)), (), len(lines))
    clean: list[bytes] = []
    numbers: list[int] = []
    odd: list[tuple[int, bytes]] = []
    for number, line in enumerate(lines):
        if _is_whole(line) and not _doubtful(line, ambiguous):
            clean.append(line)
            numbers.append(number)
        elif line.strip(_SPACE):
            odd.append((number, line))
    return Screened(b"\n".join(clean), numbers, tuple(odd), len(lines))


def _is_whole(line: bytes) -> bool:
    """Whether a line begins and ends with the braces of an object, and is not too long."""
    if len(line) > LINE_LIMIT:
        return False
    bare = line if line[-1:] == b"}" else line.strip(_SPACE)
    return bare[-1:] == b"}" and bare.lstrip(_SPACE)[:1] == b"{"


def _doubtful(content: bytes, ambiguous: re.Pattern[bytes]) -> bool:
    if b"\0" in content:
        return True
    if b"null" not in content:
        return False
    # A key may be written with escapes, and then is not found by its name.
    return b"\\u00" in content or any(_ends_in(ambiguous, piece) for piece in content.split(b"null")[:-1])


def _ends_in(name: re.Pattern[bytes], piece: bytes) -> bool:
    """Whether a value of that name is to follow."""
    bare = piece.rstrip(_SPACE)
    return bare[-1:] == b":" and name.search(bare[:-1].rstrip(_SPACE)[-_LONGEST_NAME:]) is not None
