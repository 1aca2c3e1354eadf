"""`cgt-dataset schema export`: write the JSON Schemas of the records."""

from __future__ import annotations

import argparse
from pathlib import Path

from .printing import say

HELP = "publish the schema"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, and where to."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = verbs.add_parser("export", help="write the JSON Schemas of the records")
    export.add_argument("--out", type=Path, default=Path("schemas"), help="folder to write to (default: schemas)")


def run(options: argparse.Namespace) -> int:
    """Write the JSON Schemas of the records."""
    from ..schema.publish import published

    files = published()
    for name, content in files.items():
        file = options.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    say(f"wrote {len(files)} files to {options.out}")
    return 0
