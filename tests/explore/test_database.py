"""The files that the explorer serves say what the package says, and nothing of it is typed again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cgt_dataset import Dataset
from cgt_dataset.explore.catalogue import _LABELS, Catalogue
from cgt_dataset.explore.database import NAME, attach, metadata, prepare
from cgt_dataset.schema.shown import DISPLAY


@pytest.fixture(scope="module", params=["package", "parted"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    place: Path = request.getfixturevalue(request.param)
    return Catalogue(Dataset(place))


@pytest.fixture(scope="module")
def connection(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    tables, words = prepare(catalogue, tmp_path_factory.mktemp("served"))
    with closing(sqlite3.connect(f"{tables.as_uri()}?immutable=1", uri=True)) as opened:
        attach(opened, words)
        yield opened


def test_the_file_of_tables_holds_something_else_than_the_tables(
    catalogue: Catalogue, connection: sqlite3.Connection
) -> None:
    names = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    assert names == {*catalogue.tables, "data_dictionary", "package"}


def test_every_row_is_searched(catalogue: Catalogue, connection: sqlite3.Connection) -> None:
    for shape in catalogue.tables.values():
        for name in (shape.name, f"{shape.name}.words"):
            (rows,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 (names of ours)
            assert rows == shape.rows, name


def test_what_columns_mean_comes_from_the_descriptor(catalogue: Catalogue) -> None:
    told = metadata(catalogue)
    descriptor = catalogue.dataset.descriptor
    assert told["title"] == descriptor["title"]
    assert (told["license"], told["license_url"]) == tuple(descriptor["licenses"][0][key] for key in ("title", "path"))
    assert all(source["title"] in told["source"] for source in descriptor["sources"])
    tables = told["databases"][NAME]["tables"]
    for resource in descriptor["resources"]:
        table = tables[resource["name"]]
        assert table["description"] == resource["description"]
        assert table["columns"] == {field["name"]: field["description"] for field in resource["schema"]["fields"]}


def test_rows_are_narrowed_down_by_vocabularies_and_places(catalogue: Catalogue) -> None:
    facets = {name: shape.facets for name, shape in catalogue.tables.items()}
    assert facets["agreements"] == ("kind", "status", "place")
    assert facets["places"] == ("kind", "parent", "country", "subdivision")
    # Comparators and units are parts of a quantity; what is only ever true narrows nothing down.
    assert facets["facility_services"] == ("kind", "availability")
    assert facets["evidence"] == ("derivation", "assertion", "stance", "outweighed_by")


def test_records_are_called_by_what_the_schema_calls_them(catalogue: Catalogue) -> None:
    assert _LABELS == DISPLAY
    labels = {shape.name: shape.label for shape in catalogue.records()}
    assert (labels["organizations"], labels["agreements"], labels["mentions"]) == ("name", "title", "text")
    assert labels["relations"] is None


def test_parts_belong_to_their_records(catalogue: Catalogue) -> None:
    assert {shape.name for shape in catalogue.parts("agreements")} == {
        name for name in catalogue.tables if name.startswith("agreement_")
    }
    assert {shape.name for shape in catalogue.others()} == {
        *("evidence", "tombstones", "changes", "terms", "term_mappings")
    }
