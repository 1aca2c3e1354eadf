"""Arguments of `cgt-dataset`, and the exit status: 0, 1 for findings, 2 for usage and for what cannot be done."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from ..files import Unreadable, reason
from ..findings import printable
from ..reader import MissingExtra
from ..release import VERSION
from . import (
    archive,
    build,
    check,
    cite,
    coverage,
    diff,
    explain,
    explore,
    export,
    fmt,
    gate,
    generate,
    migrate,
    new,
    plot,
    query,
    rules,
    schema,
    show,
    tables,
    verify,
)
from .usage import Usage

COMMANDS = (
    build,
    check,
    new,
    cite,
    fmt,
    migrate,
    generate,
    verify,
    diff,
    gate,
    archive,
    tables,
    show,
    query,
    export,
    plot,
    explore,
    coverage,
    rules,
    explain,
    schema,
)
"""The commands in the order of the help; each module has HELP, `arguments` and `run`, and imports rooms late."""

_EXTRAS = {"anyascii": "build", "rapidfuzz": "build", "yaml": "build"}
"""The extra that brings a module which the base install does without; the reader says so itself, as MissingExtra."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    if sys.flags.optimize > 1:
        return _refuse("the descriptions of the tables are docstrings; run Python without -OO")
    try:
        status: int = options.run(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has stopped
        return 1
    except (Usage, Unreadable) as error:
        return _refuse(str(error))
    except ModuleNotFoundError as error:
        extra = error.extra if isinstance(error, MissingExtra) else _EXTRAS.get(error.name or "")
        if extra is None:
            raise
        return _refuse(f"this command needs more than the base install: pip install 'cgt-dataset[{extra}]'")
    except KeyboardInterrupt:
        return _refuse("stopped")
    except OSError as error:
        return _refuse(f"{error.filename}: {reason(error)}" if error.filename else reason(error))
    return status


def _refuse(message: str) -> int:
    print("cgt-dataset: " + "\n".join(map(printable, message.splitlines())), file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cgt-dataset", description="The cell and gene therapy industry as tables, every value with its evidence."
    )
    parser.add_argument("--version", action="version", version=f"cgt-dataset {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        command = commands.add_parser(module.__name__.rpartition(".")[2], help=module.HELP)
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser
