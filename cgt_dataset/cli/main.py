"""Arguments of `cgt-dataset`, and the exit status: 0, 1 for findings, 2 for usage and for what cannot be done."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..files import Unreadable, reason
from ..release import VERSION
from .usage import Usage

_EXTRAS = {"yaml": "build"}
"""The extra that brings a module which the base install does without."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    if sys.flags.optimize > 1:
        return _refuse("the descriptions of the tables are docstrings; run Python without -OO")
    try:
        from . import commands

        status: int = getattr(commands, options.command)(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has stopped
        return 1
    except (Usage, Unreadable) as error:
        return _refuse(str(error))
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get(error.name or "")
        if extra is None:
            raise
        return _refuse(f"this command needs more than the base install: pip install 'cgt-dataset[{extra}]'")
    except KeyboardInterrupt:
        return _refuse("stopped")
    except OSError as error:
        return _refuse(f"{error.filename}: {reason(error)}" if error.filename else reason(error))
    return status


def _refuse(message: str) -> int:
    print(f"cgt-dataset: {message}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cgt-dataset", description="The cell and gene therapy industry as tables, every value with its evidence."
    )
    parser.add_argument("--version", action="version", version=f"cgt-dataset {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="check the records and build the package")
    build.add_argument("--raw", type=Path, default=Path("raw"), help="folder of records (default: raw)")
    build.add_argument("--out", type=Path, default=Path("build"), help="folder of the package (default: build)")
    _articles(build)

    check = commands.add_parser("check", help="check records; every fault in one run")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="records or folders of them (default: raw)")
    _articles(check)

    verify = commands.add_parser("verify", help="check a built package")
    verify.add_argument("package", nargs="?", type=Path, help="folder of the package (default: the installed one)")
    _articles(verify)

    tables = commands.add_parser("tables", help="list the tables, or describe one")
    tables.add_argument("table", nargs="?", metavar="TABLE", help="the table to describe")
    _package(tables)

    show = commands.add_parser("show", help="show a record, each value with what supports it")
    show.add_argument("pointer", metavar="TABLE/ID", help="the record")
    _package(show)

    commands.add_parser("rules", help="list every rule with its reason and its mend, as Markdown")

    schema = commands.add_parser("schema", help="publish the schema")
    verbs = schema.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = verbs.add_parser("export", help="write the JSON Schemas of the records")
    export.add_argument("--out", type=Path, default=Path("schemas"), help="folder to write to (default: schemas)")
    return parser


def _articles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", help="folder of article texts (default: the variable CGT_ARTICLES)"
    )


def _package(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--package", type=Path, metavar="DIR", help="folder of the package (default: the installed one)"
    )
