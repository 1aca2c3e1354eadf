"""The rooms of the project: imports run one way, each room knows what it may."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "cgt_dataset"
# A room imports only from lower floors, and from itself.
FLOORS = {
    "release": 0,
    "files": 0,
    "markup": 0,
    "swapping": 0,
    "working": 0,
    "schema": 1,
    "texts": 1,
    "findings": 1,
    "curation": 2,
    "rules": 2,
    "tabular": 2,
    "reader": 2,
    "checking": 3,
    "coverage": 3,
    "exporting": 3,
    "generating": 3,
    "package": 3,
    "plots": 3,
    "build": 4,
    "bulk": 4,
    "explore": 4,
    "migrating": 4,
    "cli": 5,
    "testing": 5,
}
FILES = sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The rooms that a file imports, wherever in it."""
    here = path.relative_to(PACKAGE.parent).with_suffix("").parts
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*here[: len(here) - node.level], *(node.module or "").split(".")]
            target = [part for part in base if part][1:]
            rooms |= {target[0]} if target else {name.name for name in node.names}
    return rooms - {_room(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_from_lower_floors_only(path: Path) -> None:
    room = _room(path)
    if room == "__init__":
        return
    assert room in FLOORS, f"{room} has no floor"
    assert {other for other in _imports(path) if FLOORS[other] >= FLOORS[room]} == set()


@pytest.mark.parametrize(
    ("room", "foreign"),
    [
        ("schema", {"pyarrow", "yaml", "argparse"}),
        ("rules", {"pyarrow", "yaml"}),
        ("tabular", {"yaml", "frictionless"}),
        ("package", {"yaml"}),
        ("reader", {"yaml"}),
        ("curation", {"pyarrow"}),
    ],
)
def test_a_room_does_not_know_what_it_must_not(room: str, foreign: set[str]) -> None:
    for path in FILES:
        if _room(path) == room:
            tree = ast.walk(ast.parse(path.read_text("utf-8")))
            named = {name.name.split(".")[0] for node in tree if isinstance(node, ast.Import) for name in node.names}
            assert not named & foreign, path


def test_the_block_function_knows_nothing_of_the_engine() -> None:
    for path in (PACKAGE / "bulk" / "block").glob("*.py"):
        imports = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
        assert all(node.level != 2 for node in imports), path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_is_a_room_not_a_hall(path: Path) -> None:
    # Vocabularies are one list of terms; to cut it would only scatter it.
    limit = 520 if path.name == "vocabularies.py" else 400
    assert len(path.read_text("utf-8").splitlines()) <= limit


def test_no_room_hides_a_public_function() -> None:
    """Importing `cgt_dataset.x` sets the attribute `x` of the package, over a function of that name."""
    import cgt_dataset

    assert not {_room(path) for path in FILES} & {name for name in cgt_dataset.__all__ if name.islower()}
