"""A digest of what a table says, whatever wrote the file that it is in."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pyarrow as pa


def content_hash(table: pa.Table) -> str:
    """SHA-256 over the columns' names and types and the rows in their order, each as a line of JSON."""
    digest = hashlib.sha256(_line([[field.name, str(field.type), field.nullable] for field in table.schema]))
    for row in table.to_pylist():
        digest.update(_line(list(row.values())))
    return digest.hexdigest()


def contents_hash(hashes: dict[str, str]) -> str:
    """SHA-256 over the names of tables and their content hashes, in their order."""
    lines = "".join(f"{name} {content}\n" for name, content in hashes.items())
    return hashlib.sha256(lines.encode("ascii")).hexdigest()


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_day).encode("utf-8") + b"\n"


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no column has values of {type(value)}")
