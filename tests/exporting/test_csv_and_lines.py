"""CSV and JSON Lines: folders that describe themselves."""

from __future__ import annotations

import csv
import importlib.resources
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import frictionless
import pytest
from frictionless import system
from hypothesis import given
from hypothesis import strategies as st
from made_packages import packaged, table

from cgt_dataset import Dataset
from cgt_dataset.exporting import Format, NotExported, export
from cgt_dataset.exporting.formulas import escaped, like_formula, unescaped


def exported(dataset: Dataset, form: Format, place: Path, *tables: str) -> dict[str, Any]:
    """The descriptor of an export."""
    export(dataset, form, place, tables or None)
    described: dict[str, Any] = json.loads((place / "datapackage.json").read_bytes())
    return described


def errors(place: Path) -> list[list[Any]]:
    """What frictionless finds wrong."""
    with system.use_context(trusted=True):
        return frictionless.validate(str(place / "datapackage.json")).flatten(["type", "message"])  # type: ignore[no-any-return]


FORMULAS = table(
    {"id": "string", "text": "string", "count": "integer"},
    [
        {"id": "a", "text": "=1+1", "count": -1},
        {"id": "b", "text": "-" * 8, "count": -2},
        {"id": "c", "text": "plain", "count": None},
    ],
    field_text={"constraints": {"maxLength": 8, "required": True}},
)


def test_the_real_validator_finds_nothing_wrong(dataset: Dataset, tmp_path: Path) -> None:
    exported(dataset, "csv", tmp_path / "out")
    assert errors(tmp_path / "out") == []


def test_the_real_validator_reads_json_lines(dataset: Dataset, tmp_path: Path) -> None:
    pytest.importorskip("jsonlines", reason="frictionless reads JSON Lines with its extra `json`")
    empty = [one["path"] for one in exported(dataset, "jsonl", tmp_path / "out")["resources"] if not one["rowCount"]]
    with system.use_context(trusted=True):
        tasks = frictionless.validate(str(tmp_path / "out/datapackage.json")).tasks
    # It cannot read a file without a line, which is how JSON Lines have a table without a row.
    assert [task.place for task in tasks if task.errors] == empty


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_official_profile_accepts_the_descriptor(dataset: Dataset, form: Format, tmp_path: Path) -> None:
    exported(dataset, form, tmp_path / "out")
    profile = importlib.resources.files("dplib") / "profiles/2.0/datapackage.json"
    file = tmp_path / "out/datapackage.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(profile), str(file)]
    verdict = subprocess.run(command, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_the_real_validator_reads_what_was_written(real: Dataset, tmp_path: Path) -> None:
    """So that its silence about the export means something."""
    exported(real, "csv", tmp_path / "out")
    path = tmp_path / "out/agreement_parties.csv"
    path.write_text(path.read_text("utf-8").replace(",0,", ",x,", 1), "utf-8")
    assert "type-error" in {kind for kind, _ in errors(tmp_path / "out")}


def test_some_tables_are_valid_without_those_that_they_lead_to(real: Dataset, tmp_path: Path) -> None:
    described = exported(real, "csv", tmp_path / "out", "agreement_parties", "agreements")
    assert [one["name"] for one in described["resources"]] == ["agreements", "agreement_parties", "data-dictionary"]
    assert [key["fields"] for key in described["resources"][1]["schema"]["foreignKeys"]] == [["agreement"]]
    assert errors(tmp_path / "out") == []
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        *("agreements.csv", "agreement_parties.csv", "data-dictionary.csv", "datapackage.json")
    }


def test_csv_is_as_the_standard_has_it(real: Dataset, tmp_path: Path) -> None:
    export(real, "csv", tmp_path / "out", ["places"])
    content = (tmp_path / "out/places.csv").read_bytes()
    rows = real.load("places").num_rows
    assert content.count(b"\r\n") == content.count(b"\n") == rows + 1
    assert content.decode("utf-8").startswith("id,name,kind,parent,")
    assert "无锡" in content.decode("utf-8")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_data_dictionary_says_what_the_descriptor_says(real: Dataset, form: Format, tmp_path: Path) -> None:
    export(real, form, tmp_path / "out")
    with (tmp_path / f"out/data-dictionary.{form}").open(encoding="utf-8", newline="") as file:
        held = list(csv.DictReader(file)) if form == "csv" else [json.loads(line) for line in file]
    said = {(row["table"], row["column"] or None): row for row in held}
    assert len(said) == sum(1 + len(real.describe(name).columns) for name in real.tables())
    for name in real.tables():
        described = real.describe(name)
        assert said[name, None]["description"] == described.description
        for column in described.columns:
            row = said[name, column.name]
            assert (row["type"], row["description"]) == (column.type, column.description)
            assert row["required"] == (str(column.required).lower() if form == "csv" else column.required)
            assert (row["terms"] or "") == ", ".join(column.terms)
    assert said["agreement_parties", "organization"]["references"] == "organizations.id"
    assert said["term_mappings", "term"]["references"] == "terms.term"
    assert [str(said["agreement_parties", name]["key"]) for name in ("agreement", "position")] == ["1", "2"]


def test_formulas_have_an_apostrophe_and_numbers_have_none(tmp_path: Path) -> None:
    dataset = packaged(tmp_path / "made", made=FORMULAS)
    assert export(dataset, "csv", tmp_path / "out") == {"made.text": 2}
    lines = (tmp_path / "out/made.csv").read_text("utf-8").splitlines()
    assert lines == ["id,text,count", "a,'=1+1,-1", "b,'--------,-2", "c,plain,"]
    described = json.loads((tmp_path / "out/datapackage.json").read_bytes())
    field = described["resources"][0]["schema"]["fields"][1]
    assert (field["apostrophes"], field["constraints"]) == (2, {"required": True})
    assert errors(tmp_path / "out") == []


def test_json_lines_leave_formulas_as_they_are(tmp_path: Path) -> None:
    dataset = packaged(tmp_path / "made", made=FORMULAS)
    assert export(dataset, "jsonl", tmp_path / "out") == {}
    first, *_ = (tmp_path / "out/made.jsonl").read_text("utf-8").splitlines()
    assert first == '{"id": "a", "text": "=1+1", "count": -1}'


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("'=+-@＝\t\n \u200b1"))
def test_an_apostrophe_is_put_and_taken_away_again(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert like_formula(text) == (escaped(text) != text)


def test_a_text_without_a_sign_is_refused_for_csv(tmp_path: Path) -> None:
    dataset = packaged(tmp_path / "made", made=table({"id": "string", "text": "string"}, [{"id": "a", "text": ""}]))
    with pytest.raises(NotExported, match=r"^made\.text holds a text without a sign"):
        export(dataset, "csv", tmp_path / "out")
    assert [entry.name for entry in tmp_path.iterdir()] == ["made"]
