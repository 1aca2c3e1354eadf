"""`cgt-dataset build`: check the records and build the package."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..reader import Dataset
from .arguments import add_articles, article_texts
from .bulk import add_bulk, run_bulk, wants_bulk
from .printing import report, say, without
from .usage import Usage

HELP = "check the records and build the package"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where from and where to."""
    parser.add_argument("--raw", type=Path, default=Path("raw"), help="folder of records (default: raw)")
    parser.add_argument("--out", type=Path, default=Path("build"), help="folder of the package (default: build)")
    add_articles(parser)
    add_bulk(parser)


def run(options: argparse.Namespace) -> int:
    """Check the records and build the package."""
    if wants_bulk(options):
        return run_bulk(options, options.out)
    from ..build import build as build_package
    from ..package import NotAPackage

    texts = article_texts(options)
    try:
        checked = build_package(options.raw, options.out, texts)
    except NotAPackage as error:
        raise Usage(str(error)) from None
    if not checked.good:
        return report(checked.findings, f"{options.out} is left as it was")
    report(checked.findings)
    rows = sum(table["rowCount"] for table in Dataset(options.out).descriptor["resources"])
    say(f"built {options.out} from {len(checked.records)} records: {rows} rows{without(texts)}")
    return 0
