"""The commands that write, each with a small folder of its own to write in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import records
from .children import run

ROOT = Path(__file__).resolve().parent.parent
_ONE = records.NAMES[0].lower()


@dataclass(frozen=True)
class Command:
    """A command that writes."""

    name: str
    """As the table has it."""
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]
    """Fills an empty folder, in which the command is then run."""
    proof: tuple[str, ...]
    """The command that finds nothing wrong with what there is, whatever happened."""
    reads: str
    """Files that are changed while they are read."""
    file_by_file: bool = False
    """Whether each file is whole by itself; else everything below a name in the folder is."""
    resumes: bool = False
    """Whether a run that was stopped goes on where it was."""
    takes_back: bool = False
    """Whether it takes back what it did when what comes after fails."""

    @property
    def copies(self) -> bool:
        """Whether it gives what it reads, so that there are but the old and the new, whatever happens to that."""
        return self.reads == "build/*"


def _do(world: Path, *arguments: str, status: int = 0) -> None:
    ran = run(world, arguments)
    if ran.status != status:
        raise RuntimeError(f"{' '.join(arguments)}: {ran.said}")


def _old(world: Path) -> None:
    records.write(world)


def _migrated(world: Path) -> None:
    records.write(world)
    _do(world, "migrate", "raw")


def _unformatted(world: Path) -> None:
    _migrated(world)
    for path in (world / "raw").rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("\nid: ", "\nid:    "), "utf-8")


def _built(world: Path) -> None:
    """A package, and records of which it lacks one."""
    _migrated(world)
    record = world / "raw" / "organizations" / f"{_ONE}.yaml"
    whole = record.read_bytes()
    record.unlink()
    _do(world, "build")
    record.write_bytes(whole)


def _exported(*to: str) -> Callable[[Path], None]:
    """An export of a package that has one record less now."""

    def prepare(world: Path) -> None:
        _built(world)
        _do(world, "export", "--package", "build", *to)
        _do(world, "build")

    return prepare


def _released(world: Path) -> None:
    _built(world)
    shutil.copytree(ROOT / "schemas", world / "schemas")
    (world / "releases").mkdir()


def _generated(world: Path) -> None:
    _do(world, "generate", "--records", "40", "--seed", "1", "--out", "made")


def _lines(world: Path) -> None:
    """The package of some records, and others."""
    for seed in ("1", "2"):
        _do(world, "generate", "--records", "40", "--seed", seed, "--out", "lines")
        if seed == "1":
            _do(world, "build", *_BULK, "--out", "build")


def _faulty_lines(world: Path) -> None:
    for seed in ("1", "2"):
        _do(world, "generate", "--records", "40", "--faults", "0.1", "--seed", seed, "--out", "lines")
        if seed == "1":
            _do(world, "check", *_BULK, status=1)


_BULK = ("--bulk", "lines", "--processes", "1", "--work", "work")
_CSV = ("--format", "csv", "--tables", "organizations", "--out", "csv")
_SQLITE = ("--format", "sqlite", "--tables", "organizations", "--out", "tables.sqlite")
_CITE = ("cite", "paper", f"{records.NAMES[0]} is a company", "--field", "/kind", "--derivation", "normalised")
_CHECK, _VERIFY = ("check", "raw"), ("verify", "build")

COMMANDS = (
    Command("build", ("build",), _built, _VERIFY, "raw/organizations/*.yaml", takes_back=True),
    Command("fmt", ("fmt",), _unformatted, _CHECK, "raw/organizations/*.yaml", file_by_file=True),
    Command("migrate", ("migrate",), _old, _CHECK, "raw/organizations/*.yaml", file_by_file=True),
    Command(
        "cite --into",
        (*_CITE, "--into", f"organizations/{_ONE}", "--articles", "articles"),
        _migrated,
        _CHECK,
        "raw/organizations/*.yaml",
        file_by_file=True,
    ),
    Command("new", ("new", "people", "somebody"), _migrated, ("fmt", "--check", "raw/sources"), "raw/*/*.yaml", True),
    Command("export --format csv", ("export", "--package", "build", *_CSV), _exported(*_CSV), _VERIFY, "build/*"),
    Command(
        "export --format sqlite", ("export", "--package", "build", *_SQLITE), _exported(*_SQLITE), _VERIFY, "build/*"
    ),
    Command("archive", ("archive",), _released, _VERIFY, "build/*", file_by_file=True),
    Command(
        "generate",
        ("generate", "--records", "40", "--seed", "2", "--out", "made"),
        _generated,
        ("check", "--bulk", "made", "--processes", "1"),
        "made/*",
    ),
    Command("build --bulk", ("build", *_BULK, "--out", "build"), _lines, _VERIFY, "lines/*.jsonl", resumes=True),
    Command("check --bulk", ("check", *_BULK), _faulty_lines, ("rules",), "lines/*.jsonl", resumes=True),
)
