"""Load: many readers of one explorer, many processes that load, many threads that share a dataset."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa

from cgt_dataset import Dataset
from cgt_dataset.build import build
from cgt_dataset.texts import Texts

from .commands import ROOT

R = TypeVar("R")
_CLI = "import sys; from cgt_dataset.cli import main; sys.exit(main())"
_LOAD = (
    "import sys; from pathlib import Path; from cgt_dataset import Dataset; d = Dataset(Path(sys.argv[1]));"
    "print(sum(d.load(name).num_rows for name in d.tables()))"
)
_PATIENCE = 600
"""Seconds that a reader waits for an answer: a hundred wait for one machine."""
_FLAT = 1.25
"""By how much more than after its first tenth of the requests the explorer may take at their end."""


class Size(NamedTuple):
    """How much load."""

    readers: int
    requests: int
    """Of each reader, at least."""
    seconds: float
    """How long they go on, at least."""
    processes: int
    threads: int


SHORT, LONG = Size(10, 6, 0, 8, 8), Size(100, 3, 60, 50, 32)


class Failed(Exception):
    """Something that the load broke."""


def loaded(size: Size) -> list[tuple[str, str, str]]:
    """Put load on; what, how much, and what happened. Raises Failed."""
    with tempfile.TemporaryDirectory(prefix="cgt-load-") as folder:
        package = Path(folder) / "build"
        build(ROOT / "raw", package, Texts())
        return [_explorer(package, size), _processes(package, size.processes), _threads(package, size.threads)]


def _explorer(package: Path, size: Size) -> tuple[str, str, str]:
    with _served(package) as (process, host):
        addresses = _addresses(host)
        taken: list[int] = []
        answered: Counter[int] = Counter()
        guard = threading.Lock()
        until = time.monotonic() + size.seconds
        some = size.readers * size.requests // 10

        def read(reader: int) -> None:
            connection = http.client.HTTPConnection(host, timeout=_PATIENCE)
            number = 0
            while number < size.requests or time.monotonic() < until:
                connection.request("GET", addresses[(reader * 7 + number) % len(addresses)])
                answer = connection.getresponse()
                answer.read()
                number += 1
                with guard:
                    answered[answer.status] += 1
                    if answered.total() == some or answered.total() % 500 == 0:
                        taken.append(_memory(process.pid))
            connection.close()

        _at_once(size.readers, read)
        taken.append(_memory(process.pid))
    wrong = {status: times for status, times in answered.items() if status != 200}
    if wrong:
        raise Failed(f"the explorer answers {wrong}")
    if taken[-1] > taken[0] * _FLAT:
        raise Failed(f"the explorer takes {taken[0]} MB and then {taken[-1]} MB")
    said = f"no error; {taken[0]} MB after {some:,} requests, {taken[-1]} MB at the end"
    return "explorer", f"{size.readers} readers, {answered.total():,} requests", said


def _processes(package: Path, count: int) -> tuple[str, str, str]:
    command = [sys.executable, "-c", _LOAD, str(package)]
    begun = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) for _ in range(count)]
    said = [(*process.communicate(), process.returncode) for process in begun]
    if {status for _, _, status in said} != {0} or len({out for out, _, _ in said}) != 1:
        raise Failed(f"loading at once: {sorted({str(one) for one in said})}")
    return "`load` of all tables", f"{count} processes at once", f"no error; the same {int(said[0][0]):,} rows in each"


def _threads(package: Path, count: int) -> tuple[str, str, str]:
    dataset = Dataset(package)
    alone = {name: Dataset(package).load(name) for name in dataset.tables()}

    def use(_: int) -> dict[str, pa.Table]:
        for pointer in alone["organizations"].column("id").to_pylist()[:3]:
            dataset.record(f"organizations/{pointer}")
        counted = dataset.connect().sql("SELECT count(*) FROM organizations").fetchall()
        if counted != [(alone["organizations"].num_rows,)]:
            raise Failed(f"SQL counts {counted}")
        return {name: dataset.load(name) for name in dataset.tables()}

    for held in _at_once(count, use):
        if any(not held[name].equals(alone[name]) for name in alone):
            raise Failed("threads that share a dataset load other tables")
    return "one shared `Dataset`", f"{count} threads at once", f"no error; the same {len(alone)} tables in each"


def _at_once(count: int, work: Callable[[int], R]) -> list[R]:
    """The results of so many threads that begin together. Raises what the work raises."""
    start = threading.Barrier(count)

    def begin(number: int) -> R:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


@contextmanager
def _served(package: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The explorer as a process of its own, and where it answers."""
    command = [sys.executable, "-c", _CLI, "explore", "--port", "0", "--no-browser", "--package", str(package)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.match(r"http://(\S+)/ ", line)
            if found is None:
                raise Failed(f"the explorer says {line!r}")
            yield process, found[1]
        finally:
            process.terminate()


def _addresses(host: str) -> list[str]:
    """Pages of the explorer: the first, those that it leads to, and records."""
    connection = http.client.HTTPConnection(host, timeout=_PATIENCE)
    connection.request("GET", "/")
    page = connection.getresponse().read().decode()
    connection.close()
    links = sorted({found for found in re.findall(r'href="(/[^"#]*)"', page) if "static" not in found})
    return ["/", *links]


def _memory(process: int) -> int:
    """How many MB of memory a process has."""
    said = Path(f"/proc/{process}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", said)
    return int(found[1]) // 1000 if found else 0
