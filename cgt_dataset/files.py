"""Reading files that strangers wrote: regular files only, never through a link, never without bound."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_LINK = (errno.ELOOP, errno.EMLINK)  # what systems answer to O_NOFOLLOW


class Unreadable(Exception):
    """A file that cannot be read, with the reason for people."""


class Missing(Unreadable):
    """A file that is not there."""


def read_bounded(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes.

    Raises Missing where there is none, and Unreadable for a link, a folder, a pipe, a device, a larger file, one
    without permission, one that somebody writes into meanwhile, or a path that the system cannot take.
    """
    with _regular(path) as descriptor, open(descriptor, "rb", closefd=False) as file:
        size = min(os.fstat(descriptor).st_size, limit + 1)
        content = file.read(size + 1)
        file.seek(0)
        # Read twice: what is written into it meanwhile would be half the old and half the new.
        changed = len(content) != size or file.read(size + 1) != content
        if max(size, os.fstat(descriptor).st_size) > limit:
            raise Unreadable(f"is larger than {limit:,} bytes")
        if changed:
            raise Unreadable("changes while it is read; try again")
    return content


def regular_size(path: Path) -> int:
    """The bytes of a regular file, for libraries that open it themselves. Raises Missing or Unreadable."""
    with _regular(path) as descriptor:
        return os.fstat(descriptor).st_size


def listed(folder: Path) -> list[Path]:
    """What is in a folder, by name; nothing where there is no folder. Raises OSError for one that cannot be listed."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def below(folder: Path) -> Iterator[Path]:
    """All that is in a folder and its folders. Raises OSError for one that cannot be listed: nothing is passed over."""

    def refuse(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=refuse):
        yield from (Path(place, name) for name in (*folders, *files))


@contextmanager
def _regular(path: Path) -> Iterator[int]:
    """A regular file, opened for reading. Raises Missing or Unreadable, also for what goes wrong while it is read."""
    try:
        descriptor = os.open(path, _FLAGS | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise Missing("is not there") from None
    except OSError as error:
        raise Unreadable("is a symbolic link" if error.errno in _LINK else _refused(error)) from None
    except ValueError:
        raise Unreadable("has a name that no file can have") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("is no regular file")
        yield descriptor
    except OSError as error:
        raise Unreadable(_refused(error)) from None
    finally:
        os.close(descriptor)


def _refused(error: OSError) -> str:
    return f"cannot be read: {reason(error)}"


def reason(error: OSError) -> str:
    """The system's reason in lower case, without number and path."""
    return (error.strerror or str(error)).lower()
