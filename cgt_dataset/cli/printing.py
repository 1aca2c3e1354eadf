"""What commands print: findings on stdout, remarks on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..files import Unreadable, read_bounded
from ..findings import Finding, as_text
from ..texts import Texts

_LINES_LIMIT = 2_000_000


def say(message: str) -> None:
    """A remark to the person at the terminal, after what was printed before it, also where both go into a pipe."""
    sys.stdout.flush()
    print(message, file=sys.stderr)


@contextlib.contextmanager
def passing() -> Iterator[Callable[[str], None]]:
    """Shows the person at the terminal a line in place of the one before, and takes it away at the end; nothing in a
    pipe.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    try:
        yield lambda line: print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def progress(total: int, things: str) -> Iterator[Callable[[int], None]]:
    """Shows the person at the terminal how many things are done."""
    with passing() as show:
        yield lambda done: show(f"{done:,} of {total:,} {things}")


def report(findings: Iterable[Finding], consequence: str | None = None, *, strict: bool = False) -> int:
    """Print findings, each with its line, and how many there are; returns the exit status.

    Warnings are findings that do not fail, unless `strict`.
    """
    findings = list(findings)
    print(as_text(findings, _Lines(), colour=_in_colour()), end="")
    count_up(findings, consequence)
    return status_of(findings, strict=strict)


def count_up(findings: list[Finding], consequence: str | None = None) -> None:
    """Say how many findings there are, where there are any."""
    if findings:
        say(f"{len(findings)} finding{'s' if len(findings) > 1 else ''}" + (f"; {consequence}" if consequence else ""))


def status_of(findings: list[Finding], *, strict: bool = False) -> int:
    """The exit status that findings come to."""
    return int(any(strict or finding.severity == "error" for finding in findings))


def _in_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


class _Lines:
    """The lines that findings are about; each file is read once, and bounded."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = {}

    def __call__(self, finding: Finding) -> str | None:
        if finding.line is None:
            return None
        if finding.path not in self._files:
            try:
                text = read_bounded(Path(finding.path), _LINES_LIMIT).decode("utf-8")
            except (Unreadable, UnicodeDecodeError):
                text = ""
            self._files[finding.path] = text.split("\n")
        lines = self._files[finding.path]
        return lines[finding.line - 1].removesuffix("\r") if finding.line <= len(lines) else None


def without(texts: Texts) -> str:
    """What was not compared for want of texts, as the end of a remark."""
    return "" if texts else "; spans not compared, no article texts at hand (--articles DIR)"
