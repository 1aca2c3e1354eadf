"""What commands print: findings on stdout, remarks on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..findings import Finding
from ..texts import Texts


def say(message: str) -> None:
    """A remark to the person at the terminal."""
    print(message, file=sys.stderr)


def report(findings: Iterable[Finding], consequence: str | None = None) -> int:
    """Print findings and how many there are; returns the exit status."""
    findings = list(findings)
    for finding in findings:
        print(finding)
    if not findings:
        return 0
    say(f"{len(findings)} finding{'s' if len(findings) > 1 else ''}" + (f"; {consequence}" if consequence else ""))
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def without(texts: Texts) -> str:
    """What was not compared for want of texts, as the end of a remark."""
    return "" if texts else "; spans not compared, no article texts at hand (--articles DIR)"
