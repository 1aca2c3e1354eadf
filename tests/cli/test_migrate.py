from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import old_records
import pytest

from cgt_dataset.curation import rewriting
from cgt_dataset.schema.migrations import DROPS

Cgt = Callable[..., Any]
COUNT = 15


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Old records in the folder that the command is run in."""
    old_records.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path("raw")


def contents(raw: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(raw.rglob("*")) if path.is_file()}


def test_records_are_rewritten_and_it_is_said_which(cgt: Cgt, raw: Path) -> None:
    before = contents(raw)
    ran = cgt("migrate")
    after = contents(raw)
    assert ran.status == 0
    said = {line.partition(" ")[2]: line.partition(" ")[0] for line in ran.out.splitlines()}
    assert said == {name: "rewrote" if name in before else "made" for name in after}
    assert set(before) < set(after)
    assert all(after[name] != before[name] for name in before)
    for words in DROPS[1]:
        assert f"given up: {words}\n" in ran.err
    assert ran.err.endswith(f"{COUNT} files written\n")
    assert "raw/products/product-93fa687c.yaml: the id product-93fa687c is a stopgap" in ran.err
    checked = cgt("check", "--articles", "articles")
    assert (checked.status, checked.out) == (0, "")


def test_a_second_run_has_nothing_to_do(cgt: Cgt, raw: Path) -> None:
    cgt("migrate", raw)
    before = contents(raw)
    ran = cgt("migrate", raw)
    assert (ran.status, ran.out, ran.err) == (0, "", "0 files written\n")
    assert contents(raw) == before


def test_a_dry_run_says_what_it_would_do_and_does_nothing(cgt: Cgt, raw: Path) -> None:
    before = contents(raw)
    ran = cgt("migrate", "--dry-run", raw)
    assert ran.status == 0
    assert contents(raw) == before
    assert ran.err.endswith(f"{COUNT} files would be written\n")
    would = ran.out.replace("would make", "made").replace("would rewrite", "rewrote")
    assert would == cgt("migrate", raw).out


@pytest.mark.parametrize("absolute", [False, True])
def test_only_the_records_that_are_named_are_rewritten(cgt: Cgt, raw: Path, absolute: bool) -> None:
    path = raw / "organizations" / "ministry.yaml"
    ran = cgt("migrate", path.resolve() if absolute else path)
    assert ran.status == 0
    shown = Path.cwd() / "raw" if absolute else raw
    assert ran.out.splitlines() == [
        f"made {shown / 'places' / 'cn.yaml'}",
        f"rewrote {shown / 'organizations' / 'ministry.yaml'}",
    ]
    assert ran.err.endswith("2 files written\n")
    assert cgt("check", "--articles", "articles").status == 0


def test_a_folder_of_a_table_can_be_named(cgt: Cgt, raw: Path) -> None:
    ran = cgt("migrate", raw / "organizations")
    rewritten = [line for line in ran.out.splitlines() if line.startswith("rewrote")]
    assert rewritten == ["rewrote raw/organizations/acme.yaml", "rewrote raw/organizations/ministry.yaml"]


def test_faulty_records_are_told_and_nothing_is_written(cgt: Cgt, raw: Path) -> None:
    path = raw / "organizations" / "ministry.yaml"
    path.write_bytes(path.read_bytes().replace(b"country: CN", b"country: China"))
    before = contents(raw)
    ran = cgt("migrate", raw)
    assert ran.status == 1
    assert "raw/organizations/ministry.yaml:8:10: CGT104" in ran.out
    assert ran.err.endswith("such records are mended first; nothing was changed\n")
    assert contents(raw) == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema: organization/1", "schema: organization/3", "CGT119"),
        ("schema: organization/1", "schema: organization/2", "CGT102"),
        ("schema: organization/1", "schema: organization", "CGT119"),
        ("schema: organization/1\n", "", "CGT119"),
        ("country: CN", "place: cn", "CGT102"),
        ("schema: organization/1", "\tschema: organization/1", "CGT0"),
    ],
)
def test_a_record_of_which_the_version_is_unclear_is_not_guessed_at(
    cgt: Cgt, raw: Path, old: str, new: str, told: str
) -> None:
    path = raw / "organizations" / "ministry.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    before = contents(raw)
    ran = cgt("migrate", raw)
    assert ran.status == 1
    assert told in ran.out
    assert "Traceback" not in ran.err
    assert contents(raw) == before


def test_two_parents_of_one_place_are_told_and_nothing_is_written(cgt: Cgt, raw: Path) -> None:
    path = raw / "agreements" / "supply.yaml"
    path.write_text(path.read_text("utf-8").replace("locality: Alkmaar", "locality: Alkmaar West Park"), "utf-8")
    before = contents(raw)
    for chosen in (raw, path, raw / "facilities" / "cell-works.yaml"):
        ran = cgt("migrate", chosen)
        assert (ran.status, "CGT121" in ran.out) == (1, True)
        assert contents(raw) == before


def test_a_file_that_was_changed_meanwhile_is_left_as_it_is(
    cgt: Cgt, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, path = rewriting.replace_file, raw / "organizations" / "ministry.yaml"

    def late(target: Path, content: str, read: str | None = None) -> None:
        if target == path:
            path.write_text("# somebody else's\n")
        replace(target, content, read)

    monkeypatch.setattr(rewriting, "replace_file", late)
    ran = cgt("migrate", raw)
    assert ran.status == 1
    assert "was changed meanwhile" in ran.err
    assert path.read_text() == "# somebody else's\n"


@pytest.mark.parametrize("count", range(COUNT))
def test_where_writing_fails_every_file_is_the_old_one_or_the_new_one(
    cgt: Cgt, raw: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    before, replaced = contents(raw), os.replace
    left = iter(range(count))

    def full(*arguments: Any) -> None:
        if next(left, None) is None:
            raise OSError(28, "No space left on device", "raw")
        replaced(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        ran = cgt("migrate", raw)
    assert (ran.status, "no space left" in ran.err) == (2, True)
    assert len(ran.out.splitlines()) == count
    now = contents(raw)
    assert not [name for name in now if name.endswith(".tmp")]
    fresh = [name for name in now if now[name] != before.get(name)]
    assert sorted(fresh) == sorted(line.partition(" ")[2] for line in ran.out.splitlines())
    assert cgt("check", "--articles", "articles").status == 0
    assert cgt("migrate", raw).status == 0
    after = contents(raw)
    assert all(now[name] == after[name] for name in fresh)
    assert all(b"/1\n" not in content for content in after.values())


def test_a_folder_that_is_not_there_is_a_matter_of_usage(cgt: Cgt, tmp_path: Path) -> None:
    ran = cgt("migrate", tmp_path / "nowhere")
    assert (ran.status, ran.out) == (2, "")
    assert "there is no such file or folder" in ran.err
