"""Generated datasets are without a fault, and what is without a fault is built and comes back as it was."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cgt_dataset import Dataset, testing
from cgt_dataset.build import build, check
from cgt_dataset.curation import read_document
from cgt_dataset.package import publish
from cgt_dataset.package.write import package_files
from cgt_dataset.schema import (
    CURRENT,
    MODELS,
    RECORDS,
    AnyRecord,
    Bearer,
    Evidence,
    Name,
    Quantity,
    Record,
    Statistic,
    Tombstone,
    edtf,
    fields_of,
    iso3166,
    references,
)
from cgt_dataset.schema import values as values_of
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.value_types import (
    Country,
    Id,
    Isocode,
    LanguageTag,
    Offset,
    PartialDate,
    Pointer,
    Prose,
    Sha256,
    Text,
    Url,
)
from cgt_dataset.schema.versions import VERSIONS
from cgt_dataset.tabular import tables_of
from cgt_dataset.testing import hypothesis_plugin
from cgt_dataset.testing.mappings import ABSENT, mappings
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
        (Isocode, testing.iso_codes()),
        (Name, testing.names()),
        (Quantity, testing.quantities()),
        (Evidence, testing.evidence()),
        (Tombstone, testing.tombstones()),
    ],
    ids=lambda made: "" if isinstance(made, st.SearchStrategy) else None,
)
@settings(slow, max_examples=50)
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


def _pointers(records: Iterable[AnyRecord]) -> set[str]:
    return {f"{record.table}/{record.id}" for record in records}


@settings(slow, max_examples=30)
@given(testing.datasets())
def test_a_dataset_has_no_finding(dataset: testing.Generated) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = dataset.write(Path(folder))
        checked = check(raw, Texts(articles))
        assert [str(finding) for finding in checked.findings] == []
        gone = {f"{table}/{tombstone.id}" for table, tombstone in checked.tombstones}
        assert _pointers(checked.records) | gone == set(dataset.documents)


@settings(slow, max_examples=15)
@given(testing.datasets(version=1))
def test_a_dataset_of_an_older_version_has_no_finding(dataset: testing.Generated) -> None:
    assert {document["schema"].partition("/")[2] for document in dataset.documents.values()} <= {"1", "2"}
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = dataset.write(Path(folder))
        checked = check(raw, Texts(articles))
        assert [str(finding) for finding in checked.findings] == []
        here = {where for where, document in dataset.documents.items() if document["schema"] in MODELS}
        assert here <= _pointers(checked.records)


@pytest.mark.parametrize("version", VERSIONS)
@settings(slow, max_examples=8)
@given(data=st.data())
def test_what_is_accepted_is_built_and_comes_back(version: int, data: st.DataObject) -> None:
    dataset = data.draw(testing.datasets(version=version))
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = dataset.write(Path(folder))
        place = Path(folder) / "build"
        checked = build(raw, place, Texts(articles))
        assert checked.good
        read = Dataset(place)
        for record in checked.records:
            assert read.record(f"{record.table}/{record.id}") == record


def _seen_in(dataset: testing.Generated) -> set[Any]:
    seen: set[Any] = set()
    referred = set()
    documents = dataset.documents
    for where, document in documents.items():
        seen.add(document["schema"])
        seen.update(item.get("stance") for item in document.get("evidence", ()))
        seen.update(each for item in document.get("evidence", ()) for each in item.get("asserted_by") or ())
        if document["schema"] in MODELS:
            record = MODELS[document["schema"]].model_validate_json(json.dumps(document))
            referred |= {f"{table}/{identifier}" for _, table, identifier in references(record)}
        else:
            seen.add(("merged", document.get("merged_into") is not None))
        if where.startswith("places/") and document.get("iso_code"):
            above = documents.get(f"places/{document.get('parent')}", {}).get("iso_code")
            seen.add(("lies in", above is not None))
            assert above is None or document["iso_code"].startswith(f"{above}-")
        if where.startswith("statistics/"):
            seen.add(("bearers", sum(document.get(name) is not None for name in Statistic.one_at_most)))
        if where.startswith("sources/"):
            seen.add(("left out", bool(document.get("left_out"))))
    assert not referred & {where for where, document in documents.items() if document["schema"] not in MODELS}
    return seen


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of the dataset that completes it
def test_datasets_have_everything_in_them() -> None:
    wanted: set[Any] = {*CURRENT.models, "tombstone/2", None, "supports", "contradicts", *Bearer.one_of}
    wanted |= {(what, whether) for what in ("lies in", "left out", "merged") for whether in (True, False)}
    wanted |= {("bearers", 0), ("bearers", 1)}
    _draws_all(testing.datasets(holding=[*TABLES, "places", "places"], most=0), wanted, _seen_in, 80)


@settings(slow, max_examples=20)
@given(testing.near_misses())
def test_what_is_refused_is_not_built(miss: testing.NearMiss) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = miss.dataset.write(Path(folder))
        place = Path(folder) / "build"
        assert not build(raw, place, Texts(articles)).good
        assert not place.exists()


@pytest.mark.parametrize("table", TABLES)
@settings(slow, max_examples=3)
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
        assert isinstance(again, Record)
        publish(package_files(tables_of([again])), Path(folder) / "build")
        assert Dataset(Path(folder) / "build").record(f"{table}/{record.id}") == record


@pytest.mark.parametrize("name", MODELS)
@settings(slow, max_examples=6)
@given(data=st.data())
def test_a_document_has_evidence_for_every_value(name: str, data: st.DataObject) -> None:
    table, version = MODELS[name].table, int(name.partition("/")[2])
    document = data.draw(testing.documents(table, version))
    assert document["schema"] == name
    record = MODELS[name].model_validate_json(json.dumps(document))
    items = [item for item in document["evidence"] if item.get("stance") != "contradicts"]
    supported = [pointer for item in items for pointer in item["supports"]]
    assert sorted(supported) == sorted(pointer for pointer, _ in values_of(record))


class _EnoughError(Exception):
    """All that was looked for was drawn."""


def _draws_all(
    strategy: st.SearchStrategy[Any], wanted: set[Any], seen_in: Callable[[Any], Iterable[Any]], tries: int
) -> None:
    seen: set[Any] = set()

    @settings(slow, max_examples=tries, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def draw(drawn: Any) -> None:
        seen.update(seen_in(drawn))
        if wanted <= seen:
            raise _EnoughError

    try:
        draw()
    except _EnoughError:
        return
    assert wanted <= seen


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_drawn_and_null_where_it_may_be(name: str) -> None:
    """No list of fields is kept: a field of tomorrow is drawn as well."""
    specs = fields_of(MODELS[name])
    wanted = {(spec.name, False) for spec in specs if spec.name != "left_out"}  # that goes with the text
    rivals = {*getattr(MODELS[name], "one_of", ()), *getattr(MODELS[name], "one_at_most", ()), "published_on"}
    optional = {spec.name for spec in specs if spec.kind in ("plain", "value") and not spec.required} - rivals
    wanted |= {(each, True) for each in optional & {"description", "scope", "note", "locality", "kind"}}

    def drawn(document: dict[str, Any]) -> Iterable[tuple[str, bool]]:
        return {(each, held is None) for each, held in document.items() if held != []}

    _draws_all(mappings(MODELS[name], given={"left_out": ABSENT}), wanted, drawn, 500)


@pytest.mark.parametrize(
    "kind", [*MODELS.values(), Name, Quantity, Evidence, Bearer, Tombstone], ids=lambda model: str(model.__name__)
)
def test_from_type_draws_models(kind: type[Model]) -> None:
    hypothesis_plugin.register()

    @settings(slow, max_examples=3, database=None)
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
