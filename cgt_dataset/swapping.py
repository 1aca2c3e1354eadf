"""Changing places on disk: whole or not at all, two things at once, one run at a time, and durable."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_HERE = -100  # AT_FDCWD


def replace_file(
    path: Path, content: bytes, mode: int, suffix: str = ".tmp", ready: Callable[[], None] | None = None
) -> None:
    """Put `content` into a file. Whatever happens, the file is the old one or the new one, whole.

    What is not finished stands beside it under a name with the `suffix`. `ready` is called right before the file takes
    its place, and may raise to leave everything as it was. Raises OSError where it cannot be written.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=suffix, dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        if ready is not None:
            ready()
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


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


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable, where folders can be opened."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
