"""Who is measured, what each does, and what it does not check."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from .measuring import ROOT
from .places import Place

_CLI = "import sys; from cgt_dataset.cli import main; sys.exit(main())"
OURS = "build"
"""The contender that the others are compared with."""
WITH_FAULTS = "build-faulty"


@dataclass(frozen=True)
class Contender:
    """One that is measured."""

    name: str
    """What it is called on the command line."""
    title: str
    does: str
    """What it does, and on what."""
    unchecked: str
    """What it does not check."""
    most: int
    """The most records that it is given; for more its time is reckoned."""
    arguments: tuple[str, ...]
    """Those of our command, or the module of a peer and what it is to do."""
    needs: str | None = None
    """The module that has to be installed. None: it is our command."""
    reads: Literal["records", "faulty records", "flat tables"] = "records"
    finds: bool = False
    """Whether it tells how many of the lines, or the ids and references in them, are faulty."""

    def command(self, place: Place, out: Path) -> list[str]:
        """The process that is measured; `out` is an empty folder."""
        if self.needs is None:
            told = ["--bulk", str(place.records), "--rejects", str(out / "rejects.jsonl")]
            if self.reads == "faulty records":
                told += ["--max-errors", str(self.most)]  # the package is built of the others
            if self.arguments[0] == "build":
                told += ["--out", str(out / "package")]
            return [sys.executable, "-c", _CLI, *self.arguments, *told]
        module, *what = self.arguments
        return [sys.executable, "-m", f"benchmarks.bulk.peers.{module}", str(place.folder), str(out), *what]

    def missing(self) -> str | None:
        """Why it cannot be measured here; None where it can."""
        if self.needs is not None:
            return None if importlib.util.find_spec(self.needs) else f"{self.needs} is not installed"
        command = self.arguments[0]
        return None if _takes_lines(command) else f"`cgt-dataset {command}` does not know `--bulk`"


@cache
def _takes_lines(command: str) -> bool:
    shown = subprocess.run(
        [sys.executable, "-c", _CLI, command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return "--bulk" in shown.stdout


def chosen(names: Sequence[str]) -> list[Contender]:
    """The contenders of these names, or all. Raises ValueError for a name that is none of them."""
    for name in names:
        if all(name != each.name for each in CONTENDERS):
            raise ValueError(f"there is no {name}; there are {', '.join(each.name for each in CONTENDERS)}")
    return [each for each in CONTENDERS if not names or each.name in names]


_ALL = 10_000_000
_MILLIONS = 2_000_000
_NOTHING = "anything: text for a number is turned into one, unknown fields are dropped, broken dates pass"
_RULES = "keys that stand twice, the rules for evidence, names that are alike, what lies in itself"

CONTENDERS = (
    Contender(
        OURS,
        "cgt-dataset build --bulk",
        "every check, the package written: sorted tables with digests, flushed to the disk",
        "names that are alike, which `--likeness` asks for",
        _ALL,
        ("build",),
    ),
    Contender(
        WITH_FAULTS,
        "the same, one faulty line in a thousand",
        "as above, on records with a planted fault in each thousandth",
        "names that are alike, which `--likeness` asks for",
        _MILLIONS,
        ("build",),
        reads="faulty records",
    ),
    Contender(
        "check",
        "cgt-dataset check --bulk",
        "every check, nothing written",
        "names that are alike, which `--likeness` asks for",
        _ALL,
        ("check", "--format", "json"),
        finds=True,
    ),
    Contender(
        "duckdb",
        "DuckDB, a copy",
        "`read_json` with the columns given → Parquet, nested as it is",
        _NOTHING,
        _ALL,
        ("duck", "nested"),
        "duckdb",
    ),
    Contender(
        "duckdb-tables",
        "DuckDB, our tables",
        "`read_json` → the tables of the package in the order of the lines, without the days of partial dates",
        _NOTHING,
        _MILLIONS,
        ("duck", "tables"),
        "duckdb",
    ),
    Contender(
        "duckdb-sorted",
        "DuckDB, our tables sorted",
        "the same, each table by its primary key",
        _NOTHING,
        100_000,
        ("duck", "sorted"),
        "duckdb",
    ),
    Contender(
        "pyarrow",
        "pyarrow, a copy",
        "`pyarrow.json` block by block with the schema given → Parquet, nested as it is",
        "anything but JSON types: invalid UTF-8, two objects on a line and unknown fields pass",
        _MILLIONS,
        ("streamed",),
        "pyarrow",
    ),
    Contender(
        "pydantic",
        "Pydantic line by line",
        "our models, ids and references in sets, nothing written",
        _RULES,
        _MILLIONS,
        ("modelled", "lines"),
        "pydantic",
        finds=True,
    ),
    Contender(
        "pydantic-parquet",
        "Pydantic → Parquet",
        "our models → `model_dump` → `Table.from_pylist` → Parquet, nested as it is",
        f"ids and references, {_RULES}",
        100_000,
        ("modelled", "parquet"),
        "pydantic",
    ),
    Contender(
        "msgspec",
        "msgspec",
        "structs made from our models, line by line, ids and references in sets, nothing written",
        f"what does not fit between fields, dates that there are not, lists in which one stands twice, {_RULES}",
        100_000,
        ("structs",),
        "msgspec",
        finds=True,
    ),
    Contender(
        "jsonschema-rs",
        "jsonschema-rs",
        "the published JSON Schemas, line by line from `json.loads`, nothing written",
        f"ids and references, what does not fit between fields, dates that there are not, {_RULES}",
        100_000,
        ("published",),
        "jsonschema_rs",
        finds=True,
    ),
    Contender(
        "frictionless",
        "frictionless",
        "the tables as CSV, made beforehand: types, terms, patterns, bounds, primary and foreign keys",
        f"the JSON itself, what does not fit between fields, the pointers of evidence, {_RULES}",
        10_000,
        ("flat", "frictionless"),
        "frictionless",
        "flat tables",
    ),
    Contender(
        "pandera",
        "pandera (polars)",
        "the tables as Parquet, made beforehand: types, terms, patterns, bounds, primary keys",
        f"the JSON itself, references, what does not fit between fields, {_RULES}",
        100_000,
        ("flat", "pandera"),
        "pandera",
        "flat tables",
    ),
    Contender(
        "dataframely",
        "dataframely",
        "the tables as Parquet, made beforehand: types, terms, patterns, bounds, primary keys",
        f"the JSON itself, references, what does not fit between fields, {_RULES}",
        100_000,
        ("flat", "dataframely"),
        "dataframely",
        "flat tables",
    ),
)
