"""Verdicts and bumps: what a change does to documents, and how large a step of the version it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["full", "backward", "forward", "none", "unknown"]
"""backward: every document valid under the old schema is valid under the new one; forward: every document valid under
the new is valid under the old; full: both; none: neither; unknown: it cannot be decided."""
PackageBump = Literal["none", "patch", "minor", "major"]
SchemaBump = Literal["none", "new schema number"]

WORST_FIRST: tuple[Verdict, ...] = ("none", "unknown", "forward", "backward", "full")
PACKAGE_BUMPS: tuple[PackageBump, ...] = ("none", "patch", "minor", "major")
"""From the smallest."""
_HOLDS: dict[Verdict, tuple[bool | None, bool | None]] = {
    "full": (True, True),
    "backward": (True, False),
    "forward": (False, True),
    "none": (False, False),
    "unknown": (None, None),
}
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


class NoVersion(ValueError):
    """A text that is no version; the message says so in one line."""


@dataclass(frozen=True)
class Directions:
    """Whether each direction holds; None where that cannot be decided."""

    backward: bool | None
    forward: bool | None

    @property
    def verdict(self) -> Verdict:
        """The word for it: unknown unless both directions are decided."""
        both = (self.backward, self.forward)
        return next((word for word, holds in _HOLDS.items() if holds == both), "unknown")


def meet(verdicts: Iterable[Verdict]) -> Directions:
    """What several changes come to together: a direction holds where it holds for each of them.

    >>> meet(["full", "backward"]).verdict, meet(["backward", "forward"]).verdict, meet([]).verdict
    ('backward', 'none', 'full')
    >>> meet(["backward", "unknown"])
    Directions(backward=None, forward=False)
    """
    pairs = [_HOLDS[verdict] for verdict in verdicts]
    return Directions(_all(pair[0] for pair in pairs), _all(pair[1] for pair in pairs))


def _all(held: Iterable[bool | None]) -> bool | None:
    states = set(held)
    return False if False in states else None if None in states else True


def largest(bumps: Iterable[PackageBump]) -> PackageBump:
    """The largest of several bumps; `none` of none."""
    return max(bumps, key=PACKAGE_BUMPS.index, default="none")


def smallest_version(released: str, bump: PackageBump) -> str:
    """The lowest version that may follow `released`. Raises NoVersion for what is not of the form X.Y.Z.

    While the first number is 0 nothing is promised to stay (SemVer, item 4): there a step of the second number is
    enough for what would else need a step of the first.

    >>> [smallest_version("1.2.3", bump) for bump in PACKAGE_BUMPS]
    ['1.2.3', '1.2.4', '1.3.0', '2.0.0']
    >>> smallest_version("0.1.0", "major")
    '0.2.0'
    """
    major, minor, patch = _numbers(released)
    if bump == "major" and major:
        return f"{major + 1}.0.0"
    if bump in ("major", "minor"):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + (bump == 'patch')}"


def is_enough(released: str, version: str, bump: PackageBump) -> bool:
    """Whether the step from `released` to `version` is at least `bump`. Raises NoVersion.

    >>> is_enough("1.9.0", "1.10.0", "minor"), is_enough("1.9.0", "1.9.1", "minor")
    (True, False)
    """
    return _numbers(version) >= _numbers(smallest_version(released, bump))


def _numbers(version: str) -> tuple[int, int, int]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise NoVersion(f"'{version}' is no version of the form X.Y.Z")
    major, minor, patch = match.groups()
    return int(major), int(minor), int(patch)
