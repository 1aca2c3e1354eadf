"""Lines of schema 1, and the records that their migration makes besides."""

from __future__ import annotations

import json
from pathlib import Path

import old_records
import pytest
import yaml
from engine_runs import Found, run

from cgt_dataset import Dataset
from cgt_dataset.build import build, check
from cgt_dataset.texts import Texts


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The records of schema 1 as files."""
    return old_records.write(tmp_path / "old")


@pytest.fixture
def old_lines(old: Path, tmp_path: Path) -> Path:
    """The same as lines."""
    folder = tmp_path / "lines"
    folder.mkdir()
    for path in sorted(old.glob("*/*.yaml")):
        document = yaml.safe_load(path.read_bytes())
        with (folder / f"{path.parent.name}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(document) + "\n")
    return folder


def test_old_lines_become_the_package_of_the_small_build(old: Path, old_lines: Path, tmp_path: Path) -> None:
    assert build(old, tmp_path / "small", Texts()).good
    assert run(old_lines, tmp_path, tmp_path / "bulk") == []
    small, bulk = Dataset(tmp_path / "small"), Dataset(tmp_path / "bulk")
    assert small.load("places").num_rows  # which are made
    for name in small.tables():
        assert bulk.load(name).equals(small.load(name)), name


def test_what_two_lines_say_of_a_made_record_must_agree(old_lines: Path, tmp_path: Path) -> None:
    path = old_lines / "regulations.jsonl"
    other = json.loads(path.read_bytes())
    other["id"] = "second-pilot"
    other["applies_in"][2]["kind"] = "city"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(other) + "\n")
    assert run(old_lines, tmp_path) == [Found("regulations.jsonl", 1, "CGT121", "/applies_in/2/place")]


def test_what_a_line_says_itself_is_not_made(old_lines: Path, tmp_path: Path) -> None:
    run(old_lines, tmp_path, tmp_path / "package")
    made = Dataset(tmp_path / "package").record("places/nl-alkmaar").model_dump(mode="json", by_alias=True)
    stated = {**made, "description": "A town."}
    stated["evidence"][0]["supports"] = [*stated["evidence"][0]["supports"], "/description"]
    (old_lines / "places.jsonl").write_text(json.dumps(stated) + "\n", encoding="utf-8")
    assert run(old_lines, tmp_path, tmp_path / "package") == []
    (place,) = (row for row in Dataset(tmp_path / "package").load("places").to_pylist() if row["id"] == "nl-alkmaar")
    assert place["description"] == "A town."


def test_what_is_wrong_with_a_made_record_is_told_where_it_was_made(old: Path, old_lines: Path, tmp_path: Path) -> None:
    gone = {"schema": "tombstone/2", "id": "nl", "reason": "It was never here."}
    (old / "places").mkdir(exist_ok=True)
    (old / "places" / "nl.yaml").write_text(yaml.safe_dump(gone), encoding="utf-8")
    (old_lines / "places.jsonl").write_text(json.dumps(gone) + "\n", encoding="utf-8")
    (told,) = check(old, Texts()).findings
    (found,) = run(old_lines, tmp_path)
    assert (told.code, told.pointer) == (found.code, found.pointer) == ("CGT205", "/locality")
    assert (found.file, found.line) == ("organizations.jsonl", 1)
