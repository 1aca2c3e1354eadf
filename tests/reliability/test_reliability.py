"""The fault harness runs, finds what is broken, and its page is its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from documentation.tables import rows_in
from reliability import load, worlds
from reliability.attacks import ATTACKS, EVERY
from reliability.children import Ran
from reliability.commands import COMMANDS
from reliability.page import PAGE

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the children come from it
linux = pytest.mark.skipif(sys.platform != "linux", reason="the harness is for Linux")


FEW = ("build", "fmt", "cite --into", "build --bulk")
"""Of each way of writing one: a folder, many files, one file, and a folder with unfinished work beside it."""


@linux
def test_a_sample_of_every_attack_breaks_something() -> None:
    few = [argument for name in FEW for argument in ("--only", name)]
    command = [sys.executable, "-m", "reliability", "--short", *few]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in FEW:
        assert f"| `{name}` |" in done.stdout


@linux
def test_few_readers_processes_and_threads_break_something() -> None:
    told = load.loaded(load.SHORT)
    assert [what for what, _, _ in told] == [row[0] for row in rows_in(PAGE.read_text("utf-8"), "load")[1:]]


def test_the_table_is_of_other_commands_or_attacks() -> None:
    head, *rows = rows_in(PAGE.read_text("utf-8"), "faults")
    assert head == ["command", "call sites", *ATTACKS]
    assert [row[0] for row in rows] == [*(f"`{command.name}`" for command in COMMANDS), "all"]
    tried = {attack: [int(row[column].partition(":")[0]) for row in rows] for column, attack in enumerate(ATTACKS, 2)}
    for attack, many in tried.items():
        assert sum(many[:-1]) == many[-1], attack
        assert all(many), attack
    assert tried["killed at any instant"][-1] >= 500, "the table is of a sample"
    assert tried[EVERY] == [int(row[1]) for row in rows], "a call site is left out"


def test_every_attack_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    for attack in ATTACKS:
        assert f"| {attack} |" in text


NOTHING = Ran(0, "")
PUT = "raw/organizations/badeki.yaml"


def _half(world: Path) -> None:
    (world / PUT).write_bytes((world / PUT).read_bytes()[:40])


def _gone(world: Path) -> None:
    (world / PUT).unlink()


def _litter(world: Path) -> None:
    (world / ".left").write_bytes(b"")


def _readable_by_none(world: Path) -> None:
    (world / PUT).chmod(0o200)


@pytest.mark.parametrize("harm", [_half, _gone, _litter, _readable_by_none])
@linux
def test_the_harness_does_not_see_harm(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    fmt = next(command for command in COMMANDS if command.name == "fmt")
    known = worlds.know(fmt, tmp_path)
    assert worlds.verdict(known, worlds.fresh(known.template), None) == worlds.UNDONE
    world = worlds.fresh(known.template)
    harm(world)
    with pytest.raises(worlds.Broken):
        worlds.verdict(known, world, None)


@linux
def test_a_lie_is_believed(tmp_path: Path) -> None:
    fmt = next(command for command in COMMANDS if command.name == "fmt")
    known = worlds.know(fmt, tmp_path)
    with pytest.raises(worlds.Broken, match="it says that all is done, which is old"):
        worlds.verdict(known, worlds.fresh(known.template), NOTHING)
