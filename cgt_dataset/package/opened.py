"""A package opened to be compared: a folder, the archive of a release, or the wheel that carries it. It is read table
by table, into memory only, and nothing is unpacked.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..files import Unreadable, read_bounded
from ..findings import printable
from ..reader import NoPackage, Room
from .described import Package, PartFile, Resource, first_fault
from .descriptor import FILE

if TYPE_CHECKING:
    import pyarrow as pa

Scalar = str | int | float | bool | None
"""What a cell holds; dates, and numbers that JSON does not have, as text."""

IN_WHEEL = "cgt_dataset/data/"
_LIMIT = 256 * 1024 * 1024
_TYPES = {"string": "string", "int64": "integer", "double": "number", "bool": "boolean", "date32[day]": "date"}
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _Described(Package):
    version: str


@dataclass(frozen=True)
class Opened:
    """A package whose descriptor has been read."""

    place: str
    version: str
    resources: dict[str, Resource]
    """The tables by name, in the order of the descriptor."""
    _read: Callable[[str], bytes]

    def table(self, name: str) -> pa.Table:
        """A table. Raises NoPackage where its file is missing, damaged or other than described."""
        import pyarrow as pa

        resource = self.resources[name]
        room = Room()
        parts = [self._part(file, resource, room) for file in resource.files]
        return pa.concat_tables(parts, promote_options="default")

    def _part(self, part: PartFile, resource: Resource, room: Room) -> pa.Table:
        """The rows in one file of a table."""
        import pyarrow as pa

        content = self._content(part.path)
        try:
            table = room.table(content)
        except Unreadable as error:
            raise self._damaged(part.path, str(error)) from None
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._damaged(part.path, f"is no Parquet file: {str(error).partition(chr(10))[0]}") from None
        held = [(field.name, _TYPES.get(str(field.type))) for field in table.schema]
        if held != [(column.name, column.type) for column in resource.table.fields]:
            raise self._damaged(part.path, "does not have the columns that the descriptor names")
        if table.num_rows != part.rowCount:
            raise self._damaged(part.path, f"has {table.num_rows} rows, not {part.rowCount}")
        return table

    def _content(self, file: str) -> bytes:
        try:
            return self._read(file)
        except Unreadable as error:
            raise self._damaged(file, str(error)) from None

    def _damaged(self, file: str, why: str) -> NoPackage:
        return _refused(f"{self.place}: {file} {why}")


def _refused(why: str) -> NoPackage:
    return NoPackage(printable(why))


def opened(place: Path) -> Opened:
    """The package in a folder, an archive or a wheel. Raises NoPackage where there is none, or a damaged one."""
    if place.is_dir():
        return _opened(place, lambda file: read_bounded(place / file, _LIMIT))
    if place.is_file():
        within = "" if _is_archive(place) else IN_WHEEL
        return _opened(place, lambda file: _member(place, within + file))
    raise _refused(f"{place}: there is no such folder, archive or wheel")


def opened_files(files: Mapping[str, bytes | Path]) -> Opened:
    """The package that is not published yet, of its files by name: what is in them, or where they lie."""

    def read(file: str) -> bytes:
        if file not in files:
            raise Unreadable("is missing")
        content = files[file]
        return content if isinstance(content, bytes) else read_bounded(content, _LIMIT)

    return _opened(Path("the package"), read)


def _opened(place: Path, read: Callable[[str], bytes]) -> Opened:
    try:
        described = _Described.model_validate_json(read(FILE))
    except Unreadable as error:
        raise _refused(f"{place} holds no package: {FILE} {error}") from None
    except ValidationError as error:
        raise _refused(f"{place}: {FILE} is damaged: {first_fault(error.errors(include_url=False))}") from None
    return Opened(str(place), described.version, {table.name: table for table in described.resources}, read)


def _is_archive(file: Path) -> bool:
    """Whether a zip holds a package at its root, as releases are kept; a wheel has it further in."""
    try:
        with zipfile.ZipFile(file) as archive:
            return FILE in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False  # which is said when it is read


def _member(wheel: Path, name: str) -> bytes:
    """The content of a file in a wheel. Only the names that we ask for are looked at, and no path is written to."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            named = [member for member in archive.infolist() if member.filename == name]
            if len(named) != 1:
                raise Unreadable("stands in the wheel twice" if named else "is not in the wheel")
            (member,) = named
            if member.flag_bits & 1 or member.compress_type not in _PLAIN:
                raise Unreadable("is packed in a way that no wheel is")
            if member.file_size > _LIMIT:
                raise Unreadable(f"is larger than {_LIMIT:,} bytes")
            with archive.open(member) as file:
                return file.read(_LIMIT)  # never more than the size that was looked at
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise Unreadable(f"cannot be read, the file is no wheel or is damaged: {error}") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from None


def cells(table: pa.Table) -> dict[str, list[Scalar]]:
    """The cells of a table by column."""
    return {name: _scalars(table.column(name)) for name in table.column_names}


def _scalars(column: Any) -> list[Scalar]:
    import pyarrow as pa

    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    held: list[Scalar] = column.to_pylist()
    if pa.types.is_floating(column.type):
        return [value if not isinstance(value, float) or math.isfinite(value) else str(value) for value in held]
    return held
