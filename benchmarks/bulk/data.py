"""The records that are read: organizations and agreements, as many of the one as of the other, and a few others.

`python -m benchmarks.bulk.data DIR RECORDS [RATE]` writes them to DIR/records, and what the other tools are told of
them beside it, so that nobody has to read our models first.
"""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

from cgt_dataset.bulk.block.parsing import nested_schema
from cgt_dataset.generating import Plan, generate
from cgt_dataset.generating.writing import DESCRIPTION, MANIFEST
from cgt_dataset.schema import RECORDS

from .places import TABLES, Place
from .sql import nested_copies, relational_copies

_OTHERS = {"sources": 100, "places": 1000, "people": 1000, "products": 1000, "events": 1000, "mentions": 1000}
"""One record in so many is of another table."""
_FEWEST = 4


class Halves(Plan):
    """A plan for as many organizations as agreements, with the records of other tables that they refer to."""

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many records each table has."""
        few = {table: max(_FEWEST, self.records // each) for table, each in _OTHERS.items()}
        rest = self.records - sum(few.values())
        many = {"organizations": rest - rest // 2, "agreements": rest // 2}
        return {table: (few | many)[table] for table in TABLES}


def main() -> None:
    """Write the records of the plan on the command line."""
    place, records = Place(Path(sys.argv[1])), int(sys.argv[2])
    plan = Halves(records, TABLES, float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
    place.folder.mkdir(parents=True)
    generate(plan, place.records, processes=2)
    for name in (DESCRIPTION, MANIFEST):  # what is no record lies beside them
        if (place.records / name).exists():
            (place.records / name).rename(place.folder / name)
    models = [model for model in RECORDS if model.table in TABLES]
    for model in models:
        place.schema(model.table).write_bytes(nested_schema(model).serialize().to_pybytes())
    scripts = {
        "nested": nested_copies(models),
        "tables": relational_copies(models),
        "sorted": relational_copies(models, ordered=True),
        "csv": relational_copies(models, ending="csv"),
    }
    for name, script in scripts.items():
        place.script(name).write_text(script, encoding="utf-8")
    for table, count in plan.counts.items():
        print(table, count)


if __name__ == "__main__":
    main()
