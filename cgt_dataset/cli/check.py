"""`cgt-dataset check`: check records; every fault in one run."""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from ..findings import Finding, as_github, as_json, as_sarif, did_you_mean
from ..release import VERSION
from .arguments import add_articles, article_texts
from .bulk import add_bulk, run_bulk, wants_bulk
from .printing import count_up, report, say, status_of, without
from .usage import Usage

HELP = "check records; every fault in one run"
_PAUSE = 0.5  # seconds between two looks of --watch


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which records, which rules, which form."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="records or folders of them (default: raw)")
    parser.add_argument(
        "--format", choices=("text", "json", "github", "sarif"), default="text", help="form of the findings"
    )
    parser.add_argument("--select", metavar="CODES", help="only these rules: codes or their beginnings, with commas")
    parser.add_argument("--ignore", metavar="CODES", help="all but these rules")
    parser.add_argument("--strict", action="store_true", help="warnings fail as well")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file changes, until interrupted")
    add_articles(parser)
    add_bulk(parser)


def run(options: argparse.Namespace) -> int:
    """Check records, all of them or those below the paths given."""
    if wants_bulk(options):
        if options.paths or options.select or options.ignore or options.watch or options.format in ("github", "sarif"):
            raise Usage("with --bulk there are no paths, --select, --ignore, --watch, and no forms but text and json")
        return run_bulk(options, None)
    return _watch(options) if options.watch else _once(options)


def _once(options: argparse.Namespace) -> int:
    from ..build import RULES
    from ..build import check as check_records

    texts = article_texts(options)
    kept = _codes(options, [rule.code for rule in RULES])
    found: dict[Finding, None] = {}
    for root, chosen in roots_of(options.paths or [Path("raw")]).items():
        for finding in check_records(root, texts).findings:
            path = Path(os.path.abspath(finding.path))  # noqa: PTH100 (without following links)
            if finding.code in kept and any(path == one or one in path.parents for one in chosen):
                found[finding] = None
    findings = list(found)
    if options.format == "text":
        status = report(findings, strict=options.strict)
        if not findings:
            say(f"no findings{without(texts)}")
        return status
    forms = {
        "json": lambda: as_json(findings),
        "github": lambda: as_github(findings),
        "sarif": lambda: as_sarif(findings, RULES, VERSION),
    }
    print(forms[options.format](), end="")
    count_up(findings)
    return status_of(findings, strict=options.strict)


def _codes(options: argparse.Namespace, known: list[str]) -> set[str]:
    """The codes of the rules that are looked at. Raises Usage for what is the beginning of no code."""

    def named(option: str | None) -> Iterable[str]:
        for start in (part.strip().upper() for part in (option or "").split(",")):
            begun = [code for code in known if start and code.startswith(start)]
            if start and not begun:
                guess = did_you_mean(start, known)
                raise Usage("; ".join(part for part in (f"there is no rule '{start}'", guess) if part))
            yield from begun

    selected = set(named(options.select)) if options.select else set(known)
    return selected - set(named(options.ignore))


def _watch(options: argparse.Namespace) -> int:
    """Check at once and after every change; a person ends it, with the status of the last verdict."""
    seen: dict[Path, int] | None = None
    status = 0
    try:
        while True:
            now = _state(options)
            if now != seen:
                seen = now
                status = _once(options)
                say("watching; Ctrl+C ends")
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return status


def _state(options: argparse.Namespace) -> dict[Path, int]:
    """When each file was last changed."""
    folders = [*(options.paths or [Path("raw")]), *([options.articles] if options.articles else [])]
    files = [path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*"))]
    changed = {}
    for path in files:
        with contextlib.suppress(OSError):  # it has gone meanwhile
            if path.is_file():
                changed[path] = path.lstat().st_mtime_ns
    return changed


def roots_of(paths: list[Path]) -> dict[Path, list[Path]]:
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
