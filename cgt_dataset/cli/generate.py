"""`cgt-dataset generate`: write synthetic records, with or without faults."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from .printing import progress, say
from .usage import Usage

HELP = "write synthetic records as JSON Lines, with planted faults if wanted"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many records of which tables, with how many faults, and where to."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument(
        "--records", type=_count, required=True, metavar="N", help="how many, of all tables together: 20000, 1e6"
    )
    parser.add_argument("--tables", metavar="A,B", help="the tables (default: all)")
    parser.add_argument("--faults", type=float, default=0.0, metavar="RATE", help="faulty share of them, up to 0.5")
    parser.add_argument("--select", metavar="CODES", help="only faults of these rules: codes or their beginnings")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="other records for another number (default: 0)"
    )
    parser.add_argument(
        "--processes", type=int, default=1, metavar="P", help="how many write at once, at most one a core (default: 1)"
    )
    parser.add_argument("--gzip", action="store_true", help="write TABLE.jsonl.gz")


def run(options: argparse.Namespace) -> int:
    """Write the records; what was generated before at the same place is replaced, and nothing else."""
    from ..generating import Impossible, Plan, generate

    named = {"tables": _names(options.tables)} if options.tables is not None else {}
    codes = tuple(code.upper() for code in _names(options.select or "") if code)
    if codes and not options.faults:
        raise Usage("--select chooses among planted faults: say with --faults how many")
    try:
        plan = Plan(options.records, faults=options.faults, codes=codes, seed=options.seed, **named)
        with progress(plan.records, "records") as told:
            planted = generate(plan, options.out, processes=options.processes, compress=options.gzip, told=told)
    except Impossible as error:
        raise Usage(str(error)) from None
    faults = f", {planted:,} of them faulty" if options.faults else ""
    say(f"wrote {options.out}: {options.records:,} records{faults}")
    return 0


def _count(text: str) -> int:
    """A number of records: `20000`, `1e6`."""
    if not re.fullmatch("[0-9]{1,12}|[1-9]e[0-9]{1,2}", text):
        raise argparse.ArgumentTypeError(f"{text} is no number of records, such as 20000 or 1e6")
    return int(float(text)) if "e" in text else int(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",")))
