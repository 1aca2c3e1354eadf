"""`cgt-dataset verify`: check a built package."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..files import Unreadable
from ..findings import Finding
from ..reader import Dataset
from ..texts import read_text
from .arguments import add_articles, article_texts
from .printing import report, say
from .usage import Usage

HELP = "check a built package"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which package."""
    parser.add_argument("package", nargs="?", type=Path, help="folder of the package (default: the installed one)")
    parser.add_argument(
        "--installed", action="store_true", help="also that what is installed is what the wheel brought"
    )
    parser.add_argument("--sums", type=Path, metavar="FILE", help="SHA256SUMS of the release, for --installed")
    add_articles(parser)


def run(options: argparse.Namespace) -> int:
    """Check a built package."""
    from ..package.verify import verify as verify_package

    if options.sums is not None and not options.installed:
        raise Usage("--sums goes with --installed")
    if options.package is not None and options.installed:
        raise Usage("--installed is about the installed package; name no other")
    texts = article_texts(options)
    dataset = Dataset(options.package)
    if not dataset.folder.is_dir():
        raise Usage(f"{dataset.folder}: there is no such folder")
    findings = _against_release(options.sums) if options.installed else []
    findings += verify_package(dataset.folder, texts)
    status = report(findings)
    if not findings:
        spans = dataset.load("evidence").num_rows
        held = sum(texts.get(source) is not None for source in dataset.load("sources").column("id").to_pylist())
        proof = f"{spans} supports confirmed in {held} texts" if held else "structure only; no article texts at hand"
        say(f"{dataset.folder} is whole: {len(dataset.tables())} tables, {proof}")
        if options.installed:
            say(f"and its files are those {'of the release' if options.sums else 'that the wheel brought'}")
    return status


def _against_release(sums: Path | None) -> list[Finding]:
    from ..package.installed import NotInstalled, changed

    try:
        return changed(None if sums is None else _stated_in(sums))
    except NotInstalled as error:
        raise Usage(str(error)) from None


def _stated_in(file: Path) -> str:
    """What a file of checksums says of the descriptor. Raises Usage where it says nothing or cannot be read."""
    from ..package.installed import stated

    try:
        digest = stated(read_text(file))
    except Unreadable as error:
        raise Usage(f"{file} {error}") from None
    if digest is None:
        raise Usage(f"{file} has no line for datapackage.json")
    return digest
