"""Whether what is installed is what was released: its files against RECORD, its descriptor against the checksums."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from ..files import Unreadable, below, read_bounded
from ..findings import Finding, Rule
from . import codes
from .descriptor import FILE

_NAME = "cgt-dataset"
_LIBRARY = Path(__file__).resolve().parent.parent
_LIMIT = 2_000_000_000
_AGAIN = "install the release again: pip install --force-reinstall cgt-dataset"
_MADE_HERE = "__pycache__"
"""What Python makes of the files by itself."""


class NotInstalled(Exception):
    """The library runs from elsewhere than where a wheel was installed; the message says so in one line."""


def changed(descriptor: str | None) -> list[Finding]:
    """Every file of the installed library, its data among them, that is not as the wheel brought it.

    `descriptor` is what the release says of datapackage.json, as `stated` gives it. Raises NotInstalled.
    """
    place = _LIBRARY.parent
    record = _record(_distribution(), place)
    findings = [
        _finding(rule, place / name, message) for name in sorted(record) for rule, message in _told(place, name, record)
    ]
    findings += [
        _finding(codes.FILE, file, "RECORD of the installation does not name the file")
        for file in sorted(below(_LIBRARY))
        if not file.is_dir() or file.is_symlink()
        if file.relative_to(place).as_posix() not in record and _MADE_HERE not in file.parts
    ]
    held = _LIBRARY / "data" / FILE
    told = {finding.path for finding in findings if finding.code == codes.FILE.code}
    if descriptor is not None and str(held) not in told and _digest(held) != bytes.fromhex(descriptor):
        findings.append(_finding(codes.HASH, held, "the checksums of the release name another descriptor"))
    return findings


def stated(sums: str) -> str | None:
    """What a file of checksums says of the descriptor: its digest in hexadecimal; None where it says nothing.

    >>> stated("0" * 64 + "  datapackage.json")[:4], stated("")
    ('0000', None)
    """
    found = re.search(rf"^([0-9a-f]{{64}}) [ *]{re.escape(FILE)}$", sums.replace("\r", ""), re.MULTILINE)
    return found[1] if found else None


def _distribution() -> Distribution:
    try:
        return distribution(_NAME)
    except PackageNotFoundError:
        raise NotInstalled(f"{_NAME} is not installed here, it runs from {_LIBRARY.parent}") from None


def _record(installed: Distribution, place: Path) -> dict[str, str]:
    """The digests of the library's files as the wheel stated them, by their paths; empty where none is stated."""
    if Path(str(installed.locate_file(""))).resolve() != place:
        raise NotInstalled(f"{_NAME} runs from {place}, not from where it was installed")
    rows = list(csv.reader((installed.read_text("RECORD") or "").splitlines()))
    record = {row[0]: row[1] for row in rows if len(row) > 1 and _ours(row[0])}
    if not record:
        raise NotInstalled(f"{_NAME} was installed without its files, as from a checkout: there is nothing to compare")
    return record


def _ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return parts[:1] == (_LIBRARY.name,) and ".." not in parts and _MADE_HERE not in parts


def _told(place: Path, name: str, record: dict[str, str]) -> Iterator[tuple[Rule, str]]:
    """What is wrong with a file that RECORD names."""
    algorithm, _, value = record[name].partition("=")
    try:
        digest = _digest(place / name)
    except Unreadable as error:
        yield codes.FILE, f"the file {error}"
        return
    if algorithm != "sha256" or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != value:
        yield codes.HASH, "the file is not the one that the wheel brought"


def _digest(file: Path) -> bytes:
    return hashlib.sha256(read_bounded(file, _LIMIT)).digest()


def _finding(rule: Rule, place: Path, message: str) -> Finding:
    return Finding(str(place), None, None, rule.code, message, _AGAIN)
