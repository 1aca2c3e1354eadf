"""Evidence items made of words: where the words stand in a text, and what is like them where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz

from ..schema import Evidence
from ..texts import digest, folded
from .reading import Place

NEAR = 60.0
"""How like the words a passage must be to be shown, in percent."""
_CONTEXT = 40


class Unfit(Exception):
    """An evidence item that its model refuses; the message says why in one line."""


@dataclass(frozen=True)
class Near:
    """A passage that is like the words that were looked for."""

    start: int
    end: int
    alike: float
    """In percent."""


def near(text: str, words: str, most: int = 3) -> list[Near]:
    """The passages of the text that are most like the words, the best first, none of which overlap."""
    wanted, plain = _lowered(" ".join(folded(words).split())), _lowered(folded(text))
    passages: list[tuple[int, str]] = [(0, plain)]
    at = 0
    for line in text.splitlines(keepends=True):
        passages.append((at, plain[at : at + len(line)]))
        at += len(line)
    found = []
    for offset, passage in passages:
        if len(passage.strip()) < len(wanted) / 2:
            continue  # the shorter of two texts is what is looked for in the other
        place = fuzz.partial_ratio_alignment(wanted, passage, score_cutoff=NEAR)
        if place is not None and place.dest_end > place.dest_start:
            found.append(_trimmed(text, offset + place.dest_start, offset + place.dest_end, place.score))
    best: list[Near] = []
    for one in sorted(found, key=lambda one: (-one.alike, one.start, one.end)):
        if one.start < one.end and all(one.end <= other.start or other.end <= one.start for other in best):
            best.append(one)
    return best[:most]


def _lowered(text: str) -> str:
    """The text in lower case, every offset as it was."""
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
    """The evidence item for a span of the text of a source; `stated` are its other fields, None where there is none.

    Raises Unfit where the item would be refused, but for `supports`, which may be empty yet.
    """
    start, end = span
    item: dict[str, Any] = {
        "source": source,
        "supports": [],
        "start": start,
        "end": end,
        "sha256": digest(text[start:end]),
    }
    item |= {name: value for name, value in stated.items() if value is not None}
    try:
        Evidence.model_validate({**item, "supports": tuple(item["supports"]) or ("/id",)}, strict=False)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = "/".join(str(part) for part in fault["loc"])
        raise Unfit(f"{place}: {fault['msg']}" if place else fault["msg"]) from None
    return item
