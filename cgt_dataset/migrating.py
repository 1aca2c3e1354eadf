"""Record files of older versions of the schema, rewritten in the present one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from . import curation, rules
from .checking import check_folder
from .curation import Document
from .curation.formatting import Unformattable, canonical, rewritten
from .findings import Finding
from .schema import SCHEMA_VERSION
from .schema.migrations import DROPS, Migrated, migrate, version_of
from .schema.migrations.merging import merged
from .texts import Texts

_STOPGAP = re.compile("-[0-9a-f]{8}$")
_MADE = ("places", "products", "mentions")
"""The tables of what is made of parts of records."""
_BY_HAND = "take the comments out of lists in [ ] and mappings in { }, or write the file anew by hand"


@dataclass(frozen=True)
class Rewriting:
    """A file that is to be written."""

    path: Path
    content: str
    before: str | None
    """What stands in it now. None: it is made of parts of other records."""
    ask: str | None = None
    """What only a curator can decide."""


@dataclass(frozen=True)
class Plan:
    """What bringing records up to date comes to."""

    findings: tuple[Finding, ...]
    """What is wrong with the records; where there are errors nothing is to be written."""
    rewritings: tuple[Rewriting, ...]
    """The files, in the order of writing: what a record refers to before the record."""
    drops: tuple[str, ...]
    """What is given up, in words."""


def plan(raw: Path, chosen: Callable[[Path], bool]) -> Plan:
    """How the chosen record files below `raw` become files of the present version.

    Raises Unreadable when `raw` is no folder that can be listed.
    """
    folder = curation.read_folder(raw)  # once: what is rewritten is what was checked
    found = [
        finding
        for finding in check_folder(folder, Texts()).findings
        if not curation.is_unfinished(Path(finding.path).name)  # a run that was killed left it, perhaps of this command
    ]
    faulty = {finding.path for finding in found if finding.severity == "error" and not _is_conflict(finding)}
    there = {(located.table, located.id) for located in folder.records}
    versions: set[int] = set()
    needed: set[str] = set()
    made: dict[tuple[str, str], list[dict[str, object]]] = {}
    done: list[tuple[Document, Migrated]] = []
    for located in folder.records:
        document = located.document
        version = version_of(document.data) if document is not None else None
        if document is None or version is None or version >= SCHEMA_VERSION or document.path in faulty:
            continue
        migrated = migrate(document.data)
        for part in migrated.made:  # of all records, for what one of them makes is whole
            made.setdefault((part.table, part.document["id"]), []).append(part.document)
        if chosen(Path(document.path)):
            versions.add(version)
            needed |= {f"{part.table}/{part.document['id']}" for part in migrated.made}
            done.append((document, migrated))
    findings = [finding for finding in found if chosen(Path(finding.path)) or _is_conflict(finding, needed)]
    if any(finding.severity == "error" for finding in findings):
        return Plan(tuple(findings), (), ())
    new = [
        Rewriting(raw / table / f"{identifier}.yaml", _written(merged(parts)[0]), None, _ask(identifier))
        for (table, identifier), parts in made.items()
        if (table, identifier) not in there and f"{table}/{identifier}" in needed
    ]
    records: list[Rewriting] = []
    for document, migrated in done:
        try:
            content = rewritten(document.content, migrated.document, migrated.origin)
        except Unformattable as error:
            message = f"this file cannot be rewritten: {error}"
            findings.append(Finding(document.path, 1, 1, rules.MIGRATION.code, message, _BY_HAND))
        else:
            records.append(Rewriting(Path(document.path), content, document.content))
    drops = tuple(words for version in sorted(versions) for words in DROPS[version])
    if any(finding.severity == "error" for finding in findings):
        return Plan(tuple(findings), (), ())
    return Plan(tuple(findings), (*new, *records), drops)


def _is_conflict(finding: Finding, among: Collection[str] | None = None) -> bool:
    """Whether a finding says that records disagree on something that is made of them, which is told at one of them."""
    made = finding.code == rules.MIGRATION.code and (finding.record or "").partition("/")[0] in _MADE
    return made and (among is None or finding.record in among)


def _written(document: dict[str, object]) -> str:
    return canonical(json.dumps(document, ensure_ascii=False))


def _ask(identifier: str) -> str | None:
    if _STOPGAP.search(identifier):
        why = "its name gives no id that is sure to be its own"
        return f"the id {identifier} is a stopgap: {why}; rename it before it is released"
    return None
