from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from invented_articles import CONTRADICTS, Doc, evidence, organization, record

from cgt_dataset import Dataset
from cgt_dataset.checking import check
from cgt_dataset.coverage import TableCells, cells_of
from cgt_dataset.package.write import package_files
from cgt_dataset.reader import NoPackage
from cgt_dataset.schema import SCHEMA_VERSION, Record, values
from cgt_dataset.tabular import tables_of
from cgt_dataset.texts import Texts

RAW = Path(__file__).resolve().parents[2] / "raw"
AREA = {"value": 20, "comparator": "between", "upper": 30, "unit": "L", "as_stated": "20 to 30 L"}
PLANT: Doc = {
    "schema": f"facility/{SCHEMA_VERSION}",
    "id": "plant",
    "names": [{"text": name, "language": "en", "kind": "as_stated"} for name in ("Works", "Plant")],
    "name": "Works",
    "opened_on": "2020-02-29",
    "area": AREA,
    "services": [
        {"kind": "testing", "availability": "planned"},
        {"kind": "cell_banking", "availability": "offered", "capacity": AREA},
    ],
    "distinct_from": ["shed"],
}
SHED: Doc = {"schema": f"facility/{SCHEMA_VERSION}", "id": "shed"}


def cells(place: Path, *documents: Doc) -> dict[str, TableCells]:
    return cells_of_records(place, [record(document) for document in documents])


def cells_of_records(place: Path, records: Iterable[Record]) -> dict[str, TableCells]:
    for name, content in package_files(tables_of(records)).items():
        (place / name).write_bytes(content)
    return {told.table: told for told in cells_of(Dataset(place))}


def test_a_cell_is_not_counted_or_counted_for_each_of_its_columns(tmp_path: Path) -> None:
    """A date and an amount are one cell each; ids, what is empty and what the curators say are none."""
    told = cells(tmp_path, PLANT, SHED, organization("maker"))
    assert {name: (table.cells, table.proved) for name, table in told.items()} == {
        "organizations": (1, 0),
        "organization_names": (1, 0),
        "facilities": (3, 0),
        "facility_names": (2, 0),
        "facility_services": (5, 0),
    }
    assert list(told) == [name for name in Dataset(tmp_path).tables() if name in told], "in the order of the package"


def test_a_proof_is_counted_in_another_table_or_a_cell_with_two_proofs_twice(tmp_path: Path) -> None:
    spans = [
        evidence((0, 5), "/name", "/names/0", "/area", "/services/1/capacity", "/services/0/kind", "/services/1/kind"),
        evidence((6, 9), "/names/0", "/area", derivation="normalised", assertion="planned"),
        evidence((9, 12), "/area", derivation="normalised"),
    ]
    told = cells(tmp_path, {**PLANT, "evidence": spans}, {**SHED, "name": "Works", "names": PLANT["names"][:1]})
    assert told["facilities"] == TableCells(
        "facilities", 4, 2, {"normalised": 2, "verbatim": 2}, {"planned": 1, "stated": 3}
    )
    assert told["facility_names"] == TableCells(
        "facility_names", 3, 1, {"normalised": 1, "verbatim": 1}, {"planned": 1, "stated": 1}
    )
    assert told["facility_services"] == TableCells("facility_services", 5, 3, {"verbatim": 3}, {"stated": 3})


def test_words_that_contradict_a_value_prove_it(tmp_path: Path) -> None:
    against = evidence((0, 5), "/name", **CONTRADICTS)
    told = cells(tmp_path, organization("maker", against, evidence((0, 5), "/names/0")))
    assert told["organizations"] == TableCells("organizations", 1, 0, {}, {})
    assert told["organization_names"].proved == 1


def test_a_value_of_the_repository_is_no_cell_or_has_no_proof(tmp_path: Path) -> None:
    """The cells are the values that need evidence, and `check` lets none without it pass."""
    records = check(RAW, Texts()).records
    needed: Counter[str] = Counter()
    for one in records:
        for pointer, _ in values(one):
            needed[one.table if pointer.count("/") == 1 else "in lists"] += 1
    told = cells_of_records(tmp_path, records)
    counted = {name: told[name].cells for name in needed if name in told}
    assert {**counted, "in lists": sum(table.cells for table in told.values()) - sum(counted.values())} == needed
    assert [table for table in told.values() if table.proved != table.cells] == []


def test_a_folder_without_a_package_is_read_as_empty(tmp_path: Path) -> None:
    with pytest.raises(NoPackage):
        cells_of(Dataset(tmp_path))
