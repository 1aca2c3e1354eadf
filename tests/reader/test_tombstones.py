"""Records that are gone, and packages of older releases: what was once cited is still found, or said to be gone."""

from __future__ import annotations

import json
import pickle
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset import Dataset, NoPackage, Support, UnknownField, UnknownRecord, UnknownTable
from cgt_dataset.package import publish
from cgt_dataset.package.write import package_files
from cgt_dataset.reader import Merged
from cgt_dataset.schema import MODELS, Tombstone
from cgt_dataset.tabular import tables_of

ROOT = Path(__file__).resolve().parents[2]
Document = dict[str, Any]


def support(*pointers: str, **more: Any) -> Document:
    span = {"source": "news", "start": 10, "end": 20, "sha256": "ab" * 32}
    return {**span, "supports": list(pointers), "derivation": "verbatim", "assertion": "stated", **more}


def named(table: str, identifier: str, text: str, *evidence: Document, **more: Any) -> Document:
    names = [{"text": text, "language": "en", "kind": "as_stated"}]
    return {"schema": f"{table}/2", "id": identifier, "name": text, "names": names, "evidence": [*evidence], **more}


AGAINST = {"stance": "contradicts", "says": "NO", "outweighed_by": "later"}
RECORDS: list[Document] = [
    {
        "schema": "source/2",
        "id": "news",
        "title": "News",
        "kind": "news",
        "language": "en",
        "text_sha256": "0f" * 32,
        "text_length": 400,
        "body_start": 0,
        "body_end": 400,
    },
    named(
        "organization",
        "heir",
        "Heir Ltd.",
        support("/name", "/names/0"),
        support("/kind", assertion="claimed", asserted_by={"person": "li"}),
        support("/kind", assertion="quoted", asserted_by={"organization": "firm"}),
        support("/kind", assertion="hedged", asserted_by={"mention": "some"}),
        support("/website", "/kind", start=30, end=40, **AGAINST),
        kind="company",
        website="https://example.org/",
    ),
    named("organization", "firm", "The Firm"),
    named("person", "li", "Li"),
    {"schema": "mention/2", "id": "some", "text": "several firms", "language": "en"},
]
GONE: list[tuple[str, Document]] = [
    ("organizations", {"id": "old", "merged_into": "heir", "reason": "Two records of one firm."}),
    ("organizations", {"id": "older", "merged_into": "old", "reason": "A name of before."}),
    ("organizations", {"id": "wrong", "reason": "No article names it."}),
    ("organizations", {"id": "lost", "merged_into": "nowhere", "reason": "A damaged package."}),
    ("organizations", {"id": "one", "merged_into": "two", "reason": "A circle."}),
    ("organizations", {"id": "two", "merged_into": "one", "reason": "A circle."}),
    ("people", {"id": "old", "merged_into": "li", "reason": "One person."}),
]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    place = tmp_path_factory.mktemp("gone") / "package"
    records: Any = [MODELS[one["schema"]].model_validate_json(json.dumps(one)) for one in RECORDS]
    tombstones = [
        (table, Tombstone.model_validate_json(json.dumps({"schema": "tombstone/2", **one}))) for table, one in GONE
    ]
    publish(package_files(tables_of(records, tombstones)), place)
    return Dataset(place)


def test_a_merged_record_is_its_heir_and_warns(dataset: Dataset) -> None:
    expected = r"^organizations/old was merged into organizations/heir: Two records of one firm\.$"
    with pytest.warns(Merged, match=expected) as caught:
        found = dataset.record("organizations/old")
    assert found == dataset.record("organizations/heir")
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(Merged, match="people/old was merged into people/li"):
        assert dataset.record("people/old").id == "li"


def test_evidence_of_a_merged_record_is_that_of_its_heir_and_warns(dataset: Dataset) -> None:
    for field in ("kind", None):
        with pytest.warns(Merged, match="organizations/old was merged into organizations/heir") as caught:
            found = dataset.evidence("organizations/old", field)
        assert found == dataset.evidence("organizations/heir", field) != []
        assert [warning.filename for warning in caught] == [__file__]


def test_a_record_that_was_merged_twice_is_followed_and_each_step_warned_of(dataset: Dataset) -> None:
    with pytest.warns(Merged) as caught:
        assert dataset.record("organizations/older").id == "heir"
    assert [str(warning.message).partition(":")[0] for warning in caught] == [
        "organizations/older was merged into organizations/old",
        "organizations/old was merged into organizations/heir",
    ]


def test_a_withdrawn_record_is_unknown_and_the_reason_said(dataset: Dataset) -> None:
    asks: list[Callable[[str], object]] = [dataset.record, dataset.evidence]
    for ask in asks:
        with pytest.raises(UnknownRecord, match=r"^organizations/wrong was withdrawn: No article names it\.$"):
            ask("organizations/wrong")


@pytest.mark.parametrize(("identifier", "told"), [("lost", "nowhere"), ("one", "one"), ("two", "two")])
def test_a_tombstone_that_leads_nowhere_ends_in_an_unknown_record(dataset: Dataset, identifier: str, told: str) -> None:
    with pytest.warns(Merged), pytest.raises(UnknownRecord, match=f"no record 'organizations/{told}'"):
        dataset.record(f"organizations/{identifier}")


def test_a_record_that_is_there_warns_of_nothing(dataset: Dataset) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset.record("organizations/heir")
        with pytest.raises(UnknownRecord, match="did you mean 'organizations/heir'"):
            dataset.record("organizations/heirs")
        with pytest.raises(UnknownRecord, match="no record 'sources/old'"):
            dataset.record("sources/old")


def test_the_command_shows_the_heir_or_says_why_there_is_none(cgt: Callable[..., Any], dataset: Dataset) -> None:
    ran = cgt("show", "organizations/old", "--package", dataset.folder)
    assert ran.status == 0
    assert ran.err.startswith("organizations/old was merged into organizations/heir")
    assert ran.out.splitlines()[0] == "organizations/heir"
    assert "\nHeir Ltd.\n" in ran.out
    assert "contradicts: says NO" in ran.out
    ran = cgt("show", "organizations/wrong", "--package", dataset.folder)
    assert (ran.status, ran.out) == (2, "")
    assert "organizations/wrong was withdrawn: No article names it." in ran.err


def test_who_says_it_is_named(dataset: Dataset) -> None:
    found = dataset.evidence("organizations/heir")
    assert [(one.assertion, one.asserted_by) for one in found if one.pointer == "/kind"] == [
        ("claimed", "Li"),
        ("quoted", "The Firm"),
        ("hedged", "several firms"),
        ("stated", None),
    ]
    assert "claimed by Li" in str(found[2])


def test_what_contradicts_says_so_and_what_instead(dataset: Dataset) -> None:
    found = dataset.evidence("organizations/heir", "website")
    assert [(one.stance, one.says, one.start) for one in found] == [("contradicts", "NO", 30)]
    assert str(found[0]) == "News [30, 40): verbatim; stated; contradicts: says NO, outweighed by later"
    (name,) = dataset.evidence("organizations/heir", "name")
    assert (name.stance, name.says) == ("supports", None)
    assert str(name) == "News [10, 20): verbatim; stated"


def test_what_is_raised_can_be_sent_to_another_process(dataset: Dataset) -> None:
    asks: list[Callable[[], object]] = [
        lambda: dataset.record("organizations/none"),
        lambda: dataset.load("none"),
        lambda: dataset.evidence("organizations/heir", "none"),
    ]
    for ask in asks:
        with pytest.raises((UnknownRecord, UnknownTable, UnknownField)) as caught:
            ask()
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 (our own)
        assert (type(again), str(again)) == (type(caught.value), str(caught.value))


# Packages of older releases, as they were published.


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The first release, of schema 1."""
    place = tmp_path_factory.mktemp("released")
    with zipfile.ZipFile(ROOT / "releases/cgt-dataset-1.0.0.zip") as archive:
        archive.extractall(place)
    dataset = Dataset(place)
    assert dataset.descriptor["schemaVersion"] == 1
    return dataset


def test_every_table_and_record_of_an_old_package_is_read(released: Dataset) -> None:
    for table in released.tables():
        assert released.load(table).num_rows == released.describe(table).rows
        if released.describe(table).primary_key != ("id",):
            continue
        for identifier in released.load(table).column("id").to_pylist()[:5]:
            record: Any = released.record(f"{table}/{identifier}")
            assert (record.id, record.schema_.rpartition("/")[2]) == (identifier, "1")
            assert len(released.evidence(f"{table}/{identifier}")) == sum(
                len(item.supports) for item in record.evidence
            )


def test_evidence_of_an_old_package_is_that_of_its_fields(released: Dataset) -> None:
    agreement: Any = released.record("agreements/juventas-hematology-institute-strategic-cooperation")
    assert (agreement.locality, agreement.subdivision) == ("Tianjin", "CN-TJ")
    (found,) = released.evidence(f"agreements/{agreement.id}", "locality")
    assert (found.stance, found.says, found.asserted_by) == ("supports", None, None)
    with pytest.raises(UnknownField, match="no field 'place'"):
        released.evidence(f"agreements/{agreement.id}", "place")
    with pytest.raises(UnknownRecord):
        released.record("agreements/none")


def test_who_says_it_in_an_old_package_is_said_in_its_words(released: Dataset) -> None:
    rows = [row for row in released.load("evidence").to_pylist() if row["asserted_by"] == "Paul Bilars"]
    assert rows
    for row in rows:
        found = [one for one in released.evidence(row["record"]) if one.pointer == row["pointer"]]
        assert "Paul Bilars" in {one.asserted_by for one in found}


@pytest.mark.parametrize("version", [3, None, "2", 2.5])
def test_a_package_of_an_unknown_schema_loads_and_says_what_it_cannot(
    dataset: Dataset, tmp_path: Path, version: object
) -> None:
    for file in dataset.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    descriptor = {**dataset.descriptor, "schemaVersion": version}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    later = Dataset(tmp_path)
    assert later.load("organizations").num_rows == 2
    assert len(later.evidence("organizations/heir")) == 7
    with pytest.raises(NoPackage, match=f"are of schema {version}, this release knows 1, 2"):
        later.record("organizations/heir")
    with pytest.raises(NoPackage):
        later.evidence("organizations/heir", "kind")


def test_support_says_in_one_line_what_it_is() -> None:
    known: dict[str, Any] = dict.fromkeys(Support.__dataclass_fields__)
    known |= {"source": "news", "start": 1, "end": 2, "derivation": "normalised", "assertion": "planned"}
    assert str(Support(**{**known, "stance": "supports"})) == "news [1, 2): normalised; planned"
