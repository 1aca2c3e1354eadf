"""Text in columns: wrapped to the width of the terminal, in which a Chinese character takes two places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_PIECES = re.compile(r" +|[^ ]+")


def width_of(text: str) -> int:
    """How many places of a terminal a text takes."""
    return sum(map(_places, text))


def _places(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def padded(text: str, width: int) -> str:
    """A text with spaces after it up to a width."""
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width`; only words that are wider than a line are cut.

    A web address is never cut: it may be wider.
    """
    lines, line, free = [], "", width
    for piece in _pieces(text, width):
        if width_of(piece) > free and line.strip():
            lines.append(line.rstrip())
            line, free = "", width
            piece = piece.lstrip(" ")
        line, free = line + piece, free - width_of(piece)
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int) -> Iterator[str]:
    """What stays on one line: a word or a space; between wide characters, and within what is too long, lines break."""
    for piece in _PIECES.findall(text):
        fits = width_of(piece) <= width and all(_places(sign) < 2 for sign in piece)
        if fits or piece.startswith(("https://", "http://")):
            yield piece
        else:
            yield from _broken(piece, width)


def _broken(piece: str, width: int) -> Iterator[str]:
    part = ""
    for sign in piece:
        wide = _places(sign) == 2 or (part and _places(part[-1]) == 2)
        if part and (wide or width_of(part + sign) > width) and _places(sign):
            yield part
            part = ""
        part += sign
    yield part
