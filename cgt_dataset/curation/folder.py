"""Where records are: `TABLE/ID.yaml` below one folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..files import Unreadable, reason
from ..findings import Finding
from ..schema import RECORDS
from . import codes
from .reading import Document, read_document

TABLES = tuple(record.table for record in RECORDS)
_INTERRUPTED = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")  # as `swapping` names a file until it is whole


@dataclass(frozen=True)
class Located:
    """A record file: which record its place says that it is, and what was read there."""

    table: str
    id: str
    document: Document | None
    """None where it could not be read."""


@dataclass(frozen=True)
class Folder:
    """All that a folder of records holds, in the order of the tables and ids."""

    records: tuple[Located, ...]
    findings: tuple[Finding, ...]


def read_folder(root: Path) -> Folder:
    """Read every record below `root`. Raises Unreadable when `root` is no folder that can be listed."""
    records: list[Located] = []
    findings: list[Finding] = []

    def stray(path: Path, message: str, mend: str = codes.STRAY.mend) -> None:
        findings.append(Finding(str(path), None, None, codes.STRAY.code, message, mend))

    for entry in _listed(root):
        path = root / entry.name
        if entry.name not in TABLES:
            stray(path, f"'{entry.name}' is no table; there are {', '.join(TABLES)}")
        elif not entry.is_dir(follow_symlinks=False):
            stray(path, "this is no folder")
    for table in TABLES:
        folder = root / table
        if not folder.is_dir() or folder.is_symlink():
            continue
        for entry in _listed(folder):
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                stray(path, "a folder among records")
            elif is_unfinished(entry.name):
                stray(path, "left by a write that was interrupted", "delete it")
            elif path.suffix != ".yaml":
                stray(path, "not a .yaml file")
            else:
                document, faults = read_document(path, str(path))
                records.append(Located(table, path.stem, document))
                findings.extend(faults)
    if not records:
        findings.append(Finding(str(root), None, None, codes.EMPTY.code, "there is no record", codes.EMPTY.mend))
    return Folder(tuple(records), tuple(findings))


def is_unfinished(name: str) -> bool:
    """Whether a file has the name of a record whose writing was interrupted."""
    return _INTERRUPTED.fullmatch(name) is not None


def _listed(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return iter(sorted(entries, key=lambda entry: entry.name))
    except OSError as error:
        raise Unreadable(f"{folder}: cannot be read: {reason(error)}") from None
