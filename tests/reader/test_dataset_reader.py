from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import cgt_dataset as cgt
from cgt_dataset import Dataset, NoPackage, UnknownField, UnknownRecord, UnknownTable
from cgt_dataset.build import check
from cgt_dataset.reader import dataset as dataset_module
from cgt_dataset.texts import Texts

RAW = Path(__file__).resolve().parents[2] / "raw"
AGREEMENT = "agreements/juventas-hematology-institute-strategic-cooperation"


@pytest.fixture
def dataset(package: Path) -> Dataset:
    return Dataset(package)


def test_every_table_loads_with_its_columns_and_rows(dataset: Dataset) -> None:
    assert {"organizations", "agreements", "regulations", "facilities", "sources", "evidence", "terms"} <= set(
        dataset.tables()
    )
    for name in dataset.tables():
        table = dataset.load(name)
        described = dataset.describe(name)
        assert isinstance(table, pa.Table)
        assert table.num_rows == described.rows
        assert table.schema.names == [column.name for column in described.columns]


def test_every_curated_record_is_read_back_as_it_was_curated(dataset: Dataset) -> None:
    records = check(RAW, Texts()).records
    assert len(records) > 50
    for record in records:
        assert dataset.record(f"{record.table}/{record.id}") == record


def test_an_unknown_table_names_the_close_one_and_all_that_exist(dataset: Dataset) -> None:
    with pytest.raises(UnknownTable, match=r"no table 'agreement'; did you mean 'agreements'\?.*organizations"):
        dataset.load("agreement")
    for ask in (dataset.path, dataset.describe):
        with pytest.raises(UnknownTable):
            ask("nothing")


def test_an_unknown_record_names_the_close_one(dataset: Dataset) -> None:
    with pytest.raises(UnknownRecord, match="did you mean 'organizations/necstgen'"):
        dataset.record("organizations/necstgem")
    with pytest.raises(UnknownTable, match="no table of records 'evidence'"):
        dataset.record("evidence/x")


@pytest.mark.parametrize(
    ("field", "pointers"),
    [
        ("signed_on", {"/signed_on"}),
        ("/signed_on", {"/signed_on"}),
        ("parties", {f"/parties/{n}/{part}" for n in (0, 1) for part in ("organization", "role")}),
        ("/parties/0/role", {"/parties/0/role"}),
        ("effective_on", set()),
    ],
)
def test_evidence_is_that_of_the_field(dataset: Dataset, field: str, pointers: set[str]) -> None:
    assert {support.pointer for support in dataset.evidence(AGREEMENT, field)} == pointers


def test_evidence_cites_the_source(dataset: Dataset) -> None:
    (support,) = dataset.evidence(AGREEMENT, "signed_on")
    assert (support.source, support.published_on) == ("juventas-hematology-institute", "2021-07-02")
    assert (support.assertion, support.asserted_by, support.stance, support.says) == ("stated", None, "supports", None)
    assert str(support).startswith("Juventas Joins Hands")


def test_evidence_of_an_unknown_field_or_record_says_so(dataset: Dataset) -> None:
    with pytest.raises(UnknownField, match="did you mean 'signed_on'"):
        dataset.evidence(AGREEMENT, "signed")
    with pytest.raises(UnknownRecord):
        dataset.evidence("agreements/none", "signed_on")


def test_evidence_without_a_field_is_that_of_every_value(dataset: Dataset) -> None:
    items = dataset.record(AGREEMENT).evidence
    assert len(dataset.evidence(AGREEMENT)) == sum(len(item.supports) for item in items)


def test_describe_prints_table_key_and_columns(dataset: Dataset) -> None:
    text = str(dataset.describe("agreement_parties"))
    assert "Primary key: agreement, position" in text
    assert "organization (string or null → organizations)" in text
    kind = next(column for column in dataset.describe("facilities").columns if column.name == "kind")
    assert "logistics_centre" in kind.terms


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"resources": 1}', "\udcff"])
def test_a_folder_without_a_package_is_said_in_one_line(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "datapackage.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(NoPackage) as caught:
        Dataset(tmp_path).tables()
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_descriptor_cannot_make_the_reader_leave_its_folder(tmp_path: Path, package: Path) -> None:
    text = (package / "datapackage.json").read_text().replace('"terms.parquet"', '"../terms.parquet"')
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(NoPackage, match="is no file of this folder"):
        Dataset(tmp_path).path("terms")


def test_the_module_reads_the_installed_package(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_module, "installed", lambda: package)
    assert cgt.tables() == Dataset(package).tables()
    assert cgt.path("agreements") == package / "agreements.parquet"
    assert cgt.load("agreements").num_rows == cgt.describe("agreements").rows
    assert cgt.record(AGREEMENT).id == AGREEMENT.partition("/")[2]
    assert len(cgt.evidence(AGREEMENT, "signed_on")) == 1


def test_public_names_are_all_there_and_no_others() -> None:
    assert dir(cgt) == sorted(cgt.__all__)
    assert all(getattr(cgt, name) is not None for name in cgt.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cgt.nothing


def _modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_loads_nothing_heavy() -> None:
    heavy = {"pydantic", "pyarrow", "yaml", "pandas", "numpy", "json"}
    assert not heavy & _modules_after("import cgt_dataset")


def test_loading_a_table_needs_neither_pydantic_nor_pandas(package: Path) -> None:
    loaded = _modules_after(f"import cgt_dataset\ncgt_dataset.Dataset({str(package)!r}).load('agreements')")
    assert "pyarrow" in loaded
    assert not {"pydantic", "pandas", "yaml", "cgt_dataset.schema"} & loaded


def test_checking_needs_neither_pyarrow_nor_pandas() -> None:
    loaded = _modules_after("import cgt_dataset.build, cgt_dataset.cli")
    assert "pydantic" in loaded
    assert not {"pyarrow", "numpy", "pandas"} & loaded
