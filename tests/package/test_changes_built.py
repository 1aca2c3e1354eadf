"""What changed since the last release, as a table of the package."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from test_releases import DAMAGES

from cgt_dataset import build as build_module
from cgt_dataset.package import descriptor
from cgt_dataset.package.releases import archive
from cgt_dataset.package.verify import verify
from cgt_dataset.schema import CHANGES, SCHEMA_VERSION
from cgt_dataset.schema.publish import published
from cgt_dataset.tabular import arrow_schema
from cgt_dataset.texts import Texts

BASE = Path(__file__).resolve().parents[1] / "faults" / "base" / "raw"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "project" / "raw"))


def built(raw: Path, out: Path) -> dict[str, bytes]:
    checked = build_module.build(raw, out, Texts())
    assert checked.good, checked.findings
    return {file.name: file.read_bytes() for file in out.iterdir()}


def changes_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    table = pq.read_table(io.BytesIO(files["changes.parquet"]))
    assert table.schema.equals(arrow_schema(CHANGES), check_metadata=False)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def released(raw: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The present records become a release of that version."""
    with monkeypatch.context() as patched:
        patched.setattr(descriptor, "VERSION", version)
        patched.setattr(build_module, "VERSION", version)
        built(raw, raw.parent / version)
    return archive(raw.parent / version, version, published(), raw.parent / "releases")


def test_the_changes_are_those_since_the_release_before(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = built(records, records.parent / "build")
    assert changes_of(first) == []
    released(records, "0.1.0", monkeypatch)
    assert built(records, records.parent / "build") == first, "nothing changed"
    agreement = records / "agreements" / "zilverling-quillmoor-framework.yaml"
    text = agreement.read_text("utf-8")
    agreement.write_text(text.replace("scope: Vectors and cells for the plant in Alkmaar.", "scope: Vectors."), "utf-8")
    files = built(records, records.parent / "build")
    assert [(row["what"], row["table"], row["column"], row["after"]) for row in changes_of(files)] == [
        ("cell", "agreements", "scope", '"Vectors."')
    ]
    released(records, "0.2.0", monkeypatch)
    assert changes_of(built(records, records.parent / "build")) == [], "the last release counts, not the first"
    released(records, "99.0.0", monkeypatch)
    assert changes_of(built(records, records.parent / "build")) == [], "a later release does not count"
    described = json.loads((records.parent / "build" / "datapackage.json").read_bytes())
    (resource,) = (one for one in described["resources"] if one["name"] == "changes")
    published_tables = json.loads(published()[f"v{SCHEMA_VERSION}/tables.json"])
    assert published_tables["changes"] == {"description": resource["description"], **resource["schema"]}


def test_the_package_with_changes_is_whole_and_the_same_each_time(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frictionless import Package

    (records / "agreements" / "zilverling-quillmoor-framework.yaml").rename(tmp_path / "aside.yaml")
    released(records, "0.1.0", monkeypatch)
    (tmp_path / "aside.yaml").rename(records / "agreements" / "zilverling-quillmoor-framework.yaml")
    files = built(records, records.parent / "build")
    # That more of the article is recorded changes what its coverage says.
    assert {row["change"] for row in changes_of(files) if row["table"] != "coverage"} == {"added"}
    assert verify(records.parent / "build", Texts()) == []
    report = Package(str(records.parent / "build" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    other = tmp_path / "ein Ort 空"
    for part in ("raw", "releases"):
        shutil.copytree(records.parent / part, other / part)
    assert built(other / "raw", other / "out") == files


@pytest.mark.parametrize("damage", ["half", "no table", "another's"])
def test_a_damaged_release_stops_the_build_with_a_finding(
    records: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    good = built(records, records.parent / "build")
    file = released(records, "0.1.0", monkeypatch)
    file.write_bytes(DAMAGES[damage][0](file.read_bytes()))
    checked = build_module.build(records, records.parent / "build", Texts())
    assert not checked.good
    (found,) = (finding for finding in checked.findings if finding.severity == "error")
    assert (found.code, found.path) == ("CGT605", str(file))
    assert str(file) not in found.message
    assert {one.name: one.read_bytes() for one in (records.parent / "build").iterdir()} == good
