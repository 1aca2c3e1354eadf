"""Documents of older versions of the schema, brought to the present one, a version at a time.

A migration is a pure function from a document to what becomes of it. Once released it is frozen: a mistake in it is
mended by the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import v1_to_v2
from .migrated import Made, Migrated

_STEPS: dict[int, Callable[[dict[str, Any]], Migrated]] = {1: v1_to_v2.migrate}
"""The migrations by the version that they take."""
DROPS: dict[int, tuple[str, ...]] = {1: v1_to_v2.DROPS}
"""What the migration from a version gives up, in words."""


def version_of(document: dict[str, Any]) -> int | None:
    """The version of the schema that a document names; None where it names none.

    >>> version_of({"schema": "agreement/1"})
    1
    """
    number = str(document.get("schema", "")).rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None


def migrate(document: dict[str, Any]) -> Migrated:
    """What becomes of a valid document of any version in the present one. The document itself is left as it is."""
    done = Migrated(document)
    while (step := _STEPS.get(version_of(done.document) or 0)) is not None:
        done = done.then(step)
    return done


__all__ = ["DROPS", "Made", "Migrated", "migrate", "version_of"]
