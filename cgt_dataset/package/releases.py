"""Earlier releases, each kept as one archive: `cgt-dataset-1.0.0.zip` holds its package and its published schema.

The lock file names the digests of what was released, so that nobody changes it unseen.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..files import Missing, Unreadable, listed, read_bounded
from ..findings import printable
from ..reader import NoPackage
from ..schema.compatibility import Edition, NotASchema, NoVersion, edition
from ..swapping import held, replace_file
from .descriptor import FILE
from .opened import Opened, opened
from .readme import README

_NUMBER = "(0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")
_NAME = re.compile(r"cgt-dataset-(.+)\.zip")
_SCHEMAS = "schemas/"
_LIMIT = 256 * 1024 * 1024
_SCHEMAS_LIMIT = 64 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can bear: an archive says nothing of when it was made
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNIX = 3
_FRESH = ".new"

LOCK = "lock.json"
"""The lock file: by version, the digest (SHA-256) of the archive and of each published file of the schema."""


class Damaged(Exception):
    """An archive or the lock file cannot be read; the message says so in one line."""


@dataclass(frozen=True)
class Release:
    """A release that was archived, read whole."""

    file: Path
    package: Opened
    schemas: dict[str, bytes]
    """The published files of the schema by their path below `schemas/`."""
    number: int
    """The newest number of its schema."""
    edition: Edition
    """What it published under that number."""
    digests: dict[str, str]
    """What the lock file has to say of it."""


def numbers(version: str) -> tuple[int, int, int]:
    """A version of the form X.Y.Z, to be compared. Raises NoVersion."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise NoVersion(f"'{version}' is no version of the form X.Y.Z")
    major, minor, patch = match.groups()
    return int(major), int(minor), int(patch)


def archive_name(version: str) -> str:
    """The name of the archive of a release."""
    return f"cgt-dataset-{version}.zip"


def kept(folder: Path) -> dict[str, Path]:
    """The archives in a folder by their version, from the earliest; none where there is no such folder."""
    named = ((_NAME.fullmatch(file.name), file) for file in listed(folder))
    found = {match[1]: file for match, file in named if match and _VERSION.fullmatch(match[1])}
    return dict(sorted(found.items(), key=lambda item: numbers(item[0])))


def before(folder: Path, version: str) -> Path | None:
    """The archive of the last release before `version`; None for the first. Raises NoVersion."""
    earlier = [file for held, file in kept(folder).items() if numbers(held) < numbers(version)]
    return earlier[-1] if earlier else None


def archive(package: Path, version: str, schemas: Mapping[str, bytes], folder: Path) -> Path:
    """Put a package and its schema into one file in `folder`, and lock it; what was begun and broke off is finished.

    `schemas` are the published files of the schema by their path below `schemas/`. Raises FileExistsError: what was
    released stays as it is; NoVersion; and Damaged for a lock file that cannot be read.
    """
    numbers(version)
    locked = lock(folder)
    place = folder / archive_name(version)
    content = _packed(package, schemas)
    begun = version not in locked and _holds(place, content)
    if version in locked or (place.exists() and not begun):
        raise FileExistsError(place)
    folder.mkdir(parents=True, exist_ok=True)
    if not begun:
        _write(place, content)
    locked[version] = _digests(place.name, content, schemas)
    by_version = {held: locked[held] for held in sorted(locked, key=numbers)}
    _write(folder / LOCK, (json.dumps(by_version, indent=2) + "\n").encode("ascii"))
    return place


def _packed(package: Path, schemas: Mapping[str, bytes]) -> bytes:
    """The bytes of an archive. Stored as they are: packed, they would follow the release of zlib."""
    files = {one.name: one.read_bytes() for one in package.iterdir() if one.name != README}
    members = {name: files[name] for name in sorted(files, key=lambda name: (name != FILE, name))}
    members |= {_SCHEMAS + name: schemas[name] for name in sorted(schemas)}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as packed:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = _UNIX  # else the system at hand
            member.external_attr = 0o644 << 16
            packed.writestr(member, content, zipfile.ZIP_STORED)
    return sink.getvalue()


def _write(place: Path, content: bytes) -> None:
    """Put a file in its place whole or not at all."""
    for left in place.parent.glob(f".{place.name}.*{_FRESH}"):
        if not held(left):
            left.unlink(missing_ok=True)  # of a run that was killed
    replace_file(place, content, 0o644, _FRESH)


def lock(folder: Path) -> dict[str, dict[str, str]]:
    """What was released, by version; empty where there is no lock file. Raises Damaged."""
    try:
        held = json.loads(read_bounded(folder / LOCK, _LIMIT).decode("utf-8"))
    except Missing:
        return {}
    except Unreadable as error:
        raise Damaged(str(error)) from None
    except RecursionError:
        raise Damaged("is nested too deeply") from None
    except ValueError as error:
        raise Damaged(f"is not JSON: {error}") from None
    whole = isinstance(held, dict) and all(
        _VERSION.fullmatch(version)
        and isinstance(files, dict)
        and all(isinstance(digest, str) for digest in files.values())
        for version, files in held.items()
    )
    if not whole:
        raise Damaged("does not map versions to digests of files")
    return dict(held)


def release_in(file: Path, version: str) -> Release:
    """The release in an archive, every table of it read once. Raises Damaged where anything of it cannot be read."""
    content = _content(file)
    schemas = _schemas_in(content)
    try:
        package = opened(file)
        for name in package.resources:
            package.table(name)
        number, newest = newest_of(schemas)
    except NoPackage as error:
        raise Damaged(without_place(error, file)) from None
    except NotASchema as error:
        raise Damaged(f"its schema cannot be read: {error}") from None
    if package.version != version:
        raise Damaged(f"holds version {package.version}")
    return Release(file, package, schemas, number, newest, _digests(file.name, content, schemas))


def without_place(error: NoPackage, file: Path) -> str:
    """What is wrong with an archive; that it is this one is told beside it."""
    place = printable(str(file))
    return str(error).replace(f"{place}: ", "").replace(f"{place} ", "")


def newest_of(schemas: Mapping[str, bytes]) -> tuple[int, Edition]:
    """The highest number among published files of the schema, and what is published under it. Raises NotASchema."""
    number = max((number_of(path) for path in schemas), default=0)
    folder = f"v{number}/"
    return number, edition({path.removeprefix(folder): schemas[path] for path in schemas if path.startswith(folder)})


def number_of(path: str) -> int:
    """The number of the schema that a published file is of, by its path below `schemas/`; 0 for any other path."""
    match = re.match(r"v([1-9][0-9]{0,8})/", path)
    return int(match[1]) if match else 0


def _holds(file: Path, content: bytes) -> bool:
    try:
        return read_bounded(file, _LIMIT) == content
    except Unreadable:
        return False


def _content(file: Path) -> bytes:
    try:
        return read_bounded(file, _LIMIT)
    except Unreadable as error:
        raise Damaged(str(error)) from None


def _schemas_in(content: bytes) -> dict[str, bytes]:
    """The published schema in an archive, by the paths of its files below `schemas/`. Raises Damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            if len({member.filename for member in members}) < len(members):
                raise Damaged("holds two files of one name")
            if any(member.flag_bits & 1 or member.compress_type not in _PLAIN for member in members):
                raise Damaged("is packed in a way that no release is")
            schemas = [member for member in members if member.filename.startswith(_SCHEMAS)]
            if sum(member.file_size for member in schemas) > _SCHEMAS_LIMIT:
                raise Damaged(f"holds a schema of more than {_SCHEMAS_LIMIT:,} bytes")
            return {member.filename.removeprefix(_SCHEMAS): packed.read(member) for member in schemas}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Damaged(f"is no archive or is damaged: {error}") from None


def _digests(name: str, content: bytes, schemas: Mapping[str, bytes]) -> dict[str, str]:
    return {name: _digest(content), **{path: _digest(schemas[path]) for path in sorted(schemas)}}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
