"""Reading files that strangers wrote: regular files only, never through a link, never without bound."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Unreadable(Exception):
    """A file that cannot be read, with the reason for people."""


def read_bounded(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes.

    Raises Unreadable for anything else: a link, a folder, a pipe, a device, a larger file, one without permission.
    """
    try:
        descriptor = os.open(path, _FLAGS | getattr(os, "O_BINARY", 0))
    except OSError as error:
        if path.is_symlink():
            raise Unreadable("is a symbolic link") from None
        raise Unreadable(f"cannot be read: {reason(error)}") from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("is no regular file")
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {reason(error)}") from None
    if len(content) > limit:
        raise Unreadable(f"is larger than {limit:,} bytes")
    return content


def reason(error: OSError) -> str:
    """The system's reason in lower case, without number and path."""
    return (error.strerror or str(error)).lower()
