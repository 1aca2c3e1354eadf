"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from unittest import mock

from cgt_dataset.cli.main import COMMANDS


def commands() -> str:
    """Every command with its help, as Markdown."""
    # Help is as wide as the terminal; a page has one width.
    with mock.patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}):
        return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Command line"
    yield ""
    yield "Exit status: 0, 1 for findings, 2 for usage and for what cannot be done."
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        yield ""
        yield f"## cgt-dataset {name}"
        yield ""
        yield f"{module.HELP[0].upper()}{module.HELP[1:]}."
        yield ""
        yield "```text"
        command = argparse.ArgumentParser(prog=f"cgt-dataset {name}")
        module.arguments(command)
        yield command.format_help().rstrip()
        yield "```"
