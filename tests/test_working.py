"""Several processes: results in order, and in one line that one was killed."""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from math import factorial

import pytest

from cgt_dataset.bulk.pools import Processes
from cgt_dataset.working import in_order


def test_results_are_in_order_and_tasks_are_taken_as_they_are_needed() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for task in range(50):
            taken.append(task)
            yield task

    with ProcessPoolExecutor(2) as pool:
        results = in_order(pool, 2, factorial, tasks())
        first = next(results)
        assert len(taken) < 10
        assert [first, *results] == [factorial(task) for task in range(50)]


def test_a_killed_process_is_an_error_of_the_system() -> None:
    with Processes(2) as pool, pytest.raises(ChildProcessError, match="one of the processes was killed"):
        list(pool.run(os._exit, [1]))


def _killed_while_it_sends(task: int) -> int:
    """Sends the beginning of a result that would be longer, as a process does that is killed in between."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        assert frame.f_back is not None
        frame = frame.f_back
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"half")
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_a_process_that_is_killed_while_it_sends_a_result_is_not_waited_for() -> None:
    with Processes(2) as pool, pytest.raises(ChildProcessError, match="one of the processes was killed"):
        list(pool.run(_killed_while_it_sends, range(4)))


def _out_of_time(_: int) -> None:
    raise TimeoutError("of the task itself")


def test_what_a_task_raises_is_raised() -> None:
    with Processes(2) as pool, pytest.raises(TimeoutError, match="of the task itself"):
        list(pool.run(_out_of_time, [1]))
