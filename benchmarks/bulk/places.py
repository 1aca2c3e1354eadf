"""Where the records are that are read, and what the other tools are told of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

TABLES = ("sources", "organizations", "agreements", "places", "people", "products", "events", "mentions")


class Place(NamedTuple):
    """A folder with records."""

    folder: Path

    @property
    def records(self) -> Path:
        """The folder of the JSON Lines."""
        return self.folder / "records"

    @property
    def flat(self) -> Path:
        """The folder of the same as flat tables, Parquet and CSV."""
        return self.folder / "flat"

    def schema(self, table: str) -> Path:
        """The Arrow schema of a table's records as they are written."""
        return self.folder / f"{table}.arrow"

    def script(self, name: str) -> Path:
        """A script for DuckDB."""
        return self.folder / f"{name}.sql"

    def lines(self, table: str) -> Path:
        """The records of a table."""
        return self.records / f"{table}.jsonl"

    @property
    def manifest(self) -> Path:
        """The faults that are planted in the records."""
        return self.folder / "faults.jsonl"

    @property
    def size(self) -> int:
        """The bytes of all records."""
        return sum(self.lines(table).stat().st_size for table in TABLES)
