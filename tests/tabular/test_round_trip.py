"""YAML → record → Parquet → record: what one reads back is what was curated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whole_records import ALL, BEARERS, COUNTRY, DEAL, MAKER, NEWS, ROWS, SHED, Document, name, record, support

from cgt_dataset import Dataset
from cgt_dataset.build import build
from cgt_dataset.package import publish
from cgt_dataset.package.verify import verify
from cgt_dataset.package.write import package_files
from cgt_dataset.schema import RECORDS, TABLES, Record, values
from cgt_dataset.tabular import tables_of
from cgt_dataset.testing import Generated, as_yaml, datasets
from cgt_dataset.texts import Texts


def proved(document: Document) -> Document:
    """The document with evidence of every sort for its values."""
    pointers = [pointer for pointer, _ in values(record(document))]
    if not pointers:
        return document
    how = {"derivation": "inferred", "note": "By the context."}
    against = {"stance": "contradicts", "says": "Nothing: «NO» 1e5", "outweighed_by": "first_hand"}
    items = [support(*pointers, **how)]
    items += [support(pointers[0], **how, assertion="quoted", asserted_by={kind: who}) for kind, who in BEARERS]
    items.append(support(pointers[-1], **how, **against))
    return {**document, "evidence": items}


def proved_alone(document: Document) -> Document:
    """The document with evidence that nobody else says."""
    proof = proved(document)
    return {**proof, "evidence": proof["evidence"][:1]}


def written(raw: Path, *documents: Document) -> Path:
    """The documents as files of a folder."""
    for document in documents:
        folder = raw / record(document).table
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{document['id']}.yaml").write_text(as_yaml(document), encoding="utf-8")
    return raw


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the records that give every field its value; not to be changed."""
    place = tmp_path_factory.mktemp("whole")
    raw = written(place / "raw", *(proved(document) for document in ALL))
    checked = build(raw, place / "package", Texts())
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    return place / "package"


def test_the_records_leave_out_a_type() -> None:
    assert {record(document).table for document in ALL} == {model.table for model in RECORDS}


@pytest.mark.parametrize("document", ALL, ids=lambda document: f"{document['schema']} {document['id']}")
def test_what_is_read_back_is_not_what_was_curated(whole: Path, document: Document) -> None:
    curated = record(proved(document))
    assert Dataset(whole).record(f"{curated.table}/{curated.id}") == curated


def test_the_build_itself_flattens_otherwise(whole: Path) -> None:
    for table, rows in ROWS.items():
        if table not in ("evidence", "tombstones"):
            assert Dataset(whole).load(table).num_rows == len(rows), table


def test_the_package_of_all_types_is_found_bad(whole: Path) -> None:
    assert verify(whole, Texts()) == []


def frictionless(package: Path) -> Any:
    """The verdict of the official validator on the whole package."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    return json.loads(subprocess.run(command, cwd=package, capture_output=True, check=False).stdout)


def test_frictionless_refuses_the_package_of_all_types(whole: Path) -> None:
    verdict = frictionless(whole)
    assert [error for task in verdict["tasks"] for error in task["errors"]] == []
    assert verdict["valid"] is True
    assert verdict["stats"]["tasks"] == len(TABLES) > 50


# Records of schema 1, which are migrated as they are read.

OLD_NEWS: Document = {
    **{key: held for key, held in NEWS.items() if key not in ("left_out", "note")},
    "schema": "source/1",
    "evidence": [support("/title", "/kind", "/publisher", "/language", "/published_on", "/published_on_basis", "/url")],
}
OLD_MAKER: Document = {
    "schema": "organization/1",
    "id": "maker",
    "name": "Maker",
    "names": [name("Maker")],
    "country": "CN",
    "subdivision": "CN-HB",
    "locality": "Harbour City",
    "evidence": [
        support("/name", "/names/0"),
        support("/country", "/subdivision", assertion="claimed", asserted_by="A firm"),
        support("/locality"),
    ],
}
OLD_PLANT: Document = {
    "schema": "facility/1",
    "id": "plant",
    "operator": "maker",
    "opened_on": "2020-02",
    "country": "NL",
    "evidence": [support("/operator", "/opened_on", "/country")],
}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The package of records of schema 1, and of one of schema 2 among them."""
    place = tmp_path_factory.mktemp("old")
    raw = written(place / "raw", OLD_NEWS, OLD_MAKER, OLD_PLANT, proved_alone({**SHED, "place": "nl"}))
    checked = build(raw, place / "package", Texts())
    assert checked.findings == ()
    return Dataset(place / "package")


def test_old_records_are_not_built_as_those_of_today(old: Dataset) -> None:
    maker: Any = old.record("organizations/maker")
    assert (maker.schema_, maker.name) == ("organization/2", "Maker")
    rows = {row["id"]: row for row in old.load("places").to_pylist()}
    assert {identifier: (row["country"], row["subdivision"]) for identifier, row in rows.items()} == {
        "cn": ("CN", None),
        "cn-hb": ("CN", "CN-HB"),
        maker.place: ("CN", "CN-HB"),
        "nl": ("NL", None),
    }
    assert (rows[maker.place]["name"], rows[maker.place]["parent"]) == ("Harbour City", "cn-hb")
    plant: Any = old.record("facilities/plant")
    assert (plant.place, plant.operator, plant.opened_on) == ("nl", "maker", "2020-02")
    assert old.record("facilities/shed") == record(proved_alone({**SHED, "place": "nl"}))


def test_evidence_of_old_records_is_lost(old: Dataset) -> None:
    assert verify(old.folder, Texts()) == []
    found = {support.asserted_by for support in old.evidence("organizations/maker", "place")}
    assert found == {"A firm", None}
    assert [support.derivation for support in old.evidence("facilities/plant", "place")] == ["normalised"]


# Records that nobody wrote.


def read_back(place: Path, *records: Record) -> None:
    publish(package_files(tables_of(records)), place)
    dataset = Dataset(place)
    for one in records:
        assert dataset.record(f"{one.table}/{one.id}") == one


AWKWARD = [
    "NA",
    "NO",
    "null",
    "~",
    "1e5",
    "007",
    "0x1F",
    "1_000",
    "12:30",
    "2021-06-21",
    "true",
    "İ ı ß",
    "חברה א",
    "-",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_is_another_one_after_the_way_through(tmp_path: Path, text: str) -> None:
    maker = {**MAKER, "name": text, "names": [name(text)], "place": None, "parent": None, "description": text}
    country = {**COUNTRY, "name": text, "names": [name(text)]}
    documents = [proved_alone({**document, "distinct_from": []}) for document in (maker, country)]
    for document in documents:
        against = {"stance": "contradicts", "says": text, "outweighed_by": "later"}
        document["evidence"].append(support("/name", **against))
    raw = written(tmp_path / "raw", proved_alone(NEWS), *documents)
    assert build(raw, tmp_path / "package", Texts()).findings == ()
    dataset = Dataset(tmp_path / "package")
    for document in documents:
        curated = record(document)
        assert dataset.record(f"{curated.table}/{curated.id}") == curated
    assert {support.says for support in dataset.evidence("organizations/maker")} == {None, text}


def test_the_least_that_a_record_can_say_is_lost(tmp_path: Path) -> None:
    read_back(tmp_path / "package", *(record({**least, "evidence": []}) for least in (SHED, *LEAST)))


LEAST: tuple[Document, ...] = (
    {key: DEAL[key] for key in ("schema", "id", "kind", "status")}
    | {"parties": [{"organization": "b1", "role": "host"}]},
    {"schema": "place/2", "id": "nowhere"},
    {"schema": "product/2", "id": "thing"},
    {"schema": "mention/2", "id": "some", "text": "some", "language": "und"},
)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_some_dataset_is_another_one_after_the_way_through(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    generated: Generated = data.draw(datasets())
    place = tmp_path_factory.mktemp("generated")
    raw, articles = generated.write(place)
    checked = build(raw, place / "package", Texts(articles))
    assert checked.findings == ()
    dataset = Dataset(place / "package")
    gone = {where: one for where, one in generated.documents.items() if one["schema"].startswith("tombstone/")}
    living = {where: one for where, one in generated.documents.items() if where not in gone}
    for where, document in living.items():
        assert dataset.record(where) == record(document)
    assert {f"{row['table']}/{row['id']}": row["reason"] for row in dataset.load("tombstones").to_pylist()} == {
        where: document["reason"] for where, document in gone.items()
    }
    assert verify(place / "package", Texts(articles)) == []
    with pq.ParquetFile(dataset.path("evidence")) as file:
        assert file.metadata.num_rows == sum(
            len(item["supports"]) for document in living.values() for item in document["evidence"]
        )
