"""What can go wrong when reading, said with what exists and what is close."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable

from ..findings import did_you_mean

_LIBRARY = __name__.partition(".")[0]


class NoPackage(FileNotFoundError):
    """There is no package where one is looked for, or it cannot be read."""


class UnknownTable(LookupError):
    """A table that does not exist; the message names those that do."""


class UnknownRecord(LookupError):
    """A record that does not exist, or was withdrawn; the message names the closest, or says why."""


class UnknownField(LookupError):
    """A field that a record does not have; the message names those that it has."""


class UnknownStyle(ValueError):
    """A style of citation that does not exist; the message names those that do."""


class Merged(UserWarning):
    """A record that was asked for was merged into another, which is given in its place."""


class MissingExtra(ModuleNotFoundError):
    """A tool that the base install does without; the message says what to install."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__(f"this needs {module}: pip install 'cgt-dataset[{extra}]'", name=module)
        self.extra = extra


class QueryError(ValueError):
    """SQL that cannot be run; the message is DuckDB's, with the tables that exist."""


def no_such(what: str, name: str, known: Iterable[str], *, listed: bool = True) -> str:
    """That a name does not exist, which is close and, where they are `listed`, which there are."""
    known = list(known)
    parts = [f"there is no {what} '{name}'", did_you_mean(name, known)]
    if listed:
        parts.append(f"there are {', '.join(known)}")
    return "; ".join(part for part in parts if part)


def warn(message: Warning) -> None:
    """Warn at the line that asked the library, however deep in the library that is noticed."""
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _LIBRARY:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)
