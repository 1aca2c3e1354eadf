"""How the cells of each table are proved: how many there are, how many have evidence, and of what sort."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..reader import Dataset


@dataclass(frozen=True)
class TableCells:
    """The cells of one table that need evidence; a value of several columns counts once."""

    table: str
    cells: int
    proved: int
    """How many of them at least one span supports."""
    derivations: dict[str, int]
    """How often each derivation supports one, by the terms of `derivation`."""
    assertions: dict[str, int]
    """How often each assertion does, by the terms of `assertion`."""


def cells_of(dataset: Dataset) -> list[TableCells]:
    """The cells of every table that has any, in the order of the package. Raises NoPackage."""
    evidence: dict[str, list[dict[str, str]]] = {}
    for row in dataset.load("evidence").to_pylist():
        if row.get("stance", "supports") == "supports":
            evidence.setdefault(row["table"], []).append(row)
    found = []
    for resource in dataset.descriptor["resources"]:
        leads = [field["name"] for field in resource["schema"]["fields"] if field.get("value") == field["name"]]
        table = dataset.load(resource["name"])
        cells = sum(table.num_rows - table.column(name).null_count for name in leads)
        own = evidence.get(resource["name"], [])
        if cells:
            found.append(
                TableCells(
                    resource["name"],
                    cells,
                    len({(row["id"], row["position"], row["column"]) for row in own}),
                    dict(sorted(Counter(row["derivation"] for row in own).items())),
                    dict(sorted(Counter(row["assertion"] for row in own).items())),
                )
            )
    return found
