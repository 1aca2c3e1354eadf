"""`cgt-dataset schema`: publish the schema, compare two editions of it, list the rules of that comparison."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import schema_diff
from .printing import say

HELP = "publish the schema, and compare editions of it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, with what, and where to."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = verbs.add_parser("export", help="write the JSON Schemas of the records")
    export.add_argument("--out", type=Path, default=Path("schemas"), help="folder to write to (default: schemas)")
    export.set_defaults(do=_export)
    diff = verbs.add_parser("diff", help=schema_diff.HELP)
    schema_diff.arguments(diff)
    diff.set_defaults(do=schema_diff.run)
    rules = verbs.add_parser("rules", help="list the rules that `diff` judges changes by, or write their page")
    rules.add_argument(
        "--out", type=Path, metavar="DIR", help="write DIR/compatibility.md instead of listing the rules"
    )
    rules.set_defaults(do=_rules)


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    status: int = options.do(options)
    return status


def _export(options: argparse.Namespace) -> int:
    """Write the JSON Schemas of the records."""
    from ..schema.publish import published

    files = published()
    for name, content in files.items():
        file = options.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    say(f"wrote {len(files)} files to {options.out}")
    return 0


def _rules(options: argparse.Namespace) -> int:
    """List the rules of compatibility, or write their page."""
    from ..schema.compatibility import RULES, rules_page

    if options.out is None:
        for rule in RULES:
            print(f"{rule.code}  {rule.verdict:8}  {rule.package:5}  {rule.title}")
        return 0
    file = options.out / "compatibility.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(rules_page(RULES).encode("utf-8"))
    say(f"wrote {file}")
    return 0
