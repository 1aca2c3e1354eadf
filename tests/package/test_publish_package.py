from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.package import NotAPackage, publish

ROOT = Path(__file__).resolve().parents[2]
module = import_module("cgt_dataset.package.publish")


def package(word: str, *names: str) -> dict[str, bytes]:
    descriptor = json.dumps({"title": word, "resources": [{"path": name} for name in names]})
    tables = {name: f"{word} {name}".encode() for name in names}
    return {**tables, "datapackage.json": descriptor.encode(), "README.md": word.encode()}


OLD = package("old", "a.parquet", "gone.parquet")
NEW = package("new", "a.parquet", "b.parquet")


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder, hidden or not: content of files, None for folders."""
    return {
        str(entry.relative_to(folder)): None if entry.is_dir() else entry.read_bytes()
        for entry in sorted(folder.rglob("*"))
    }


def snapshot_with_links(folder: Path) -> dict[str, object]:
    """The same, where there may be links: of these where they lead."""
    return {
        str(entry.relative_to(folder)): entry.readlink()
        if entry.is_symlink()
        else None
        if entry.is_dir()
        else entry.read_bytes()
        for entry in sorted(folder.rglob("*"))
    }


def holding(files: dict[str, bytes], name: str = "build") -> dict[str, bytes | None]:
    """The snapshot of a folder in which there is nothing but a package."""
    return {name: None, **{f"{name}/{file}": content for file, content in files.items()}}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "build"
    publish(OLD, place)
    return place


def test_the_first_package_is_not_whole(tmp_path: Path) -> None:
    publish(NEW, tmp_path / "build")
    assert snapshot(tmp_path) == holding(NEW)


def test_a_file_of_the_old_package_stays(place: Path) -> None:
    publish(NEW, place)
    assert snapshot(place.parent) == holding(NEW)


def announced(files: dict[str, bytes]) -> dict[str, bytes]:
    """The package with a croissant.json that its descriptor speaks of."""
    descriptor = json.loads(files["datapackage.json"]) | {"croissantHash": "sha256:"}
    return {**files, "datapackage.json": json.dumps(descriptor).encode(), "croissant.json": b"{}"}


def test_the_croissant_of_the_old_package_is_in_the_way_or_stays(place: Path) -> None:
    publish(announced(NEW), place)
    publish(OLD, place)
    assert snapshot(place.parent) == holding(OLD)


def test_a_croissant_of_which_no_package_speaks_is_lost(place: Path) -> None:
    (place / "croissant.json").write_bytes(b"mine")
    with pytest.raises(NotAPackage, match=r"holds croissant\.json, which is no part of a package"):
        publish(announced(NEW), place)
    assert (place / "croissant.json").read_bytes() == b"mine"


def test_the_same_package_twice_is_not_the_same(place: Path) -> None:
    publish(OLD, place)
    assert snapshot(place.parent) == holding(OLD)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    publish(NEW, tmp_path / "build")
    assert snapshot(tmp_path) == holding(NEW)


def test_a_fresh_checkout_with_nothing_but_the_dictionary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build/README.md").write_bytes(b"committed")
    publish(NEW, tmp_path / "build")
    assert snapshot(tmp_path) == holding(NEW)


def test_others_cannot_enter_the_folder(place: Path) -> None:
    assert place.stat().st_mode & 0o777 == 0o755


def _file(place: Path) -> None:
    (place / "notes.txt").write_bytes(b"mine")


def _hidden(place: Path) -> None:
    (place / ".git").mkdir()


def _folder(place: Path) -> None:
    (place / "sub").mkdir()
    (place / "sub/a.parquet").write_bytes(b"mine")


def _folder_of_parts(place: Path) -> None:
    (place / "spark.parquet").mkdir()
    (place / "spark.parquet/part-0").write_bytes(b"mine")


def _folder_named_as_a_table(place: Path) -> None:
    (place / "a.parquet").unlink()
    (place / "a.parquet").mkdir()
    (place / "a.parquet/part-0").write_bytes(b"mine")


def _more_parquet(place: Path) -> None:
    (place / "customers.parquet").write_bytes(b"mine")


def _upper_case(place: Path) -> None:
    (place / "MINE.CSV").write_bytes(b"mine")


def _link(place: Path) -> None:
    (place / "mine.parquet").symlink_to(place.parent / "nowhere")


STRANGERS = [_file, _hidden, _folder, _folder_of_parts, _folder_named_as_a_table, _more_parquet, _upper_case, _link]


@pytest.mark.parametrize("put", STRANGERS)
def test_a_stranger_in_the_folder_is_lost(place: Path, put: Callable[[Path], None]) -> None:
    put(place)
    before = snapshot_with_links(place.parent)
    with pytest.raises(NotAPackage, match=r"which is no part of a package"):
        publish(NEW, place)
    assert snapshot_with_links(place.parent) == before


NO_DESCRIPTOR = {
    "text": b"mine",
    "list": b"[]",
    "no tables": b"{}",
    "number for tables": b'{"resources": 5}',
    "text for a table": b'{"resources": ["a.parquet"]}',
    "lists in lists": b"[" * 200_000,
    "no UTF-8": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("name", NO_DESCRIPTOR)
def test_a_folder_with_somebodys_own_datapackage_is_lost_or_raises(tmp_path: Path, name: str) -> None:
    mine = tmp_path / "build"
    mine.mkdir()
    (mine / "datapackage.json").write_bytes(NO_DESCRIPTOR[name])
    (mine / "a.parquet").write_bytes(b"mine")
    before = snapshot(tmp_path)
    with pytest.raises(NotAPackage):
        publish(NEW, mine)
    assert snapshot(tmp_path) == before


def test_a_folder_of_somebodys_own_parquet_files_is_lost(tmp_path: Path) -> None:
    mine = tmp_path / "build"
    mine.mkdir()
    (mine / "customers.parquet").write_bytes(b"mine")
    with pytest.raises(NotAPackage):
        publish(NEW, mine)
    assert snapshot(tmp_path) == {"build": None, "build/customers.parquet": b"mine"}


@pytest.mark.parametrize("linked", [False, True])
def test_a_file_in_the_place_is_lost(tmp_path: Path, linked: bool) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    place = tmp_path / "file"
    if linked:
        place = tmp_path / "link"
        place.symlink_to("file")
    before = snapshot(tmp_path)
    with pytest.raises(NotAPackage, match="is no folder"):
        publish(NEW, place)
    assert snapshot(tmp_path) == before


def test_a_file_above_the_place_is_lost(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(OSError, match="file"):
        publish(NEW, tmp_path / "file/build")
    assert snapshot(tmp_path) == {"file": b"mine"}


def test_a_missing_folder_above_stops_the_build(tmp_path: Path) -> None:
    publish(NEW, tmp_path / "a/b/build")
    assert snapshot(tmp_path / "a/b") == holding(NEW)


def test_a_relative_place_is_taken_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for files in (OLD, NEW):
        publish(files, Path("deep/../build"))
        assert snapshot(tmp_path) == holding(files)


def test_the_folder_in_which_one_stands_cannot_be_the_place(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    publish(NEW, Path())
    assert snapshot(place.parent) == holding(NEW)


def test_a_link_to_the_folder_is_replaced_by_a_folder(place: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere/link"
    link.parent.mkdir()
    link.symlink_to(place)
    publish(NEW, link)
    assert link.is_symlink()
    assert link.resolve() == place
    assert snapshot(place) == {**NEW}
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["build", "elsewhere"]
    assert [entry.name for entry in link.parent.iterdir()] == ["link"]


@pytest.mark.parametrize("name", ["b[1]", "b*", "a b", "构建", "-rf", ".hidden", "İ"])
def test_a_name_with_awkward_characters_is_another_place(tmp_path: Path, name: str) -> None:
    for files in (OLD, NEW):
        publish(files, tmp_path / name)
        assert snapshot(tmp_path) == holding(files, name)


@pytest.mark.parametrize("name", ["build", "b[1]"])
@pytest.mark.parametrize("suffix", [".new", ".new.old"])
def test_what_a_killed_run_left_stays_for_ever(tmp_path: Path, name: str, suffix: str) -> None:
    publish(OLD, tmp_path / name)
    left = tmp_path / f".{name}.k1lled00{suffix}"  # `.new.old` is the old package, put aside by the two renames
    left.mkdir()
    (left / "a.parquet").write_bytes(b"unfinished")
    publish(NEW, tmp_path / name)
    assert snapshot(tmp_path) == holding(NEW, name)


def test_the_unfinished_work_of_another_place_is_cleared_away(tmp_path: Path) -> None:
    others = [".other.abc.new", ".b1.abc.new", "build.new", ".build", ".build.old"]
    for other in others:
        (tmp_path / other).mkdir()
    for name in ("b[1]", "build"):
        publish(NEW, tmp_path / name)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([*others, "b[1]", "build"])


def full(*_arguments: object, **_named: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def at_call(number: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, which finds the disk full at its call `number`, counted from 0."""
    calls, opens = iter(range(1000)), Path.open

    def counted(*arguments: Any, **named: Any) -> Any:
        reading = function is opens and "wb" not in arguments
        if not reading and next(calls) == number:
            full()
        return function(*arguments, **named)

    return counted


def fail(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, number: int = 0) -> None:
    monkeypatch.setattr(target, name, at_call(number, getattr(target, name)))


# Files are flushed one by one, then their folder, then the folder above.
FAILURES: dict[str, tuple[Any, str, int]] = {
    "no folder to write to": (tempfile, "mkdtemp", 0),
    "mode of the folder": (Path, "chmod", 0),
    "opening the first file": (Path, "open", 0),
    "opening the last file": (Path, "open", 3),
    "flushing the first file": (os, "fsync", 0),
    "flushing the last file": (os, "fsync", 3),
    "flushing the folder": (os, "fsync", 4),
    "flushing the folder above": (os, "fsync", 5),
    "the exchange": (module, "exchange_at_once", 0),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_full_disk_costs_the_old_package(place: Path, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    with monkeypatch.context() as patched:
        fail(patched, *FAILURES[failure])
        with pytest.raises(OSError, match="No space left"):
            publish(NEW, place)
    assert snapshot(place.parent) == holding(OLD)


FIRST = {**{name: FAILURES[name] for name in FAILURES if name != "the exchange"}, "the rename": (Path, "rename", 0)}


@pytest.mark.parametrize("failure", FIRST)
def test_a_full_disk_leaves_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    with monkeypatch.context() as patched:
        fail(patched, *FIRST[failure])
        with pytest.raises(OSError, match="No space left"):
            publish(NEW, tmp_path / "build")
    assert snapshot(tmp_path) == {}


def test_an_interrupted_write_costs_the_old_package(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", stopped)
        with pytest.raises(KeyboardInterrupt):
            publish(NEW, place)
    assert snapshot(place.parent) == holding(OLD)


def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "exchange_at_once", lambda _one, _other: False)


def test_a_system_without_exchange_keeps_the_old_package(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_exchange(monkeypatch)
    publish(NEW, place)
    assert snapshot(place.parent) == holding(NEW)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["old aside", "new in place", "old away"])
def test_a_failing_rename_costs_the_old_package(place: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    with monkeypatch.context() as patched:
        no_exchange(patched)
        fail(patched, Path, "rename", number)
        with pytest.raises(OSError, match="No space left"):
            publish(NEW, place)
    assert snapshot(place.parent) == holding(OLD)


@pytest.mark.skipif(not sys.platform.startswith(("linux", "darwin")), reason="the system has no exchange of folders")
def test_the_place_is_empty_for_a_moment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "rename", full)  # the two steps, in which there is neither package
    publish(NEW, place)
    assert snapshot(place.parent) == holding(NEW)


def test_an_exchange_of_what_is_not_there_is_taken_for_done(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(FileNotFoundError):
        module.exchange_at_once(tmp_path / "one", tmp_path / "other")


KILL = """
import os, shutil, signal, sys
from importlib import import_module
from pathlib import Path

module = import_module("cgt_dataset.package.publish")
top, old, new = Path(sys.argv[1]), eval(sys.argv[2]), eval(sys.argv[3])
left = 0

def step(function):
    def counted(*arguments, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*arguments, **named)
    return counted

def killed(place):
    for target, name in (
        (os, "fsync"), (os, "unlink"), (os, "rmdir"), (Path, "open"), (Path, "chmod"), (module, "exchange_at_once")
    ):
        setattr(target, name, step(getattr(target, name)))
    module.publish(new, place)
    os._exit(0)

status = None
while status != 0:
    left = len(list(top.iterdir()))
    place = top / f"{left:03}" / "build"
    module.publish(old, place)
    if not (child := os.fork()):
        killed(place)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
"""


def started(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.skipif(sys.platform == "win32", reason="the system can neither fork nor kill at once")
def test_a_killed_build_leaves_half_a_package(tmp_path: Path) -> None:
    assert started(KILL, tmp_path, OLD, NEW).wait() == 0
    places = [entry / "build" for entry in sorted(tmp_path.iterdir())]  # killed before the first step, the second, …
    held = [snapshot(place) for place in places]
    assert [files for files in held if files not in (OLD, NEW)] == []
    assert held[0] == OLD
    assert held[-1] == NEW
    assert held[2:5] == [OLD, OLD, OLD]
    assert held[-3] == NEW, "no run was killed while it cleared the old package away"
    for place in places:
        publish(NEW, place)
        assert snapshot(place.parent) == holding(NEW)


RACE = """
import sys
from pathlib import Path
from cgt_dataset.package import publish

for _ in range(20):
    publish(eval(sys.argv[2]), Path(sys.argv[1]))
"""


def test_builds_at_the_same_time_mix_or_clear_away_each_other(place: Path) -> None:
    packages = [package(name, "a.parquet", f"{name}.parquet") for name in "xyz"]
    runs = [started(RACE, place, files) for files in packages]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert snapshot(place.parent) in [holding(files) for files in packages]
