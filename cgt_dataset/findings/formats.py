"""Findings in the forms in which they are printed: for people, for programs, for a pull request."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from .finding import Finding, Rule, printable

_WIDTH = 100
_BOLD, _RED, _YELLOW, _DIM, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[0m"


def as_text(findings: list[Finding], line_of: Callable[[Finding], str | None], *, colour: bool = False) -> str:
    """A line a finding, below it the offending line with a caret where `line_of` knows it."""
    blocks = []
    for finding in findings:
        head = str(finding)
        if colour:
            place, _, rest = head.partition(f" {finding.code} ")
            tint = _RED if finding.severity == "error" else _YELLOW
            head = f"{_BOLD}{place}{_PLAIN} {tint}{finding.code}{_PLAIN} {rest}"
        blocks.append(head)
        line = line_of(finding)
        if line is not None and finding.column is not None:
            shown, caret = _window(line, finding.column - 1)
            blocks += [f"    {_DIM if colour else ''}{shown}{_PLAIN if colour else ''}", f"    {' ' * caret}^"]
    return "".join(f"{block}\n" for block in blocks)


def _window(line: str, index: int) -> tuple[str, int]:
    """The part of a line around a character, and how many columns of a terminal stand before the character."""
    start = max(0, index - _WIDTH // 2) if len(line) > _WIDTH else 0
    before, after = printable(line[start:index]), printable(line[index : start + _WIDTH])
    lead = "…" if start else ""
    tail = "…" if len(line) > start + _WIDTH else ""
    return f"{lead}{before}{after}{tail}", sum(map(_columns, lead + before))


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def as_json(findings: list[Finding]) -> str:
    """One JSON document: `version` of this shape, `findings` with every field, `errors` and `warnings` counted."""
    document = {
        "version": 1,
        "findings": [vars(finding) for finding in findings],
        "errors": sum(finding.severity == "error" for finding in findings),
        "warnings": sum(finding.severity == "warning" for finding in findings),
    }
    return json.dumps(document, indent=2) + "\n"


def as_github(findings: list[Finding]) -> str:
    """Workflow commands of GitHub Actions: an annotation at the line of the pull request."""
    lines = []
    for finding in findings:
        places = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.code}
        held = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in places.items() if value is not None)
        lines.append(f"::{finding.severity} {held}::{_escaped(f'{finding.message} ({finding.mend})')}\n")
    return "".join(lines)


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def as_sarif(findings: list[Finding], rules: Iterable[Rule], version: str) -> str:
    """SARIF 2.1.0, for code scanning."""
    listed = sorted(rules, key=lambda rule: rule.code)
    driver = {
        "name": "cgt-dataset",
        "version": version,
        "rules": [
            {
                "id": rule.code,
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.why},
                "help": {"text": rule.mend},
                "defaultConfiguration": {"level": rule.severity},
            }
            for rule in listed
        ],
    }
    index = {rule.code: position for position, rule in enumerate(listed)}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, index[finding.code]) for finding in findings],
            }
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": finding.path.replace("\\", "/")}}
    if finding.line is not None:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": printable(f"{finding.message} ({finding.mend})")},
        "locations": [{"physicalLocation": place}],
    }
