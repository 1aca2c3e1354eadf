"""What is wrong, where, and how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Rule:
    """Something that must hold. The code is stable: it is never given to another rule."""

    code: str
    """`CGT` and three digits: 0 reading, 1 one record, 2 between records, 3 evidence, 4 values
    against the words that state them, 5 the built package."""
    title: str
    """What must hold, in a few words."""
    why: str
    """Why it must hold, for somebody who knows the field and not this code."""
    mend: str
    """How it is mended, where no finding knows better."""
    severity: Severity = "error"
    wrong: str = ""
    """The fewest lines that show the fault. Lines of files stand as in the files, after `# PATH` where the file matters
    and with `# …` for what is left out; a fault of the files themselves is shown by their paths. For the built package,
    the situation in words."""
    right: str = ""
    """The same lines mended."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in one place."""

    path: str
    """The file, as the user named it or below the folder that they named."""
    line: int | None
    """Line from 1; None where a file has no lines or does not exist."""
    column: int | None
    """Column from 1, in code points."""
    code: str
    message: str
    mend: str
    severity: Severity = "error"
    record: str | None = None
    """The record, as TABLE/ID, where one is concerned."""
    pointer: str | None = None
    """JSON Pointer (RFC 6901) to the value in the record."""

    def __str__(self) -> str:
        """The finding in one line: `path:line:column: CODE message (mend)`."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        return printable(f"{place}: {self.code} {self.message} ({self.mend})")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by file, then by place in it, each once."""
    return sorted(
        set(findings), key=lambda f: (f.path, f.line or 0, f.column or 0, f.code, f.message, f.mend, f.pointer or "")
    )


def printable(text: str) -> str:
    """The text in one line, with what would steer a terminal or turn the text around written as its code point."""
    return _STEERING.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that is most like a word; None where none is."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), None)


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The closest known word as a question, or nothing: `did you mean 'company'?`."""
    close = closest(word, known, cutoff)
    return f"did you mean '{close}'?" if close else ""
