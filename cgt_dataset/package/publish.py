"""Putting a package in its place at once: whoever looks sees the old package or the new one, whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .descriptor import FILE
from .readme import README

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_HERE = -100  # AT_FDCWD
_SUFFIX = ".new"


class NotAPackage(Exception):
    """The place is taken by something that is no package, and is not replaced."""


def publish(files: dict[str, bytes], place: Path) -> None:
    """Write `files` into the folder `place`, replacing the package that is there.

    Raises NotAPackage when `place` holds anything else, and OSError when writing fails; `place` is then as it was.
    """
    place = Path(os.path.realpath(place))
    _refuse_strangers(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent):
        for left in place.parent.glob(f".{place.name}.*{_SUFFIX}"):
            shutil.rmtree(left, ignore_errors=True)  # of a run that was killed
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=_SUFFIX, dir=place.parent))
        try:
            _fill(fresh, files)
            if place.exists():
                _exchange(fresh, place)
            else:
                fresh.rename(place)
            _sync(place.parent)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)  # the old package, or what could not be finished


def _refuse_strangers(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise NotAPackage(f"{place} is no folder")
    if place.is_dir():
        strangers = [entry.name for entry in place.iterdir() if not _is_ours(entry)]
        if strangers:
            raise NotAPackage(f"{place} holds {min(strangers)}, which is no part of a package; choose another folder")


def _is_ours(entry: Path) -> bool:
    return entry.is_file() and (entry.name in (FILE, README) or entry.suffix == ".parquet")


def _fill(folder: Path, files: dict[str, bytes]) -> None:
    folder.chmod(0o755)
    for name, content in files.items():
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


def _exchange(fresh: Path, place: Path) -> None:
    """Let the two folders change places: in one step where the system can, else in two with a way back."""
    if _exchange_at_once(fresh, place):
        return
    aside = fresh.with_name(f"{fresh.name}.old")
    place.rename(aside)
    try:
        fresh.rename(place)
    except OSError:
        aside.rename(place)
        raise
    aside.rename(fresh)


def _exchange_at_once(one: Path, other: Path) -> bool:
    if not sys.platform.startswith(("linux", "darwin")):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            failed = library.renamex_np(first, second, ctypes.c_uint(_EXCHANGE))
        else:
            failed = library.renameat2(_HERE, first, _HERE, second, ctypes.c_uint(_EXCHANGE))
    except AttributeError:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two builds do not clear away each other's unfinished work."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Make the folder's entries durable, where folders can be opened."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
