"""`croissant.json`, as mlcroissant reads it: the rows that it gives are those of the library."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import mlcroissant  # type: ignore[import-untyped]
import pandas
import pyarrow.parquet as pq
import pytest

from cgt_dataset.package import publish
from cgt_dataset.package.croissant import croissant
from cgt_dataset.package.write import package_files
from cgt_dataset.reader import Dataset
from cgt_dataset.schema import CURRENT, TABLES
from cgt_dataset.tabular import tables_of

Json = dict[str, Any]
Row = dict[str, Any]

AWKWARD = ["NA", "null", "NaN", "1e5", "007", "2021-06-21", "=1+1", "<b>x</b>", "İ 🧬 חברה", "x" * 300]


def strange() -> list[Json]:
    organizations = [
        {
            "schema": "organization/2",
            "id": f"number-{number:02}",
            "name": text,
            "names": [{"text": text, "language": "en", "kind": "short"}],
            **({"description": text, "technologies_open": True} if number % 3 else {}),
        }
        for number, text in enumerate(AWKWARD)
    ]
    area = {"value": 0.1, "comparator": "between", "upper": 1e15, "unit": "L", "as_stated": "1e5"}
    return [
        *organizations,
        {"schema": "facility/2", "id": "early", "opened_on": "[..0001]"},
        {"schema": "facility/2", "id": "late", "opened_on": "[9999..]", "area": area},
    ]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("invented") / "package"
    records = [CURRENT.models[str(one["schema"])].model_validate_json(json.dumps(one)) for one in strange()]
    publish(package_files(tables_of(records)), place)
    return place


@pytest.fixture(scope="module")
def judges(package: Path, invented: Path) -> dict[str, tuple[Path, Any]]:
    return {
        name: (place, mlcroissant.Dataset(jsonld=place / "croissant.json"))
        for name, place in (("ours", package), ("invented", invented))
    }


@pytest.fixture(scope="module")
def said(package: Path) -> Json:
    loaded: Json = json.loads((package / "croissant.json").read_bytes())
    return loaded


def records(judge: Any, table: str) -> Iterator[Row]:
    """The records that mlcroissant gives, by column, as Arrow would give them."""
    for record in judge.records(table):
        assert {name.partition("/")[0] for name in record} == {table}
        yield {name.partition("/")[2]: plain(value) for name, value in record.items()}


def plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value.date() if isinstance(value, pandas.Timestamp) else value


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("which", ["ours", "invented"])
def test_mlcroissant_reads_other_records(judges: dict[str, tuple[Path, Any]], which: str, table: str) -> None:
    place, judge = judges[which]
    held = Dataset(place).load(table).to_pylist()
    read = list(records(judge, table))
    assert read == held
    kinds = [[type(value) for value in row.values()] for row in held]
    assert [[type(value) for value in row.values()] for row in read] == kinds


def test_the_packages_have_nothing_that_could_be_lost(package: Path, invented: Path) -> None:
    tables = [Dataset(place).load(name) for place in (package, invented) for name in TABLES]
    values = [value for table in tables for row in table.to_pylist() for value in row.values()]
    assert {type(value) for value in values} == {str, int, float, bool, date, type(None)}
    assert date(9999, 1, 1) in values
    assert not all(table.num_rows for table in tables)


def test_mlcroissant_complains(package: Path, invented: Path, caplog: pytest.LogCaptureFixture) -> None:
    for place in (package, invented):
        judge = mlcroissant.Dataset(jsonld=place / "croissant.json")
        assert caplog.messages == []  # such as that the context is not that of the standard
        assert (judge.metadata.ctx.issues.errors, judge.metadata.ctx.issues.warnings) == (set(), set())
        assert judge.metadata.ctx.is_v1_1()
        assert [one.uuid for one in judge.metadata.record_sets] == list(TABLES)


# What is broken is found when the table is read.


def other_bytes(package: Path) -> None:
    with pq.ParquetFile(package / "agreements.parquet") as file:
        table = file.read()
    pq.write_table(table, package / "agreements.parquet", compression="zstd")


def no_file(package: Path) -> None:
    (package / "agreements.parquet").unlink()


def edit(package: Path, change: Callable[[Json], None]) -> None:
    file = package / "croissant.json"
    document = json.loads(file.read_bytes())
    change(document)
    file.write_text(json.dumps(document))


def no_column(package: Path) -> None:
    """Another table under the hash that belongs to it."""

    def change(document: Json) -> None:
        one, other = (next(o for o in document["distribution"] if o["@id"] == n) for n in NAMES)
        one["sha256"] = other["sha256"]

    shutil.copyfile(package / NAMES[1], package / NAMES[0])
    edit(package, change)


NAMES = ("agreements.parquet", "facilities.parquet")


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (other_bytes, "Hash of downloaded file .* is not identical"),
        (no_file, "agreements.parquet.* is either an invalid URL or an invalid path"),
        (no_column, 'Column "title" does not exist'),
    ],
)
def test_mlcroissant_takes_a_broken_package(
    package: Path, tmp_path: Path, spoil: Callable[[Path], None], complaint: str
) -> None:
    copy = Path(shutil.copytree(package, tmp_path / "package"))
    spoil(copy)
    with pytest.raises(mlcroissant.GenerationError) as raised:
        list(mlcroissant.Dataset(jsonld=copy / "croissant.json").records("agreements"))
    assert re.search(complaint, "\n".join(causes(raised.value)))


def causes(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield str(error)
        error = error.__cause__


# What it says of itself.


def test_what_the_dataset_is_differs_from_the_descriptor(package: Path, said: Json) -> None:
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    assert said["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert (said["name"], said["description"]) == (descriptor["title"], descriptor["description"])
    assert (said["version"], f"{said['datePublished']}T00:00:00Z") == (descriptor["version"], descriptor["created"])
    assert said["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert [(work["name"], work.get("url")) for work in said["isBasedOn"]] == [
        (source["title"], source.get("path")) for source in descriptor["sources"]
    ]
    assert said["citeAs"] == (
        "@misc{cgt-dataset, author = {{The cgt-dataset maintainers}}, title = {{Cell and gene therapy industry}}, "
        f"version = {{{descriptor['version']}}}, year = {{{descriptor['created'][:4]}}}}}"
    )


def test_a_file_has_another_size_or_format(package: Path, said: Json) -> None:
    assert [file["contentUrl"] for file in said["distribution"]] == [f"{name}.parquet" for name in TABLES]
    for file in said["distribution"]:
        assert file["contentSize"] == f"{(package / file['contentUrl']).stat().st_size} B"
        assert file["encodingFormat"][0] == "application/vnd.apache.parquet"


def test_a_key_is_lost(said: Json) -> None:
    tables = {one["@id"]: one for one in said["recordSet"]}
    named = {field["@id"] for one in said["recordSet"] for field in one["field"]}
    for name, table in TABLES.items():
        assert [key["@id"] for key in tables[name]["key"]] == [f"{name}/{column}" for column in table.primary_key]
        leads = {
            f"{name}/{own}": f"{other}/{column}"
            for columns, other, targets in table.foreign_keys
            for own, column in zip(columns, targets, strict=True)
        }
        told = {one["@id"]: one["dct:references"]["@id"] for one in tables[name]["field"] if "dct:references" in one}
        assert told == leads
        assert set(told.values()) <= named


def test_the_web_page_of_the_dataset_is_made_up_or_lost(package: Path, said: Json) -> None:
    assert "url" not in said
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    sizes = {file.name: file.stat().st_size for file in package.iterdir()}
    assert croissant(descriptor, sizes) == said
    page = "https://example.org/"
    assert croissant({**descriptor, "homepage": page}, sizes)["url"] == page
