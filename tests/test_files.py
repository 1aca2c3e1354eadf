from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cgt_dataset.files import Missing, Unreadable, read_bounded, reason


@pytest.mark.parametrize("content", [b"", b"x", b"\0\xff\r\n\x1a more", b"x" * 10])
def test_a_file_is_read_to_the_byte(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert read_bounded(path, max(len(content), 1)) == content
    assert read_bounded(path, 10) == content


def test_a_file_larger_than_the_bound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(Unreadable, match=r"^is larger than 1,000 bytes$"):
        read_bounded(path, 1000)


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(Unreadable, match="larger than 10 bytes"):
        read_bounded(path, 10)


def _link(path: Path) -> None:
    (path.parent / "target").write_text("x")
    path.symlink_to("target")


def _socket(path: Path) -> None:
    import socket

    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "is not there"),  # noqa: ARG005
        (Path.mkdir, "is no regular file"),
        (_link, "is a symbolic link"),
        (lambda path: path.symlink_to("none"), "is a symbolic link"),
        (lambda path: path.symlink_to(path), "is a symbolic link"),
        (lambda path: path.symlink_to("/dev/zero"), "is a symbolic link"),
        (os.mkfifo, "is no regular file"),
        (_socket, "cannot be read"),
    ],
    ids=["missing", "folder", "link", "dangling", "loop", "device", "pipe", "socket"],
)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], None], why: str) -> None:
    path = tmp_path / "file"
    make(path)
    with pytest.raises(Unreadable, match=f"^{why}"):
        read_bounded(path, 10)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random"])
def test_a_device_is_refused(device: str) -> None:
    with pytest.raises(Unreadable, match="is no regular file"):
        read_bounded(Path(device), 10)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unreadable, match=r"^(cannot be read: |has a name that)"):
        read_bounded(tmp_path / name, 10)


@pytest.mark.parametrize("name", ["none", "none/below", "file/below"])
def test_a_file_that_is_not_there_is_told_from_one_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Missing, match="is not there"):
        read_bounded(tmp_path / name, 10)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files cannot be counted here")
def test_what_is_refused_is_closed_again(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 11)
    os.mkfifo(tmp_path / "pipe")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("", "large", "pipe", "none"):
        with pytest.raises(Unreadable):
            read_bounded(tmp_path / name, 10)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads what nobody else may")
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_file_without_permission_is_refused(tmp_path: Path, closed: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("x")
    barred = folder / "file" if closed == "file" else folder
    barred.chmod(0)
    try:
        with pytest.raises(Unreadable, match=r"^cannot be read: permission denied$"):
            read_bounded(folder / "file", 10)
    finally:
        barred.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(2, "No such file or directory", "/secret/place"), "no such file or directory"),
        (OSError("Odd"), "odd"),
    ],
)
def test_a_reason_tells_neither_number_nor_path(error: OSError, words: str) -> None:
    assert reason(error) == words
