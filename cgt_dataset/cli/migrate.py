"""`cgt-dataset migrate`: rewrite records of older schemas in the present one."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from .check import roots_of
from .printing import report, say

HELP = "rewrite records of older schemas in the present one"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which records, and whether anything is written."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="records or folders of them (default: raw)")
    parser.add_argument("--dry-run", action="store_true", help="write nothing; name the files that would be written")


def run(options: argparse.Namespace) -> int:
    """Rewrite records, comments and order kept. Each file is the old one or the new one, whole, whatever happens."""
    from ..curation import rewriting
    from ..migrating import plan

    status = 0
    for root, paths in roots_of(options.paths or [Path("raw")]).items():

        def chosen(path: Path, among: list[Path] = paths) -> bool:
            one = Path(os.path.abspath(path))  # noqa: PTH100 (without following links)
            return any(one == path or path in one.parents for path in among)

        planned = plan(root, chosen)
        if any(finding.severity == "error" for finding in planned.findings):
            status = report(planned.findings, "such records are mended first; nothing was changed")
            continue
        for step in planned.rewritings:
            what = "make" if step.before is None else "rewrite"
            if options.dry_run:
                print(f"would {what} {step.path}")
            else:
                step.path.parent.mkdir(exist_ok=True)
                try:
                    rewriting.replace_file(step.path, step.content, step.before)
                except rewriting.Changed as error:
                    say(str(error))
                    return 1
                print(f"{'made' if step.before is None else 'rewrote'} {step.path}")
            if step.ask is not None:
                say(f"{step.path}: {step.ask}")
        for words in planned.drops:
            say(f"given up: {words}")
        say(f"{len(planned.rewritings)} files {'would be ' if options.dry_run else ''}written")
    return status
