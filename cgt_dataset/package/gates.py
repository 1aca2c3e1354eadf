"""What a release must hold against those before it: nothing released changes, no id is lost, the version is enough."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ..findings import Finding, Rule
from ..schema import SCHEMA_VERSION
from ..schema.compatibility import (
    Change,
    Comparison,
    Edition,
    NotASchema,
    NoVersion,
    compare,
    is_enough,
    smallest_version,
)
from .changes import shrunk
from .codes import DAMAGED_RELEASE, FLOOR, FROZEN, LOST_ID, STEP
from .opened import Opened, opened
from .releases import LOCK, Damaged, Release, archive_name, kept, lock, newest_of, number_of, numbers, release_in

_SHOWN = 5
_SCHEMAS = Path("schemas")


@dataclass(frozen=True)
class Candidate:
    """What is to be released."""

    place: Path
    package: Opened
    schemas: Mapping[str, bytes]
    """The published files of the schema by their path below `schemas/`."""
    number: int
    """The newest number of the schema."""
    edition: Edition
    """What is published under it."""
    version: str


def gate(
    package: Path, schemas: Mapping[str, bytes], version: str, releases: Path, allowances: Mapping[str, int]
) -> list[Finding]:
    """Everything for which a package and a schema may not be released after those in the folder `releases`.

    `schemas` are the published files by their path below `schemas/`; `allowances` say how many rows a table may lose.
    Raises NoPackage when `package` is none or is damaged, and NotASchema when `schemas` are none.
    """
    this = Candidate(package, opened(package), schemas, *newest_of(schemas), version)
    compare(this.edition, this.edition)  # which raises what is wrong with it, and so not with a release
    for name in this.package.resources:
        this.package.table(name)
    try:
        numbers(version)
    except NoVersion as error:
        return [_finding(STEP, package, str(error), "give the release a version such as 2.1.0")]
    findings = []
    held: dict[str, Release] = {}
    files = kept(releases)
    for older, file in files.items():
        try:
            held[older] = release_in(file, older)
        except Damaged as error:
            findings.append(_finding(DAMAGED_RELEASE, file, str(error)))
    try:
        locked = lock(releases)
    except Damaged as error:
        findings.append(_finding(DAMAGED_RELEASE, releases / LOCK, str(error)))
    else:
        findings += _against_lock(locked, held, releases, this)
        findings += (
            _finding(FROZEN, releases / archive_name(older), "the archive of a release is gone")
            for older in locked
            if older not in files
        )
    if this.package.version != version:
        message = f"the package says that it is {this.package.version}, and {version} is to be released"
        findings.append(_finding(STEP, package, message, "build the package again"))
    elif version in held and _contents(held[version].package) != _contents(this.package):
        message = f"{version} is released already, with other tables"
        findings.append(_finding(FROZEN, package, message, "give what changed a higher version"))
    earlier = [release for older, release in held.items() if numbers(older) < numbers(version)]
    findings += _lost_ids(earlier, this)
    if earlier:
        findings += _below_floor(earlier[-1], this, allowances)
        findings += _too_small_a_step(earlier[-1], this)
    return findings


def steps(schemas: Mapping[str, bytes], version: str, releases: Path) -> dict[str, str]:
    """What each release and `version` changed in the schema since the release before, by version, in one line.

    Raises Damaged, NotASchema and NoVersion.
    """
    held = {older: release_in(file, older) for older, file in kept(releases).items()}
    editions = {older: (release.number, release.edition) for older, release in held.items()}
    editions.setdefault(version, newest_of(schemas))
    ordered = sorted(editions.items(), key=lambda item: numbers(item[0]))
    return {
        this: _step(before[0], after[0], compare(before[1], after[1]))
        for (_, before), (this, after) in pairwise(ordered)
    }


def _step(before: int, after: int, comparison: Comparison) -> str:
    parts = ", ".join(f"{part} {comparison.directions(part).verdict}" for part in ("records", "tables", "vocabularies"))
    schema = "no new number" if comparison.schema_bump == "none" else "a new number"
    package = "no step" if comparison.package_bump == "none" else f"a {comparison.package_bump} step"
    return (
        f"Schema {before} → {after}: verdict {comparison.verdict} ({parts}); "
        f"the schema needs {schema}, the package {package}."
    )


def _against_lock(
    locked: dict[str, dict[str, str]], held: dict[str, Release], releases: Path, this: Candidate
) -> Iterator[Finding]:
    """Archives and schemas that are not those that were released."""
    for older, release in held.items():
        name = release.file.name
        if older not in locked:
            yield _finding(FROZEN, release.file, "the lock file does not name it")
        elif locked[older].get(name) != release.digests[name]:
            yield _finding(FROZEN, release.file, "the archive of a release was changed")
        elif locked[older] != release.digests:
            yield _finding(FROZEN, releases / LOCK, f"says of {older} something else than its archive holds")
    stated = {
        name: digest
        for older in sorted(locked, key=numbers)
        for name, digest in locked[older].items()
        if name != archive_name(older)
    }
    released = {number_of(name) for name in stated}
    frozen = {number for number in released if number < this.number or this.version in locked}
    for name, digest in stated.items():
        if name not in this.schemas:
            yield _finding(FROZEN, _SCHEMAS / name, "a released file of the schema is gone")
        elif number_of(name) in frozen and hashlib.sha256(this.schemas[name]).hexdigest() != digest:
            yield _finding(FROZEN, _SCHEMAS / name, "a released file of the schema was changed")
    for name in this.schemas:
        if number_of(name) in frozen and name not in stated:
            message = f"schema {number_of(name)} was released without this file"
            yield _finding(FROZEN, _SCHEMAS / name, message, "take the file away, or publish it as a new schema")


def _contents(package: Opened) -> dict[str, str]:
    return {name: resource.contentHash for name, resource in package.resources.items()}


def _lost_ids(earlier: list[Release], this: Candidate) -> Iterator[Finding]:
    """Ids of records that were released and are neither there nor have a tombstone."""
    there = _ids(this.package)
    lost: dict[tuple[str, str], str] = {}
    for release in earlier:
        for one in sorted(_ids(release.package) - there):
            lost.setdefault(one, release.package.version)
    for (table, identifier), version in sorted(lost.items()):
        message = f"{table}/{identifier} was released in {version} and is not there any more"
        mend = (
            f"put a tombstone in raw/{table}/{identifier}.yaml: "
            f"schema: tombstone/{SCHEMA_VERSION}, id, merged_into or not, reason"
        )
        yield _finding(LOST_ID, this.place, message, mend)


def _ids(package: Opened) -> set[tuple[str, str]]:
    """The table and id of every record, and of every one that a tombstone stands for."""
    found = {(str(row["table"]), str(row["id"])) for row in _rows(package, "tombstones", "table", "id")}
    for name in package.resources:
        found |= {(name, str(row["id"])) for row in _records(package, name)}
    return found


def _records(package: Opened, name: str) -> list[dict[str, object]]:
    """The ids in a table of records; none of any other table."""
    return _rows(package, name, "id") if list(package.resources[name].table.primaryKey) == ["id"] else []


def _rows(package: Opened, name: str, *columns: str) -> list[dict[str, object]]:
    if name not in package.resources:
        return []
    rows: list[dict[str, object]] = package.table(name).select(list(columns)).to_pylist()
    return rows


def _below_floor(last: Release, this: Candidate, allowances: Mapping[str, int]) -> Iterator[Finding]:
    for lost in shrunk(last.package, this.package, allowances):
        yield _finding(FLOOR, this.place, str(lost))
    old, new = (
        {name: resource.rowCount for name, resource in one.resources.items()} for one in (last.package, this.package)
    )
    for name, allowed in allowances.items():
        lost_rows = max(0, old.get(name, 0) - new.get(name, 0))
        if allowed > lost_rows or (name in new and not lost_rows):
            message = f"{name} may lose {allowed} rows and lost {lost_rows} since {last.package.version}"
            mend = f"state {lost_rows} in ALLOWANCES of cgt_dataset/release.py, or nothing where none is lost"
            yield _finding(FLOOR, this.place, message, mend)


def _too_small_a_step(last: Release, this: Candidate) -> Iterator[Finding]:
    before = last.package.version
    try:
        comparison = compare(last.edition, this.edition)
    except NotASchema as error:
        yield _finding(DAMAGED_RELEASE, last.file, f"its schema cannot be read: {error}")
        return
    if comparison.schema_bump != "none" and this.number == last.number:
        refusing = [
            change
            for change in comparison.changes
            if change.rule.part == "records" and change.rule.verdict not in ("full", "backward")
        ]
        message = f"records of schema {last.number} as released in {before} would be refused: {_told(refusing)}"
        mend = f"publish the change as schema {last.number + 1}, or take it back"
        yield _finding(STEP, _SCHEMAS, message, mend)
    if not is_enough(before, this.version, comparison.package_bump):
        needed = smallest_version(before, comparison.package_bump)
        worst = [change for change in comparison.changes if change.rule.package == comparison.package_bump]
        message = f"{this.version} follows {before} with changes that need {needed}: {_told(worst)}"
        yield _finding(STEP, _SCHEMAS, message, f"make the version {needed} or higher, or take the change back")
        return
    added = sorted(_ids(this.package) - _ids(last.package))
    if added and not is_enough(before, this.version, "minor"):
        needed = smallest_version(before, "minor")
        shown = ", ".join(f"{table}/{identifier}" for table, identifier in added[:_SHOWN])
        more = f" and {len(added) - _SHOWN} more" if len(added) > _SHOWN else ""
        message = f"{this.version} follows {before} with new records, which need {needed}: {shown}{more}"
        yield _finding(STEP, this.place, message, f"make the version {needed} or higher")


def _told(changes: list[Change]) -> str:
    """The first of some changes, in one line."""
    told = "; ".join(f"{change.rule.code} {change.name}{change.path}: {change.message}" for change in changes[:_SHOWN])
    return told + (f"; and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else "")


def _finding(rule: Rule, place: Path, message: str, mend: str | None = None) -> Finding:
    return Finding(str(place), None, None, rule.code, message, mend or rule.mend)
