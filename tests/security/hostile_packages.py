"""Packages that a stranger crafted: each a change of a good one, with what it is meant to do."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SECRET = "not-for-strangers-4711"  # noqa: S105 (a mark that is looked for)
"""What stands in the files outside the package."""
TABLE = "organizations"
Change = Callable[[Path, Path], None]
"""Changes the package in the first folder; the second holds files that are none of its business."""
_Descriptor = dict[str, Any]


def outside(folder: Path) -> None:
    """Files that no package may lead to."""
    folder.mkdir()
    (folder / "secret.txt").write_text(f"{SECRET}\n", "utf-8")
    pq.write_table(pa.table({"id": [SECRET], "name": [SECRET]}), folder / "secret.parquet")
    (folder / "datapackage.json").write_text(json.dumps({"name": SECRET}), "utf-8")


def _descriptor(change: Callable[[_Descriptor], None]) -> Change:
    def made(package: Path, _: Path) -> None:
        file = package / "datapackage.json"
        descriptor = json.loads(file.read_bytes())
        change(descriptor)
        file.write_text(json.dumps(descriptor), "utf-8")

    return made


def _resource(descriptor: _Descriptor) -> _Descriptor:
    found: _Descriptor = next(one for one in descriptor["resources"] if one["name"] == TABLE)
    return found


def _said(**said: Any) -> Change:
    return _descriptor(lambda descriptor: _resource(descriptor).update(said))


def _whole(**said: Any) -> Change:
    return _descriptor(lambda descriptor: descriptor.update(said))


def _field(**said: Any) -> Change:
    return _descriptor(lambda descriptor: _resource(descriptor)["schema"]["fields"][1].update(said))


def _schema(**said: Any) -> Change:
    return _descriptor(lambda descriptor: _resource(descriptor)["schema"].update(said))


def _without(name: str) -> Change:
    return _descriptor(lambda descriptor: _resource(descriptor).pop(name))


def _bytes(content: Callable[[bytes], bytes], file: str = "datapackage.json") -> Change:
    def made(package: Path, _: Path) -> None:
        place = package / file
        place.write_bytes(content(place.read_bytes()))

    return made


def _path(path: Callable[[Path], Any]) -> Change:
    def made(package: Path, strange: Path) -> None:
        _said(path=path(strange))(package, strange)

    return made


def _instead(file: str, put: Callable[[Path, Path], object]) -> Change:
    """Something else in the place of a file."""

    def made(package: Path, strange: Path) -> None:
        (package / file).unlink()
        put(package / file, strange)

    return made


def _link(name: str) -> Callable[[Path, Path], None]:
    return lambda place, strange: place.symlink_to(strange / name)


def _sealed(content: bytes, rows: int) -> Change:
    """A file whose hash and number of rows the descriptor has right."""

    def made(package: Path, strange: Path) -> None:
        (package / f"{TABLE}.parquet").write_bytes(content)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        _said(hash=digest, rowCount=rows, bytes=len(content))(package, strange)

    return made


def _table(make: Callable[[pa.Table], pa.Table], **how: Any) -> Change:
    def made(package: Path, strange: Path) -> None:
        table = make(pq.ParquetFile(package / f"{TABLE}.parquet").read())
        sink = io.BytesIO()
        pq.write_table(table, sink, **how)
        _sealed(sink.getvalue(), table.num_rows)(package, strange)

    return made


def _cells(column: str, value: Any, kind: pa.DataType | None = None) -> Change:
    """Every cell of a column holds a value."""

    def make(table: pa.Table) -> pa.Table:
        place = table.column_names.index(column)
        field = table.schema.field(place)
        cells = pa.array([value] * table.num_rows, kind or field.type)
        return table.set_column(place, pa.field(field.name, cells.type), cells)

    return _table(make)


def _as(column: str, kind: pa.DataType) -> Change:
    return _cells(column, None, kind)


def _repeated(rows: int, length: int) -> Change:
    """Some hundred bytes that say the same long text again and again."""

    def make(table: pa.Table) -> pa.Table:
        text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["a" * length]))
        return pa.table(dict.fromkeys(table.column_names[:1], text))

    return _table(make, compression="zstd", store_schema=False, dictionary_pagesize_limit=1 << 30)


def _numbers(rows: int, times: int) -> Change:
    """Rows without end, of one number."""

    def made(package: Path, strange: Path) -> None:
        sink = io.BytesIO()
        held = pa.table({"id": pa.repeat(7, rows)})
        with pq.ParquetWriter(sink, held.schema, compression="zstd") as writer:
            for _ in range(times):
                writer.write_table(held, row_group_size=rows)
        _sealed(sink.getvalue(), rows * times)(package, strange)

    return made


def _nested(depth: int) -> pa.DataType:
    kind = pa.int64()
    for _ in range(depth):
        kind = pa.struct([("a", kind)])
    return kind


def _many(count: int) -> Change:
    def change(descriptor: _Descriptor) -> None:
        resource = _resource(descriptor)
        descriptor["resources"] += [{**resource, "name": f"table_{number}"} for number in range(count)]

    return _descriptor(change)


def _footer(content: bytes) -> bytes:
    """A length of the footer beyond the file."""
    return content[:-8] + b"\xff\xff\xff\x7f" + content[-4:]


def _beside(name: str) -> Change:
    return lambda package, strange: (package / name).symlink_to(strange / "secret.txt")


PARQUET = f"{TABLE}.parquet"
_STEERING = "\x1b]0;taken\x07\x1b[2J"
_SCRIPT = "<script>fetch('https://evil.example/')</script>"
_SQL = "x'); COPY (SELECT 1) TO 'taken.csv'; --"

CASES: dict[str, dict[str, Change]] = {
    "paths out of the folder": {
        "above": _path(lambda strange: f"../{strange.name}/secret.parquet"),
        "absolute": _path(lambda strange: str(strange / "secret.parquet")),
        "above, among parts": _path(lambda strange: [PARQUET, f"../{strange.name}/secret.parquet"]),
        "above by a detour": _path(lambda strange: f"./x/../../{strange.name}/secret.parquet"),
        "backslashes": _said(path="..\\outside\\secret.parquet"),
        "the folder": _said(path="."),
        "above it": _said(path=".."),
        "nothing": _said(path=""),
        "a NUL": _said(path=f"{PARQUET}\0.txt"),
        "a line break": _said(path=f"{PARQUET}\n"),
        "an address": _said(path="https://evil.example/x.parquet"),
        "a pattern": _said(path="*.parquet"),
        "a list of nothing": _said(path=[]),
        "a list of numbers": _said(path=[1, 2]),
        "a number": _said(path=7),
        "an object": _said(path={"a": 1}),
        "a long name": _said(path="a" * 5000 + ".parquet"),
    },
    "links, pipes, devices": {
        "table is a link": _instead(PARQUET, _link("secret.parquet")),
        "descriptor is a link": _instead("datapackage.json", _link("datapackage.json")),
        "croissant is a link": _instead("croissant.json", _link("secret.txt")),
        "readme is a link": _instead("README.md", _link("secret.txt")),
        "link without end": _instead(PARQUET, lambda place, _: place.symlink_to("/dev/zero")),
        "link to itself": _instead(PARQUET, lambda place, _: place.symlink_to(place.name)),
        "table is a pipe": _instead(PARQUET, lambda place, _: os.mkfifo(place)),
        "descriptor is a pipe": _instead("datapackage.json", lambda place, _: os.mkfifo(place)),
        "table is a folder": _instead(PARQUET, lambda place, _: place.mkdir()),
        "descriptor is a folder": _instead("datapackage.json", lambda place, _: place.mkdir()),
        "a link beside": _beside("more.parquet"),
        "no table": _instead(PARQUET, lambda *_: None),
        "no descriptor": _instead("datapackage.json", lambda *_: None),
    },
    "descriptors that are none": {
        "empty": _bytes(lambda _: b""),
        "cut off": _bytes(lambda content: content[: len(content) // 2]),
        "60 MB": _bytes(lambda content: content + b" " * 60_000_000),
        "100,000 brackets": _bytes(lambda _: b"[" * 100_000),
        "100,000 objects in each other": _bytes(lambda _: b'{"resources":' * 100_000),
        "an integer of 10,000 digits": _bytes(
            lambda content: content.replace(b"{", b'{"x": ' + b"9" * 10_000 + b",", 1)
        ),
        "UTF-16": _bytes(lambda content: content.decode().encode("utf-16")),
        "no UTF-8": _bytes(lambda content: content.replace(b"title", b"t\xffitle", 1)),
        "half a character": _bytes(lambda content: content.replace(b'"title": "', b'"title": "\\ud800', 1)),
        "a list": _bytes(lambda _: b"[]"),
        "a number": _bytes(lambda _: b"1"),
    },
    "descriptors of something else": {
        "no resources": _whole(resources=[]),
        "resources are null": _whole(resources=None),
        "resources are an object": _whole(resources={"a": 1}),
        "resources are texts": _whole(resources=["a"]),
        "300 resources of one file": _many(300),
        "a name twice": _descriptor(lambda descriptor: descriptor["resources"].append(_resource(descriptor))),
        "name is a list": _said(name=["a"]),
        "name is SQL": _said(name=_SQL),
        "name has a quotation mark": _said(name='a"b'),
        "name has a line break": _said(name="a\nb"),
        "name steers the terminal": _said(name=_STEERING),
        "name leads out": _said(name="../../taken"),
        "rows are text": _said(rowCount="many"),
        "rows are infinite": _bytes(lambda content: content.replace(b'"rowCount": ', b'"rowCount": 1e999, "x": ')),
        "rows are negative": _said(rowCount=-1),
        "description is a number": _said(description=1),
        "no schema": _without("schema"),
        "schema is a text": _said(schema="a"),
        "no fields": _schema(fields=[]),
        "a field without a name": _schema(fields=[{"type": "string"}]),
        "a field named by a list": _field(name=["a"]),
        "a field named by SQL": _field(name=_SQL),
        "an unknown type": _field(type="object"),
        "no key": _schema(primaryKey=[]),
        "a key that is no column": _schema(primaryKey=["nothing"]),
        "keys are numbers": _schema(primaryKey=[1]),
        "foreign keys are a text": _schema(foreignKeys="a"),
        "a foreign key to nothing": _schema(
            foreignKeys=[{"fields": ["x"], "reference": {"resource": "y", "fields": ["z"]}}]
        ),
        "constraints are a list": _field(constraints=[]),
        "terms are objects": _field(constraints={"enum": [{}]}),
        "a pattern without end": _field(constraints={"pattern": "(a+)+b|(.*)*(.*)*(.*)*x"}),
        "a pattern that swells": _field(constraints={"pattern": "((((a{1,100}){1,100}){1,100}){1,100})"}),
        "sources are texts": _whole(sources=["a"]),
        "licences are a text": _whole(licenses="a"),
        "contributors are numbers": _whole(contributors=[1]),
        "version is an object": _whole(version={}),
        "schema version is a list": _whole(schemaVersion=[2]),
    },
    "Parquet that is none": {
        "empty": _bytes(lambda _: b"", PARQUET),
        "cut off": _bytes(lambda content: content[: len(content) // 2], PARQUET),
        "a byte changed": _bytes(lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:], PARQUET),
        "a footer beyond the file": _bytes(_footer, PARQUET),
        "zeros for the footer": _bytes(lambda content: content[:-500] + bytes(492) + content[-8:], PARQUET),
        "noise": _bytes(lambda _: b"PAR1" + bytes(range(256)) * 20 + b"PAR1", PARQUET),
        "another table": _instead(PARQUET, lambda place, _: shutil.copy(place.with_name("people.parquet"), place)),
    },
    "Parquet bombs": {
        "100 GB of text in 500 bytes": _repeated(100_000, 1_000_000),
        "a hundred million rows": _numbers(1_000_000, 100),
        "600 MB of text, pressed": _repeated(3, 200_000_000),
        "90 structures in each other": _as("name", _nested(90)),
        "lists": _cells("name", [["a"]], pa.list_(pa.list_(pa.string()))),
    },
    "Parquet of other content": {
        "name is a number": _as("name", pa.int64()),
        "name is bytes": _cells("name", b"\xff\xfe", pa.binary()),
        "no UTF-8": _table(
            lambda table: table.set_column(
                1,
                "name",
                pa.array([b"\xff"] * table.num_rows, pa.binary()).view(pa.string()),
            )
        ),
        "days beyond the calendar": _cells("name", 2_000_000_000, pa.date32()),
        "a column for each sign": _table(lambda _: pa.table({f"c{number}": pa.array([1]) for number in range(3000)})),
        "a column named by SQL": _table(lambda table: table.rename_columns([_SQL, *table.column_names[1:]])),
        "two columns of one name": _table(lambda table: table.rename_columns(["id", "id", *table.column_names[2:]])),
        "no columns": _table(lambda _: pa.table({})),
        "cells steer the terminal": _cells("name", _STEERING),
        "cells are scripts": _cells("name", _SCRIPT),
        "cells are formulas": _cells("name", '=HYPERLINK("https://evil.example/")'),
        "cells are SQL": _cells("name", _SQL),
        "ids lead out": _cells("id", "../../taken"),
        "ids are null": _cells("id", None),
        "a day far away": _cells("name", datetime.date(9999, 12, 31), pa.date32()),
    },
    "texts of the descriptor": {
        "steer the terminal": _said(description=_STEERING),
        "are scripts": _said(description=_SCRIPT),
        "are SQL": _said(description=_SQL),
        "title steers the terminal": _whole(title=_STEERING),
        "title is a script": _whole(title=_SCRIPT),
        "column steers the terminal": _field(description=_STEERING),
        "column is SQL": _field(description=_SQL),
        "terms steer the terminal": _field(constraints={"enum": [_STEERING]}),
        "licence runs a script": _whole(licenses=[{"name": "x", "path": "javascript:alert(1)"}]),
    },
}
"""By sort, what is tried; each name says what is crafted."""


def crafted(good: Path, folder: Path, change: Change) -> Path:
    """A package in a new folder, changed; beside it `outside`."""
    folder.mkdir()
    outside(folder / "outside")
    package = folder / "package"
    shutil.copytree(good, package)
    change(package, folder / "outside")
    return package
