"""Changing places on disk: whole or not at all, two things at once, one run at a time, and durable."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_HERE = -100  # AT_FDCWD
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_UNFINISHED = "unfinish"
"""Stands in the name of a file until it is whole; as long as a random part, of which older versions left files."""


def replace_file(
    path: Path, content: bytes, mode: int, suffix: str = ".tmp", ready: Callable[[], None] | None = None
) -> None:
    """Put `content` into a file, as `replacing` does."""
    with replacing(path, mode, suffix, ready) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(
    path: Path, mode: int, suffix: str = ".tmp", ready: Callable[[], None] | None = None
) -> Iterator[IO[bytes]]:
    """A file to write, which takes the place of another when all is written. Whatever happens, the file is the old one
    or the new one, whole.

    What is not finished stands beside it under a name with the `suffix`: always the same, so that the next run finds
    and replaces what one left that was killed. `ready` is called right before the file takes its place, and may raise
    to leave everything as it was. Raises OSError where it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{_UNFINISHED}{suffix}")
    with _begun(fresh) as descriptor:
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(mode)
            if ready is not None:
                ready()
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def _begun(fresh: Path) -> Iterator[int]:
    """A new file to write that is this run's alone; while another run writes it, we wait."""
    while (descriptor := _created(fresh)) is None:
        with contextlib.suppress(FileNotFoundError), alone(fresh):
            pass
    # Its lock lasts as long as one of the two is open; where there are no locks an open file could not be renamed.
    second = None if sys.platform == "win32" else os.dup(descriptor)
    try:
        yield descriptor
    finally:
        if second is not None:
            os.close(second)


def _created(fresh: Path) -> int | None:
    """A new file, locked, in the place of what a run left that was killed; None where another run is writing it."""
    with alone(fresh.parent):
        if fresh.is_file() and not fresh.is_symlink() and held(fresh):
            return None
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, _NEW, 0o600)
        try:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:
            os.close(descriptor)
            fresh.unlink(missing_ok=True)
            raise
        return descriptor


def mode_of_new_files() -> int:
    """The permissions that new files get; the system tells what they lack only to those who set it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask


def exchange_at_once(one: Path, other: Path) -> bool:
    """Let two files or folders change places in one step; False where the system cannot. Raises OSError."""
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


def take_place(fresh: Path, place: Path, aside: Path) -> None:
    """Put what is at `place` aside and something fresh there, in two steps with a way back. Raises OSError."""
    place.rename(aside)
    try:
        fresh.rename(place)
    except OSError:
        aside.rename(place)
        raise


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two runs do not clear away each other's unfinished work."""
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


def held(folder: Path) -> bool:
    """Whether another run holds the folder's lock; False where the system knows no such locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def claim(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder that is made if need be, and goes if it is empty at the end; False where another run
    holds it. Raises OSError.
    """
    if sys.platform == "win32":
        folder.mkdir(parents=True, exist_ok=True)
        yield True
        return
    import fcntl

    while True:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            if not _is(folder, descriptor):
                continue  # the run that held it has deleted it
            try:
                yield True
            finally:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            return
        finally:
            os.close(descriptor)


def _is(folder: Path, descriptor: int) -> bool:
    """Whether a descriptor is of the folder that is there now."""
    try:
        return os.path.samestat(folder.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable, where folders can be opened."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
