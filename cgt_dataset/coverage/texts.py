"""The stretches of each article's body: what supports something, what was left out and why, what is neither."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..reader import Dataset
from ..tabular.coverage import inside, length, without
from ..texts import Texts, digest

_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text."""

    start: int
    end: int
    """Begin and end, exclusive, in code points of the text."""
    first: tuple[int, int]
    last: tuple[int, int]
    """Line and column, from 1, of its first and of its last character."""
    reason: str | None = None
    """Why nothing of it is recorded: a term of `omission_reason`. None: it supports something, or nobody says why."""
    supports: tuple[tuple[str, str], ...] = ()
    """The values that it supports: the record as TABLE/ID, and the JSON Pointer."""

    def __str__(self) -> str:
        """Its place, as `12:1-13:40`."""
        return f"{self.first[0]}:{self.first[1]}-{self.last[0]}:{self.last[1]}"


@dataclass(frozen=True)
class SourceCoverage:
    """What of one article has been put into records."""

    source: str
    language: str
    """Main language of the text (BCP 47)."""
    text: str
    body_start: int
    body_end: int
    supported: tuple[Stretch, ...]
    """Stretches of the body that support the same values throughout, in their order."""
    left_out: tuple[Stretch, ...]
    unexplained: tuple[Stretch, ...]
    """What is neither, but for white space and punctuation."""

    def share(self, stretches: tuple[Stretch, ...]) -> float:
        """The share that stretches have of the body, from 0 to 1; what lies in two of them counts once."""
        return length((stretch.start, stretch.end) for stretch in stretches) / (self.body_end - self.body_start)


def coverage_of(dataset: Dataset, texts: Texts) -> list[SourceCoverage]:
    """The coverage of every source whose very text is at hand, by the records of a package. Raises NoPackage."""
    evidence = dataset.load("evidence").to_pylist()
    passages = dataset.load("source_left_out").to_pylist()
    found = []
    for source in dataset.load("sources").to_pylist():
        text = texts.get(source["id"])
        if text is not None and digest(text) == source["text_sha256"]:
            own = [row for row in evidence if row["source"] == source["id"]]
            left = [row for row in passages if row["source"] == source["id"]]
            found.append(_coverage(source, text, own, left))
    return found


def _coverage(source: dict[str, Any], text: str, evidence: list[Any], passages: list[Any]) -> SourceCoverage:
    start, end = source["body_start"], source["body_end"]
    lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(lines, offset)
        return line, offset - lines[line - 1] + 1

    def stretch(first: int, last: int, reason: str | None = None, supports: tuple[Any, ...] = ()) -> Stretch:
        return Stretch(first, last, place(first), place(last - 1), reason, supports)

    spans = [(part, row) for row in evidence for part in inside((start, end), (row["start"], row["end"]))]
    edges = sorted({edge for part, _ in spans for edge in part})
    supported = []
    for first, last in pairwise(edges):
        over = [row for part, row in spans if part[0] <= first and last <= part[1]]
        if over:
            values = tuple(dict.fromkeys((row["record"], row["pointer"]) for row in over))
            supported.append(stretch(first, last, supports=values))
    taken = [part for part, _ in spans]
    left_out = []
    for row in passages:
        left_out += [stretch(*part, row["reason"]) for part in without([(row["start"], row["end"])], taken)]
    taken += [(row["start"], row["end"]) for row in passages]
    bare = [part for part in without([(start, end)], taken) if _WORD.search(text[slice(*part)])]
    trimmed = [_trimmed(text, *part) for part in bare]
    unexplained = tuple(stretch(*part) for part in trimmed)
    return SourceCoverage(
        source["id"], source["language"], text, start, end, tuple(supported), tuple(left_out), unexplained
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without white space and punctuation at its ends."""
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    return words[0], words[-1] + 1
