"""The relational shape of the models: which tables and columns the records become.

A record type becomes one table; a list in it becomes a child table, keyed by the record and the position in the list,
counted from 0 as JSON Pointers do. A quantity or a name is one value in several columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .base import AnyRecord, Model
from .changes import CHANGES
from .coverage import COVERAGE
from .fields import Field, evidence_of, fields_of, kind_of
from .table import Column, Table
from .version import Version


def child_table(record: type[AnyRecord], spec: Field) -> str:
    """The name of the table that a list of a record becomes: (Agreement, parties) → `agreement_parties`."""
    return f"{kind_of(record)}_{spec.name}"


_CONSTRAINTS = ("pattern", "enum", "minimum", "maximum", "maxLength")


def plain_columns(spec: Field, name: str, *, value: str | None, required: bool) -> list[Column]:
    """The columns of one plain value: itself, and for a partial date the first and last day that it can mean."""
    json: dict[str, Any] = spec.json if "const" not in spec.json else {"type": "boolean", "enum": [True]}
    constraints = {key: json[key] for key in _CONSTRAINTS if key in json}
    column = Column(
        name,
        json["type"],
        spec.description,
        required,
        constraints,
        spec.references,
        value=value,
    )
    if json.get("format") != "edtf":
        return [column]
    return [
        column,
        Column(
            f"{name}_from",
            "date",
            f"First day that `{name}` can mean. Null: {name} is null or open to the past.",
            value=value,
            computed=True,
        ),
        Column(
            f"{name}_to",
            "date",
            f"Last day that `{name}` can mean. Null: {name} is null or open to the future.",
            value=value,
            computed=True,
        ),
    ]


def value_columns(spec: Field, prefix: str, *, required: bool) -> list[Column]:
    """The columns of one value of several columns: (`area`) → `area_comparator`, `area_value`, …"""
    lead = prefix + fields_of(spec.type)[0].name
    return [
        replace(column, description=f"{spec.description} {part.description}" if prefix else part.description)
        for part in fields_of(spec.type)
        for column in plain_columns(part, prefix + part.name, value=lead, required=part.required and required)
    ]


def lead_column(spec: Field) -> str:
    """The first column of a field's value: (`area`) → `area_value`, (`names`) → `text`, (`title`) → `title`."""
    if spec.kind == "plain":
        return spec.name
    if spec.kind == "items":
        return spec.item_column
    first = fields_of(spec.type)[0].name
    return first if spec.kind == "values" else f"{spec.name}_{first}"


def field_columns(spec: Field) -> list[Column]:
    """The columns that a field takes in the table of its model; a list takes none, it has a table of its own."""
    if spec.kind == "plain":
        return plain_columns(
            spec,
            spec.name,
            value=spec.name if spec.evidence else None,
            required=spec.required,
        )
    if spec.kind == "value":
        return value_columns(spec, f"{spec.name}_", required=spec.required)
    return []


_ENCLOSING = (
    Column(
        "country",
        "string",
        "Country in which it lies, or that it is (ISO 3166-1 alpha-2), by its parents. Null: not stated.",
        computed=True,
    ),
    Column(
        "subdivision",
        "string",
        "First-level subdivision in which it lies, or that it is (ISO 3166-2), by its "
        "parents. Null: it lies in none that is stated.",
        computed=True,
    ),
)


def is_place(record: type[AnyRecord]) -> bool:
    """Whether the records of a type lie in one another and have codes of ISO 3166, which the build hands down."""
    return {"parent", "iso_code"} <= {spec.name for spec in fields_of(record)}


def _record_tables(record: type[AnyRecord]) -> Iterator[Table]:
    own = [column for spec in fields_of(record) for column in field_columns(spec)]
    own += _ENCLOSING if is_place(record) else ()
    yield _table(record.table, _text(record), own, ("id",))
    kind = kind_of(record)
    for spec in fields_of(record):
        if spec.kind in ("plain", "value"):
            continue
        owner = Column(
            kind,
            "string",
            f"The {kind}.",
            True,
            _column(own, "id").constraints,
            record.table,
        )
        position = Column(
            "position",
            "integer",
            f"Place in `{spec.name}`, from 0.",
            True,
            {"minimum": 0},
        )
        columns = [owner, position]
        if spec.kind == "items":
            lead = spec.item_column if spec.evidence else None
            columns += plain_columns(spec, spec.item_column, value=lead, required=True)
        elif spec.kind == "values":
            columns += value_columns(spec, "", required=True)
        else:
            columns += [column for part in fields_of(spec.type) for column in field_columns(part)]
        yield _table(
            child_table(record, spec),
            f"{spec.description} Of: {record.table}.",
            columns,
            (kind, "position"),
        )


def _evidence_table(evidence: type[Model]) -> Table:
    columns = [
        Column("record", "string", "The record, as TABLE/ID.", True),
        Column(
            "item",
            "integer",
            "Place of the evidence item in the record's `evidence`, from 0.",
            True,
            {"minimum": 0},
        ),
        Column("support", "integer", "Place of the pointer in the item's `supports`, from 0.", True, {"minimum": 0}),
        Column(
            "pointer",
            "string",
            "The value in the record that is supported (JSON Pointer, RFC 6901).",
            True,
        ),
        Column("table", "string", "The table in which the value stands.", True),
        Column(
            "id",
            "string",
            "The id of the record; in a child table, of the record that the row belongs to.",
            True,
        ),
        Column(
            "position",
            "integer",
            "The row's position in a child table; 0 in the record's own table.",
            True,
            {"minimum": 0},
        ),
        Column("column", "string", "The first column of the value in that table.", True),
    ]
    for spec in fields_of(evidence):
        if spec.name != "supports":
            columns += [replace(column, value=None) for column in field_columns(spec)]
    return _table(
        "evidence",
        "What supports each value: the words of a source. " + _text(evidence),
        columns,
        ("record", "item", "support"),
    )


def _tombstones_table(tombstone: type[Model], tables: tuple[str, ...]) -> Table:
    table = Column("table", "string", "The table in which the record was.", True, {"enum": list(tables)})
    # Nothing that a source says: what stands there is the curators' word.
    columns = [replace(column, value=None) for spec in fields_of(tombstone) for column in field_columns(spec)]
    return Table("tombstones", _text(tombstone), (table, *columns), ("table", "id"))


def _terms_tables() -> Iterator[Table]:
    scheme = Column("scheme", "string", "The vocabulary.", True)
    term = Column("term", "string", "The term.", True)
    yield Table(
        "terms",
        "The closed vocabularies: every term with its definition.",
        (
            scheme,
            Column(
                "position",
                "integer",
                "Place in the vocabulary, from 0.",
                True,
                {"minimum": 0},
            ),
            term,
            Column(
                "definition",
                "string",
                "What the term means, what it excludes, which sibling to use.",
                True,
            ),
        ),
        ("scheme", "term"),
    )
    yield Table(
        "term_mappings",
        "How terms stand to terms of published standards (SKOS mapping relations).",
        (
            scheme,
            term,
            Column("standard", "string", "Name of the standard.", True),
            Column("target", "string", "The standard's own term.", True),
            Column(
                "relation",
                "string",
                "exact, close, broad (theirs is wider) or narrow (theirs is narrower).",
                True,
                {"enum": ["exact", "close", "broad", "narrow"]},
            ),
        ),
        ("scheme", "term", "standard", "target"),
        ((("scheme", "term"), "terms", ("scheme", "term")),),
    )


def _table(name: str, description: str, columns: list[Column], key: tuple[str, ...]) -> Table:
    foreign = tuple(((column.name,), column.references, ("id",)) for column in columns if column.references)
    return Table(name, description, tuple(columns), key, foreign)


def _column(columns: list[Column], name: str) -> Column:
    return next(column for column in columns if column.name == name)


def _text(model: type[Model]) -> str:
    if not model.__doc__:
        raise RuntimeError("the descriptions of the tables are docstrings; run Python without -OO")
    return " ".join(model.__doc__.split())


def tables_of_version(version: Version[Any]) -> dict[str, Table]:
    """Every table by name that the records of a version of the schema become."""
    tables = [table for record in version.records for table in _record_tables(record)]
    tables.append(_evidence_table(evidence_of(version.records[0])))
    if version.tombstone is not None:
        tables.append(_tombstones_table(version.tombstone, tuple(record.table for record in version.records)))
        tables += [COVERAGE, CHANGES]
    tables += _terms_tables()
    return {table.name: table for table in tables}
