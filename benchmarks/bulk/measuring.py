"""A process measured: how long it takes, and the most memory that it and its children hold at once. Linux only."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
_EVERY = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Run(NamedTuple):
    """A run of a process."""

    seconds: float
    """From its start to its end, imports and all."""
    peak: int
    """The most bytes of memory that the process and its children held at once, shared pages counted for each."""
    status: int
    said: str
    """What it wrote on standard output."""
    complained: str
    """What it wrote on standard error."""


def measure(command: Sequence[str]) -> Run:
    """Run a command in the folder of the repository; what was written to disk before is flushed first."""
    os.sync()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=complained, start_new_session=True
        )
        done = threading.Event()
        peaks: list[int] = [0]
        watcher = threading.Thread(target=_watch, args=(process.pid, done, peaks))
        watcher.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            done.set()
            watcher.join()
        said.seek(0)
        complained.seek(0)
        return Run(
            seconds,
            # The largest of the processes is known exactly; their sum is only looked at now and then.
            max(peaks[0], usage.ru_maxrss * 1024),
            process.returncode,
            said.read().decode("utf-8", "replace"),
            complained.read().decode("utf-8", "replace"),
        )


def _watch(pid: int, done: threading.Event, peaks: list[int]) -> None:
    while not done.wait(_EVERY):
        peaks[0] = max(peaks[0], sum(map(_resident, _tree(pid))))


def _tree(pid: int) -> Iterator[int]:
    """A process and those that it has started, as far as the system tells."""
    yield pid
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return
    for child in children:
        yield from _tree(child)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
