"""What pytest collects from a folder of records; imported when there is one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ..build import Checked, check
from ..files import Unreadable
from ..findings import Finding
from ..schema import Record, Tombstone
from ..texts import ENVIRONMENT, Texts
from .pytest_names import STRUCTURE_ONLY, TABLES

KINDS = ("reading", "shape", "references", "evidence", "words")
"""The kinds of checks, in the order of the hundreds of their codes."""


class Faulty(Exception):
    """Findings, a line each."""


@dataclass(frozen=True)
class Verdict:
    """A folder of records, checked."""

    checked: Checked
    texts: Texts
    records: dict[str, Record | Tombstone]
    """The records and tombstones that could be compared with others, by TABLE/ID; older ones as they are now."""

    def errors(self, path: Path) -> list[Finding]:
        """What is wrong with a file."""
        errors = (finding for finding in self.checked.findings if finding.severity == "error")
        return [finding for finding in errors if Path(finding.path) == path]


_VERDICTS = pytest.StashKey[dict[Path, Verdict]]()


def verdict(session: pytest.Session, folder: Path) -> Verdict:
    """The verdict on a folder, made once in a session."""
    made = session.stash.setdefault(_VERDICTS, {})
    if folder not in made:
        texts = Texts(_articles(session.config))
        try:
            checked = check(folder, texts)
        except Unreadable as error:
            raise Faulty(str(error)) from None
        records: dict[str, Record | Tombstone]
        records = {f"{table}/{tombstone.id}": tombstone for table, tombstone in checked.tombstones}
        records |= {f"{record.table}/{record.id}": record for record in checked.records}
        made[folder] = Verdict(checked, texts, records)
    return made[folder]


def _articles(config: pytest.Config) -> Path | None:
    named = config.getoption("--cgt-articles") or os.environ.get(ENVIRONMENT)
    if not named:
        return None
    place = config.invocation_params.dir / named
    if not place.is_dir():
        raise Faulty(f"{named}: there is no such folder of article texts")
    return place


class _Check(pytest.Item):
    """A check that fails with findings and not with a traceback."""

    def report(self, findings: Iterable[Finding]) -> None:
        """Fail with the findings, if there are any."""
        base = self.config.invocation_params.dir
        shown = [str(replace(finding, path=os.path.relpath(finding.path, base))) for finding in findings]
        if shown:
            raise Faulty("\n".join(shown))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings, a line each."""
        return str(excinfo.value) if isinstance(excinfo.value, Faulty) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, and what is checked."""
        return self.path, None, f"{self.path.parent.name}/{self.path.stem}: {self.name}"


class RecordFile(pytest.File):
    """A record file: an item a kind of check."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item a kind of check."""
        for kind in KINDS:
            yield RecordCheck.from_parent(self, name=kind)


class RecordCheck(_Check):
    """One kind of check of one record."""

    def runtest(self) -> None:
        """Fail with the findings of this kind; skip where an earlier kind stood in the way."""
        folder = self.path.parent.parent
        judged = verdict(self.session, folder)
        errors = judged.errors(self.path)
        kind = KINDS.index(self.name)
        self.report(finding for finding in errors if _kind(finding) == kind)
        earlier = [KINDS[_kind(finding)] for finding in errors if _kind(finding) < kind]
        record = judged.records.get(f"{self.path.parent.name}/{self.path.stem}")
        if earlier and (record is None or (self.name == "words" and "evidence" in earlier)):
            pytest.skip(f"not checked, for {earlier[0]} failed")
        if isinstance(record, Record) and self.name in ("evidence", "words"):
            self._compare(record, judged.texts)

    def _compare(self, record: Record, texts: Texts) -> None:
        missing = sorted({item.source for item in record.evidence if texts.get(item.source) is None})
        if not missing:
            return
        said = (
            f"{STRUCTURE_ONLY}: no text of {', '.join(missing)} at hand"
            if texts
            else (f"{STRUCTURE_ONLY}: no article texts at hand (--cgt-articles DIR or {ENVIRONMENT})")
        )
        if self.name == "words":
            pytest.skip(said)
        self.user_properties.append(("cgt_dataset", STRUCTURE_ONLY))
        self.add_report_section("call", "evidence", said)


def _kind(finding: Finding) -> int:
    return int(finding.code[3])


class RecordsFolder(pytest.Directory):
    """A folder of records: besides them, an item for each thing in it that is no record, and one for the whole."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The tables, what is no record, and the folder as a whole."""
        for table in sorted(TABLES):
            path = self.path / table
            if (
                not path.is_dir()
                or path.is_symlink()
                or self.ihook.pytest_ignore_collect(collection_path=path, config=self.config)
            ):
                continue
            below = self.ihook.pytest_collect_directory(path=path, parent=self)
            if below is not None:
                yield below
        strays = list(_strays(self.path))
        for stray in strays:
            yield FolderCheck.from_parent(self, name=stray.relative_to(self.path).as_posix(), about=stray)
        yield FolderCheck.from_parent(self, name="folder", about=None, besides=strays)


def _strays(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name not in TABLES or path.is_symlink() or not path.is_dir():
            yield path
        else:
            yield from (inner for inner in sorted(path.iterdir()) if inner.suffix != ".yaml" or inner.is_dir())


class FolderCheck(_Check):
    """What is wrong with one thing that is no record, or with the folder as a whole."""

    def __init__(self, *, about: Path | None, besides: Iterable[Path] = (), **more: Any) -> None:
        super().__init__(**more)
        self._about, self._besides = about, [str(path) for path in besides]

    def runtest(self) -> None:
        """Fail with the findings that are of no record."""
        findings = verdict(self.session, self.path).checked.findings
        if self._about is not None:
            self.report(finding for finding in findings if finding.path == str(self._about))
            return
        files = {str(path) for table in TABLES for path in (self.path / table).glob("*.yaml")}
        self.report(finding for finding in findings if finding.path not in files and finding.path not in self._besides)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The folder, and what is in it."""
        return self.path, None, f"{self.path.name}: {self.name}"
