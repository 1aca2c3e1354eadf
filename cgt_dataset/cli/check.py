"""`cgt-dataset check`: check records; every fault in one run."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ..findings import Finding
from .arguments import add_articles, article_texts
from .printing import report, say, without
from .usage import Usage

HELP = "check records; every fault in one run"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which records."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="records or folders of them (default: raw)")
    add_articles(parser)


def run(options: argparse.Namespace) -> int:
    """Check records, all of them or those below the paths given."""
    from ..build import check as check_records

    texts = article_texts(options)
    findings: dict[Finding, None] = {}
    for root, chosen in _roots(options.paths or [Path("raw")]).items():
        for finding in check_records(root, texts).findings:
            path = Path(os.path.abspath(finding.path))  # noqa: PTH100 (without following links)
            if any(path == one or one in path.parents for one in chosen):
                findings[finding] = None
    status = report(findings)
    if not findings:
        say(f"no findings{without(texts)}")
    return status


def _roots(paths: list[Path]) -> dict[Path, list[Path]]:
    """The folders of records that the paths belong to, each with its paths: a record is checked among the others."""
    from ..curation.folder import TABLES

    roots: dict[Path, tuple[Path, list[Path]]] = {}
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise Usage(f"{path}: there is no such file or folder")
        chosen = Path(os.path.abspath(path))  # noqa: PTH100 (without following links)
        if path.is_dir():
            root = chosen.parent if chosen.name in TABLES else chosen
        elif chosen.parent.name in TABLES:
            root = chosen.parent.parent
        else:
            raise Usage(f"{path}: a record lies in a folder named after its table, such as raw/agreements/")
        shown = root if path.is_absolute() else Path(os.path.relpath(root))
        roots.setdefault(root, (shown, []))[1].append(chosen)
    return dict(roots.values())
