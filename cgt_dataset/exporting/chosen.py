"""The tables that are exported, as the descriptor of their package declares them, and their rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..reader import Dataset, TableDescription
from .refused import NotExported

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}")
_RESERVED = {"data_dictionary", "data-dictionary", "package"}
_ARROW = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]"}
"""The types of the descriptor, each with that of Arrow."""
_BATCH = 10_000


class ForeignKey(NamedTuple):
    """Columns that lead to columns of another table, or of the same."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table to export."""

    dataset: Dataset
    description: TableDescription
    constraints: dict[str, dict[str, Any]]
    """By column, what the descriptor says of its values: `enum`, `minimum` and the like."""
    foreign_keys: tuple[ForeignKey, ...]
    """All of them, also those that lead to tables which are not exported."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.description.name

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.description.columns]

    @property
    def types(self) -> list[str]:
        """The types of its columns, in the words of the descriptor."""
        return [column.type for column in self.description.columns]

    def arrow(self) -> pa.Table:
        """It as Arrow, as described and with finite numbers. Raises NotExported or NoPackage."""
        from pyarrow import compute

        table = self.dataset.load(self.name)
        held = [(field.name, str(field.type)) for field in table.schema]
        if held != [(name, _ARROW.get(kind)) for name, kind in zip(self.columns, self.types, strict=True)]:
            raise NotExported(f"{self.name}: its file is not as described; `cgt-dataset verify` says more")
        for name, kind in zip(self.columns, self.types, strict=True):
            if kind == "number" and compute.any(compute.invert(compute.is_finite(table[name]))).as_py():
                raise NotExported(f"{self.name}.{name} holds an infinity or what is no number; most tools cannot")
        return table

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows: texts, whole numbers, numbers, truth values and dates. Raises NotExported or NoPackage."""
        for batch in self.arrow().to_batches(_BATCH):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def choose(dataset: Dataset, names: Sequence[str] | None = None) -> list[Table]:
    """The tables of these names, in the order of the package; without names all.

    Raises UnknownTable, NoPackage, or NotExported for tables that cannot stand beside each other in an export.
    """
    known = dataset.tables()
    for name in names or ():
        dataset.paths(name)  # it says which there are
    chosen = [name for name in known if names is None or name in names]
    if not chosen:
        raise NotExported("there is no table to export")
    twice = [name for name, times in Counter(name.lower() for name in chosen).items() if times > 1]
    for name in chosen:
        if not _NAME.fullmatch(name) or name.lower() in (*_RESERVED, *twice):
            raise NotExported(f"a table cannot be exported under the name '{name}'; leave it out with --tables")
    resources = {resource["name"]: resource for resource in dataset.descriptor["resources"]}
    try:
        return [_table(dataset, resources[name]) for name in chosen]
    except (KeyError, TypeError, AttributeError, IndexError):
        raise NotExported(f"{dataset.folder}: its descriptor does not describe its tables in full") from None


def _table(dataset: Dataset, resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    described = dataset.describe(resource["name"])
    for column in described.columns:
        if column.type not in _ARROW:
            raise NotExported(f"{described.name}.{column.name} is of a type that no format has: {column.type[:40]}")
    return Table(
        dataset,
        described,
        {field["name"]: field.get("constraints", {}) for field in schema["fields"]},
        tuple(
            ForeignKey(
                tuple(key["fields"]),
                key["reference"].get("resource") or resource["name"],
                tuple(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", ())
        ),
    )


def keys_within(table: Table, tables: Sequence[Table]) -> list[ForeignKey]:
    """The foreign keys of a table that lead to the key of one of `tables`, as databases ask for."""
    keys = {other.name: other.description.primary_key for other in tables}
    return [key for key in table.foreign_keys if keys.get(key.table) == key.to]
