"""Generated datasets are without a fault, and what is without a fault is built and comes back as it was."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cgt_dataset import Dataset, testing
from cgt_dataset.build import build, check
from cgt_dataset.curation import read_document
from cgt_dataset.package import publish
from cgt_dataset.package.write import package_files
from cgt_dataset.schema import RECORDS, Evidence, Name, Quantity, Record, edtf, fields_of, iso3166
from cgt_dataset.schema import values as values_of
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.value_types import (
    Country,
    Id,
    LanguageTag,
    Offset,
    PartialDate,
    Pointer,
    Prose,
    Sha256,
    Text,
    Url,
)
from cgt_dataset.tabular import tables_of
from cgt_dataset.testing import hypothesis_plugin
from cgt_dataset.texts import Texts

TABLES = [model.table for model in RECORDS]
slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(
    ("kind", "strategy"),
    [
        (Id, testing.ids()),
        (Text, testing.texts()),
        (Prose, testing.prose()),
        (LanguageTag, testing.language_tags()),
        (Url, testing.urls()),
        (Sha256, testing.digests()),
        (Offset, testing.offsets()),
        (Pointer, testing.pointers()),
        (PartialDate, testing.partial_dates()),
        (Country, testing.countries()),
        (Name, testing.names()),
        (Quantity, testing.quantities()),
        (Evidence, testing.evidence()),
    ],
    ids=lambda made: "" if isinstance(made, st.SearchStrategy) else None,
)
@slow
@given(data=st.data())
def test_a_value_is_one_of_its_type(kind: Any, strategy: st.SearchStrategy[Any], data: st.DataObject) -> None:
    drawn = data.draw(strategy)
    read = TypeAdapter(kind).validate_json(json.dumps(drawn))
    assert isinstance(read, Model) or read == drawn


@given(testing.locations())
def test_a_subdivision_is_one_of_its_country(pair: tuple[str | None, str | None]) -> None:
    country, subdivision = pair
    assert subdivision is None or (country is not None and subdivision in iso3166.codes()[country])


@pytest.mark.parametrize(
    "form", ["2021", "2021-06", "2021-06-21", "2021-34", "2021-41", "a/b", "[a..b]", "[a..]", "[..b]"]
)
def test_partial_dates_have_every_form(form: str) -> None:
    from hypothesis import find

    def has_it(text: str) -> bool:
        edtf.days(text)
        bounds = text.strip("[]").split("..") if "[" in text else text.split("/")
        if "[" in form:
            return "[" in text and [bool(bound) for bound in bounds] == [
                part in "ab" and part != "" for part in form[1:-1].split("..")
            ]
        if "/" in form:
            return "/" in text
        month = form[5:7]
        same = len(text) == len(form) and not set("/[") & set(text)
        return same and (not month or (text[5:6] == month[0] if month > "12" else text[5:7] <= "12"))

    assert find(testing.partial_dates(), has_it, settings=settings(max_examples=5000, database=None))


@settings(slow, max_examples=40)
@given(testing.datasets())
def test_a_dataset_has_no_finding(dataset: testing.Generated) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = dataset.write(Path(folder))
        checked = check(raw, Texts(articles))
        assert [str(finding) for finding in checked.findings] == []
        assert {f"{record.table}/{record.id}" for record in checked.records} == set(dataset.documents)


@settings(slow, max_examples=15)
@given(testing.datasets())
def test_what_is_accepted_is_built_and_comes_back(dataset: testing.Generated) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = dataset.write(Path(folder))
        checked = check(raw, Texts(articles))
        publish(package_files(tables_of(checked.records)), Path(folder) / "build")
        read = Dataset(Path(folder) / "build")
        for record in checked.records:
            assert read.record(f"{record.table}/{record.id}") == record


@settings(slow, max_examples=15)
@given(testing.near_misses())
def test_what_is_refused_is_not_built(miss: testing.NearMiss) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = miss.dataset.write(Path(folder))
        place = Path(folder) / "build"
        assert not build(raw, place, Texts(articles)).good
        assert not place.exists()


@pytest.mark.parametrize("table", TABLES)
@settings(slow, max_examples=15)
@given(data=st.data())
def test_yaml_to_record_to_parquet_to_record(table: str, data: st.DataObject) -> None:
    record = data.draw(testing.records(table))
    document = json.loads(record.model_dump_json(by_alias=True, exclude_none=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{record.id}.yaml"
        path.write_text(testing.as_yaml(document), encoding="utf-8")
        read, faults = read_document(path, path.name)
        assert read is not None
        assert not faults
        again = type(record).model_validate_json(json.dumps(read.data))
        assert again == record
        publish(package_files(tables_of([again])), Path(folder) / "build")
        assert Dataset(Path(folder) / "build").record(f"{table}/{record.id}") == record


@pytest.mark.parametrize("table", TABLES)
@settings(slow, max_examples=15)
@given(data=st.data())
def test_a_document_has_evidence_for_every_value(table: str, data: st.DataObject) -> None:
    record = data.draw(testing.records(table))
    supported = {pointer for item in record.evidence for pointer in item.supports}
    assert supported == {pointer for pointer, _ in values_of(record)}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: str(model.__name__))
def test_every_field_is_drawn(model: type[Record]) -> None:
    """No list of fields is kept: a field of tomorrow is drawn as well."""
    seen: set[str] = set()

    @settings(slow, max_examples=80, database=None, derandomize=True)
    @given(testing.documents(model.table))
    def draw(document: dict[str, Any]) -> None:
        seen.update(name for name, content in document.items() if content not in (None, []))

    draw()
    assert {spec.name for spec in fields_of(model)} <= seen


@pytest.mark.parametrize("kind", [*RECORDS, Name, Quantity, Evidence], ids=lambda model: str(model.__name__))
def test_from_type_draws_models(kind: type[Model]) -> None:
    hypothesis_plugin.register()

    @settings(slow, max_examples=5, database=None)
    @given(st.from_type(kind))
    def draw(drawn: Model) -> None:
        assert isinstance(drawn, kind)
        assert kind.model_validate_json(drawn.model_dump_json(by_alias=True)) == drawn

    draw()


@pytest.mark.parametrize(
    "module", ["cgt_dataset.testing", "cgt_dataset.testing.pytest_plugin", "cgt_dataset.testing.hypothesis_plugin"]
)
def test_nothing_heavy_is_imported_with_a_plugin(module: str) -> None:
    code = f"import sys, {module}; print(*{{'pydantic', 'yaml', 'pyarrow', 'hypothesis', 'duckdb'}} & {{*sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"


def test_everything_exported_is_there() -> None:
    assert [name for name in testing.__all__ if not hasattr(testing, name)] == []
    assert dir(testing) == sorted(testing.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = testing.nothing
