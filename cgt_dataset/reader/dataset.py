"""A package on disk, as its users see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from .describe import TableDescription, TableList, describe
from .errors import Merged, NoPackage, UnknownField, UnknownRecord, UnknownTable, no_such, warn
from .evidence import Support, Supports
from .frames import As, framed, scanned
from .place import installed
from .shape import read_descriptor
from .sql import answered, connected

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from ..schema import Record
    from .citing import Style


_BEARERS = {"person": ("people", "name"), "organization": ("organizations", "name"), "mention": ("mentions", "text")}
"""Who can say something, with the table and the column that show who it is."""


class Dataset:
    """A built package. Tables are read when they are asked for, and not kept.

    Without a folder it is the package that was installed with the library. Nothing here needs more than pyarrow,
    and only `record` needs pydantic.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder is not None else installed()

    def __repr__(self) -> str:
        return f"Dataset({str(self.folder)!r})"

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor of the package, `datapackage.json`. Raises NoPackage where there is none."""
        return read_descriptor(self.folder)

    @cached_property
    def _resources(self) -> dict[str, dict[str, Any]]:
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def tables(self) -> TableList:
        """The names of the tables; a notebook shows what each is."""
        return TableList(self.descriptor["resources"])

    def __getitem__(self, table: str) -> pa.Table:
        """`load(table)`; a notebook completes the name."""
        return self.load(table)

    def _ipython_key_completions_(self) -> list[str]:
        return self.tables()

    def _resource(self, table: str) -> dict[str, Any]:
        if table not in self._resources:
            raise UnknownTable(no_such("table", table, self._resources))
        return self._resources[table]

    def path(self, table: str) -> Path:
        """The Parquet file of a table. Raises UnknownTable, or ValueError where it is in several: see `paths`."""
        paths = self.paths(table)
        if len(paths) > 1:
            raise ValueError(f"{table} is in {len(paths)} files; ask for its paths")
        return paths[0]

    def paths(self, table: str) -> list[Path]:
        """The Parquet files of a table, whose rows follow each other in this order: one, or several where it is large.

        Raises UnknownTable.
        """
        said = self._resource(table)["path"]
        names = list(map(str, said if isinstance(said, list) else [said]))
        for name in names or [""]:
            if (self.folder / name).name != name:
                raise NoPackage(f"{self.folder}: '{name}' is no file of this folder")
        return [self.folder / name for name in names]

    @overload
    def load(self, table: str, as_: Literal["arrow"] = "arrow") -> pa.Table: ...
    @overload
    def load(self, table: str, as_: Literal["pandas"]) -> pd.DataFrame: ...
    @overload
    def load(self, table: str, as_: Literal["polars"]) -> pl.DataFrame: ...
    @overload
    def load(self, table: str, as_: Literal["duckdb"]) -> duckdb.DuckDBPyRelation: ...

    def load(self, table: str, as_: As = "arrow") -> Any:
        """A table as Arrow, with the types and the descriptions of its columns, or as a frame of another tool.

        pandas' is backed by Arrow: numbers that may be null stay integers, dates stay dates. DuckDB's is a relation of
        its default connection, for `duckdb.sql`.

        Raises UnknownTable, NoPackage, MissingExtra, or ValueError for a tool that is none of these.
        """
        return framed(self.paths(table), as_)

    def scan(self, table: str) -> pl.LazyFrame:
        """A table as a lazy frame of polars, which reads what a query needs. Raises UnknownTable or MissingExtra."""
        return scanned(self.paths(table))

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB database in memory with a view for each table, its columns and itself commented, and ready views:
        `agreement_overview`, `facility_overview`, `current_offices`, `evidence_by_cell`.

        Raises NoPackage or MissingExtra.
        """
        return connected(self)

    def query(self, sql: str) -> pa.Table:
        """What one SQL statement answers, for SQL that somebody else wrote: it can read the tables and the ready views,
        and neither files nor the network.

        Raises QueryError, with DuckDB's message and the tables that exist, NoPackage or MissingExtra.
        """
        return answered(self, sql)

    def describe(self, table: str) -> TableDescription:
        """What a table and its columns mean. Raises UnknownTable."""
        return describe(self._resource(table))

    def record(self, pointer: str) -> Record:
        """A record as its typed model, by its pointer TABLE/ID; in an older package, the model of its schema.

        Of a record that was merged into another this is the other, with the warning Merged. Raises UnknownTable or
        UnknownRecord, which says of a record that was withdrawn why.
        """
        from .records import assemble

        pointer, main = self._find(pointer)
        table, _, identifier = pointer.partition("/")
        version = self._schema_version

        def rows_of(child: str, key: str) -> list[dict[str, Any]]:
            own = pointer if key == "record" else identifier
            return [row for row in self.load(child).to_pylist() if row[key] == own]

        with self._as_described(pointer):
            return assemble(table, main, rows_of, version)

    @contextmanager
    def _as_described(self, what: str) -> Iterator[None]:
        """Rows are read that a stranger may have written. Raises NoPackage where they are not those of a record."""
        try:
            yield
        except (KeyError, IndexError, TypeError, ValueError, OverflowError):
            message = f"{self.folder}: {what} is not as described; `cgt-dataset verify` says more"
            raise NoPackage(message) from None

    @property
    def _schema_version(self) -> int:
        """The version of the schema whose models the records have. Raises NoPackage where it is not known here."""
        from ..schema.versions import VERSIONS

        version = self.descriptor.get("schemaVersion")
        if version not in VERSIONS:
            known = ", ".join(map(str, VERSIONS))
            message = f"{self.folder}: its records are of schema {version}, this release knows {known}; the tables load"
            raise NoPackage(message)
        return int(version)

    def _find(self, pointer: str) -> tuple[str, dict[str, Any]]:
        """The pointer and the row of a record; of one that was merged, those of the record that it was merged into."""
        table, _, identifier = pointer.partition("/")
        resource = self._resource(table)
        if resource["schema"]["primaryKey"] != ["id"]:
            records = [name for name in self._resources if self._resources[name]["schema"]["primaryKey"] == ["id"]]
            raise UnknownTable(no_such("table of records", table, records))
        with self._as_described(table):
            rows: dict[str, dict[str, Any]] = {row["id"]: row for row in self.load(table).to_pylist()}
        gone = self._tombstones(table) if identifier not in rows else {}
        while identifier not in rows:
            here, tombstone = f"{table}/{identifier}", gone.pop(identifier, None)
            if tombstone is None:
                raise UnknownRecord(no_such("record", here, [f"{table}/{known}" for known in rows], listed=False))
            if tombstone["merged_into"] is None:
                raise UnknownRecord(f"{here} was withdrawn: {tombstone['reason']}")
            identifier = tombstone["merged_into"]
            warn(Merged(f"{here} was merged into {table}/{identifier}: {tombstone['reason']}"))
        return f"{table}/{identifier}", rows[identifier]

    def _tombstones(self, table: str) -> dict[str, dict[str, Any]]:
        """What stays of the records of a table that are gone; packages of schema 1 have no such thing."""
        rows = self.load("tombstones").to_pylist() if "tombstones" in self._resources else []
        return {row["id"]: row for row in rows if row["table"] == table}

    def evidence(self, pointer: str, field: str | None = None) -> Supports:
        """What the sources say of a record's values, in the order of the record.

        `pointer` is TABLE/ID; `field` a field such as `signed_on`, a list such as `parties`, or a JSON Pointer such
        as `/parties/0/role`. Without a field: everything. An empty list means that the field is null. Words that
        contradict a value are among them: their `stance` is `contradicts`, and `says` is what they say instead.

        Of a record that was merged into another this is the evidence of the other, with the warning Merged.
        Raises UnknownTable, UnknownRecord or UnknownField.
        """
        pointer, _ = self._find(pointer)
        with self._as_described("evidence"):
            rows = [row for row in self.load("evidence").to_pylist() if row["record"] == pointer]
        if field is not None:
            wanted = field if field.startswith("/") else f"/{field}"
            self._check_field(pointer.partition("/")[0], wanted)
            rows = [row for row in rows if row["pointer"] == wanted or row["pointer"].startswith(f"{wanted}/")]
        with self._as_described("evidence"):
            sources = {row["id"]: row for row in self.load("sources").to_pylist()}
            named = any(row.get(f"asserted_by_{kind}") for row in rows for kind in _BEARERS)
            bearers = self._bearers() if named else {}
            return Supports(_support(row, sources[row["source"]], bearers) for row in rows)

    def cite(self, pointer: str, style: Style = "text") -> str:
        """How to cite a record or a value: the dataset, and the sources that support it.

        `pointer` is TABLE/ID, or goes on to a value: TABLE/ID/FIELD. As `text`, `bibtex` (for biblatex) or `csl`
        (CSL-JSON). Raises UnknownStyle, UnknownTable, UnknownRecord or UnknownField.
        """
        from .citing import cite

        return cite(self, pointer, style)

    def _bearers(self) -> dict[tuple[str, str], str]:
        """Who says something, by the name or the words that show who it is."""
        names = {}
        for kind, (table, column) in _BEARERS.items():
            for row in self.load(table).select(["id", column]).to_pylist():
                names[kind, row["id"]] = row[column]
        return names

    def _check_field(self, table: str, pointer: str) -> None:
        from ..schema import fields_of
        from .records import model_of

        name = pointer.split("/")[1]
        known = [spec.name for spec in fields_of(model_of(table, self._schema_version))]
        if name not in known:
            raise UnknownField(no_such("field", name, known))


def _support(row: dict[str, Any], source: dict[str, Any], bearers: dict[tuple[str, str], str]) -> Support:
    cited = {name: source[name] for name in ("title", "publisher", "published_on", "url")}
    own = {name: row[name] for name in Support.__dataclass_fields__ if name in row}
    named = [bearers[kind, row[f"asserted_by_{kind}"]] for kind in _BEARERS if row.get(f"asserted_by_{kind}")]
    bearer = {
        "asserted_by": named[0] if named else row.get("asserted_by"),
        "stance": "supports",
        "says": None,
        "outweighed_by": None,
    }
    return Support(**{**cited, **bearer, **own})
