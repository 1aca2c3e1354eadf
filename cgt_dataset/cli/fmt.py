"""`cgt-dataset fmt`: put records into their one canonical form."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

from ..findings import Finding
from .printing import report, say
from .usage import Usage

HELP = "put records into their one canonical form"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which records, and whether they are only to be compared."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="records or folders of them (default: raw)")
    parser.add_argument("--check", action="store_true", help="change nothing; print what would change, status 1 if any")


def run(options: argparse.Namespace) -> int:
    """Format records, or tell what formatting would change."""
    from ..curation import read_document
    from ..curation.formatting import Unformattable, canonical
    from ..curation.rewriting import replace_file

    findings: list[Finding] = []
    files = _files(options.paths or [Path("raw")])
    changed = stubborn = 0
    for path in files:
        document, faults = read_document(path, str(path))
        findings += faults
        if document is None or faults:
            continue
        content = path.read_bytes().decode("utf-8")
        try:
            form = canonical(content)
        except Unformattable as error:
            stubborn += 1
            say(f"{path}: {error}; it is left as it is")
            continue
        if form == content:
            continue
        changed += 1
        if options.check:
            _print_changes(path, content, form)
        else:
            replace_file(path, form)
    status = report(findings, "such files are left as they are")
    say(f"{changed} of {len(files)} records {'would change' if options.check else 'changed'}")
    return 1 if status or stubborn or (options.check and changed) else 0


def _files(paths: list[Path]) -> list[Path]:
    """The record files that the paths are or hold, each once."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files |= dict.fromkeys(sorted(path.rglob("*.yaml")))
        elif not path.exists() and not path.is_symlink():
            raise Usage(f"{path}: there is no such file or folder")
        elif path.suffix != ".yaml":
            raise Usage(f"{path}: a record is a .yaml file")
        else:
            files[path] = None
    return list(files)


def _print_changes(path: Path, content: str, form: str) -> None:
    before, after = content.splitlines(keepends=True), form.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, str(path), f"{path} (canonical)"):
        print(line.removesuffix("\n"))
        if not line.endswith("\n"):
            print("\\ No newline at end of file")
