from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.exporting import FORMATS

Cgt = Callable[..., Any]


@pytest.mark.parametrize("form", FORMATS)
def test_the_tables_are_written_twice_to_the_same_place(cgt: Cgt, package: Path, form: str, tmp_path: Path) -> None:
    for _ in range(2):
        ran = cgt(
            "export",
            "--format",
            form,
            "--out",
            tmp_path / "out",
            "--package",
            package,
            "--tables",
            "places, agreements,places",
        )
        assert (ran.status, ran.out) == (0, "")
        assert ran.err == f"wrote {tmp_path}/out: version 2.0.0, 2 tables\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_what_stands_there_is_refused_with_its_name(cgt: Cgt, package: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.sqlite").write_bytes(b"mine")
    ran = cgt("export", "--format", "sqlite", "--out", tmp_path / "mine.sqlite", "--package", package)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"cgt-dataset: {tmp_path}/mine.sqlite is no SQLite database that was exported")
    assert (tmp_path / "mine.sqlite").read_bytes() == b"mine"


def test_the_package_itself_is_never_replaced(cgt: Cgt, package: Path) -> None:
    before = {file.name: file.read_bytes() for file in package.iterdir()}
    assert cgt("export", "--format", "csv", "--out", package, "--package", package).status == 2
    assert {file.name: file.read_bytes() for file in package.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--format", "parquet", "--out", "out"], "invalid choice: 'parquet'"),
        (["--format", "csv"], "--out"),
        (["--format", "csv", "--out", "out", "--tables", "agreement"], "did you mean 'agreements'?"),
        (["--format", "csv", "--out", "out", "--tables", ""], "there is no table ''"),
        (["--format", "csv", "--out", "file/out"], "file"),
        (["--format", "csv", "--out", "out", "--package", "nowhere"], "there is no package in nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    cgt: Cgt, package: Path, arguments: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    ran = cgt("export", "--package", package, *arguments)
    assert ran.status == 2
    assert why in ran.err.splitlines()[-1]
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(("form", "module", "extra"), [("xlsx", "xlsxwriter", "xlsx"), ("duckdb", "duckdb", "duckdb")])
def test_a_missing_extra_is_named(
    cgt: Cgt, package: Path, form: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    ran = cgt("export", "--format", form, "--out", tmp_path / "out", "--package", package)
    assert ran.status == 2
    assert (
        ran.err == f"cgt-dataset: this command needs more than the base install: pip install 'cgt-dataset[{extra}]'\n"
    )
