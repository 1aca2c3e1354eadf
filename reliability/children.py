"""Commands run in children of this warm process, so that a run costs what it does and not what it imports."""

from __future__ import annotations

import gc
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import cgt_dataset
from cgt_dataset.cli import main

CRASHED = 70
"""The status of a command that ended with an exception."""


class Ran(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    """Its exit status; negative, the signal that ended it."""
    said: str


class Child:
    """A command that runs in a process of its own."""

    def __init__(self, world: Path, arguments: Sequence[str], prepare: Callable[[], object] = lambda: None) -> None:
        """Begin a command in the folder `world`; `prepare` is called in the child before it."""
        self._log, said = os.pipe()  # no file, whose size might be limited; it holds more than a command says
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            _live(world, arguments, prepare, said)
        os.close(said)

    def kill(self, number: int) -> None:
        """Send it a signal, if it runs still; nobody else waits for it, so that its number stays its own."""
        os.kill(self.pid, number)

    def end(self) -> Ran:
        """Wait for it."""
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        with os.fdopen(self._log, "rb") as log:
            return Ran(status, log.read().decode("utf-8", "replace"))


def run(world: Path, arguments: Sequence[str], prepare: Callable[[], object] = lambda: None) -> Ran:
    """Run a command to its end."""
    return Child(world, arguments, prepare).end()


def warm() -> None:
    """Import all that commands import, so that the children have it."""
    for name in (
        "pyarrow.acero",
        "pyarrow.compute",
        "pyarrow.parquet",
        "sqlite3",
        "zipfile",
        "concurrent.futures.process",
    ):
        import_module(name)
    for module in pkgutil.walk_packages(cgt_dataset.__path__, "cgt_dataset."):
        if not module.name.startswith(("cgt_dataset.testing", "cgt_dataset.bulk.driving", "cgt_dataset.bulk.spark")):
            import_module(module.name)
    gc.collect()
    gc.freeze()


def _live(world: Path, arguments: Sequence[str], prepare: Callable[[], object], log: int) -> None:
    status = CRASHED
    try:
        os.chdir(world)
        os.environ.pop("CGT_ARTICLES", None)
        for standard in (1, 2):
            os.dup2(log, standard)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        sys.dont_write_bytecode = True
        prepare()
        status = main(list(arguments))
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 (a child must not go on as its parent)
        os.write(2, traceback.format_exc().encode())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(status)
