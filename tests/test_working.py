"""Several processes: results in order, and in one line that one was killed."""

from __future__ import annotations

import os
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
