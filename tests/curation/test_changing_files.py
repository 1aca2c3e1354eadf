"""Files that change while they are read: told is what was there at one time, or a finding, never a traceback."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset import files
from cgt_dataset.build import check
from cgt_dataset.curation import read_document, read_folder, rewriting
from cgt_dataset.files import Missing, Unreadable, read_bounded
from cgt_dataset.texts import Texts

BASE = Path(__file__).resolve().parents[1] / "faults" / "base"
ARTICLE = "invented-article"
RECORD = Path("raw", "facilities", "alkmaar-cell-works.yaml")
OLD = b"id: old\nname: Old\n"
Change = Callable[[Path], object]
Cgt = Callable[..., Any]

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no links and pipes here")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    target = path.with_suffix(".target")
    path.rename(target)
    path.symlink_to(target.name)


def _other(path: Path) -> None:
    """Another file in its place, as editors and git write it."""
    other = path.with_suffix(".other")
    other.write_bytes(b"id: new\n")
    other.replace(path)


def _shorter(path: Path) -> None:
    os.truncate(path, len(b"id: old\n"))


def _longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more: 1\n")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    return path


def _before_opening(monkeypatch: pytest.MonkeyPatch, path: Path, change: Change) -> None:
    """Make the change once, just before the file is opened."""
    opened, changes = os.open, [change]

    def opening(name: Any, *flags: Any, **more: Any) -> int:
        if Path(name) == path and changes:
            changes.pop()(path)
        return opened(name, *flags, **more)

    monkeypatch.setattr(os, "open", opening)


def _before_reading(monkeypatch: pytest.MonkeyPatch, path: Path, change: Change, read: int = 0) -> None:
    """Make the change once, when the file is open and its first bytes are read."""
    there = path.stat()
    changes = [change]

    class Changing(io.FileIO):
        """Gives the file in pieces; the change is made between the first and the second."""

        def readinto(self, buffer: Any, /) -> int | None:
            if not changes:
                return super().readinto(buffer)
            if read and not self.tell():
                return super().readinto(memoryview(buffer)[:read])
            changes.pop()(path)
            return super().readinto(buffer)

    def opening(name: Any, mode: str = "r", **more: Any) -> Any:
        if isinstance(name, int) and os.path.samestat(os.fstat(name), there):
            return io.BufferedReader(Changing(name, "rb", **more))
        return io.open(name, mode, **more)  # noqa: UP020

    monkeypatch.setattr(files, "open", opening, raising=False)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Path.unlink, "is not there"),
        (_folder, "is no regular file"),
        (_pipe, "is no regular file"),
        (_link, "is a symbolic link"),
        (lambda path: os.truncate(path, 1 << 30), "is larger than 1,000 bytes"),
    ],
    ids=["vanishes", "folder", "pipe", "link", "swells"],
)
def test_what_a_file_turns_into_before_it_is_opened_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: Change, why: str
) -> None:
    _before_opening(monkeypatch, file, change)
    with pytest.raises(Unreadable, match=f"^{why}$") as raised:
        read_bounded(file, 1000)
    assert isinstance(raised.value, Missing) == (change is Path.unlink)


@pytest.mark.parametrize(
    ("change", "content"),
    [(_other, b"id: new\n"), (_shorter, b"id: old\n"), (_longer, OLD + b"more: 1\n")],
    ids=["other", "shorter", "longer"],
)
def test_a_file_that_changes_before_it_is_opened_is_read_as_it_is_then(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: Change, content: bytes
) -> None:
    _before_opening(monkeypatch, file, change)
    assert read_bounded(file, 1000) == content


@pytest.mark.parametrize("change", [Path.unlink, _folder, _pipe, _link, _other])
@pytest.mark.parametrize("read", [0, 8])
def test_an_open_file_is_read_to_its_end_whatever_takes_its_place(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: Change, read: int
) -> None:
    _before_reading(monkeypatch, file, change, read)
    assert read_bounded(file, 1000) == OLD


def test_a_file_that_grows_beyond_the_bound_while_it_is_read_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _before_reading(monkeypatch, file, lambda path: os.truncate(path, 1 << 30), read=8)
    with pytest.raises(Unreadable, match="larger than 1,000 bytes"):
        read_bounded(file, 1000)


def _written(path: Path) -> None:
    """Written into, so that its end does not fit its beginning."""
    path.write_bytes(b"id: new\nnote: x\nname: New\n")


@pytest.mark.parametrize(
    "change",
    [_longer, _shorter, _written],
    ids=["longer", "shorter", "written"],
)
def test_a_file_that_is_written_into_while_it_is_read_is_refused_or_read_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    _before_reading(monkeypatch, file, change, read=10)
    try:
        content = read_bounded(file, 1000)
    except Unreadable:
        return
    assert content in (OLD, file.read_bytes())


@pytest.mark.parametrize("change", [Path.unlink, _folder, _pipe, _link])
def test_a_record_that_changes_after_its_folder_is_listed_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    raw = Path(shutil.copytree(BASE / "raw", tmp_path / "raw"))
    path = tmp_path / RECORD
    _before_opening(monkeypatch, path, change)
    folder = read_folder(raw)
    assert [(finding.code, finding.path) for finding in folder.findings] == [("CGT001", str(path))]
    unread = [f"{located.table}/{located.id}" for located in folder.records if located.document is None]
    assert unread == ["facilities/alkmaar-cell-works"]


def test_a_record_that_is_replaced_after_its_folder_is_listed_is_read_as_it_is_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = Path(shutil.copytree(BASE / "raw", tmp_path / "raw"))
    path = tmp_path / RECORD
    _before_opening(monkeypatch, path, lambda path: _edited(path, b"status: opened", b"status: opend"))
    checked = check(raw, Texts(BASE / "articles"))
    assert [(finding.code, finding.path) for finding in checked.findings] == [("CGT104", str(path))]


@pytest.mark.parametrize(("change", "told"), [(Path.unlink, []), (_pipe, ["CGT305"]), (_link, ["CGT305"])])
def test_a_text_that_changes_before_it_is_opened_is_a_finding_or_not_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, told: list[str]
) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    _before_opening(monkeypatch, tmp_path / "articles" / f"{ARTICLE}.txt", change)
    checked = check(tmp_path / "raw", Texts(tmp_path / "articles"))
    assert [finding.code for finding in checked.findings] == told


def test_a_table_that_vanishes_is_one_line(cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def listing(path: Any = ".") -> Any:
        if isinstance(path, Path) and path == Path("raw/facilities"):
            shutil.rmtree(place / "raw" / "facilities")
        return listed(path)

    monkeypatch.setattr(os, "scandir", listing)
    ran = cgt("check")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "cgt-dataset: raw/facilities: cannot be read: no such file or directory\n"


def test_a_record_that_vanishes_before_its_line_is_shown_is_told_without(
    cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edited(place / RECORD, b"status: opened", b"status: opend")

    def gone(path: Path, limit: int) -> bytes:
        path.unlink()
        return read_bounded(path, limit)

    monkeypatch.setattr("cgt_dataset.cli.printing.read_bounded", gone)
    ran = cgt("check", "--select", "CGT104")
    assert ran.status == 1
    assert ran.out.startswith(f"{RECORD}:9:9: CGT104 ")
    assert ran.out.count("\n") <= 3
    assert "Traceback" not in ran.err


# --- commands that read a record and then write it ---


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the invented records and their article, in the folder that the command is run in."""
    monkeypatch.chdir(shutil.copytree(BASE, tmp_path / "base"))
    return tmp_path / "base"


def _edited(path: Path, old: bytes, new: bytes) -> None:
    """What somebody else writes into a record meanwhile, at once."""
    content = path.read_bytes()
    assert old in content
    written = path.parents[1] / "written"
    written.write_bytes(content.replace(old, new))
    written.replace(path)
    assert not written.exists()


def _by_somebody(path: Path) -> None:
    _edited(path, b"purpose: Makes cell therapies.", b"purpose: Makes vectors.")


def _broken(path: Path) -> None:
    _edited(path, b"schema: facility/2", b"schema: [")


def _latin(path: Path) -> None:
    _edited(path, b"Alkmaar Cell", b"Alkm\xe4r Cell")


def _swollen(path: Path) -> None:
    os.truncate(path, 2 << 20)


def _fmt(place: Path) -> list[str]:
    _edited(place / RECORD, b"status: opened", b"status:   opened")
    return ["fmt", str(RECORD)]


def _cite(place: Path) -> list[str]:
    assert (place / RECORD).is_file()
    into = ["--articles", "articles", "--into", "facilities/alkmaar-cell-works", "--derivation", "normalised"]
    return ["cite", ARTICLE, "more than 3,500 m2", *into, "--field", "/status"]


WRITERS = pytest.mark.parametrize("command", [_fmt, _cite])


def _between_readings(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Make the change after the record was read and found good, before it is read for the writing."""
    reading, changes = read_document, [change]

    def read(path: Path, shown: str) -> Any:
        told = reading(path, shown)
        if path == RECORD and changes:
            changes.pop()(path)
        return told

    monkeypatch.setattr("cgt_dataset.curation.read_document", read)


def _before_writing(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Make the change after the new content was made, before it is written."""
    replacing = rewriting.replace_file

    def replace(path: Path, *contents: str) -> None:
        change(path)
        replacing(path, *contents)

    monkeypatch.setattr(rewriting, "replace_file", replace)


@WRITERS
def test_a_record_that_vanishes_after_it_was_read_stays_away(
    cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[Path], list[str]]
) -> None:
    arguments = command(place)
    _between_readings(monkeypatch, Path.unlink)
    ran = cgt(*arguments)
    assert (ran.status, f"{RECORD} is not there any more\n" in ran.err) == (1, True)
    assert not (place / RECORD).exists()


@WRITERS
def test_a_record_that_becomes_a_folder_is_left(
    cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[Path], list[str]]
) -> None:
    arguments = command(place)
    _before_writing(monkeypatch, _folder)
    ran = cgt(*arguments)
    assert ran.status == 1
    assert f"{RECORD} was changed meanwhile; it is left as it is\n" in ran.err
    assert sorted(path.name for path in (place / RECORD).parent.iterdir()) == [RECORD.name]


@WRITERS
@pytest.mark.parametrize("change", [_by_somebody, Path.unlink, _link])
def test_what_somebody_wrote_meanwhile_is_not_overwritten(
    cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[Path], list[str]], change: Change
) -> None:
    arguments = command(place)
    left: list[Any] = []

    def changed(path: Path) -> None:
        change(path)
        left.append((path.is_symlink(), path.read_bytes() if path.exists() else None))

    _before_writing(monkeypatch, changed)
    ran = cgt(*arguments)
    path = place / RECORD
    assert [(path.is_symlink(), path.read_bytes() if path.exists() else None)] == left
    assert ran.status != 0


@WRITERS
@pytest.mark.parametrize("change", [_broken, _latin, _swollen, _link])
def test_a_record_that_changes_between_two_readings_is_left_with_a_reason(
    cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[Path], list[str]], change: Change
) -> None:
    arguments = command(place)
    _between_readings(monkeypatch, change)
    ran = cgt(*arguments)
    assert ran.status != 0
    assert (place / RECORD).is_symlink() == (change is _link)


@WRITERS
def test_what_another_run_has_done_meanwhile_is_done(
    cgt: Cgt, place: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[Path], list[str]]
) -> None:
    arguments = command(place)
    with monkeypatch.context() as unwatched:
        copy = shutil.copytree(place, place.with_name("copy"))
        unwatched.chdir(copy)
        assert cgt(*arguments).status == 0
    done = (copy / RECORD).read_bytes()
    assert done != (place / RECORD).read_bytes()

    _before_writing(monkeypatch, lambda path: path.write_bytes(done))
    assert cgt(*arguments).status == 0
    assert (place / RECORD).read_bytes() == done
