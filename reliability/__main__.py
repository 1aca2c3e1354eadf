"""Attack the commands that write, or load those that read: `python -m reliability`.

Every attack is made on a small folder of its own. Afterwards what the command writes is the old or the new, whole, the
checking command finds nothing, and the next run works and leaves nothing behind; where that is not so the exit status
is 1 and the folder is kept. With `--write` the counts go into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from documentation.tables import with_between

from .attacks import ATTACKS, EVERY
from .children import warm
from .commands import COMMANDS, Command
from .load import LONG, SHORT, loaded
from .page import PAGE, faults_table, kept, load_table
from .worlds import Broken, keep_aside, know

_FEW = 1
"""How often each attack is made in the short form."""
_TWICE = 10
"""How often two runs are begun at once, and files changed while they are read, in the long form."""


def main() -> int:
    """Attack, print and write; the exit status."""
    options = _options()
    if options.load:
        size = SHORT if options.short else LONG
        name, table, broken = "load", load_table(loaded(size)), False
    else:
        name, (table, broken) = "faults", _faults(options)
    print(table)
    if options.write and not broken:
        PAGE.write_text(with_between(PAGE.read_text("utf-8"), name, table), "utf-8")
    return int(broken)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m reliability", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, metavar="N", help="at random instants, of all commands")
    parser.add_argument("--sample", type=int, metavar="N", help="each attack up to N times; calls fail at every site")
    parser.add_argument("--short", action="store_true", help="each attack once, in less than a minute")
    parser.add_argument("--only", action="append", metavar="COMMAND", help="this command, as the table names it")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="other instants and samples (default: 0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="how many commands at once")
    parser.add_argument("--load", action="store_true", help="load those that read instead")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write the table into docs/reliability.md, with --only: its rows",
    )
    return parser.parse_args()


def _faults(options: argparse.Namespace) -> tuple[str, bool]:
    """The table, and whether an attack found a promise broken."""
    chosen = [command for command in COMMANDS if not options.only or command.name in options.only]
    counts, sites = kept(PAGE.read_text("utf-8"), list(ATTACKS)) if options.write else ({}, {})
    broken = False
    warm()
    base = Path(tempfile.mkdtemp(prefix="cgt-faults-"))
    _open_to_all(base)
    kills = _FEW if options.short else -(-options.kills // len(chosen))
    attack = functools.partial(
        _attack, base=base, kills=kills, short=options.short, sample=options.sample, seed=options.seed
    )
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        for command, done in zip(chosen, pool.imap(attack, _numbers(chosen)), strict=True):
            sites[command.name] = done.sites
            counts |= {(command.name, name): states for name, states in done.counts.items()}
            broken = broken or bool(done.broken)
            print("\n".join([f"{command.name}: {done.seconds:.0f} s", *done.broken]), file=sys.stderr, flush=True)
    if not broken:
        shutil.rmtree(base)
    return faults_table([command.name for command in COMMANDS if command.name in sites], counts, sites), broken


def _numbers(chosen: Sequence[Command]) -> list[int]:
    """Where commands stand among all; what they are prepared with cannot be sent to another process."""
    return [COMMANDS.index(command) for command in chosen]


class _Done(NamedTuple):
    sites: int
    counts: dict[str, Counter[str]]
    broken: list[str]
    seconds: float


def _attack(number: int, base: Path, kills: int, short: bool, sample: int | None, seed: int) -> _Done:
    """Attack a command in every way."""
    command, start = COMMANDS[number], time.perf_counter()
    place = base / command.name.replace(" ", "-")
    known = know(command, place)
    done = _Done(len(set(known.calls)), {}, [], 0)
    long = {"killed at any instant": kills, "two runs at once": _TWICE, "changed while read": _TWICE}
    for name, attack in ATTACKS.items():
        chance = random.Random(f"{seed} {command.name} {name}")  # noqa: S311 (instants, not secrets)
        states = done.counts[name] = Counter()
        try:
            for state in attack(known, chance, _FEW if short else long.get(name, None if name == EVERY else sample)):
                states[state] += 1
        except Broken as why:
            done.broken.append(f"{command.name}, {name}: {why}\n  kept in {keep_aside(place / 'world', str(why))}")
    return done._replace(seconds=time.perf_counter() - start)


def _open_to_all(base: Path) -> None:
    """Let a user without rights reach the folders, and every command put its own temporary files aside."""
    base.chmod(0o755)
    aside = base / "tmp"
    aside.mkdir()
    aside.chmod(0o1777)
    os.environ["TMPDIR"] = tempfile.tempdir = str(aside)


if __name__ == "__main__":
    sys.exit(main())
