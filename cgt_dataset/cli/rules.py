"""`cgt-dataset rules`: list the rules, or write their pages."""

from __future__ import annotations

import argparse
from pathlib import Path

from .printing import say

HELP = "list the rules, or write their pages"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write DIR/rules.md and DIR/rules/CODE.md instead of listing the rules"
    )


def run(options: argparse.Namespace) -> int:
    """List the rules, or write their pages."""
    from ..build import RULES
    from ..findings import rule_pages, rules_list

    if options.out is None:
        print(rules_list(RULES), end="")
        return 0
    files = rule_pages(RULES)
    for name, content in files.items():
        file = options.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8"))
    say(f"wrote {len(files)} files to {options.out}")
    return 0
