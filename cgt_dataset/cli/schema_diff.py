"""`cgt-dataset schema diff`: what has changed between two editions of the schema, and how large a step it needs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .printing import say
from .usage import Usage

if TYPE_CHECKING:
    from ..schema.compatibility import Change, Comparison, PackageBump, Verdict

HELP = "list the changes between two editions of the schema, with their verdict"
_PARTS = {"records": "record type", "tables": "table", "vocabularies": "vocabulary"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which editions, which form, which versions."""
    side = "a schema number, a folder such as schemas/v1, a file, or a revision of git (REV or REV:FOLDER)"
    parser.add_argument("old", metavar="OLD", help=side)
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="form of the changes")
    parser.add_argument("--released", metavar="X.Y.Z", help="version of the package that has OLD")
    parser.add_argument("--version", metavar="A.B.C", help="version that has NEW; a step that is too small fails")


def run(options: argparse.Namespace) -> int:
    """Compare two editions of the schema."""
    from ..schema.compatibility import NotASchema, NoVersion, compare
    from .schema_sides import sides

    if (options.released is None) is not (options.version is None):
        raise Usage("--released and --version are given together")
    old, new = sides(options.old, options.new)
    try:
        comparison = compare(old, new)
        step = _step(options.released, options.version, comparison.package_bump)
    except (NotASchema, NoVersion) as error:
        raise Usage(str(error)) from None
    forms = {"text": _as_text, "json": _as_json, "github": _as_github}
    print(forms[options.format](comparison, step, options), end="")
    if step is None or step["enough"]:
        return 0
    say(_told(step, comparison.package_bump))
    return 1


def _step(released: str | None, given: str | None, bump: PackageBump) -> dict[str, Any] | None:
    """The step between two versions, and what it should be; None where none are given. Raises NoVersion."""
    from ..schema.compatibility import is_enough, smallest_version

    if released is None or given is None:
        return None
    needed, enough = smallest_version(released, bump), is_enough(released, given, bump)
    return {"released": released, "given": given, "needed": needed, "enough": enough}


def _told(step: dict[str, Any], bump: PackageBump) -> str:
    if step["enough"]:
        return f"the step from {step['released']} to {step['given']} is enough"
    needs = f"the changes need a {bump} step" if bump != "none" else "a version is never lower than the last"
    return f"the step from {step['released']} to {step['given']} is too small: {needs}, {step['needed']} or higher"


def _as_text(comparison: Comparison, step: dict[str, Any] | None, options: argparse.Namespace) -> str:  # noqa: ARG001
    """The changes by record type, table and vocabulary, worst first, and what they come to."""
    from ..findings import printable

    lines = []
    for (part, name), verdict, changes in _groups(comparison):
        lines.append(f"{_PARTS[part]} {name}: {verdict}" if name else f"{part}: {verdict}")
        for change in changes:
            rule = change.rule
            place = f"{change.path}: " if change.path else ""
            lines.append(f"  {rule.code}  {rule.verdict:8}  {rule.category:10}  {place}{change.message}")
        lines.append("")
    lines += _summary(comparison)
    if step is not None:
        lines.append(_told(step, comparison.package_bump))
    return "".join(f"{printable(line)}\n" for line in lines)


def _groups(comparison: Comparison) -> Iterator[tuple[tuple[str, str], Verdict, list[Change]]]:
    """The changes of each record type, table and vocabulary with what they come to, worst first."""
    from ..schema.compatibility import WORST_FIRST, meet

    groups: dict[tuple[str, str], list[Change]] = {}
    for change in comparison.changes:
        groups.setdefault((change.rule.part, change.name), []).append(change)
    verdicts = {key: meet(change.rule.verdict for change in held).verdict for key, held in groups.items()}
    for key in sorted(groups, key=lambda key: (WORST_FIRST.index(verdicts[key]), key)):
        yield key, verdicts[key], groups[key]


def _summary(comparison: Comparison) -> list[str]:
    parts = ", ".join(f"{part} {verdict}" for part, verdict in _by_part(comparison).items())
    count = len(comparison.changes)
    lines = [
        f"{count or 'no'} change{'' if count == 1 else 's'}; verdict: {comparison.verdict} ({parts}); "
        f"smallest bump of the schema: {comparison.schema_bump}, of the package: {comparison.package_bump}"
    ]
    undecided = comparison.undecided
    if undecided:
        codes = ", ".join(sorted({change.rule.code for change in undecided}))
        lines.append(f"cannot be decided, and so counted as breaking: {len(undecided)} ({codes})")
    return lines


def _by_part(comparison: Comparison) -> dict[str, Verdict]:
    return {
        "records": comparison.directions("records").verdict,
        "tables": comparison.directions("tables").verdict,
        "vocabularies": comparison.directions("vocabularies").verdict,
    }


def _as_json(comparison: Comparison, step: dict[str, Any] | None, options: argparse.Namespace) -> str:
    """One JSON document; docs/compatibility.md describes it."""
    directions = comparison.directions()
    document = {
        "version": 1,
        "old": options.old,
        "new": options.new,
        "verdict": comparison.verdict,
        "backward": directions.backward,
        "forward": directions.forward,
        "parts": _by_part(comparison),
        "schema_bump": comparison.schema_bump,
        "package_bump": comparison.package_bump,
        **(step or {}),
        "changes": [
            {
                "rule": change.rule.code,
                "title": change.rule.title,
                "category": change.rule.category,
                "part": change.rule.part,
                "name": change.name,
                "path": change.path,
                "verdict": change.rule.verdict,
                "package_bump": change.rule.package,
                "message": change.message,
            }
            for change in comparison.changes
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _as_github(comparison: Comparison, step: dict[str, Any] | None, options: argparse.Namespace) -> str:  # noqa: ARG001
    """Workflow commands of GitHub Actions; what the changes come to first, as only the first ten are shown."""
    lines = []
    if step is not None:
        level = "notice" if step["enough"] else "error"
        lines.append(f"::{level} title=schema diff::{_escaped(_told(step, comparison.package_bump))}")
    lines.append(f"::notice title=schema diff::{_escaped('; '.join(_summary(comparison)))}")
    for change in comparison.changes:
        level = "error" if change.is_breaking else "notice"
        rule = change.rule
        place = " ".join(part for part in (_PARTS[rule.part], change.name, change.path) if part)
        text = f"{place}: {change.message} ({rule.title}: {rule.verdict}, package {rule.package})"
        lines.append(f"::{level} title={rule.code}::{_escaped(text)}")
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str) -> str:
    from ..findings import printable

    return printable(text).replace("%", "%25")
