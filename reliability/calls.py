"""The system's calls of the writing path: counted, failed one by one, or the last that a process makes."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import cgt_dataset

from .children import Ran, run

Way = Literal["count", "fail", "full", "kill"]
"""What happens at a call: nothing, it fails once, from it on nothing more can be stored, the process is killed."""
_EVENTS = {
    "os.rename": "rename",
    "os.remove": "unlink",
    "os.rmdir": "rmdir",
    "os.mkdir": "mkdir",
    "os.link": "link",
    "os.chmod": "chmod",
    "fcntl.flock": "lock",
    "sqlite3.connect": "open",
    "ctypes.dlopen": "exchange",
}
"""What Python tells of itself before it calls the system, and what we call it; opening is told apart below."""
_OURS = str(Path(cgt_dataset.__file__).parent)
_STORING = ("open", "mkdir", "link", "write", "fsync")
"""What a full disk refuses."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Counter:
    """Counts the calls of this process that concern a folder, and at call `number`, from 0, does what is to be done."""

    def __init__(self, world: Path, way: Way, number: int, report: int) -> None:
        self._world, self._way, self._number, self._report = os.fspath(world), way, number, report
        self._calls = 0
        self._within = False

    def install(self) -> None:
        """From here on."""
        flush, opened = os.fsync, io.open

        def fsync(fd: Any) -> None:
            self.called("fsync")
            flush(fd)

        def opening(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if not set(mode) & set("wax+") or not self._concerns(file):
                return opened(file, mode, *rest, **named)
            return self._written(file, mode, *rest, **named)

        os.fsync = fsync
        io.open = builtins.open = opening
        sys.addaudithook(self._audited)

    def called(self, kind: str) -> None:
        """A call of a kind is about to be made."""
        here, self._calls = self._calls, self._calls + 1
        if self._way == "count":
            os.write(self._report, f"{kind} {_site()}\n".encode())
        elif self._way == "kill" and here == self._number:
            os.kill(os.getpid(), signal.SIGKILL)
        elif here == self._number or (self._way == "full" and here > self._number and kind in _STORING):
            number = errno.ENOSPC if kind in _STORING else errno.EIO
            raise OSError(number, os.strerror(number))

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._within:
            return
        self._within = True  # what is asked here is not counted
        try:
            kind = self._kind(event, arguments)
        finally:
            self._within = False
        if kind is not None:
            self.called(kind)

    def _kind(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        if event == "open":
            path, _, flags = arguments
            writing = bool(flags & _WRITING)
            folder = not writing and isinstance(path, (str, bytes, os.PathLike)) and Path(os.fsdecode(path)).is_dir()
            return ("open" if writing else "open a folder") if (writing or folder) and self._concerns(path) else None
        if event == "ctypes.dlopen":
            return _EVENTS[event] if arguments[0] is None else None
        return _EVENTS[event] if event in _EVENTS and self._concerns(arguments[0]) else None

    def _concerns(self, path: Any) -> bool:
        # A descriptor, or a name below one, is of a folder that was opened before.
        if isinstance(path, int):
            return path > 2
        return os.path.abspath(os.fsdecode(path)).startswith(self._world)  # noqa: PTH100 (without following links)

    def _written(
        self,
        file: Any,
        mode: str,
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        """A file opened for writing as `open` does it, whose writes are counted."""
        counter = self

        class Raw(io.FileIO):
            def write(self, content: Any) -> int:
                counter.called("write")
                return super().write(content)

        raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)


def _site() -> str:
    """The lines of our own code that lead to a call."""
    lines, frame = [], sys._getframe(2)
    while frame.f_back is not None:
        if frame.f_code.co_filename.startswith(_OURS):
            lines.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
        frame = frame.f_back
    return "<".join(lines)


def counted(world: Path, arguments: Sequence[str]) -> tuple[Ran, list[str]]:
    """Run a command; gives the calls that it makes, in their order, each as its kind and its site."""
    report = os.memfd_create("calls")
    ran = run(world, arguments, lambda: Counter(world, "count", 0, report).install())
    with os.fdopen(report, "rb") as told:
        told.seek(0)
        return ran, told.read().decode().split("\n")[:-1]


def attacked(world: Path, arguments: Sequence[str], way: Way, number: int) -> Ran:
    """Run a command to which something happens at one of its calls."""
    return run(world, arguments, lambda: Counter(world, way, number, -1).install())
