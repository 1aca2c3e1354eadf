from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.release import VERSION
from cgt_dataset.schema import TABLES

RAW = Path(__file__).resolve().parents[2] / "raw"
COUNT = len(list(RAW.rglob("*.yaml")))
Cgt = Callable[..., Any]


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the records, in the folder that the command is run in."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(RAW, tmp_path / "raw"))


def _spoil(raw: Path) -> Path:
    record = raw / "agreements" / "cytiva-necstgen-strategic-collaboration.yaml"
    record.write_text(record.read_text().replace("status: announced", "status: anounced"))
    return record


def test_build_writes_the_package_and_says_what(cgt: Cgt, raw: Path) -> None:
    ran = cgt("build")
    assert ran.status == 0
    assert (raw.parent / "build" / "datapackage.json").is_file()
    assert ran.err.startswith(f"built build from {COUNT} records")
    assert "spans not compared" in ran.err


def test_build_with_texts_does_not_say_that_they_are_missing(cgt: Cgt, raw: Path, articles: Path) -> None:  # noqa: ARG001
    ran = cgt("build", "--articles", articles)
    assert (ran.status, "spans not compared" in ran.err) == (0, False)


def test_a_faulty_record_stops_the_build_and_leaves_the_last_package(cgt: Cgt, raw: Path) -> None:
    cgt("build")
    before = {file.name: file.read_bytes() for file in (raw.parent / "build").iterdir()}
    _spoil(raw)
    ran = cgt("build")
    assert ran.status == 1
    place = "raw/agreements/cytiva-necstgen-strategic-collaboration.yaml:4:9"
    assert ran.out.splitlines() == [
        f"{place}: CGT104 \"anounced\" is no term of status (did you mean 'announced'?)",
        "    status: anounced",
        "            ^",
    ]
    assert ran.err == "1 finding; build is left as it was\n"
    assert {file.name: file.read_bytes() for file in (raw.parent / "build").iterdir()} == before


def test_check_of_good_records_says_so(cgt: Cgt, raw: Path, articles: Path) -> None:  # noqa: ARG001
    assert cgt("check").status == 0
    ran = cgt("check", "raw", "--articles", articles)
    assert (ran.status, ran.out, ran.err) == (0, "", "no findings\n")


def test_check_of_a_path_tells_its_findings_only(cgt: Cgt, raw: Path) -> None:
    record = _spoil(raw)
    assert cgt("check").status == 1
    assert cgt("check", "raw/organizations").status == 0
    assert cgt("check", record).status == 1
    assert cgt("check", "raw/agreements", record).out.count("CGT104") == 1


def test_check_inside_a_table_folder_finds_the_other_records(
    cgt: Cgt, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw / "agreements")
    ran = cgt("check", "cytiva-necstgen-strategic-collaboration.yaml")
    assert (ran.status, ran.out) == (0, "")


def test_verify_confirms_a_package_and_its_spans(cgt: Cgt, package: Path, articles: Path) -> None:
    ran = cgt("verify", package, "--articles", articles)
    assert ran.status == 0
    assert "supports confirmed in 5 texts" in ran.err
    assert "structure only" in cgt("verify", package).err


def test_verify_of_a_damaged_package_is_status_1(cgt: Cgt, package: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(package, tmp_path / "build"))
    (place / "terms.parquet").write_bytes(b"PAR1")
    ran = cgt("verify", place)
    assert ran.status == 1
    assert "CGT503" in ran.out


def test_tables_lists_and_describes(cgt: Cgt, package: Path) -> None:
    listed = cgt("tables", "--package", package)
    assert listed.status == 0
    assert len(listed.out.splitlines()) == len(TABLES)
    assert "Primary key: id" in cgt("tables", "facilities", "--package", package).out


def test_schema_export_writes_the_published_files(cgt: Cgt, tmp_path: Path) -> None:
    assert cgt("schema", "export", "--out", tmp_path).status == 0
    assert (tmp_path / "v1" / "agreement.schema.json").is_file()


def test_version(cgt: Cgt) -> None:
    assert cgt("--version").out == f"cgt-dataset {VERSION}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--raw", "nowhere"], "nowhere: there is no such folder"),
        (["build", "--articles", "nowhere"], "nowhere: there is no such folder of article texts"),
        (["build", "--out", "raw"], "which is no part of a package"),
        (["build", "--out", "raw/agreements/cytiva-necstgen-strategic-collaboration.yaml"], "is no folder"),
        (["check", "nowhere"], "nowhere: there is no such file or folder"),
        (["check", "raw/agreements/none.yaml"], "there is no such file or folder"),
        (["verify", "nowhere"], "nowhere: there is no such folder"),
        (["tables", "--package", "nowhere"], "there is no package in nowhere"),
        (["show", "agreements"], "write TABLE/ID"),
        (["show", "agreement/x", "--package", "PACKAGE"], "did you mean 'agreements'?"),
        (["show", "agreements/x", "--package", "PACKAGE"], "there is no record 'agreements/x'"),
        (["nonsense"], "invalid choice"),
        ([], "required: COMMAND"),
    ],
)
def test_what_cannot_be_done_is_status_2_and_one_line(
    cgt: Cgt, raw: Path, package: Path, arguments: list[str], words: str
) -> None:
    ran = cgt(*[package if argument == "PACKAGE" else argument for argument in arguments])
    assert ran.status == 2
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
    assert len(list(raw.rglob("*.yaml"))) == COUNT


def test_an_unwritable_place_is_one_line(cgt: Cgt, raw: Path) -> None:
    (raw.parent / "file").write_text("")
    ran = cgt("build", "--out", "file/build")
    assert (ran.status, ran.err.count("\n")) == (2, 1)


def test_a_full_disk_is_one_line_and_leaves_the_last_package(
    cgt: Cgt, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cgt("build")
    before = {file.name: file.read_bytes() for file in (raw.parent / "build").iterdir()}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ran = cgt("build")
    assert (ran.status, ran.err) == (2, "cgt-dataset: no space left on device\n")
    assert {file.name: file.read_bytes() for file in (raw.parent / "build").iterdir()} == before
    assert sorted(entry.name for entry in raw.parent.iterdir()) == ["build", "raw"]


def test_an_empty_folder_of_records_is_a_finding(cgt: Cgt, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    ran = cgt("build", "--raw", tmp_path / "raw", "--out", tmp_path / "build")
    assert ran.status == 1
    assert "CGT011 there is no record" in ran.out
    assert not (tmp_path / "build").exists()


def test_a_missing_extra_is_said_in_one_line(cgt: Cgt, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    import sys

    for module in [name for name in sys.modules if name.split(".")[0] == "yaml"]:
        monkeypatch.delitem(sys.modules, module)
    for module in [name for name in sys.modules if name.startswith(("cgt_dataset.curation", "cgt_dataset.build"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "yaml", None)
    ran = cgt("check")
    assert (ran.status, "pip install 'cgt-dataset[build]'" in ran.err) == (2, True)
