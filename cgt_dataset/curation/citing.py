"""Evidence items made of words: where the words stand in a text, and what is like them where they do not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rapidfuzz import fuzz

from ..texts import digest, folded
from .reading import Place

NEAR = 60.0
"""How like the words a passage must be to be shown, in percent."""
_CONTEXT = 40
# What bounds the work: how much of the words is looked for, the length and the number of the pieces that are counted,
# the places of each, the length of a stretch and the number of stretches that are compared.
_WORDS_LIMIT, _PIECE, _PIECES, _HITS, _STEP, _WINDOWS = 400, 3, 48, 2000, 100, 60


@dataclass(frozen=True)
class Near:
    """A passage that is like the words that were looked for."""

    start: int
    end: int
    alike: float
    """In percent."""


def near(text: str, words: str, most: int = 3) -> list[Near]:
    """The passages of the text that are most like the words, the best first, none of which overlap.

    Only the passages that share most with the words are compared with them, so that the work has a bound.
    """
    wanted, plain = _lowered(" ".join(folded(words).split()))[:_WORDS_LIMIT], _lowered(folded(text))
    found = []
    for begin, end in _windows(plain, wanted):
        place = fuzz.partial_ratio_alignment(wanted, plain[begin:end], score_cutoff=NEAR)
        if place is not None and place.dest_end > place.dest_start:
            found.append(_trimmed(text, begin + place.dest_start, begin + place.dest_end, place.score))
    best: list[Near] = []
    for one in sorted(found, key=lambda one: (-one.alike, one.start, one.end)):
        if one.start < one.end and all(one.end <= other.start or other.end <= one.start for other in best):
            best.append(one)
    return best[:most]


def _windows(text: str, wanted: str) -> list[tuple[int, int]]:
    """The stretches of the text that share the most pieces with what is wanted, pieces that are rare in it first."""
    size = min(_PIECE, max(1, len(wanted) // 3))
    pieces = dict.fromkeys(wanted[at : at + size] for at in range(len(wanted) - size + 1))
    counted = sorted((count, piece) for piece in pieces if piece.strip() and (count := text.count(piece)))
    step = max(len(wanted), _STEP)
    votes: Counter[int] = Counter()
    for _, piece in counted[:_PIECES]:
        begun = islice(re.finditer(re.escape(piece), text), _HITS)
        votes.update({match.start() // step for match in begun})
    chosen = sorted(votes, key=lambda number: (-votes[number], number))[:_WINDOWS]
    around = ((max(0, number * step - len(wanted)), (number + 1) * step + len(wanted)) for number in chosen)
    return [(begin, end) for begin, end in around if len(text[begin:end].strip()) >= len(wanted) / 2]


def _lowered(text: str) -> str:
    """The text in lower case, every offset as it was."""
    if len(lowered := text.lower()) == len(text) and "\u0130" not in text:
        return lowered
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)


def _trimmed(text: str, start: int, end: int, alike: float) -> Near:
    """The passage to the ends of its words."""
    while start > 0 and text[start - 1].isascii() and text[start - 1 : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end - 1 : end + 1].isalnum():
        end += 1
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Near(start, start + len(words.strip()), alike)


def place_of(text: str, offset: int) -> Place:
    """Line and column of an offset."""
    line = text.rfind("\n", 0, offset) + 1
    return Place(text.count("\n", 0, offset) + 1, offset - line + 1)


def in_context(text: str, start: int, end: int) -> str:
    """The words between brackets, with a little of what stands around them, in one line."""
    ahead, behind = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    shown = f"{'…' if start > _CONTEXT else ''}{ahead}[{text[start:end]}]{behind}"
    return " ".join(shown.split()) + ("…" if end + _CONTEXT < len(text) else "")


def evidence_item(source: str, text: str, span: tuple[int, int], **stated: Any) -> dict[str, Any]:
    """The evidence item for a span of the text of a source; `stated` are its other fields, None where there is none."""
    start, end = span
    item = {"source": source, "supports": [], "start": start, "end": end, "sha256": digest(text[start:end])}
    return item | {name: value for name, value in stated.items() if value is not None}
