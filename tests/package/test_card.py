"""The front matter of the package's README, as the library `datasets` and its hub read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cgt_dataset.package import publish
from cgt_dataset.package.readme import readme
from cgt_dataset.package.write import package_files
from cgt_dataset.reader import Dataset
from cgt_dataset.schema import TABLES
from cgt_dataset.tabular import tables_of

# In a process of its own: `datasets` reads where its cache is, and that it is offline, when it is imported.
LOAD = """
import json, sys
import datasets
import pyarrow.parquet as pq

folder, cache = sys.argv[1:]
datasets.disable_progress_bars()
for table in datasets.get_dataset_config_names(folder, cache_dir=cache):
    loaded = datasets.load_dataset(folder, table, split="train", cache_dir=cache)
    with pq.ParquetFile(f"{folder}/{table}.parquet") as file:
        held = file.read()
    types = [(field.name, str(field.type)) for field in held.schema]
    read = [(field.name, str(field.type)) for field in loaded.features.arrow_schema]
    print(json.dumps([table, loaded.num_rows, loaded.to_list() == held.to_pylist(), read == types]))
print(json.dumps(datasets.get_dataset_default_config_name(folder, cache_dir=cache)))
try:
    datasets.load_dataset(folder, "tombstones", cache_dir=cache)
except ValueError as error:
    print(json.dumps(str(error)))
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of no records."""
    place = tmp_path_factory.mktemp("empty") / "package"
    publish(package_files(tables_of([])), place)
    return place


def card(package: Path) -> dict[str, Any]:
    nothing, front, _ = (package / "README.md").read_text("utf-8").split("---\n", 2)
    assert nothing == ""
    loaded: dict[str, Any] = yaml.safe_load(front)
    return loaded


def loaded(folder: Path, place: Path) -> list[Any]:
    ran = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder), str(place / "cache")],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(place / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [yaml.safe_load(line) for line in ran.stdout.splitlines()]


def filled(package: Path) -> dict[str, int]:
    """The tables that have rows, with how many."""
    counts = {name: Dataset(package).load(name).num_rows for name in TABLES}
    return {name: count for name, count in counts.items() if count}


def test_datasets_loads_other_rows_or_types(package: Path, tmp_path: Path) -> None:
    *tables, default, refused = loaded(package, tmp_path)
    assert default == "agreements"
    assert {table: rows for table, rows, _, _ in tables} == filled(package)
    assert [table for table, _, same_rows, same_types in tables if not (same_rows and same_types)] == []
    assert "'tombstones' not found" in refused, "a table without rows is refused in words"


def test_datasets_cannot_load_a_package_of_no_records(empty: Path, tmp_path: Path) -> None:
    *tables, default, _ = loaded(empty, tmp_path)
    assert {table: rows for table, rows, _, _ in tables} == filled(empty)
    assert all(same_rows and same_types for _, _, same_rows, same_types in tables)
    assert default in filled(empty)


def test_the_card_says_otherwise_than_the_descriptor(package: Path) -> None:
    held, descriptor = card(package), Dataset(package).descriptor
    configs = held.pop("configs")
    assert held == {
        "pretty_name": descriptor["title"],
        "license": "cc-by-4.0",
        "language": sorted({row["language"][:2] for row in Dataset(package).load("sources").to_pylist()}),
        "tags": descriptor["keywords"],
    }
    assert [(one["config_name"], one["data_files"]) for one in configs] == [
        (name, f"{name}.parquet") for name in filled(package)
    ]
    assert [one["config_name"] for one in configs if one.get("default")] == ["agreements"]


def test_a_language_is_taken_for_a_truth_or_a_script_for_a_language(package: Path, empty: Path) -> None:
    descriptor = Dataset(package).descriptor
    text = readme(descriptor, ["no", "zh-Hans", "zh-Hant-TW", "und", "en-GB"])
    assert yaml.safe_load(text.split("---\n")[1])["language"] == ["en", "no", "zh"]
    assert "language" not in card(empty)


def test_the_readme_does_not_begin_with_its_heading_after_the_card(package: Path) -> None:
    text = (package / "README.md").read_text("utf-8").split("---\n", 2)[2]
    assert text.startswith(f"\n# {Dataset(package).descriptor['title']}\n")
