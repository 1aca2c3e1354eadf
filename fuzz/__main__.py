"""Fuzz the targets, each in a process of its own: `python -m fuzz [TARGET ...] --seconds N`.

An input that breaks a property is kept in `fuzz/found`, and the exit status is 1. With `--write` the counts go into
docs/security.md, if nothing broke.
"""

from __future__ import annotations

import argparse
import inspect
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from documentation.tables import table, with_between

from .targets import ROOT, TARGETS, found

PAGE = ROOT / "docs" / "security.md"
_NUMBERS = ("seconds", "inputs", "branches reached", "found and kept")
_INPUTS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
_REACHED = re.compile(r"DONE\s+cov: (\d+)")


class Fuzzed(NamedTuple):
    """What became of a target."""

    target: str
    seconds: int
    inputs: int
    reached: int
    """Branches of our code."""
    broken: str
    """What the process said when a property broke."""


def main() -> int:
    """Fuzz, print and write; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)} (default: all)")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="how long, each (default: 60)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of what is random (default: 1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="how many targets at once")
    parser.add_argument("--write", action="store_true", help="all targets: write the table into docs/security.md")
    options = parser.parse_args()
    if unknown := [name for name in options.targets if name not in TARGETS]:
        parser.error(f"no such target: {', '.join(unknown)}")
    if options.write and options.targets:
        parser.error("the table is of all targets: name none")
    with ThreadPoolExecutor(options.jobs) as pool:
        done = list(pool.map(lambda name: fuzz(name, options.seconds, options.seed), options.targets or TARGETS))
    print(told(done))
    broken = [one for one in done if one.broken]
    for one in broken:
        print(f"{one.target}: {one.broken}", file=sys.stderr)
    if options.write and not broken:
        PAGE.write_text(with_between(PAGE.read_text("utf-8"), "fuzzing", told(done)), "utf-8")
    return int(bool(broken))


def fuzz(target: str, seconds: int, seed: int) -> Fuzzed:
    """Fuzz a target for so long."""
    command = [sys.executable, "-m", "fuzz.one", target, "--seconds", str(seconds), "--seed", str(seed)]
    with tempfile.TemporaryDirectory(prefix="cgt-fuzz-") as scratch:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": scratch},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    inputs, reached = _INPUTS.search(done.stderr), _REACHED.search(done.stderr)
    return Fuzzed(
        target,
        seconds,
        int(inputs[1]) if inputs else 0,
        int(reached[1]) if reached else 0,
        done.stderr if done.returncode or not inputs else "",
    )


def told(done: Sequence[Fuzzed]) -> str:
    """What was fuzzed for how long, and what is kept of it, as a table."""
    head = ("target", "what holds for any bytes", *_NUMBERS)
    rows = [
        [f"`{one.target}`", _property(one.target)]
        + [f"{number:,}" for number in (one.seconds, one.inputs, one.reached, len(found(one.target)))]
        for one in done
    ]
    return table(head, rows, _NUMBERS)


def _property(target: str) -> str:
    return inspect.cleandoc(TARGETS[target].__doc__ or "").rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
