"""`cgt-dataset fmt`: put records into their one canonical form."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

from ..files import below
from ..findings import Finding
from .printing import report, say
from .usage import Usage

HELP = "put records into their one canonical form"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which records, and whether they are only to be compared."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="records or folders of them (default: raw)")
    parser.add_argument("--check", action="store_true", help="change nothing; print what would change, status 1 if any")
    parser.add_argument(
        "--tidy", action="store_true", help="take out what `new` explained and the fields that were not filled in"
    )


def run(options: argparse.Namespace) -> int:
    """Format records, or tell what formatting would change."""
    from ..curation import read_document, rewriting
    from ..curation.formatting import Unformattable, canonical
    from ..curation.scaffold import tidied

    findings: list[Finding] = []
    files, misnamed = _files(options.paths or [Path("raw")])
    for path in misnamed:
        say(f"{path}: a record is a .yaml file; this is left as it is")
    changed, left = 0, len(misnamed)
    for path in files:
        document, faults = read_document(path, str(path))
        findings += faults
        if document is None or faults:
            continue
        content = document.content
        try:
            form = canonical(tidied(content, path.parent.name) if options.tidy else content)
            if form != content and not options.check:
                rewriting.replace_file(path, form, content)
        except Unformattable as error:
            left += 1
            say(f"{path}: {error}; it is left as it is")
            continue
        except rewriting.Changed as error:
            left += 1
            say(str(error))
            continue
        if form == content:
            continue
        changed += 1
        if options.check:
            _print_changes(path, content, form)
        else:
            say(f"changed {path}")
    status = report(findings, "such files are left as they are")
    say(f"{changed} of {len(files)} records {'would change' if options.check else 'changed'}")
    return 1 if status or left or (options.check and changed) else 0


def _files(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """The record files that the paths are or hold, each once; and those that are misnamed."""
    files: dict[Path, None] = {}
    misnamed: list[Path] = []
    for path in paths:
        if path.is_dir():
            held = sorted(one for one in below(path) if one.suffix.casefold() in (".yaml", ".yml"))
            files |= dict.fromkeys(one for one in held if one.suffix == ".yaml")
            misnamed += [one for one in held if one.suffix != ".yaml"]
        elif not path.exists() and not path.is_symlink():
            raise Usage(f"{path}: there is no such file or folder")
        elif path.suffix != ".yaml":
            raise Usage(f"{path}: a record is a .yaml file")
        else:
            files[path] = None
    return list(files), misnamed


def _print_changes(path: Path, content: str, form: str) -> None:
    before, after = content.splitlines(keepends=True), form.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, str(path), f"{path} (canonical)"):
        print(line.removesuffix("\n"))
        if not line.endswith("\n"):
            print("\\ No newline at end of file")
