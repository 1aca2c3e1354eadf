"""`cgt-dataset diff`: what changed between two packages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..findings import did_you_mean, printable
from ..reader import Dataset
from .arguments import known
from .printing import say
from .usage import Usage

if TYPE_CHECKING:
    from ..package.opened import Opened

HELP = "what changed between two packages"
_INSTALLED = "installed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which packages, and what of them."""
    of = f"a folder, a wheel, or '{_INSTALLED}' for the installed one"
    parser.add_argument("old", metavar="OLD", help=f"the package before: {of}")
    parser.add_argument("new", metavar="NEW", help="the package after, likewise")
    told = parser.add_mutually_exclusive_group()
    told.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="form of the changes (default: text)"
    )
    told.add_argument("--floors", action="store_true", help="only the tables that lost rows; fails where there are any")
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="TABLE=ROWS",
        help="with --floors: how many rows a table may lose (default: none); more than once for more tables",
    )


def run(options: argparse.Namespace) -> int:
    """Say what changed between two packages."""
    from ..package import changes_printed
    from ..package.comparing import changes_between

    if options.allow and not options.floors:
        raise Usage("--allow says how many rows a table may lose; it goes with --floors")
    old, new = known(_package, options.old), known(_package, options.new)
    if options.floors:
        return _floors(old, new, options.allow)
    changes = known(lambda: changes_between(old, new))
    forms = {
        "text": changes_printed.as_text,
        "json": changes_printed.as_json,
        "markdown": changes_printed.as_markdown,
    }
    print(forms[options.format](changes), end="")
    return 0


def _package(name: str) -> Opened:
    from ..package.opened import opened

    return opened(Dataset().folder if name == _INSTALLED else Path(name))


def _floors(old: Opened, new: Opened, stated: list[str]) -> int:
    from ..package.changes import shrunk, tables_of

    allowances: dict[str, int] = {}
    tables = tables_of(old, new)
    for one in stated:
        table, _, rows = one.partition("=")
        if not (rows.isascii() and rows.isdecimal()) or len(rows) > 18:
            raise Usage(f"'{one}' is no allowance; write TABLE=ROWS, such as agreements=2")
        if table not in tables:
            guess = did_you_mean(table, tables)
            raise Usage("; ".join(part for part in (f"there is no table '{table}'", guess) if part))
        if table in allowances:
            raise Usage(f"the allowance of {table} is stated twice")
        allowances[table] = int(rows)
    lost = known(lambda: shrunk(old, new, allowances))
    for one_table in lost:
        print(printable(str(one_table)))
    say(f"{len(lost)} table{'' if len(lost) == 1 else 's'} below the floor" if lost else "no table is below its floor")
    return int(bool(lost))
