"""Tasks for several processes of this machine: the results in order, a few tasks ahead of what is taken."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import secrets
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3
"""How many tasks a process is ahead of what is taken."""


def in_order(pool: ProcessPoolExecutor, count: int, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
    """The results of tasks in their order, from a pool of so many processes.

    Raises what the function raises, and ChildProcessError where a process was killed.
    """
    waiting: deque[Future[R]] = deque()
    try:
        for task in tasks:
            with _deaf():  # a process that begins meanwhile is so for good
                waiting.append(pool.submit(function, task))
            if len(waiting) > count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise ChildProcessError(errno.ECHILD, "one of the processes was killed; perhaps memory is short") from None


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Hear of an interruption afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent() -> None:
    """Let this process end when the one is killed that gives it work; else it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def unfinished(path: Path) -> Path:
    """A name for a file that is being written: nobody else has it, on whatever machine they do the same task."""
    return path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
