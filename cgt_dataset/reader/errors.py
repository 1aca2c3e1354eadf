"""What can go wrong when reading, said with what exists and what is close."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import did_you_mean


class NoPackage(FileNotFoundError):
    """There is no package where one is looked for, or it cannot be read."""


class _Unknown(LookupError):
    """A name that does not exist."""

    def __init__(self, what: str, name: str, known: Iterable[str], *, listed: bool = True) -> None:
        known = list(known)
        parts = [f"there is no {what} '{name}'", did_you_mean(name, known)]
        if listed:
            parts.append(f"there are {', '.join(known)}")
        super().__init__("; ".join(part for part in parts if part))


class UnknownTable(_Unknown):
    """A table that does not exist; the message names those that do."""


class UnknownRecord(_Unknown):
    """A record that does not exist; the message names the closest."""


class UnknownField(_Unknown):
    """A field that a record does not have; the message names those that it has."""
