"""The package with its tables in parts, and changes of what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from cgt_dataset.package import publish
from cgt_dataset.package.croissant import CROISSANT, croissant
from cgt_dataset.package.write import Part, described, part_of, written
from cgt_dataset.reader import Dataset

Json = dict[str, Any]
ROWS = 15
"""How many rows a part has at most."""
SPLIT = "organization_names"
"""A table of a few parts."""


def parts_of(table: pa.Table, name: str, place: Path, rows: int) -> list[Part]:
    """The parts of a table of at most `rows` rows each, those of the first two in files."""
    pieces = [table.slice(start, rows) for start in range(0, max(table.num_rows, 1), rows)]
    return [
        part_of(piece, place / f"{name}.{number}") if number < 2 else written(piece)
        for number, piece in enumerate(pieces)
    ]


def split(package: Path, place: Path, rows: int = ROWS) -> Path:
    """The package with its tables in parts."""
    whole = Dataset(package)
    work = place.with_name(f"{place.name}-work")
    work.mkdir(parents=True)
    parts = {name: parts_of(whole.load(name), name, work, rows) for name in whole.tables()}
    publish(described(parts, whole.load("sources")), place)
    assert list(work.iterdir()) == []
    return place


def edit(package: Path, change: Callable[[Json], None]) -> None:
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_bytes())
    change(descriptor)
    sizes = {one.name: one.stat().st_size for one in package.iterdir()}
    if all(name in sizes for item in descriptor["resources"] for name in named(item["path"])):
        (package / CROISSANT).write_bytes(json.dumps(croissant(descriptor, sizes)).encode())
        descriptor["croissantHash"] = f"sha256:{hashlib.sha256((package / CROISSANT).read_bytes()).hexdigest()}"
    file.write_text(json.dumps(descriptor))


def named(path: Any) -> list[Any]:
    return [str(one) for one in path] if isinstance(path, list) else [path]


def resource(descriptor: Json, name: str) -> Json:
    found: Json = next(one for one in descriptor["resources"] if one["name"] == name)
    return found
