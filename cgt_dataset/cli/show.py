"""`cgt-dataset show`: show a record, each value with what supports it."""

from __future__ import annotations

import argparse
import warnings
from typing import Any

from ..reader import Dataset
from .arguments import add_package, known
from .printing import say
from .usage import Usage

HELP = "show a record, each value with what supports it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which record of which package."""
    parser.add_argument("pointer", metavar="TABLE/ID", help="the record")
    add_package(parser)


def run(options: argparse.Namespace) -> int:
    """Show a record, each value with what supports it."""
    from ..schema import values

    dataset = Dataset(options.package)
    if "/" not in options.pointer:
        raise Usage(f"'{options.pointer}' is no record; write TABLE/ID, such as agreements/ID")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        record = known(dataset.record, options.pointer)
    for warning in told:
        say(str(warning.message))
    pointer_of_record = f"{record.table}/{record.id}"
    supports = dataset.evidence(pointer_of_record)
    print(pointer_of_record)
    for pointer, value in values(record):
        print(f"  {pointer[1:]}: {_shown(value)}")
        for support in supports:
            if support.pointer == pointer:
                print(f"      {support}")
    return 0


def _shown(value: Any) -> str:
    """A value in one line: a quantity as `<= 200 L (up to 200L)`, a name with its language and kind."""
    from ..schema import Name, Quantity

    if isinstance(value, Quantity):
        upper = f"..{value.upper:g}" if value.upper is not None else ""
        return f"{value.comparator} {value.value:g}{upper} {value.unit} ({value.as_stated})"
    if isinstance(value, Name):
        return f"{value.text} ({value.language}, {value.kind})"
    return str(value).lower() if isinstance(value, bool) else str(value)
