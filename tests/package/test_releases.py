from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from two_packages import ONE, package

from cgt_dataset import swapping
from cgt_dataset.package import descriptor, releases
from cgt_dataset.package.opened import opened
from cgt_dataset.package.releases import (
    LOCK,
    Damaged,
    archive,
    archive_name,
    before,
    kept,
    lock,
    number_of,
    numbers,
    release_in,
)
from cgt_dataset.package.verify import verify
from cgt_dataset.schema.compatibility import NoVersion
from cgt_dataset.schema.publish import published
from cgt_dataset.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {name: content for name, content in published().items() if name.startswith("v1/")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small package; not to be changed."""
    place = tmp_path_factory.mktemp("made") / "build"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(descriptor, "VERSION", "1.0.0")
        package(place, ONE)
    return place


@pytest.fixture(scope="module")
def whole(made: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The archive of the small package."""
    return archive(made, "1.0.0", SCHEMAS, tmp_path_factory.mktemp("whole")).read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "releases"


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# Archiving.


def test_an_archive_gives_back_what_was_put_in(made: Path, folder: Path) -> None:
    file = archive(made, "1.0.0", SCHEMAS, folder)
    assert file == folder / "cgt-dataset-1.0.0.zip"
    release = release_in(file, "1.0.0")
    assert (release.schemas, release.number, release.digests) == (SCHEMAS, 1, lock(folder)["1.0.0"])
    here = opened(made)
    for name in here.resources:
        assert release.package.table(name).equals(here.table(name))
    assert list(release.package.resources) == list(here.resources)


def test_an_unpacked_archive_is_a_package(made: Path, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive(made, "1.0.0", SCHEMAS, folder)) as packed:
        held = [name for name in packed.namelist() if not name.startswith("schemas/")]
        packed.extractall(tmp_path / "unpacked", held)
        assert packed.testzip() is None
    told = ([(one.code, one.message) for one in verify(place, Texts())] for place in (tmp_path / "unpacked", made))
    assert next(told) == next(told)


def test_the_same_package_gives_the_same_archive(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "later"
    again.mkdir()
    for age, file in enumerate(sorted(made.iterdir(), reverse=True)):
        shutil.copyfile(file, again / file.name)
        os.utime(again / file.name, (86_400 * age, 86_400 * age))
        (again / file.name).chmod(0o600)
    turned = dict(reversed(SCHEMAS.items()))
    one, other = (archive(*what, tmp_path / name) for name, what in _twice(made, again, turned).items())
    assert one.read_bytes() == other.read_bytes()
    assert (one.parent / LOCK).read_bytes() == (other.parent / LOCK).read_bytes()
    assert str(tmp_path).encode() not in one.read_bytes()
    with zipfile.ZipFile(one) as packed:  # nothing of the hour, the system or the release of zlib
        told = {(it.date_time, it.create_system, it.external_attr, it.compress_type) for it in packed.infolist()}
    assert told == {((1980, 1, 1, 0, 0, 0), 3, 0o644 << 16, zipfile.ZIP_STORED)}


def _twice(made: Path, again: Path, turned: dict[str, bytes]) -> dict[str, tuple[Path, str, dict[str, bytes]]]:
    return {"a": (made, "1.0.0", SCHEMAS), "b": (again, "1.0.0", turned)}


def test_what_was_released_is_not_written_over(made: Path, folder: Path) -> None:
    file = archive(made, "1.0.0", SCHEMAS, folder)
    held = {name: (folder / name).read_bytes() for name in names(folder)}
    for schemas in (SCHEMAS, {}):
        with pytest.raises(FileExistsError):
            archive(made, "1.0.0", schemas, folder)
    file.unlink()  # gone, but released all the same
    with pytest.raises(FileExistsError):
        archive(made, "1.0.0", SCHEMAS, folder)
    assert names(folder) == [LOCK]
    file.write_bytes(held[file.name])
    (folder / LOCK).unlink()
    with pytest.raises(FileExistsError):  # something else of that name
        archive(made, "1.0.0", {}, folder)
    assert file.read_bytes() == held[file.name]


@pytest.mark.parametrize("version", ["1.0", "../1.0.0", "1.0.0/..", "01.0.0", "1.0.0-rc1", "", "1.0.\u0663"])
def test_what_is_no_version_names_no_file(made: Path, folder: Path, version: str) -> None:
    with pytest.raises(NoVersion):
        archive(made, version, SCHEMAS, folder)
    assert not folder.exists()


def test_a_damaged_lock_file_stays_as_it_is(made: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / LOCK).write_bytes(b"{")
    with pytest.raises(Damaged):
        archive(made, "1.0.0", SCHEMAS, folder)
    assert (names(folder), (folder / LOCK).read_bytes()) == ([LOCK], b"{")


def test_the_lock_file_is_in_the_order_of_the_versions(made: Path, folder: Path) -> None:
    for version in ("1.10.0", "1.9.0", "1.0.0"):
        archive(made, version, SCHEMAS, folder)
    assert list(lock(folder)) == list(kept(folder)) == ["1.0.0", "1.9.0", "1.10.0"]
    assert list(lock(folder)["1.9.0"]) == ["cgt-dataset-1.9.0.zip", *sorted(SCHEMAS)]
    assert before(folder, "1.10.0") == folder / archive_name("1.9.0")
    assert before(folder, "2.0.0") == folder / archive_name("1.10.0")
    assert before(folder, "1.0.0") is None


@pytest.mark.parametrize("step", ["_begun", "fsync", "replace"])
@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_what_breaks_off_leaves_no_half_and_can_be_finished(
    made: Path,
    folder: Path,
    whole: bytes,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    time: int,
    stop: type[BaseException],
) -> None:
    owner: Any = {"_begun": swapping, "fsync": os, "replace": Path}[step]
    real, calls = getattr(owner, step), iter(range(1, 10))

    def breaking(*arguments: Any, **named: Any) -> Any:
        if next(calls) == time:
            raise stop
        return real(*arguments, **named)

    with monkeypatch.context() as patched, pytest.raises(stop):
        patched.setattr(owner, step, breaking)
        archive(made, "1.0.0", SCHEMAS, folder)
    assert names(folder) == [archive_name("1.0.0")] * (time == 2)
    assert all((folder / name).read_bytes() == whole for name in names(folder))
    archive(made, "1.0.0", SCHEMAS, folder)
    assert names(folder) == [archive_name("1.0.0"), LOCK]
    assert release_in(folder / archive_name("1.0.0"), "1.0.0").digests == lock(folder)["1.0.0"]


def test_what_a_killed_run_left_is_cleared_away(made: Path, folder: Path) -> None:
    folder.mkdir()
    for name in (f".{archive_name('1.0.0')}.abc.new", f".{LOCK}.abc.new"):
        (folder / name).write_bytes(b"half")
    archive(made, "1.0.0", SCHEMAS, folder)
    assert names(folder) == [archive_name("1.0.0"), LOCK]


def test_files_of_other_names_are_no_archives(made: Path, folder: Path) -> None:
    archive(made, "1.0.0", SCHEMAS, folder)
    for name in ("cgt-dataset-01.0.0.zip", "cgt-dataset-1.0.zip", "cgt-dataset-1.0.0.zip.zip", "other-1.0.0.zip"):
        (folder / name).write_bytes(b"")
    assert list(kept(folder)) == ["1.0.0"]
    assert kept(folder / "nowhere") == {}
    assert [number_of(path) for path in ("v2/a.json", "v10/a.json", "v02/a", "v2", "w2/a", "v\u0663/a")] == [
        2,
        10,
        *[0] * 4,
    ]
    with pytest.raises(NoVersion):
        numbers("1")


# Damaged archives.


def repacked(
    whole: bytes, change: Callable[[dict[str, bytes]], object], compression: int = zipfile.ZIP_STORED
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return sink.getvalue()


def foreign(members: dict[str, bytes]) -> None:
    members.clear()
    members["holiday.jpg"] = b"\xff\xd8"


def without_schemas(members: dict[str, bytes]) -> None:
    for name in [name for name in members if name.startswith("schemas/")]:
        del members[name]


def encrypted(whole: bytes) -> bytes:
    content = bytearray(whole)
    content[content.rindex(b"schemas/v1/tables.json") - 46 + 8] |= 1
    return bytes(content)


def twice(whole: bytes) -> bytes:
    sink = io.BytesIO(whole)
    with zipfile.ZipFile(sink, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("schemas/v1/tables.json", b"{}")
    return sink.getvalue()


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "is no archive or is damaged"),
    "half": (lambda whole: whole[: len(whole) // 2], "is no archive or is damaged"),
    "end missing": (lambda whole: whole[:-30], "is no archive or is damaged"),
    "words": (lambda _: b"no archive", "is no archive or is damaged"),
    "another's": (lambda whole: repacked(whole, foreign), "datapackage.json is not in the wheel"),
    "no descriptor": (lambda whole: repacked(whole, lambda held: held.pop("datapackage.json")), "datapackage.json"),
    "no table": (lambda whole: repacked(whole, lambda held: held.pop("terms.parquet")), "terms.parquet"),
    "no schema": (lambda whole: repacked(whole, without_schemas), "its schema cannot be read"),
    "schema of words": (
        lambda whole: repacked(whole, lambda held: held.update({"schemas/v1/tables.json": b"words"})),
        "tables.json is not JSON",
    ),
    "table of words": (
        lambda whole: repacked(whole, lambda held: held.update({"terms.parquet": b"words"})),
        "terms.parquet is no Parquet file",
    ),
    "huge schema": (
        lambda whole: repacked(
            whole, lambda held: held.update({"schemas/v1/x.json": bytes(65 * 1024 * 1024)}), zipfile.ZIP_DEFLATED
        ),
        "holds a schema of more than 67,108,864 bytes",
    ),
    "encrypted": (encrypted, "packed in a way that no release is"),
    "packed otherwise": (lambda whole: repacked(whole, dict, zipfile.ZIP_LZMA), "packed in a way that no release is"),
    "two files of one name": (twice, "holds two files of one name"),
    "other version": (
        lambda whole: repacked(
            whole,
            lambda held: held.update(
                {"datapackage.json": held["datapackage.json"].replace(b'"version": "1.0.0"', b'"version": "9.0.0"')}
            ),
        ),
        "holds version 9.0.0",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_said_to_be_one(whole: bytes, tmp_path: Path, damage: str) -> None:
    spoil, told = DAMAGES[damage]
    file = tmp_path / archive_name("1.0.0")
    file.write_bytes(spoil(whole))
    with pytest.raises(Damaged) as raised:
        release_in(file, "1.0.0")
    assert told in str(raised.value)
    assert str(raised.value).isprintable()


def test_what_is_no_file_is_no_archive(whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").write_bytes(whole)
    (tmp_path / "link.zip").symlink_to("real")
    os.mkfifo(tmp_path / "pipe.zip")
    told = {"link.zip": "is a symbolic link", "pipe.zip": "is no regular file", "none.zip": "is not there"}
    for name, why in told.items():
        with pytest.raises(Damaged, match=why):
            release_in(tmp_path / name, "1.0.0")
    monkeypatch.setattr(releases, "_LIMIT", 1000)
    with pytest.raises(Damaged, match="is larger than 1,000 bytes"):
        release_in(tmp_path / "real", "1.0.0")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_some_damage_does_not_break_the_reading(whole: bytes, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(whole)
    directory = content.index(b"PK\x01\x02")  # here a change does most
    place = data.draw(st.integers(0, len(content) - 1) | st.integers(directory, len(content) - 1), label="place")
    if data.draw(st.booleans(), label="cut"):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255), label="bits")
    file = tmp_path / archive_name("1.0.0")
    file.write_bytes(content)
    try:
        release_in(file, "1.0.0")
    except Damaged as damaged:
        assert str(damaged)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["1.0.0", "a"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON | st.binary(max_size=8))
@example({"1.0.0": {"a": "b"}})
def test_a_lock_file_is_read_or_damaged(tmp_path: Path, held: Any) -> None:
    (tmp_path / LOCK).write_bytes(held if isinstance(held, bytes) else json.dumps(held).encode())
    try:
        read = lock(tmp_path)
    except Damaged:
        return
    assert all(numbers(version) and isinstance(files, dict) for version, files in read.items())


def test_there_may_be_no_lock_file_but_not_another_thing(tmp_path: Path) -> None:
    assert lock(tmp_path) == {}
    (tmp_path / LOCK).mkdir()
    with pytest.raises(Damaged):
        lock(tmp_path)


def test_the_archived_releases_of_the_project_can_be_read() -> None:
    assert kept(ROOT / "releases")
    for version, file in kept(ROOT / "releases").items():
        release = release_in(file, version)
        assert release.digests == lock(ROOT / "releases")[version]
        assert release.package.table("organizations").num_rows > 0
