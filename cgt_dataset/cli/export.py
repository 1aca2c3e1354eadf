"""`cgt-dataset export`: write the tables in the files of another tool."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..exporting import FORMATS, NotExported, export
from ..reader import Dataset
from .arguments import add_package, known
from .printing import say
from .usage import Usage

HELP = "write the tables as csv, xlsx, sqlite, duckdb or jsonl, with the data dictionary"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which tables of which package, in which format, and where to."""
    parser.add_argument(
        "--format", choices=FORMATS, required=True, help="csv and jsonl make a folder, the others a file"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="PATH", help="the folder or file to write")
    parser.add_argument("--tables", type=_names, metavar="A,B", help="the tables (default: all)")
    add_package(parser)


def run(options: argparse.Namespace) -> int:
    """Write the tables; an earlier export at the same place is replaced, and nothing else."""
    dataset = Dataset(options.package)
    try:
        altered = known(lambda: export(dataset, options.format, options.out, options.tables))
    except NotExported as error:
        raise Usage(str(error)) from None
    if altered:
        times, where = sum(altered.values()), ", ".join(altered)
        say(f"{times} texts look like formulas and have an apostrophe before them: {where}")
    count, version = len(options.tables or dataset.tables()), dataset.descriptor.get("version")
    say(f"wrote {options.out}: version {version}, {count} table{'s' if count > 1 else ''}")
    return 0


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in text.split(",")))
