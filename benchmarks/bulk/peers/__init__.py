"""The other tools, each a module with a `main` that is started as a process of its own: `DIR OUT WHAT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from ..places import Place


class Asked(NamedTuple):
    """What a process is asked for."""

    place: Place
    """Where the records are."""
    out: Path
    """An empty folder to write to."""
    what: str
    """Which of the things that a tool can do."""


def asked() -> Asked:
    """What the command line says."""
    place, out, *what = sys.argv[1:]
    return Asked(Place(Path(place)), Path(out), *(what or [""]))


def tell(read: int, refused: int) -> None:
    """Say how many lines or rows were read, and how many faults were found, so that nothing else is measured."""
    print(json.dumps({"read": read, "refused": refused}))
