"""`cgt-dataset gate`: whether a package may be released after those before it."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..files import below
from ..release import ALLOWANCES, VERSION
from .arguments import known
from .printing import report, say
from .usage import Usage

HELP = "whether a package may be released after those before it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which package, which schema, which releases."""
    parser.add_argument("package", nargs="?", type=Path, default=Path("build"), help="the package (default: build)")
    parser.add_argument("--schemas", type=Path, default=Path("schemas"), metavar="DIR", help="default: schemas")
    parser.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help="default: releases")


def run(options: argparse.Namespace) -> int:
    """Compare with what was released: nothing frozen changed, no id lost, no table below its floor, version enough."""
    from ..package.gates import gate, steps
    from ..schema.compatibility import NotASchema

    schemas = files_of(options.schemas)
    try:
        findings = known(lambda: gate(options.package, schemas, VERSION, options.releases, ALLOWANCES))
    except NotASchema as error:
        raise Usage(f"{options.schemas}: {error}") from None
    status = report(findings, "such a package is not released")
    if not findings:
        step = steps(schemas, VERSION, options.releases).get(VERSION)
        say(f"{options.package} may be released as {VERSION}" + (f". {step}" if step else ""))
    return status


def files_of(folder: Path) -> dict[str, bytes]:
    """The published files of the schema by their path below the folder. Raises Usage where there are none, and OSError
    where a folder cannot be listed or a file cannot be read.
    """
    found = sorted(file for file in below(folder) if file.suffix == ".json") if folder.is_dir() else []
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in found if not file.is_dir()}
    if not files:
        raise Usage(f"{folder} holds no published schema; `cgt-dataset schema export` writes it")
    return files
