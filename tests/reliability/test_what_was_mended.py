"""What the harness found, each by itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import old_records
import pytest

from cgt_dataset.bulk import reading
from cgt_dataset.files import Unreadable
from cgt_dataset.generating import Plan, generate
from cgt_dataset.swapping import claim, replace_file

Cgt = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
LEFT = ".nl.yaml.unfinish.tmp"


def test_what_a_killed_write_left_stays_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / ".a.unfinish.tmp").write_bytes(b"half")
    replace_file(tmp_path / "a", b"whole", 0o644)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"whole"}


def test_a_link_in_the_place_of_unfinished_work_is_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"mine")
    (tmp_path / ".a.unfinish.tmp").symlink_to("other")
    replace_file(tmp_path / "a", b"whole", 0o644)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"whole", "other": b"mine"}


def test_the_leftover_of_a_killed_migration_stops_the_next(
    cgt: Cgt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = old_records.write(tmp_path)
    (raw / "places").mkdir()
    (raw / "places" / LEFT).write_bytes(b"schema: pl")
    monkeypatch.chdir(tmp_path)
    assert cgt("migrate").status == 0
    assert (raw / "places" / "nl.yaml").is_file()
    assert not (raw / "places" / LEFT).exists()


@pytest.fixture
def unlisted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Takes the permission to list a folder away, from the administrator as well."""
    scandir, listdir = os.scandir, os.listdir

    def refusing(folder: Path, lists: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def refused(path: Any = ".") -> Any:
            if Path(path) == folder:
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return lists(path)

        return refused

    def unlist(folder: Path) -> None:
        monkeypatch.setattr(os, "scandir", refusing(folder, scandir))
        monkeypatch.setattr(os, "listdir", refusing(folder, listdir))

    return unlist


def test_a_folder_that_cannot_be_listed_has_no_records(
    cgt: Cgt, tmp_path: Path, unlisted: Callable[[Path], None]
) -> None:
    unlisted(tmp_path)
    ran = cgt("fmt", tmp_path)
    assert (ran.status, ran.err) == (2, f"cgt-dataset: {tmp_path}: permission denied\n")


@pytest.mark.parametrize("command", ["archive", "gate"])
@pytest.mark.parametrize("hidden", ["schemas/v1", "releases"])
def test_what_cannot_be_listed_is_left_out_of_a_release(
    cgt: Cgt, package: Path, tmp_path: Path, unlisted: Callable[[Path], None], command: str, hidden: str
) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "releases", tmp_path / "releases")
    folders = ["--schemas", tmp_path / "schemas", "--out" if command == "archive" else "--releases"]
    unlisted(tmp_path / hidden)
    ran = cgt(command, package, *folders, tmp_path / "releases")
    assert (ran.status, ran.err) == (2, f"cgt-dataset: {tmp_path / hidden}: permission denied\n")


def test_articles_that_cannot_be_listed_support_nothing(
    cgt: Cgt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unlisted: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    generate(Plan(20), tmp_path / "lines")
    (tmp_path / "articles").mkdir()
    unlisted(tmp_path / "articles")
    ran = cgt("check", "--bulk", tmp_path / "lines", "--articles", tmp_path / "articles")
    assert ran.status == 2
    assert f"{tmp_path / 'articles'}: permission denied" in ran.err


def test_a_plan_that_was_not_finished_makes_the_folder_a_strangers(tmp_path: Path) -> None:
    lines, work = tmp_path / "lines", tmp_path / "work"
    generate(Plan(20), lines)
    work.mkdir()
    (work / ".plan.json.part").write_bytes(b'{"rec')
    begun = reading.begin(lines, work, resume=False)
    assert begun == reading.begin(lines, work, resume=True)
    assert sorted(path.name for path in work.iterdir()) == ["parts", "pieces", "plan.json", "unpacked"]


def test_two_bulk_runs_share_a_work_folder(tmp_path: Path) -> None:
    lines, work = tmp_path / "lines", tmp_path / "work"
    generate(Plan(20), lines)
    with reading.claimed(lines, work), pytest.raises(Unreadable, match="another run is at work"):
        reading.claimed(lines, work).__enter__()
    assert not work.exists()
    with claim(work) as ours:
        assert ours
