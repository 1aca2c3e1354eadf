"""The rows of a package by what a page asks of them: records, their parts, their evidence, who refers to them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from ..plots.records import words
from ..reader import Dataset, NoPackage
from ..reader.records import model_of
from ..schema import fields_of
from ..schema.fields import Field, singular
from ..schema.shown import DISPLAY
from ..schema.versions import VERSIONS

Row = dict[str, Any]


class Referrer(NamedTuple):
    """A place in a record that refers to another record."""

    record: str
    """The record that refers, as TABLE/ID."""
    field: str
    """Its field, and in a list of parts the part's."""
    pointer: str
    """The value, or the part that it is in, in that record (JSON Pointer)."""


class Index:
    """A package read once, by record. Raises NoPackage where the schema of its records is not known here."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        version = dataset.descriptor.get("schemaVersion")
        if version not in VERSIONS:
            raise NoPackage(f"{dataset.folder}: its records are of schema {version}, which this release does not know")
        self.version = int(version)
        self._rows: dict[str, list[Row]] = {}
        self._parts: dict[str, dict[str, list[Row]]] = {}
        self._records: dict[str, dict[str, Row]] = {}

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptors of the tables by name."""
        return {resource["name"]: resource for resource in self.dataset.descriptor["resources"]}

    @cached_property
    def record_tables(self) -> list[str]:
        """The tables whose rows are records: those that a model describes."""
        return [model.table for model in VERSIONS[self.version].records if model.table in self.resources]

    def rows(self, table: str) -> list[Row]:
        """The rows of a table; none where the package has no such table."""
        if table not in self._rows:
            held = table in self.resources
            self._rows[table] = self.dataset.load(table).to_pylist() if held else []
        return self._rows[table]

    def records(self, table: str) -> dict[str, Row]:
        """The rows of a table of records by id."""
        if table not in self._records:
            self._records[table] = {row["id"]: row for row in self.rows(table)}
        return self._records[table]

    def has(self, pointer: str) -> bool:
        """Whether there is a record TABLE/ID."""
        table, _, identifier = pointer.partition("/")
        return table in self.record_tables and identifier in self.records(table)

    def fields(self, table: str) -> tuple[Field, ...]:
        """The fields of the records of a table, in the order of their model."""
        return fields_of(model_of(table, self.version))

    def parts(self, child: str, owner: str) -> list[Row]:
        """The rows of a child table that belong to the record with the id `owner`, by position."""
        if child not in self._parts:
            held = defaultdict(list)
            key = self.resources[child]["schema"]["primaryKey"][0] if child in self.resources else ""
            for row in self.rows(child):
                held[row[key]].append(row)
            self._parts[child] = dict(held)
        return self._parts[child].get(owner, [])

    def name(self, pointer: str) -> str | None:
        """What a record is called. None: its sources give it no name."""
        table, _, identifier = pointer.partition("/")
        row = self.records(table)[identifier]
        return next((row[column] for column in DISPLAY if row.get(column) is not None), None)

    def shown_name(self, pointer: str) -> str:
        """What a record is called; where its sources give it no name, its id in words."""
        return self.name(pointer) or words(pointer.partition("/")[2])

    @cached_property
    def _definitions(self) -> dict[tuple[str, str], str]:
        return {(row["scheme"], row["term"]): row["definition"] for row in self.rows("terms")}

    def definition(self, scheme: str, term: str) -> str:
        """What a term of a vocabulary means; empty where the package does not say."""
        return self._definitions.get((scheme, term), "")

    @cached_property
    def _evidence(self) -> dict[str, dict[str, list[Row]]]:
        held: dict[str, dict[str, list[Row]]] = {}
        for row in self.rows("evidence"):
            held.setdefault(row["record"], {}).setdefault(row["pointer"], []).append(row)
        return held

    def evidence(self, record: str) -> dict[str, list[Row]]:
        """The evidence of a record by the JSON Pointers of its values."""
        return self._evidence.get(record, {})

    @cached_property
    def foreign_keys(self) -> dict[str, dict[str, str]]:
        """Of each table the columns that lead to records, with the table that they lead to."""
        return {
            table: {
                column.name: column.references
                for column in self.dataset.describe(table).columns
                if column.references in self.record_tables
            }
            for table in self.resources
        }

    def owner(self, table: str) -> str | None:
        """The table of the records that the rows of a child table belong to. None: it is no child table."""
        first, *rest = self.resources[table]["schema"]["primaryKey"]
        return self.foreign_keys[table].get(first) if rest in ([], ["position"]) else None

    def beside(self, table: str) -> list[str]:
        """The tables with a row about a record of `table` that is no part of the record, such as its coverage."""
        return [
            name
            for name in self.resources
            if self.owner(name) == table and len(self.resources[name]["schema"]["primaryKey"]) == 1
        ]

    @cached_property
    def _referrers(self) -> dict[str, list[Referrer]]:
        found: dict[str, list[Referrer]] = defaultdict(list)
        for table in self.resources:
            owner = self.owner(table)
            if table in self.record_tables:
                for column, target in self.foreign_keys[table].items():
                    for row in self.rows(table):
                        if row[column] is not None:
                            found[f"{target}/{row[column]}"].append(
                                Referrer(f"{table}/{row['id']}", column, f"/{column}")
                            )
            elif owner is not None and "position" in self.resources[table]["schema"]["primaryKey"]:
                self._refer_from_parts(table, owner, found)
        return found

    def _refer_from_parts(self, table: str, owner: str, found: dict[str, list[Referrer]]) -> None:
        key = self.resources[table]["schema"]["primaryKey"][0]
        listed = table.removeprefix(f"{singular(owner)}_")
        kind = next((spec.kind for spec in self.fields(owner) if spec.name == listed), "items")
        for column, target in self.foreign_keys[table].items():
            if column == key:
                continue
            field = f"{listed} {column}" if kind == "parts" and column != singular(target) else listed
            for row in self.rows(table):
                if row[column] is not None:
                    at = f"/{listed}/{row['position']}"
                    found[f"{target}/{row[column]}"].append(Referrer(f"{owner}/{row[key]}", field, at))

    def referrers(self, pointer: str) -> list[Referrer]:
        """Where other records refer to a record, by table and field."""
        return self._referrers.get(pointer, [])

    @cached_property
    def _cited(self) -> dict[str, dict[str, list[Row]]]:
        found: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        leads = self.foreign_keys.get("evidence", {})
        for row in self.rows("evidence"):
            for column, target in leads.items():
                if row[column] is not None:
                    found[f"{target}/{row[column]}"].setdefault(row["record"], []).append(row)
        return found

    def cited(self, pointer: str) -> dict[str, list[Row]]:
        """The evidence that is of a source, or that somebody says, by the records whose values it is about."""
        return self._cited.get(pointer, {})

    def tombstone(self, pointer: str) -> Row | None:
        """What stays of a record that is gone."""
        table, _, identifier = pointer.partition("/")
        held = (row for row in self.rows("tombstones") if (row["table"], row["id"]) == (table, identifier))
        return next(held, None)


_INDEXES: WeakKeyDictionary[Dataset, Index] = WeakKeyDictionary()


def index_of(dataset: Dataset) -> Index:
    """The index of a package, made once for a `Dataset`."""
    held = _INDEXES.get(dataset)
    if held is None:
        held = _INDEXES[dataset] = Index(dataset)
    return held
