"""`cgt-dataset tables`: list the tables, or describe one."""

from __future__ import annotations

import argparse
from textwrap import shorten

from ..findings import printable
from ..reader import Dataset
from .arguments import add_package, known

HELP = "list the tables, or describe one"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which table of which package."""
    parser.add_argument("table", nargs="?", metavar="TABLE", help="the table to describe")
    add_package(parser)


def run(options: argparse.Namespace) -> int:
    """List the tables, or describe one."""
    dataset = Dataset(options.package)
    if options.table is not None:
        for line in str(known(dataset.describe, options.table)).splitlines():
            print(printable(line))
        return 0
    described = [dataset.describe(name) for name in known(dataset.tables)]
    width = max(len(table.name) for table in described)
    for table in described:
        print(f"{table.name:{width}} {table.rows:6} {printable(shorten(table.description, 90, placeholder='…'))}")
    return 0
