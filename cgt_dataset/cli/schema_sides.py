"""What `schema diff` compares: a schema number, a folder, a file or a revision of git, read as an edition."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from ..files import Unreadable, read_bounded
from ..findings import printable
from ..schema.compatibility import SUFFIX, TABLES_FILE, VOCABULARIES_FILE, Edition, NotASchema, edition
from .usage import Usage

_FILE_LIMIT = 4_000_000
_FILES_LIMIT = 500
_SECONDS = 60.0
_NUMBER = re.compile("v?([1-9][0-9]{0,5})")
_VERSION_FOLDER = re.compile("schemas/v([1-9][0-9]{0,5})")


@dataclass(frozen=True)
class _Side:
    """One side of the comparison; `whole` where it is not one file."""

    edition: Edition
    whole: bool


def sides(old: str, new: str) -> tuple[Edition, Edition]:
    """The two editions that are compared; where one is a file, the part of the other that it describes.

    Raises Usage for what is nothing of the kind.
    """
    before, after = _side(old), _side(new)
    if before.whole and after.whole:
        return before.edition, after.edition
    if before.whole:
        return _part(before.edition, after.edition), after.edition
    if after.whole:
        return before.edition, _part(after.edition, before.edition)
    if len(before.edition.records) == len(after.edition.records) == 1:  # whatever the files are called
        (name,), (schema,) = before.edition.records, after.edition.records.values()
        return before.edition, replace(after.edition, records={name: schema})
    if _sort(before.edition) != _sort(after.edition):
        raise Usage(printable(f"{old} and {new} are files of different sorts"))
    return before.edition, after.edition


def _sort(side: Edition) -> tuple[bool, bool]:
    return side.tables is None, side.vocabularies is None


def _part(whole: Edition, file: Edition) -> Edition:
    return Edition(
        {name: whole.records[name] for name in file.records if name in whole.records},
        whole.tables if file.tables is not None else None,
        whole.vocabularies if file.vocabularies is not None else None,
    )


def _side(given: str) -> _Side:
    try:
        if os.path.lexists(given):
            path = Path(given)
            return _Side(edition(_folder(path)), True) if path.is_dir() else _Side(edition(_file(path)), False)
        return _published(given) or _revision(given)
    except (NotASchema, Unreadable) as error:
        raise Usage(printable(f"{given}: {error}")) from None


def _is_of_the_schema(name: str) -> bool:
    return name.endswith(SUFFIX) or name in (TABLES_FILE, VOCABULARIES_FILE)


def _file(path: Path) -> dict[str, bytes]:
    return {path.name: read_bounded(path, _FILE_LIMIT)}


def _folder(path: Path) -> dict[str, bytes]:
    files = {}
    for file in sorted(path.iterdir()):
        if _is_of_the_schema(file.name):
            try:
                files[file.name] = read_bounded(file, _FILE_LIMIT)
            except Unreadable as error:
                raise Unreadable(f"{file.name} {error}") from None
        _check_count(len(files))
    return files


def _check_count(count: int) -> None:
    if count > _FILES_LIMIT:
        raise Unreadable(f"holds more than {_FILES_LIMIT} files of a schema")


def _published(given: str) -> _Side | None:
    """The schema of that number as this installation publishes it; None where it is no such number."""
    from ..schema.publish import published

    match = _NUMBER.fullmatch(given)
    start = f"v{match.group(1)}/" if match else None
    files = (
        {name.removeprefix(start): content for name, content in published().items() if name.startswith(start)}
        if (start)
        else {}
    )
    return _Side(edition(files), True) if files else None


def _revision(given: str) -> _Side:
    """What a revision of the repository at hand holds, below the folder or in the file that is named."""
    revision, _, folder = given.partition(":")
    commit = None
    if revision and not revision.startswith("-") and "\0" not in given:
        commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise Usage(printable(f"'{given}' is no file or folder, no number of a schema, and no revision of git here"))
    tree = commit.decode().strip()
    path = folder.strip("/") or _highest(tree)
    held = _listed(tree, path)
    if path not in held:
        raise Unreadable(f"the revision has no {path}")
    if held[path].type == "blob":
        return _Side(edition({path.rpartition("/")[2]: held[path].content()}), False)
    inner = {name.rpartition("/")[2]: entry for name, entry in _listed(tree, f"{path}/").items()}
    chosen = {name: entry for name, entry in inner.items() if entry.type == "blob" and _is_of_the_schema(name)}
    _check_count(len(chosen))
    return _Side(edition({name: entry.content() for name, entry in chosen.items()}), True)


def _highest(tree: str) -> str:
    """The folder of the highest schema number."""
    matches = [match for name in _listed(tree, "schemas/") if (match := _VERSION_FOLDER.fullmatch(name))]
    if not matches:
        raise Unreadable("the revision has no folder schemas/v1")
    return max(matches, key=lambda match: int(match.group(1))).group()


@dataclass(frozen=True)
class _Entry:
    """What git holds under a path."""

    path: str
    type: str
    object: str
    size: int

    def content(self) -> bytes:
        """The content of a file. Raises Unreadable."""
        if self.size > _FILE_LIMIT:
            raise Unreadable(f"{self.path} is larger than {_FILE_LIMIT:,} bytes")
        content = _git("cat-file", "blob", self.object)
        if content is None:
            raise Unreadable(f"{self.path} cannot be read from git")
        return content


def _listed(tree: str, path: str) -> dict[str, _Entry]:
    """What a tree holds at a path, or directly below it where it ends in a slash; links are left out."""
    listed = _git("ls-tree", "-z", "-l", "--full-tree", tree, "--", path) or b""
    entries = {}
    for line in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, _, name = line.partition("\t")
        mode, kind, held, size = about.split()
        if mode != "120000":
            entries[name] = _Entry(name, kind, held, int(size) if size.isdigit() else 0)
    return entries


def _git(*arguments: str) -> bytes | None:
    """What git prints, or None where it refuses. Nothing is fetched, locked or written."""
    git = shutil.which("git")
    if git is None:
        return None
    quiet = {
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }
    try:
        ran = subprocess.run(  # noqa: S603 (no shell; a revision never begins with a dash)
            [git, *arguments],
            env=os.environ | quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Usage(f"git has not answered within {_SECONDS:.0f} seconds") from None
    return ran.stdout if ran.returncode == 0 else None
