"""Article texts: a folder holds `ID.txt` for the source with that id. Offsets are code points of the raw text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from .files import Missing, Unreadable, read_bounded

ENVIRONMENT = "CGT_ARTICLES"
"""Environment variable that names the folder of article texts."""
_LIMIT = 20_000_000
_ID = re.compile("[a-z0-9-]{1,100}")  # no name leads out of the folder
_FOLDED = str.maketrans({"\u00a0": " ", "\r": " ", "\n": " ", "“": '"', "”": '"', "‘": "'", "’": "'"})


class Texts:
    """The article texts at hand. Each is read once, when it is first asked for."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        """Where the texts lie; None where there are none."""
        self._read: dict[str, str | None] = {}
        self.problems: dict[str, str] = {}
        """Sources whose text is there and cannot be read, each with the reason."""

    def __bool__(self) -> bool:
        return self.folder is not None

    def get(self, source: str) -> str | None:
        """The text of a source exactly as it is in its file, or None where it is not at hand."""
        if source not in self._read:
            self._read[source] = self._load(source)
        return self._read[source]

    def _load(self, source: str) -> str | None:
        if self.folder is None or not _ID.fullmatch(source):
            return None
        try:
            return read_text(self.folder / f"{source}.txt")
        except Missing:
            return None
        except Unreadable as error:
            self.problems[source] = str(error)
        return None


def read_text(path: Path) -> str:
    """The text of a file exactly as it is. Raises Unreadable where it cannot be read, or is not UTF-8."""
    try:
        return read_bounded(path, _LIMIT).decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8") from None


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def folded(text: str) -> str:
    """The text with no-break spaces and line ends as spaces and plain quotes; every offset stays as it was."""
    return text.translate(_FOLDED)


def find(text: str, words: str) -> list[tuple[int, int]]:
    r"""Every place of the words in the text, as offsets into the text as it is, in their order.

    Both are compared as `folded` gives them, and a run of white space stands for any other.

    >>> find("In\u00a0late \n 2024, Bob\u2019s firm", " late 2024, Bob's")
    [(3, 21)]
    """
    parts = [re.escape(part) for part in folded(words).split()]
    if not parts:
        return []
    pattern = re.compile("(?=(" + r"\s+".join(parts) + "))")  # a place may overlap the one before
    return [match.span(1) for match in pattern.finditer(folded(text))]
