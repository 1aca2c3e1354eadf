"""ISO 3166 codes as this schema version knows them: frozen, so that a record's verdict does not follow a library."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def codes() -> dict[str, frozenset[str]]:
    """Country codes (ISO 3166-1 alpha-2), each with its subdivision codes (ISO 3166-2): `CN` → {`CN-BJ`, …}."""
    lines = files(__package__).joinpath("iso3166.txt").read_text(encoding="ascii").splitlines()
    return {line[:2]: frozenset(f"{line[:2]}-{part}" for part in line[3:].split()) for line in lines}
