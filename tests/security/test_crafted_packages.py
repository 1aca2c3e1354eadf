"""A crafted package is found bad, refused in a line, or read as it stands: never more, see `attempts.py`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from attempts import RUNS, Row, attempt, attempts
from hostile_packages import CASES, SECRET, crafted
from table import NAME, PAGE, told

from cgt_dataset import Dataset, NoPackage
from cgt_dataset.reader import Room
from documentation.tables import between


@pytest.fixture(scope="module")
def made(package: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """A sixth of the attempts that `make attacks` makes."""
    return list(attempts(package, tmp_path_factory.mktemp("attempts"), every=6))


def test_no_attempt_breaks_a_promise(made: list[Row]) -> None:
    assert [one for row in made for one in row.broken] == []


def test_the_table_in_the_docs_is_of_the_attempts_that_the_command_makes() -> None:
    """What came of them is in the table; here only that none of them is missing."""
    held = between(PAGE.read_text("utf-8"), NAME).splitlines()
    made = told(Row(sort, len(changes), Counter({0: len(changes) * len(RUNS)}), ()) for sort, changes in CASES.items())
    kept = [[cell for at, cell in enumerate(line.split("|")) if at not in (4, 5, 6)] for line in held]
    expected = [[cell for at, cell in enumerate(line.split("|")) if at not in (4, 5, 6)] for line in made.splitlines()]
    assert kept == expected, "run `make attacks`"


def test_an_attempt_that_breaks_a_promise_is_seen(package: Path, tmp_path: Path) -> None:
    """The harness sees what it is for: a read outside, a traceback, a file left, a terminal that is steered."""

    def bad(crafted_: Path, _good: Path, _out: Path) -> int:
        sys.stdout.write((crafted_.parent / "outside" / "secret.txt").read_text() + "\x1b[2J")
        (crafted_.parent / "taken").touch()
        raise ZeroDivisionError

    place = crafted(package, tmp_path / "case", lambda *_: None)
    told = " ".join(attempt(bad, place, package, tmp_path).broken)
    for promise in ("ended with 70", "a traceback", "outside was read", "terminal was steered", "written beside"):
        assert promise in told
    (place.parent / "taken").unlink()
    good = attempt(RUNS["verify"], place, package, tmp_path)
    assert (good.status, good.broken) == (0, ())


def test_memory_without_end_is_seen(package: Path, tmp_path: Path) -> None:
    place = crafted(package, tmp_path / "case", lambda *_: None)
    assert attempt(lambda *_: len(bytearray(8 * 1024**3)), place, package, tmp_path).broken


@pytest.mark.parametrize("name", CASES["Parquet bombs"])
def test_a_bomb_is_not_read(name: str, package: Path, tmp_path: Path) -> None:
    place = crafted(package, tmp_path / "case", CASES["Parquet bombs"][name])
    with pytest.raises(NoPackage, match=r"warrants|which no table has"):
        Dataset(place).load("organizations")


def test_an_honest_table_has_room(package: Path, parted: Path) -> None:
    for folder in (package, parted):
        room = Room()
        for file in sorted(folder.glob("*.parquet")):
            assert room.table(file).equals(room.table(file.read_bytes()))


def test_the_secret_is_none_of_the_package(package: Path) -> None:
    assert SECRET not in json.dumps(Dataset(package).descriptor)
