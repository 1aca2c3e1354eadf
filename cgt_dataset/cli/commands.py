"""What each command does: call a room, print what it says."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten
from typing import Any

from ..findings import Finding
from ..reader import Dataset, NoPackage, UnknownRecord, UnknownTable
from ..texts import ENVIRONMENT, Texts
from .usage import Usage


def build(options: argparse.Namespace) -> int:
    """Check the records and build the package."""
    from ..build import build as build_package
    from ..package import NotAPackage

    texts = _texts(options.articles)
    try:
        checked = build_package(options.raw, options.out, texts)
    except NotAPackage as error:
        raise Usage(str(error)) from None
    if not checked.good:
        return _report(checked.findings, f"{options.out} is left as it was")
    _report(checked.findings)
    rows = sum(table["rowCount"] for table in Dataset(options.out).descriptor["resources"])
    _say(f"built {options.out} from {len(checked.records)} records: {rows} rows{_without(texts)}")
    return 0


def check(options: argparse.Namespace) -> int:
    """Check records, all of them or those below the paths given."""
    from ..build import check as check_records

    texts = _texts(options.articles)
    findings: dict[Finding, None] = {}
    for root, chosen in _roots(options.paths or [Path("raw")]).items():
        for finding in check_records(root, texts).findings:
            path = Path(os.path.abspath(finding.path))  # noqa: PTH100 (without following links)
            if any(path == one or one in path.parents for one in chosen):
                findings[finding] = None
    status = _report(findings)
    if not findings:
        _say(f"no findings{_without(texts)}")
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


def verify(options: argparse.Namespace) -> int:
    """Check a built package."""
    from ..package import verify as verify_package

    texts = _texts(options.articles)
    dataset = Dataset(options.package)
    if not dataset.folder.is_dir():
        raise Usage(f"{dataset.folder}: there is no such folder")
    findings = verify_package(dataset.folder, texts)
    status = _report(findings)
    if not findings:
        spans = dataset.load("evidence").num_rows
        held = sum(texts.get(source) is not None for source in dataset.load("sources").column("id").to_pylist())
        proof = f"{spans} supports confirmed in {held} texts" if held else "structure only; no article texts at hand"
        _say(f"{dataset.folder} is whole: {len(dataset.tables())} tables, {proof}")
    return status


def tables(options: argparse.Namespace) -> int:
    """List the tables, or describe one."""
    dataset = Dataset(options.package)
    if options.table is not None:
        print(_known(dataset.describe, options.table))
        return 0
    described = [dataset.describe(name) for name in _known(dataset.tables)]
    width = max(len(table.name) for table in described)
    for table in described:
        print(f"{table.name:{width}} {table.rows:6} {shorten(table.description, 90, placeholder='…')}")
    return 0


def show(options: argparse.Namespace) -> int:
    """Show a record, each value with what supports it."""
    from ..schema import values

    dataset = Dataset(options.package)
    if "/" not in options.pointer:
        raise Usage(f"'{options.pointer}' is no record; write TABLE/ID, such as agreements/ID")
    record = _known(dataset.record, options.pointer)
    supports = dataset.evidence(options.pointer)
    print(options.pointer)
    for pointer, value in values(record):
        print(f"  {pointer[1:]}: {_shown(value)}")
        for support in supports:
            if support.pointer == pointer:
                print(f"      {support}")
    return 0


def rules(_: argparse.Namespace) -> int:
    """List every rule with its reason and its mend."""
    from ..build import RULES
    from ..findings import rules_page

    print(rules_page(RULES), end="")
    return 0


def schema(options: argparse.Namespace) -> int:
    """Write the JSON Schemas of the records."""
    from ..schema.publish import published

    files = published()
    for name, content in files.items():
        file = options.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    _say(f"wrote {len(files)} files to {options.out}")
    return 0


def _known(ask: Any, *names: str) -> Any:
    try:
        return ask(*names)
    except (NoPackage, UnknownTable, UnknownRecord) as error:
        raise Usage(str(error)) from None


def _shown(value: Any) -> str:
    """A value in one line: a quantity as `<= 200 L (up to 200L)`, a name with its language and kind."""
    from ..schema import Name, Quantity

    if isinstance(value, Quantity):
        upper = f"..{value.upper:g}" if value.upper is not None else ""
        return f"{value.comparator} {value.value:g}{upper} {value.unit} ({value.as_stated})"
    if isinstance(value, Name):
        return f"{value.text} ({value.language}, {value.kind})"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _texts(articles: Path | None) -> Texts:
    named = articles or (Path(os.environ[ENVIRONMENT]) if os.environ.get(ENVIRONMENT) else None)
    if named is not None and not named.is_dir():
        raise Usage(f"{named}: there is no such folder of article texts")
    return Texts(named)


def _without(texts: Texts) -> str:
    return "" if texts else "; spans not compared, no article texts at hand (--articles DIR)"


def _report(findings: Iterable[Finding], consequence: str | None = None) -> int:
    findings = list(findings)
    for finding in findings:
        print(finding)
    if not findings:
        return 0
    _say(f"{len(findings)} finding{'s' if len(findings) > 1 else ''}" + (f"; {consequence}" if consequence else ""))
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _say(message: str) -> None:
    print(message, file=sys.stderr)
