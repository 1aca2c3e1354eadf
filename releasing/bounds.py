"""The lowest and the newest versions that the project says it works with, for environments in which it is tried."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

EXTRAS = ("build", "pandas", "polars", "duckdb")
"""The extras whose requirements are tried along with those of the base install."""
_BOUND = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*>=\s*([0-9][0-9.]*)")


def required(project: Path) -> list[str]:
    """What the base install and these extras require, as pyproject.toml says it: installed so, it is the newest."""
    held = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    return [*held["dependencies"], *(one for extra in EXTRAS for one in held["optional-dependencies"][extra])]


def lowest(project: Path) -> list[str]:
    """The same, each at its lower bound. Raises LookupError for a requirement that has none."""
    lines = []
    for one in required(project):
        bound = _BOUND.match(one)
        if bound is None:
            raise LookupError(f"pyproject.toml: {one} says no lowest version; write NAME>=VERSION")
        lines.append(f"{bound[1]}=={bound[2]}")
    return lines
