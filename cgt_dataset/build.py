"""The pipeline: raw → records → tables → package. The one room that knows both ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import curation, rules
from .curation import Document
from .files import Unreadable
from .findings import Finding, in_order
from .package import RULES as PACKAGE_RULES
from .package import publish
from .schema import Record
from .texts import Texts

RULES = (*curation.RULES, *rules.RULES, *PACKAGE_RULES)
"""Every rule that records and packages are held to."""


@dataclass(frozen=True)
class Checked:
    """A folder of records, checked."""

    records: tuple[Record, ...]
    """The records that their models accept."""
    findings: tuple[Finding, ...]
    """Everything that is wrong, in the order of the files."""

    @property
    def good(self) -> bool:
        """Whether a package may be built from the records."""
        return not any(finding.severity == "error" for finding in self.findings)


def check(raw: Path, texts: Texts) -> Checked:
    """Check every record below `raw`, and every span whose text is at hand.

    Raises Unreadable when `raw` is no folder that can be listed.
    """
    if not raw.is_dir():
        raise Unreadable(f"{raw}: there is no such folder")
    folder = curation.read_folder(raw)
    findings = list(folder.findings)
    documents: dict[str, Document] = {}
    drafts: list[tuple[str, str, Document, list[rules.Violation]]] = []
    records: list[Record] = []
    known: list[tuple[str, str]] = []
    for located in folder.records:
        known.append((located.table, located.id))
        if located.document is None:
            continue
        where = f"{located.table}/{located.id}"
        document = documents[where] = located.document
        record, violations = rules.read_record(located.table, located.id, document.data)
        violations += rules.check_identity(located.table, located.id, document.data.get("id"))
        findings += _findings(document, violations)
        if record is not None and record.id == located.id and not document.lost:
            records.append(record)
        else:
            drafts.append((located.table, located.id, document, violations))
    context = rules.Context(rules.Records(records, known), texts)
    for violation in rules.check_records(context):
        findings += _findings(documents[violation.record], [violation])
    for table, identifier, document, violations in drafts:
        told = rules.check_draft(context.records, table, identifier, document.data, violations, document.lost)
        findings += _findings(document, list(told))
    return Checked(tuple(records), tuple(in_order(findings)))


def _findings(document: Document, violations: list[rules.Violation]) -> Iterator[Finding]:
    for violation in violations:
        pointer = violation.pointer
        if any(pointer == lost or pointer.startswith(f"{lost}/") for lost in document.lost):
            continue  # the value could not be read, which has its own finding
        line, column = document.place(pointer, key=violation.at_key)
        yield Finding(
            document.path,
            line,
            column,
            violation.rule.code,
            violation.message,
            violation.mend,
            violation.rule.severity,
            violation.record,
            pointer,
        )


def build(raw: Path, place: Path, texts: Texts) -> Checked:
    """Check the records below `raw` and, where they are good, put their package in `place`, whole or not at all.

    Raises Unreadable when `raw` is no folder that can be listed, NotAPackage when `place` holds something that is no
    package, and OSError when it cannot be written; what is in `place` then stays as it is.
    """
    checked = check(raw, texts)
    if checked.good:
        # Here, because they bring pyarrow, and checking does without.
        from .package.write import package_files
        from .tabular import tables_of

        publish(package_files(tables_of(checked.records)), place)
    return checked
