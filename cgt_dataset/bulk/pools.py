"""Who does the work: this process, or several on this machine."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Protocol, Self, TypeVar

import pyarrow as pa

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3
"""How many tasks a process is ahead of what is taken."""


class Pool(Protocol):
    """Runs a function over tasks. Functions and tasks can be pickled, and a task may be run twice."""

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results in the order of the tasks. Raises what the function raises."""


class Processes:
    """So many processes of this machine; with one, everything is done here."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._count > 1:
            # Not forked: Arrow has threads.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, _one_thread)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results in the order of the tasks. Raises what the function raises."""
        if self._pool is None:
            yield from map(function, tasks)
            return
        waiting: deque[Future[R]] = deque()
        for task in tasks:
            with _deaf():  # a process that begins meanwhile is so for good
                waiting.append(self._pool.submit(function, task))
            if len(waiting) > self._count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


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


def _one_thread() -> None:
    """Let Arrow use one thread, as the processes are as many as the cores; whoever stops them is heard elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)


def _end_with_parent() -> None:
    """End when the process that gives out the work was killed: it cannot say so, and we would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
