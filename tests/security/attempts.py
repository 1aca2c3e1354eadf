"""Attempts on the commands, each in a process of its own with bounded memory and time, and what became of it."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import hostile_packages
from hostile_packages import CASES, SECRET, TABLE

from cgt_dataset import Dataset
from cgt_dataset.cli import main
from cgt_dataset.findings import printable

MEMORY = 3 * 1024**3
"""The bytes of address space that an attempt may take, besides those of the process that began it."""
SECONDS = 60
_RAISED = 70
_STEERING = b"\x1b"

Run = Callable[[Path, Path, Path], int]
"""Runs a command on the crafted package of the first folder; the second is the good one, the third is for output."""


def _command(*arguments: str) -> Run:
    def run(package: Path, good: Path, out: Path) -> int:
        named = {"PACKAGE": package, "GOOD": good, "OUT": out}
        return main([str(named.get(argument, argument)) for argument in arguments])

    return run


def _reader(ask: Callable[[Dataset], Any]) -> Run:
    """A call of the library; what it may raise is said as a command would."""

    def run(package: Path, _good: Path, _out: Path) -> int:
        from cgt_dataset import MissingExtra, NoPackage, QueryError, UnknownTable
        from cgt_dataset.exporting import NotExported

        try:
            ask(Dataset(package))
        except (NoPackage, UnknownTable, QueryError, MissingExtra, NotExported, ValueError) as error:
            sys.stderr.write(f"cgt-dataset: {printable(str(error).partition(chr(10))[0])}\n")
            return 2
        return 0

    return run


def _connected(dataset: Dataset) -> None:
    import duckdb

    from cgt_dataset import NoPackage

    try:
        with dataset.connect() as connection:
            connection.sql("SELECT count(*), min(id) FROM organizations").fetchall()
    except duckdb.Error as error:  # what DuckDB says of a query is the user's own
        raise NoPackage(str(error)) from None


def _explored(dataset: Dataset) -> None:
    from cgt_dataset.explore.application import application
    from cgt_dataset.explore.catalogue import Catalogue

    with tempfile.TemporaryDirectory() as folder:
        application(Catalogue(dataset), Path(folder), ["127.0.0.1"])


RUNS: dict[str, Run] = {
    "verify": _command("verify", "PACKAGE"),
    "tables": _command("tables", "--package", "PACKAGE"),
    "tables TABLE": _command("tables", TABLE, "--package", "PACKAGE"),
    "show": _command("show", f"{TABLE}/necstgen", "--package", "PACKAGE"),
    "query": _command("query", "FROM organizations LIMIT 3", "--package", "PACKAGE"),
    "diff": _command("diff", "GOOD", "PACKAGE"),
    "export csv": _command("export", "--format", "csv", "--out", "OUT", "--tables", TABLE, "--package", "PACKAGE"),
    "export duckdb": _command(
        "export", "--format", "duckdb", "--out", "OUT", "--tables", TABLE, "--package", "PACKAGE"
    ),
    "load": _reader(lambda dataset: dataset.load(TABLE)),
    "load pandas": _reader(lambda dataset: dataset.load(TABLE, as_="pandas")),
    "connect": _reader(_connected),
    "explore": _reader(_explored),
}
"""What a user does with a package."""


class Outcome(NamedTuple):
    """What became of an attempt."""

    status: int
    broken: tuple[str, ...]
    """The promises that were broken; none is the only good answer."""


def attempt(run: Run, package: Path, good: Path, folder: Path) -> Outcome:
    """Run a command in a child of this process, and say what became of it."""
    out = folder / "out"
    before = _listed(package.parent)
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if not child:
            _bounded(told.fileno(), lambda: run(package, good, out))
        _, status, _ = os.wait4(child, 0)
        told.seek(0)
        said = told.read()
    code = os.waitstatus_to_exitcode(status)
    written = b"".join(file.read_bytes() for file in _files(out))
    for file in _files(out):
        file.unlink()
    return Outcome(code, tuple(_broken(code, said, said + written, before == _listed(package.parent))))


def _bounded(told: int, run: Callable[[], int]) -> None:
    """In the child: run with bounded memory and time, and leave."""
    code = _RAISED
    try:
        os.dup2(told, 1)
        os.dup2(told, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (until the child leaves)
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (likewise)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = run()
    except BaseException:  # noqa: BLE001 (each is a finding)
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _broken(code: int, said: bytes, shown: bytes, untouched: bool) -> Iterator[str]:
    if code not in (0, 1, 2):
        yield f"ended with {code}: {said[-400:].decode('utf-8', 'replace')}"
    if b"Traceback" in said:
        yield "a traceback"
    if code == 2 and said.count(b"\n") != 1:
        yield f"a refusal of several lines: {said[:400]!r}"
    if SECRET.encode() in shown:
        yield "what lies outside was read"
    if _STEERING in said:
        yield "the terminal was steered"
    if b"emory" in said and b"Out of" in said:
        yield f"memory ran out: {said[:200]!r}"
    if not untouched:
        yield "files were written beside the output"


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return [file for file in place.rglob("*") if file.is_file()]
    return [place] if place.is_file() else []


def _listed(folder: Path) -> list[tuple[str, int]]:
    held = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return sorted((str(file), file.lstat().st_mtime_ns) for file in held)


class Row(NamedTuple):
    """What was tried of a sort, how often, and what happened."""

    sort: str
    tried: int
    ended: Mapping[int, int]
    broken: tuple[str, ...]


def attempts(good: Path, folder: Path, every: int = 1) -> Iterator[Row]:
    """Every crafted package against every command, or against one in so many of them, another for each package."""
    for number, (sort, changes) in enumerate(CASES.items()):
        ended: Counter[int] = Counter()
        broken = []
        for place, (name, change) in enumerate(changes.items()):
            within = folder / f"{number}-{place}"
            package = hostile_packages.crafted(good, within, change)
            for command, run in islice(RUNS.items(), place % every, None, every):
                outcome = attempt(run, package, good, folder)
                ended[outcome.status] += 1
                broken += [f"{sort}: {name}: {command}: {one}" for one in outcome.broken]
        yield Row(sort, len(changes), ended, tuple(broken))
