"""`cgt-dataset verify`: check a built package."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..reader import Dataset
from .arguments import add_articles, article_texts
from .printing import report, say
from .usage import Usage

HELP = "check a built package"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which package."""
    parser.add_argument("package", nargs="?", type=Path, help="folder of the package (default: the installed one)")
    add_articles(parser)


def run(options: argparse.Namespace) -> int:
    """Check a built package."""
    from ..package.verify import verify as verify_package

    texts = article_texts(options)
    dataset = Dataset(options.package)
    if not dataset.folder.is_dir():
        raise Usage(f"{dataset.folder}: there is no such folder")
    findings = verify_package(dataset.folder, texts)
    status = report(findings)
    if not findings:
        spans = dataset.load("evidence").num_rows
        held = sum(texts.get(source) is not None for source in dataset.load("sources").column("id").to_pylist())
        proof = f"{spans} supports confirmed in {held} texts" if held else "structure only; no article texts at hand"
        say(f"{dataset.folder} is whole: {len(dataset.tables())} tables, {proof}")
    return status
