"""Who does the work: this process, or several on this machine."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Protocol, Self, TypeVar

import pyarrow as pa

from ..working import end_with_parent, in_order

T = TypeVar("T")
R = TypeVar("R")


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
        """The results in the order of the tasks. Raises what the function raises, and ChildProcessError where a process
        was killed.
        """
        if self._pool is None:
            yield from map(function, tasks)
            return
        yield from in_order(self._pool, self._count, function, tasks)


def _one_thread() -> None:
    """Let Arrow use one thread, as the processes are as many as the cores; whoever stops them is heard elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
