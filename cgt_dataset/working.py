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
_PATIENCE = 1.0
"""After how many seconds without a result one looks whether the processes are there."""


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
                yield _result(pool, waiting.popleft())
        while waiting:
            yield _result(pool, waiting.popleft())
    except BrokenProcessPool:
        raise ChildProcessError(errno.ECHILD, "one of the processes was killed; perhaps memory is short") from None


def _result(pool: ProcessPoolExecutor, future: Future[R]) -> R:
    """The result of a task. Raises what it raises, and BrokenProcessPool where a process was killed.

    The pool sees by itself that a process is gone, unless that was killed while it sent a result: then it waits for the
    rest for ever.
    """
    gone = False
    while True:
        try:
            return future.result(_PATIENCE)
        except TimeoutError:
            if future.done():
                return future.result()  # the task itself raises it
            if gone:
                _end(pool)
            gone = any(process.exitcode is not None for process in pool._processes.values())


def _end(pool: ProcessPoolExecutor) -> None:
    """Let nobody have the end of the pipe any more into which results are written."""
    for process in pool._processes.values():
        process.kill()
    pool._result_queue._writer.close()  # type: ignore[attr-defined]  # there is no public way


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
