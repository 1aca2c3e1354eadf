"""The attacks: each is made on a command so often as is wanted, on a folder of its own every time."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from .calls import Way, attacked
from .children import Child, Ran, run
from .worlds import DONE, UNDONE, Broken, Known, civil, fresh, next_run, prove, verdict

Attack = Callable[[Known, random.Random, int | None], Iterator[str]]
"""Attacks a command at most so often, or as often as there is anything new to try; gives the states that it leaves
behind. Raises Broken.
"""
T = TypeVar("T")
_NOBODY = 65534
_CHANGES = 100


def killed(known: Known, chance: random.Random, times: int | None) -> Iterator[str]:
    """SIGKILL at instants spread over the whole run."""
    for number in range(times or 0):
        world = fresh(known.template)
        child = Child(world, known.command.arguments)
        time.sleep(known.seconds * (number + chance.random()) / (times or 1))
        child.kill(signal.SIGKILL)
        ran = child.end()
        yield verdict(known, world, None if ran.status < 0 else ran)


def at_calls(way: Way) -> Attack:
    """Something happens at calls of the system: to the first of each site, in the long form; the last of each is that
    before which a process is killed.
    """

    def attack(known: Known, chance: random.Random, times: int | None) -> Iterator[str]:
        for number in _chosen(_ends_of_sites(known.calls, way), chance, times):
            world = fresh(known.template)
            ran = attacked(world, known.command.arguments, way, number)
            try:
                yield verdict(known, world, None if ran.status < 0 else ran)
            except Broken as broken:
                raise Broken(f"call {number}, {known.calls[number]}: {broken}") from None

    return attack


def limited(known: Known, chance: random.Random, times: int | None) -> Iterator[str]:
    """No file can grow beyond so many bytes, whoever writes it: Python, Arrow, SQLite."""
    sizes = {len(file[1]) for path, file in known.after.items() if known.before.get(path) != file}
    for size in _chosen(sorted({0, 1, *(size - 1 for size in sizes), *(size // 2 for size in sizes)}), chance, times):
        world = fresh(known.template)

        def limit(most: int = size) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        log = run(world, known.command.arguments, limit)
        yield verdict(known, world, log)


def revoked(known: Known, chance: random.Random, times: int | None) -> Iterator[str]:
    """A folder or a file without the permission to write, or without any, for a user who is not root."""
    places = [path for path in sorted(known.template.rglob("*")) if path.is_dir()]
    places += [next(path for path in sorted(folder.iterdir()) if path.is_file()) for folder in places if _files(folder)]
    tries = [(path.relative_to(known.template), mode) for path in [known.template, *places] for mode in (0o555, 0)]
    for path, mode in _chosen(tries, chance, times):
        world = fresh(known.template)
        _give(world)
        place, before = world / path, (world / path).stat().st_mode
        place.chmod(mode)
        ran = run(world, known.command.arguments, _as_nobody)
        place.chmod(before)
        yield verdict(known, world, ran)


def twice(known: Known, chance: random.Random, times: int | None) -> Iterator[str]:
    """Two runs at once, the second a little later."""
    for _ in range(times or 0):
        world = fresh(known.template)
        first = Child(world, known.command.arguments)
        time.sleep(chance.random() * known.seconds)
        rans = [run(world, known.command.arguments), first.end()]
        states = {verdict(known, world, None)}
        if not any(ran.status == known.status for ran in rans):
            raise Broken(f"neither of two runs does its work: {[ran.said for ran in rans]}")
        for ran in rans:
            civil(ran)
        yield states.pop()


def changed(known: Known, chance: random.Random, times: int | None) -> Iterator[str]:
    """Files that are written into, cut short and made whole again while they are read."""
    for _ in range(times or 0):
        world = fresh(known.template)
        files = sorted(world.glob(known.command.reads))
        whole = {path: path.read_bytes() for path in files}
        child = Child(world, known.command.arguments)
        for _ in range(_CHANGES):
            path = chance.choice(files)
            content = whole[path]
            with suppress(OSError):  # it may be moved
                path.write_bytes(chance.choice((content, content, content + b"\n", content[: len(content) // 2])))
            time.sleep(known.seconds / _CHANGES)
        ran = child.end()
        civil(ran)
        read = {path.relative_to(world).as_posix() for path in files}
        yield _after_changes(known, world, ran, read)


def _after_changes(known: Known, world: Path, ran: Ran, read: set[str]) -> str:
    """What was put in its place is whole; on the files as they were the next run works."""
    for path in read:
        (world / path).parent.mkdir(exist_ok=True)
        (world / path).write_bytes(known.before[path][1])
    if known.command.copies:
        return verdict(known, world, ran)
    if known.command.proof[0] == "verify":
        prove(known, world)
    next_run(known, world)
    return DONE if ran.status == known.status else UNDONE


def _ends_of_sites(calls: tuple[str, ...], way: Way) -> list[int]:
    ends: dict[str, int] = {}
    for number, site in enumerate(calls):
        if way == "kill" or site not in ends:
            ends[site] = number
    return sorted(ends.values())


def _chosen(them: list[T], chance: random.Random, times: int | None) -> list[T]:
    return them if times is None or times >= len(them) else chance.sample(them, times)


def _files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.iterdir())


def _give(world: Path) -> None:
    """Let the folder belong to the user that the command is run by."""
    if os.getuid() == 0:
        for path in [world, *world.rglob("*")]:
            os.chown(path, _NOBODY, _NOBODY)


def _as_nobody() -> None:
    if os.getuid() == 0:
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


EVERY = "a call fails"
"""The attack that is made at every site, however many there are."""
ATTACKS: dict[str, Attack] = {
    "killed at any instant": killed,
    "killed before a call": at_calls("kill"),
    EVERY: at_calls("fail"),
    "disk full from a call on": at_calls("full"),
    "file size limited": limited,
    "permission revoked": revoked,
    "two runs at once": twice,
    "changed while read": changed,
}
"""Each by its name in the table."""
