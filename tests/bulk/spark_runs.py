"""What comes of lines, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from cgt_dataset.bulk import engine, inputs, reading
from cgt_dataset.bulk.building import build
from cgt_dataset.bulk.cascade import without_rejected
from cgt_dataset.bulk.pools import Pool, Processes
from cgt_dataset.bulk.rejects import write_rejects
from cgt_dataset.generating import Plan, generate

T = TypeVar("T")
R = TypeVar("R")


def assert_same_as_here(pool: Pool, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Generated lines, some of them faulty, become the same bytes here and in a pool."""
    generate(Plan(1500, faults=0.1, seed=11), scratch / "lines")
    monkeypatch.setattr(inputs, "PIECE", 60_000)
    with Processes(1) as here:
        expected = _made(scratch / "lines", scratch / "here", here)
    found = _made(scratch / "lines", scratch / "there", pool)
    assert len(expected["rejects.jsonl"].splitlines()) > 100
    assert {name for name in expected if expected[name] != found.get(name)} == set()
    assert found.keys() == expected.keys()


def _made(lines: Path, scratch: Path, pool: Pool) -> dict[str, bytes]:
    scratch.mkdir()
    begun = reading.begin(lines, scratch / "work", resume=False)
    checked = without_rejected(engine.check(begun, pool, None, None, _silent))
    write_rejects(checked, scratch / "rejects.jsonl")
    build(begun, checked, pool, scratch / "package", _silent)
    reading.clear(begun.work)
    return {path.name: path.read_bytes() for path in scratch.rglob("*") if path.is_file()}


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody looks."""


class Losing:
    """A pool of which something is lost as soon as it has given a result."""

    def __init__(self, pool: Pool, lose: Callable[[], None]) -> None:
        self._pool = pool
        self._lose: Callable[[], Any] | None = lose

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        for result in self._pool.run(function, tasks):
            if self._lose is not None:
                self._lose()
                self._lose = None
            yield result
