"""Folders in which a command is attacked, and the verdict on what is in them afterwards."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .calls import counted
from .children import CRASHED, Ran, run
from .commands import Command

File = tuple[int, bytes]
"""The permissions of a file, and what is in it."""
UNDONE, BETWEEN, DONE = "old", "between", "new"
"""All is as it was; some of several things are done, each of them whole; all is done."""
_RUNS = 3
_LEFT = "CGT010 left by a write that was interrupted"


class Broken(Exception):
    """A promise that was not kept."""


class Known(NamedTuple):
    """What is known of a command from clean runs."""

    command: Command
    template: Path
    """The folder before it."""
    before: Mapping[str, File]
    after: Mapping[str, File]
    status: int
    """The exit status of a clean run."""
    again: int
    """That of another behind it."""
    seconds: float
    calls: tuple[str, ...]


def know(command: Command, place: Path) -> Known:
    """Run a command without attacks, in folders below `place`."""
    template = place / "template"
    template.mkdir(parents=True)
    command.prepare(template)
    before = snapshot(template)
    times = []
    for _ in range(_RUNS):
        world = fresh(template)
        start = time.perf_counter()
        first = run(world, command.arguments)
        times.append(time.perf_counter() - start)
    second = run(world, command.arguments)
    after = snapshot(world)
    calls = counted(fresh(template), command.arguments)[1]
    known = Known(command, template, before, after, first.status, second.status, sorted(times)[_RUNS // 2], (*calls,))
    prove(known, world)
    if before == after:
        raise Broken(f"{command.name} does nothing: {first.said}")
    return known


def fresh(template: Path) -> Path:
    """A copy of a folder, in the place of the copy before."""
    world = template.with_name("world")
    shutil.rmtree(world, ignore_errors=True)
    shutil.copytree(template, world)
    return world


def snapshot(world: Path) -> dict[str, File]:
    """Every file in a folder, hidden or not."""
    return {
        path.relative_to(world).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in sorted(world.rglob("*"))
        if path.is_file()
    }


def verdict(known: Known, world: Path, ran: Ran | None) -> str:
    """Which state a folder is in after an attack; then the next run is made, and has to work and to clear up.

    `ran` is how the attacked command ended, None where it was killed. Raises Broken.
    """
    state = _state(known, snapshot(world))
    if ran is not None:
        civil(ran)
        if ran.status == known.status and state != DONE:
            raise Broken(f"it says that all is done, which is {state}: {ran.said}")
        if ran.status != known.status and state == DONE and known.command.takes_back:
            raise Broken(f"it says that it failed, and all is done: {ran.said}")
    if state == BETWEEN or known.command.file_by_file:  # the old and the new were proved, byte for byte the same
        prove(known, world, killed=ran is None)
    next_run(known, world)
    return state


def next_run(known: Known, world: Path) -> None:
    """Run the command again: everything is then as after a run that nobody attacked. Raises Broken."""
    command = known.command
    again = run(world, (*command.arguments, *(("--resume",) if command.resumes else ())))
    if command.resumes and again.status == 2 and "start without --resume" in again.said:
        again = run(world, command.arguments)
    if again.status not in (known.status, known.again):
        raise Broken(f"the next run ends with {again.status}: {again.said}")
    _same(known.after, snapshot(world), "after the next run")


def _state(known: Known, held: Mapping[str, File]) -> str:
    """Raises Broken where something is neither as it was nor as it should become."""
    states = set()
    seen = [_things(known.command, files) for files in (known.before, known.after, held)]
    for name in set().union(*seen):
        before, after, now = (things.get(name) for things in seen)
        if now not in (before, after):
            raise Broken(f"{name} is neither the old nor the new")
        if before != after:
            states.add(UNDONE if now == before else DONE)
    return states.pop() if len(states) == 1 else BETWEEN


def _things(command: Command, files: Mapping[str, File]) -> dict[str, dict[str, File]]:
    """What is whole or not: single files, or all below a name. What is hidden is unfinished, and nobody's to read."""
    things: dict[str, dict[str, File]] = {}
    for path, file in files.items():
        if path.startswith("work/") or any(part.startswith(".") for part in path.split("/")):
            continue
        things.setdefault(path if command.file_by_file else path.split("/")[0], {})[path] = file
    return things


def civil(ran: Ran) -> None:
    """Raises Broken where a command did not end as commands end."""
    if ran.status == CRASHED or ran.status < 0 or "Traceback" in ran.said:
        raise Broken(f"it crashes: {ran.said}")


def prove(known: Known, world: Path, *, killed: bool = False) -> None:
    """Let the checking command find nothing; but what a run left beside a record that was killed is told. Raises
    Broken.
    """
    proof = run(world, known.command.proof)
    found = [line for line in proof.said.splitlines() if _LEFT not in line and not line.endswith(" finding")]
    if proof.status and (found or not killed):
        raise Broken(f"{' '.join(known.command.proof)}: {proof.said}")


def _same(wanted: Mapping[str, File], held: Mapping[str, File], when: str) -> None:
    for path in sorted({*wanted, *held}):
        if wanted.get(path) != held.get(path):
            what = "is left over" if path not in wanted else "is missing" if path not in held else "is another"
            raise Broken(f"{path} {what} {when}")


def keep_aside(world: Path, why: str) -> Path:
    """Keep a folder to be looked at, with what is wrong with it."""
    kept = world.with_name(f"broken-{os.urandom(4).hex()}")
    world.rename(kept)
    kept.with_suffix(".txt").write_text(f"{why}\n", "utf-8")
    return kept
