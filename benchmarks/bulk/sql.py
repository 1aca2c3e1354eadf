"""What DuckDB is told: the columns of the records, and how they become the tables of the package.

Left out are what the build computes: the first and last days of partial dates and the codes of enclosing places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from cgt_dataset.bulk.block.parsing import nested_schema
from cgt_dataset.schema import TABLES, AnyRecord, Column, evidence_of, fields_of
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.fields import kind_of
from cgt_dataset.schema.relational import child_table, lead_column

_PLAIN = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN"}
_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
Models = Sequence[type[AnyRecord]]
Given = dict[str, str]
"""What stands in columns, by their names, as SQL."""


def nested_copies(models: Models) -> str:
    """A script that copies the records as they are; `{records}` and `{out}` are to be put in it."""
    return "".join(
        f"COPY (SELECT * FROM {_read(model)}) TO '{{out}}/{model.table}.parquet' (FORMAT parquet);\n"
        for model in models
    )


def relational_copies(models: Models, *, ordered: bool = False, ending: str = "parquet") -> str:
    """A script that writes the tables that the records become."""
    lines = ['CREATE TEMP TABLE cells (record VARCHAR, key VARCHAR, "table" VARCHAR, "column" VARCHAR);']
    supported = []
    for model in models:
        rows = ", ".join(f"('{model.table}', '{key}', '{table}', '{column}')" for key, table, column in _cells(model))
        lines.append(f"INSERT INTO cells VALUES {rows};")
        lines.append(
            f'CREATE TEMP TABLE "{model.table}" AS SELECT * FROM {_read(model)} '
            "WHERE NOT starts_with(schema, 'tombstone/');"
        )
        lines.append(_copy(model.table, _given(model, ""), f'"{model.table}"', ordered, ending))
        for spec in fields_of(model):
            if spec.kind in ("plain", "value"):
                continue
            source = (
                f'(SELECT id, unnest(range(len("{spec.name}"))) AS position, unnest("{spec.name}") AS part '
                f'FROM "{model.table}")'
            )
            own = {kind_of(model): "id", "position": "position"}
            own |= {spec.item_column: "part"} if spec.kind == "items" else _given(spec.type, "part.")
            lines.append(_copy(child_table(model, spec), own, source, ordered, ending))
        supported.append(_supported(model))
    columns = _given(evidence_of(models[0]), "words.")
    columns |= {"record": "record || '/' || id", "position": 'CASE "table" WHEN record THEN 0 ELSE place END'}
    columns |= {name: f'"{name}"' for name in ("item", "support", "pointer", "table", "id", "column")}
    joined = f"({' UNION ALL '.join(supported)}) JOIN cells USING (record, key)"
    lines.append(_copy("evidence", columns, joined, ordered, ending))
    return "\n".join(lines) + "\n"


def _read(model: type[AnyRecord]) -> str:
    columns = ", ".join(f"'{field.name}': '{_type(field.type)}'" for field in nested_schema(model))
    return f"read_json('{{records}}/{model.table}.jsonl', format='newline_delimited', columns={{{{{columns}}}}})"


def _type(type_: pa.DataType) -> str:
    if pa.types.is_struct(type_):
        fields = ", ".join(f'"{field.name}" {_type(field.type)}' for field in type_)
        return f"STRUCT({fields})"
    if pa.types.is_list(type_):
        return f"{_type(type_.value_type)}[]"
    return _PLAIN[type_]


def _copy(name: str, given: Given, source: str, ordered: bool, ending: str) -> str:
    table = TABLES[name]
    columns = ", ".join(f'{_expression(column, given)} AS "{column.name}"' for column in table.columns)
    key = ", ".join(f'"{column}"' for column in table.primary_key)
    order = f" ORDER BY {key}" if ordered else ""
    return f"COPY (SELECT {columns} FROM {source}{order}) TO '{{out}}/{name}.{ending}' (FORMAT {ending});"


def _expression(column: Column, given: Given) -> str:
    return given.get(column.name, f"NULL::{_TYPES[column.type]}")


def _given(model: type[Model], lead: str, prefix: str = "") -> Given:
    """The columns of the plain values and the values of a model, which stands in the column `lead`."""
    given: Given = {}
    for spec in fields_of(model):
        if spec.kind == "plain":
            given[prefix + spec.name] = f'{lead}"{spec.name}"'
        elif spec.kind == "value":
            given |= _given(spec.type, f'{lead}"{spec.name}".', f"{prefix}{spec.name}_")
    return given


def _supported(model: type[AnyRecord]) -> str:
    return (
        f"SELECT '{model.table}' AS record, id, item, support, pointer, words, "
        "split_part(pointer, '/', 2) || '/' || split_part(pointer, '/', 4) AS key, "
        "try_cast(split_part(pointer, '/', 3) AS BIGINT) AS place FROM ("
        "SELECT id, item, words, unnest(range(len(words.supports))) AS support, unnest(words.supports) AS pointer "
        f'FROM (SELECT id, unnest(range(len(evidence))) AS item, unnest(evidence) AS words FROM "{model.table}"))'
    )


def _cells(model: type[AnyRecord]) -> Iterator[tuple[str, str, str]]:
    """Where values stand: the names of a pointer, the table, the first column."""
    for spec in fields_of(model):
        if spec.kind in ("plain", "value"):
            yield f"{spec.name}/", model.table, lead_column(spec)
        elif spec.kind == "parts":
            for inner in fields_of(spec.type):
                yield f"{spec.name}/{inner.name}", child_table(model, spec), lead_column(inner)
        else:
            yield f"{spec.name}/", child_table(model, spec), lead_column(spec)
