from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from two_packages import ONE, Doc, edited, package

from cgt_dataset.findings import Finding
from cgt_dataset.package import RULES, descriptor
from cgt_dataset.package.gates import gate, steps
from cgt_dataset.package.releases import LOCK, Damaged, archive
from cgt_dataset.reader import NoPackage
from cgt_dataset.schema import SCHEMA_VERSION, Tombstone
from cgt_dataset.schema.compatibility import NotASchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]


def schema(number: int, *kinds: str, pattern: str = "^[a-z]+$", **more: Json) -> dict[str, bytes]:
    """A small published schema: one record type, one table, one vocabulary."""
    properties = {"id": {"type": "string", "pattern": pattern}, "kind": {"enum": list(kinds)}, **more}
    record: Json = {"$schema": DIALECT, "type": "object", "properties": properties, "required": ["id"]}
    record["additionalProperties"] = False
    columns = [{"name": name, "type": "string"} for name in properties]
    documents = {
        "thing.schema.json": record,
        "tables.json": {"things": {"fields": columns, "primaryKey": ["id"]}},
        "vocabularies.json": {"kind": {"terms": {kind: {"definition": kind, "mappings": []} for kind in kinds}}},
    }
    return {f"v{number}/{name}": json.dumps(document).encode() for name, document in documents.items()}


V1, V2 = schema(1, "good"), schema(2, "good", "better")
SCHEMAS = {**V1, **V2}
TWO = edited(id="two")


@dataclass
class World:
    """A release that is about to be, and those before it; what may be released unless a test spoils it."""

    place: Path
    monkeypatch: pytest.MonkeyPatch
    version: str = "2.0.1"
    schemas: dict[str, bytes] = field(default_factory=lambda: dict(SCHEMAS))
    allowances: dict[str, int] = field(default_factory=dict)

    @property
    def releases(self) -> Path:
        return self.place / "releases"

    @property
    def package(self) -> Path:
        return self.place / "build"

    @property
    def lock(self) -> Json:
        held: Json = json.loads((self.releases / LOCK).read_bytes())
        return held

    @lock.setter
    def lock(self, held: Json) -> None:
        (self.releases / LOCK).write_text(json.dumps(held))

    def build(self, version: str, *documents: Doc, place: str = "build") -> Path:
        self.monkeypatch.setattr(descriptor, "VERSION", version)
        shutil.rmtree(self.place / place, ignore_errors=True)
        package(self.place / place, *documents)
        return self.place / place

    def release(self, version: str, schemas: dict[str, bytes], *documents: Doc) -> Path:
        return archive(self.build(version, *documents, place=version), version, schemas, self.releases)

    def file(self, version: str) -> Path:
        return self.releases / f"cgt-dataset-{version}.zip"

    def gated(self) -> list[Finding]:
        return gate(self.package, self.schemas, self.version, self.releases, self.allowances)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, monkeypatch)
    made.release("1.0.0", V1, ONE, TWO)
    made.release("2.0.0", SCHEMAS, ONE, TWO)
    made.build("2.0.1", ONE, TWO)
    return made


def test_a_release_without_fault_has_no_finding(world: World) -> None:
    assert world.gated() == []


def test_the_first_release_has_no_finding(world: World) -> None:
    shutil.rmtree(world.releases)
    assert world.gated() == []


def test_what_was_released_may_be_asked_about_again(world: World) -> None:
    world.version = "2.0.0"
    world.build("2.0.0", ONE, TWO)
    assert world.gated() == []


def changed(name: str, content: bytes | None) -> Callable[[World], None]:
    def change(world: World) -> None:
        del world.schemas[name]
        if content is not None:
            world.schemas[name] = content

    return change


def locked(change: Callable[[Json], object]) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        held = world.lock
        change(held)
        world.lock = held

    return spoil


def repacked(world: World) -> None:
    """The same release, packed anew by another hand."""
    file = world.file("1.0.0")
    file.write_bytes(file.read_bytes() + b"\0")
    held = world.lock
    content = file.read_bytes()
    assert held["1.0.0"][file.name] != hashlib.sha256(content).hexdigest()


def swapped(world: World) -> None:
    """The archive and its digest are changed alike; what the schema was still stands in the lock file."""
    other = World(world.place / "other", world.monkeypatch)
    other.place.mkdir()
    file = other.release("1.0.0", schema(1, "good", "bad"), ONE, TWO)
    shutil.copy(file, world.file("1.0.0"))
    locked(lambda held: held["1.0.0"].update({file.name: other.lock["1.0.0"][file.name]}))(world)


def built(version: str, *documents: Doc) -> Callable[[World], None]:
    def build(world: World) -> None:
        world.version = version
        world.build(version, *documents)

    return build


def of(version: str, schemas: dict[str, bytes]) -> Callable[[World], None]:
    """The release gets a version, and files of its schema others in their stead."""

    def step(world: World) -> None:
        built(version, ONE, TWO)(world)
        world.schemas |= schemas

    return step


def shrunk(world: World) -> None:
    """A list lost an item; no record is gone."""
    less = deepcopy(ONE)
    less["names"] = less["names"][1:]
    less["evidence"] = [{**less["evidence"][0], "supports": ["/name", "/names/0"]}, less["evidence"][1]]
    world.build(world.version, less, TWO)


def short(world: World) -> None:
    world.build("2.1.0", ONE)
    world.version = "2.1.0"
    world.allowances = {"organizations": 1, "organization_names": 2, "evidence": 4}


def written(file: str, content: bytes) -> Callable[[World], None]:
    def write(world: World) -> None:
        (world.releases / file).write_bytes(content)

    return write


def cut(world: World) -> None:
    content = (world.releases / LOCK).read_bytes()
    (world.releases / LOCK).write_bytes(content[: len(content) // 2])


WIDER = schema(2, "good", "better", note={"type": "string"})
TIGHTER = schema(2, "good", "better", pattern="^[a-y]+$")
V3 = schema(3, "good", "better", pattern="^[a-y]+$")
ARCHIVE = "cgt-dataset-1.0.0.zip"
CASES: dict[str, tuple[str, Callable[[World], object], str]] = {
    "old schema changed": ("CGT601", changed("v1/thing.schema.json", b"{}"), "v1/thing.schema.json"),
    "old schema gone": ("CGT601", changed("v1/tables.json", None), "v1/tables.json"),
    "old schema grew": ("CGT601", lambda world: world.schemas.update({"v1/other.schema.json": b"{}"}), "v1/other"),
    "archive gone": ("CGT601", lambda world: world.file("1.0.0").unlink(), "is gone"),
    "archive changed": ("CGT601", repacked, "was changed"),
    "archive and digest changed": ("CGT601", swapped, "something else than its archive holds"),
    "archive not locked": ("CGT601", locked(lambda held: held.pop("1.0.0")), "does not name it"),
    "no lock file": ("CGT601", lambda world: (world.releases / LOCK).unlink(), "does not name it"),
    "schema not locked": ("CGT601", locked(lambda held: held["1.0.0"].pop("v1/tables.json")), LOCK),
    "other tables, same version": ("CGT601", built("2.0.0", edited(website="https://x.example"), TWO), "other tables"),
    "other schema, same version": ("CGT601", of("2.0.0", WIDER), "v2/thing.schema.json"),
    "breaking with a patch": ("CGT602", of("2.0.1", TIGHTER), "publish the change as schema 3"),
    "breaking in place": ("CGT602", of("3.0.0", TIGHTER), "publish the change as schema 3"),
    "schema 3 with a minor": ("CGT602", of("2.1.0", V3), "make the version 3.0.0 or higher"),
    "addition with a patch": ("CGT602", of("2.0.1", WIDER), "make the version 2.1.0 or higher"),
    "new record with a patch": ("CGT602", built("2.0.1", ONE, TWO, edited(id="new")), "organizations/new"),
    "no version": ("CGT602", lambda world: setattr(world, "version", "2.1"), "'2.1' is no version"),
    "old package": ("CGT602", lambda world: setattr(world, "version", "2.0.2"), "build the package again"),
    "lost id": ("CGT603", short, "organizations/two was released in 1.0.0"),
    "lost rows": ("CGT604", shrunk, "organization_names had 4 rows and has 3 rows"),
    "stale allowance": ("CGT604", lambda world: world.allowances.update(terms=1), "terms may lose 1 rows and lost 0"),
    "empty allowance": ("CGT604", lambda world: world.allowances.update(terms=0), "terms may lose 0 rows"),
    "unknown allowance": ("CGT604", lambda world: world.allowances.update(nothing=1), "nothing may lose 1 rows"),
    "half lock file": ("CGT605", cut, LOCK),
    "empty lock file": ("CGT605", written(LOCK, b""), LOCK),
    "list for a lock file": ("CGT605", written(LOCK, b"[]"), "does not map versions to digests"),
    "list for digests": ("CGT605", written(LOCK, b'{"1.0.0": []}'), "does not map versions to digests"),
    "number for a digest": ("CGT605", written(LOCK, b'{"1.0.0": {"a": 1}}'), "does not map versions to digests"),
    "words for a version": ("CGT605", written(LOCK, b'{"first": {}}'), "does not map versions to digests"),
    "deep lock file": ("CGT605", written(LOCK, b"[" * 200_000), "nested too deeply"),
    "lock file of bytes": ("CGT605", written(LOCK, b"\xff\xfe"), "is not JSON"),
    "half archive": ("CGT605", lambda world: _halve(world.file("2.0.0")), "cgt-dataset-2.0.0.zip"),
    "archive of words": ("CGT605", written(ARCHIVE, b"none"), ARCHIVE),
    "another's archive": (
        "CGT605",
        lambda world: shutil.copy(world.file("2.0.0"), world.file("1.0.0")),
        "holds version",
    ),
}


def _halve(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("name", CASES)
def test_a_fault_trips_its_rule_and_no_other(world: World, name: str) -> None:
    code, spoil, told = CASES[name]
    spoil(world)
    found = world.gated()
    assert {finding.code for finding in found} == {code}, [str(finding) for finding in found]
    assert any(told in str(finding) for finding in found), [str(finding) for finding in found]
    assert all(str(finding).isprintable() and finding.mend for finding in found)


def test_every_rule_of_releases_has_a_case() -> None:
    assert {code for code, _, _ in CASES.values()} == {rule.code for rule in RULES if rule.code > "CGT600"}


def test_a_fault_is_told_once(world: World) -> None:
    for name in ("lost id", "half archive", "archive changed", "old schema changed", "breaking in place"):
        fresh = replace(world, place=world.place / name.replace(" ", "-"), schemas=dict(SCHEMAS))
        shutil.copytree(world.releases, fresh.releases)
        fresh.build(fresh.version, ONE, TWO)
        CASES[name][1](fresh)
        assert len(fresh.gated()) == 1, name


@pytest.mark.parametrize(("version", "schemas"), [("2.1.0", WIDER), ("3.0.0", V3), ("3.0.0", {}), ("2.0.7", {})])
def test_a_step_that_is_large_enough_passes(world: World, version: str, schemas: dict[str, bytes]) -> None:
    of(version, schemas)(world)
    assert world.gated() == []


def test_a_new_record_with_a_minor_step_passes(world: World) -> None:
    built("2.1.0", ONE, TWO, edited(id="new"))(world)
    assert world.gated() == []


def test_the_finding_names_the_change_and_not_what_is_allowed(world: World) -> None:
    of("2.0.1", schema(2, "good", note={"type": "string"}))(world)  # a term goes, a field comes
    refused, small = world.gated()
    assert "better" in refused.message
    assert "note" not in refused.message
    assert (refused.path, small.path) == ("schemas", "schemas")
    assert refused.mend == "publish the change as schema 3, or take it back"
    assert small.mend.startswith("make the version 3.0.0 or higher")


def tombstone(**fields: Any) -> Tombstone:
    said = {"schema": f"tombstone/{SCHEMA_VERSION}", "id": "two", "reason": "It was the same.", **fields}
    return Tombstone.model_validate_json(json.dumps(said))


def test_an_id_with_a_tombstone_is_not_lost_and_the_tombstone_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import two_packages

    from cgt_dataset.tabular import tables_of

    stones = [("organizations", tombstone())]
    monkeypatch.setattr(two_packages, "tables_of", lambda records: tables_of(records, stones))
    short(world)
    assert world.gated() == []
    stones[0] = ("people", tombstone())  # that of another table
    short(world)
    assert [finding.code for finding in world.gated()] == ["CGT603"]
    stones[0] = ("organizations", tombstone())
    world.release("2.1.0", SCHEMAS, ONE)
    world.allowances = {}
    built("2.1.1", ONE)(world)
    world.allowances = {}
    assert world.gated() == []
    stones.clear()
    built("2.1.1", ONE)(world)
    assert {finding.code for finding in world.gated()} == {"CGT603", "CGT604"}  # the table of tombstones shrank


def test_an_id_lost_in_between_is_not_found_again_by_the_last_release_alone(world: World) -> None:
    """A release that lost it was let through: it is still missing."""
    world.release("2.0.1", SCHEMAS, ONE)
    built("2.0.2", ONE)(world)
    (found,) = world.gated()
    assert (found.code, "organizations/two was released in 1.0.0" in found.message) == ("CGT603", True)


def test_a_table_that_is_gone_needs_an_allowance(world: World) -> None:
    held = json.loads((world.package / "datapackage.json").read_bytes())
    held["resources"] = [one for one in held["resources"] if one["name"] != "relations"]
    (world.package / "datapackage.json").write_text(json.dumps(held))
    (found,) = world.gated()
    assert (found.code, "relations had" in found.message, "is gone" in found.message) == ("CGT604", True, True)
    world.allowances = {"relations": 0}
    assert world.gated() == []


def test_a_damaged_package_is_no_finding_about_a_release(world: World) -> None:
    (world.package / "terms.parquet").write_bytes(b"none")
    with pytest.raises(NoPackage, match=r"terms\.parquet"):
        world.gated()
    shutil.rmtree(world.package)
    with pytest.raises(NoPackage):
        world.gated()


@pytest.mark.parametrize("schemas", [{}, {"v2/thing.schema.json": b"{"}, {"thing.schema.json": b"{}"}])
def test_a_damaged_schema_is_no_finding_about_a_release(world: World, schemas: dict[str, bytes]) -> None:
    world.schemas = schemas
    with pytest.raises(NotASchema):
        world.gated()


def test_the_steps_are_those_of_the_releases_and_of_this_one(world: World) -> None:
    new = {**SCHEMAS, **V3}
    told = steps(new, "3.0.0", world.releases)
    assert list(told) == ["2.0.0", "3.0.0"]
    assert told["2.0.0"] == (
        "Schema 1 → 2: verdict backward (records backward, tables full, vocabularies full); "
        "the schema needs no new number, the package a minor step."
    )
    assert told["3.0.0"].startswith("Schema 2 → 3: verdict ")
    assert told["3.0.0"].endswith("; the schema needs a new number, the package a major step.")
    assert list(steps(new, "2.0.0", world.releases)) == ["2.0.0"]
    world.file("1.0.0").write_bytes(b"")
    with pytest.raises(Damaged):
        steps(new, "3.0.0", world.releases)
