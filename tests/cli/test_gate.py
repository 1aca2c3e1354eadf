from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.cli import archive as archive_command
from cgt_dataset.cli import gate as gate_command
from cgt_dataset.package import descriptor
from cgt_dataset.release import VERSION

Cgt = Callable[..., Any]
BASE = Path(__file__).resolve().parents[1] / "faults" / "base" / "raw"


@pytest.fixture
def project(cgt: Cgt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one release, about to make the second, in which only a website came."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(archive_command, "ALLOWANCES", {})
    monkeypatch.setattr(gate_command, "ALLOWANCES", {})
    shutil.copytree(BASE, "raw")
    assert cgt("schema", "export").status == 0
    with monkeypatch.context() as earlier:
        earlier.setattr(descriptor, "VERSION", "0.9.0")
        assert cgt("build", "--out", "first").status == 0
    assert cgt("archive", "first").status == 0
    assert cgt("build").status == 0
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_package_that_may_be_released_is_said_to_be_and_what_its_step_is(cgt: Cgt, project: Path) -> None:
    assert (project / "build").is_dir()
    ran = cgt("gate")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == (
        f"build may be released as {VERSION}. Schema 2 → 2: verdict full (records full, tables full, vocabularies "
        "full); the schema needs no new number, the package no step.\n"
    )
    ran = cgt("gate", "build", "--releases", "nowhere", "--schemas", "schemas")
    assert (ran.status, ran.err) == (0, f"build may be released as {VERSION}\n")


def test_what_may_not_be_released_is_told_and_not_archived(cgt: Cgt, project: Path) -> None:
    (project / "releases" / "lock.json").write_text("{}")
    ran = cgt("gate")
    assert (ran.status, ran.err) == (1, "1 finding; such a package is not released\n")
    assert ran.out.startswith("releases/cgt-dataset-0.9.0.zip: CGT601 the lock file does not name it (")
    ran = cgt("archive")
    assert (ran.status, ran.err) == (1, "1 finding; nothing was archived\n")
    assert "CGT601" in ran.out
    assert names(project / "releases") == ["cgt-dataset-0.9.0.zip", "lock.json"]


def test_a_release_is_archived_once(cgt: Cgt, project: Path) -> None:
    ran = cgt("archive")
    name = f"cgt-dataset-{VERSION}.zip"
    assert (ran.status, ran.out, ran.err) == (0, "", f"wrote releases/{name}\n")
    held = {one: (project / "releases" / one).read_bytes() for one in names(project / "releases")}
    assert list(held) == ["cgt-dataset-0.9.0.zip", name, "lock.json"]
    assert cgt("gate").status == 0
    ran = cgt("archive")
    told = f"cgt-dataset: releases/{name} is there already; a release does not change\n"
    assert (ran.status, ran.out, ran.err) == (2, "", told)
    assert {one: (project / "releases" / one).read_bytes() for one in names(project / "releases")} == held


def test_an_archive_without_its_line_in_the_lock_file_is_finished(cgt: Cgt, project: Path) -> None:
    lock = project / "releases" / "lock.json"
    before = lock.read_bytes()
    assert cgt("archive").status == 0
    after = lock.read_bytes()
    lock.write_bytes(before)  # as if the run had been killed between the two
    assert cgt("gate").status == 1
    assert cgt("archive").status == 0
    assert lock.read_bytes() == after
    lock.write_bytes(before)
    file = project / "releases" / f"cgt-dataset-{VERSION}.zip"
    file.write_bytes(b"something else")
    ran = cgt("archive")
    assert (ran.status, ran.err) == (
        2,
        f"cgt-dataset: releases/{file.name} is there already; a release does not change\n",
    )
    assert (lock.read_bytes(), file.read_bytes()) == (before, b"something else")


def test_a_faulty_package_is_not_archived(cgt: Cgt, project: Path) -> None:
    (project / "build" / "terms.parquet").write_bytes((project / "build" / "agreements.parquet").read_bytes())
    ran = cgt("archive")
    assert (ran.status, "CGT503" in ran.out) == (1, True)
    assert ran.err.endswith("; nothing was archived\n")
    shutil.rmtree(project / "build")
    ran = cgt("archive")
    assert (ran.status, "CGT501" in ran.out) == (1, True)
    assert names(project / "releases") == ["cgt-dataset-0.9.0.zip", "lock.json"]


def _described(version: str) -> Callable[[Path], object]:
    def describe(project: Path) -> None:
        said, described = project / "build" / "croissant.json", project / "build" / "datapackage.json"
        said.write_text(json.dumps({**json.loads(said.read_bytes()), "version": version}))
        digest = f"sha256:{hashlib.sha256(said.read_bytes()).hexdigest()}"
        descriptor = json.loads(described.read_bytes()) | {"version": version, "croissantHash": digest}
        described.write_text(json.dumps(descriptor))

    return describe


USAGE: dict[str, tuple[Callable[[Path], object], dict[str, str]]] = {
    "no package": (lambda project: shutil.rmtree(project / "build"), {"gate": "build: there is no such folder"}),
    "half a table": (
        lambda project: (project / "build" / "terms.parquet").write_bytes(b"half"),
        {"gate": "build: terms.parquet is no Parquet file"},
    ),
    "no schema": (
        lambda project: shutil.rmtree(project / "schemas"),
        {"gate": "schemas holds no published schema", "archive": "schemas holds no published schema"},
    ),
    "a damaged schema": (
        lambda project: (project / "schemas" / "v2" / "tables.json").write_bytes(b"{"),
        {"gate": "schemas: tables.json is not JSON", "archive": "schemas: tables.json is not JSON"},
    ),
    "a damaged lock file": (
        lambda project: (project / "releases" / "lock.json").write_bytes(b"{"),
        {"archive": "releases/lock.json is not JSON"},
    ),
}


@pytest.mark.parametrize("name", USAGE)
def test_what_cannot_be_looked_at_breaks_the_command(cgt: Cgt, project: Path, name: str) -> None:
    spoil, told = USAGE[name]
    spoil(project)
    for command, why in told.items():
        ran = cgt(command)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith(f"cgt-dataset: {why}")
    assert names(project / "releases") == ["cgt-dataset-0.9.0.zip", "lock.json"]


@pytest.mark.parametrize("version", ["../../../outside", "2.0", "2.0.0\x1b[2J"])
def test_a_package_cannot_choose_where_its_archive_lies(cgt: Cgt, project: Path, version: str) -> None:
    _described(version)(project)
    ran = cgt("archive", "--out", "deep/in/a/folder")
    assert ran.status in (1, 2)
    assert "is no version of the form X.Y.Z" in ran.out + ran.err
    assert "\x1b" not in ran.out + ran.err
    assert not list(project.parent.rglob("*outside*"))
    assert not (project / "deep").exists()


def test_files_beside_the_schemas_are_left_aside(cgt: Cgt, project: Path) -> None:
    (project / "schemas" / "README.md").write_text("Schemas.")
    (project / "schemas" / "folder.json").mkdir()
    assert cgt("gate").status == 0
