"""Records as they are read, of whichever version of the schema, held to every rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from . import curation, rules
from .curation import Document
from .files import Unreadable
from .findings import Finding, in_order
from .schema import CURRENT, AnyRecord, Record, Tombstone
from .schema.migrations import Made, migrate
from .schema.migrations.merging import merged
from .texts import Texts


@dataclass(frozen=True)
class Checked:
    """A folder of records, checked."""

    records: tuple[Record, ...]
    """The records that their models accept; those of older versions as records of the present one."""
    findings: tuple[Finding, ...]
    """Everything that is wrong, in the order of the files."""
    tombstones: tuple[tuple[str, Tombstone], ...] = ()
    """What stays of records that are gone, each with its table."""

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
    return check_folder(curation.read_folder(raw), texts)


def check_folder(folder: curation.Folder, texts: Texts) -> Checked:
    """Check the records of a folder that was read already."""
    reading = _Reading(list(folder.findings))
    for located in folder.records:
        reading.take(located)
    reading.bring_up_to_date()
    reading.hold_to_rules(texts)
    tombstones = tuple((table, tombstone) for (table, _), tombstone in reading.tombstones.items())
    return Checked(tuple(reading.records), tuple(in_order(reading.findings)), tombstones)


@dataclass(frozen=True)
class _Traced:
    """A record's document, and where its values stood in it before a migration moved them."""

    document: Document
    origin: Callable[[str], str] = str


@dataclass
class _Reading:
    """What has been read so far."""

    findings: list[Finding]
    documents: dict[str, _Traced] = field(default_factory=dict)
    known: list[tuple[str, str]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    tombstones: dict[tuple[str, str], Tombstone] = field(default_factory=dict)
    older: list[AnyRecord] = field(default_factory=list)
    drafts: dict[str, rules.Draft] = field(default_factory=dict)
    early: list[rules.Violation] = field(default_factory=list)
    """What is wrong with records by themselves; it is told when the others are known."""

    def take(self, located: curation.Located) -> None:
        """Read one record by its model."""
        table, identifier, document = located.table, located.id, located.document
        where = f"{table}/{identifier}"
        self.known.append((table, identifier))
        if document is None:
            return
        self.documents[where] = _Traced(document)
        record, violations = rules.read_record(table, identifier, document.data)
        violations += rules.check_identity(table, identifier, document.data.get("id"))
        self.known += [
            violation.named for violation in violations if violation.rule is rules.IDENTITY and violation.named
        ]
        if record is None or record.id != identifier or document.lost:
            model = rules.model_of(table, document.data)
            if model is not None and issubclass(model, AnyRecord):
                draft = rules.Draft(where, model, document.data, violations, document.lost)
                violations = draft.faults
                self.drafts[where] = draft
        elif isinstance(record, Tombstone):
            self.known.remove((table, identifier))
            self.tombstones[table, identifier] = record
        elif isinstance(record, Record):
            self.records.append(record)
        else:
            self.older.append(record)
        self.early += violations

    def bring_up_to_date(self) -> None:
        """Migrate the records of older versions of which nothing is wrong by themselves."""
        drafts = [draft.record for draft in self.drafts.values() if not isinstance(draft.record, Record)]
        older = rules.Records([*self.older, *drafts], self.known, self.tombstones)  # type: ignore[list-item]  # of any version
        faulty = set()
        for violation in self._certain(rules.check_older(rules.Context(older, Texts())), older):
            faulty.add(violation.record)
            self.tell(violation)
        made: dict[tuple[str, str], list[tuple[Made, Document]]] = {}
        for record in self.older:
            where = f"{record.table}/{record.id}"
            if where not in faulty:
                document = self.documents[where].document
                try:
                    migrated = migrate(document.data)
                    present = _present(migrated.document)
                except Exception as error:  # noqa: BLE001 (whatever a migration stumbles over is told as a finding)
                    self.tell(rules.unmigrated(where, error))
                    continue
                self.documents[where] = _Traced(document, migrated.origin)
                self.records.append(present)
                for made_of in migrated.made:
                    pointer = (made_of.table, made_of.document["id"])
                    made.setdefault(pointer, []).append((made_of, document))
        for (table, identifier), parts in made.items():
            if (table, identifier) not in self.known:
                self._add(table, identifier, parts)

    def _add(self, table: str, identifier: str, parts: list[tuple[Made, Document]]) -> None:
        """A record that migrations made."""
        first, document = parts[0]
        origin = first.origin

        def traced(_: str) -> str:
            return origin

        where = f"{table}/{identifier}"
        self.documents[where] = _Traced(document, traced)
        whole, conflicts = merged(part.document for part, _ in parts)
        for name in conflicts:
            message = f"schema 1 says two things of the {name} of {where}, which this record becomes among others"
            self.tell(rules.Violation(rules.MIGRATION, where, f"/{name}", message, rules.MIGRATION.mend))
        self.known.append((table, identifier))
        try:
            self.records.append(_present(whole))
        except ValidationError:
            message = f"{where}, which this record becomes among others, would be no record"
            self.tell(rules.Violation(rules.MIGRATION, where, "", message, rules.MIGRATION.mend))

    def hold_to_rules(self, texts: Texts) -> None:
        """Hold all records, and what is good of the others, to the rules between records."""
        drafts = [draft.record for draft in self.drafts.values() if isinstance(draft.record, Record)]
        everything = rules.Records([*self.records, *drafts], self.known, self.tombstones)
        for violation in rules.with_names_known(self.early, everything):
            self.tell(violation)
        for violation in self._certain(rules.check_records(rules.Context(everything, texts)), everything):
            self.tell(violation)

    def _certain(self, violations: Iterator[rules.Violation], records: rules.Records) -> Iterator[rules.Violation]:
        """Without those of drafts that follow from faults that are told already."""
        certain = (violation for violation in violations if not rules.follows(violation, self.drafts))
        return rules.grouped(certain, records)

    def tell(self, violation: rules.Violation) -> None:
        """Make a finding of a violation: look up where it stands."""
        traced = self.documents[violation.record]
        document, pointer = traced.document, traced.origin(violation.pointer)
        if any(pointer == lost or (lost and pointer.startswith(f"{lost}/")) for lost in document.lost):
            return  # the value could not be read, which has its own finding
        line, column = document.place(pointer, key=violation.at_key)
        self.findings.append(
            Finding(
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
        )


def _present(document: dict[str, object]) -> Record:
    """The record of the present version that a migrated document states."""
    return CURRENT.models[str(document["schema"])].model_validate_json(json.dumps(document))
