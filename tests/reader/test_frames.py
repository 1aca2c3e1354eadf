"""Tables in the tools of those who ask for them."""

from __future__ import annotations

import datetime
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cgt_dataset as cgt
from cgt_dataset import Dataset, MissingExtra, UnknownTable
from cgt_dataset.reader.frames import As


@pytest.fixture
def dataset(package: Path) -> Dataset:
    return Dataset(package)


def _rows(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame of any tool, with None for what is missing."""
    rows: list[dict[str, Any]]
    if isinstance(frame, pa.Table):
        rows = frame.to_pylist()
        return rows
    if isinstance(frame, pd.DataFrame):
        return [
            {str(name): None if cell is pd.NA else cell for name, cell in row.items()}
            for row in frame.astype(object).to_dict("records")
        ]
    if isinstance(frame, pl.DataFrame):
        return frame.to_dicts()
    assert isinstance(frame, duckdb.DuckDBPyRelation)
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.fetchall()]


@pytest.mark.parametrize("tool", get_args(As))
def test_every_table_is_the_same_in_every_tool(dataset: Dataset, tool: As) -> None:
    for table in dataset.tables():
        assert _rows(dataset.load(table, as_=tool)) == dataset.load(table).to_pylist(), table


def test_pandas_keeps_integers_dates_and_booleans_that_may_be_missing(dataset: Dataset) -> None:
    facilities = dataset.load("facilities", as_="pandas")
    opened = facilities.dropna(subset=["opened_on_to"]).set_index("id")["opened_on_to"]
    assert opened["beijing-etown-cdmo-platform"] == datetime.date(2023, 4, 28)
    assert str(facilities["opened_on_to"].dtype) == "date32[day][pyarrow]"
    evidence = dataset.load("evidence", as_="pandas")
    assert str(evidence["start"].dtype) == "int64[pyarrow]"
    assert str(dataset.load("events", as_="pandas")["exhibits_open"].dtype) == "bool[pyarrow]"


def test_a_lazy_frame_reads_what_is_asked(dataset: Dataset) -> None:
    lazy = dataset.scan("organizations")
    assert isinstance(lazy, pl.LazyFrame)
    wanted = lazy.filter(pl.col("id") == "necstgen").select("name")
    assert "PROJECT" in wanted.explain()
    assert wanted.collect().to_dicts() == [{"name": "NecstGen"}]


def test_a_relation_is_asked_by_its_variable(dataset: Dataset) -> None:
    organizations = dataset.load("organizations", as_="duckdb")
    assert organizations.filter("id = 'necstgen'").fetchall()[0][1] == "NecstGen"
    counted = duckdb.sql("SELECT count(*) FROM organizations")
    assert counted is not None
    assert counted.fetchall() == [(dataset.describe("organizations").rows,)]


@pytest.mark.parametrize("name", ["[a] folder", "st*r?", "it's"])
def test_the_folder_may_have_any_name(package: Path, tmp_path: Path, name: str) -> None:
    dataset = Dataset(shutil.copytree(package, tmp_path / name))
    expected = dataset.load("places").to_pylist()
    for tool in get_args(As):
        assert _rows(dataset.load("places", as_=tool)) == expected
    assert _rows(dataset.scan("places").collect()) == expected
    with dataset.connect() as connection:
        assert connection.sql("FROM places").fetchall() == [tuple(row.values()) for row in expected]


def test_an_unknown_tool_or_table_is_named(dataset: Dataset) -> None:
    with pytest.raises(ValueError, match="there is no tool 'panda'; did you mean 'pandas'"):
        dataset.load("agreements", as_="panda")  # type: ignore[call-overload]  # what users type
    for ask in (dataset.scan, lambda table: dataset.load(table, as_="polars")):
        with pytest.raises(UnknownTable, match="did you mean 'agreements'"):
            ask("agreement")


@pytest.mark.parametrize("tool", ["pandas", "polars", "duckdb"])
def test_a_tool_that_is_not_installed(dataset: Dataset, tool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, tool, None)
    asks: list[Callable[[], object]] = [lambda: dataset.load("places", as_=tool)]
    if tool == "polars":
        asks += [lambda: dataset.scan("places")]
    if tool == "duckdb":
        asks += [dataset.connect, lambda: dataset.query("SELECT 1")]
    for ask in asks:
        with pytest.raises(MissingExtra, match=rf"this needs {tool}: pip install 'cgt-dataset\[{tool}\]'"):
            ask()


def test_a_tool_that_is_broken_says_its_own_word(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "polars.py").write_text("import a_module_that_is_not_there\n", "utf-8")
    monkeypatch.delitem(sys.modules, "polars")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there") as told:
        dataset.scan("places")
    assert not isinstance(told.value, MissingExtra)


def test_the_module_has_them_too(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgt_dataset.reader.dataset.installed", lambda: package)
    expected = Dataset(package).load("places").to_pylist()
    assert _rows(cgt.load("places", as_="pandas")) == expected
    assert _rows(cgt.scan("places").collect()) == expected
    assert cgt.query("FROM places").to_pylist() == expected
    with cgt.connect() as connection:
        assert connection.sql("SELECT count(*) FROM places").fetchall() == [(len(expected),)]
