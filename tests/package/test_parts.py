"""Packages whose tables are in several files say the same as those whose tables are in one."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import mlcroissant  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from split_packages import ROWS, SPLIT, Json, edit, resource
from test_croissant import records
from test_descriptor import judged

from cgt_dataset.exporting import Format, export
from cgt_dataset.package.changes import shrunk
from cgt_dataset.package.comparing import changes_between
from cgt_dataset.package.croissant import CROISSANT
from cgt_dataset.package.opened import opened, opened_files
from cgt_dataset.package.write import described, part_of, written
from cgt_dataset.reader import Dataset, NoPackage
from cgt_dataset.schema import TABLES
from cgt_dataset.tabular import content_hash, contents_hash


@pytest.fixture(scope="module")
def resources(parted: Path) -> dict[str, Json]:
    held = json.loads((parted / "datapackage.json").read_bytes())["resources"]
    return {resource["name"]: resource for resource in held}


# What is written.


def test_a_part_is_named_counted_or_hashed_otherwise(package: Path, parted: Path, resources: dict[str, Json]) -> None:
    whole = json.loads((package / "datapackage.json").read_bytes())["resources"]
    assert [one["name"] for one in whole if one["rowCount"] <= ROWS and one != resources[one["name"]]] == []
    several = [one for one in whole if one["rowCount"] > ROWS]
    assert {SPLIT, "evidence", "terms"} <= {one["name"] for one in several}
    for one in several:
        name, resource = one["name"], resources[one["name"]]
        assert "hash" not in resource
        assert resource["path"] == [f"{name}-{number:05}.parquet" for number in range(-(-one["rowCount"] // ROWS))]
        assert [part["path"] for part in resource["parts"]] == resource["path"]
        assert (resource["rowCount"], resource["schema"]) == (one["rowCount"], one["schema"])
        for part in resource["parts"]:
            content = (parted / part["path"]).read_bytes()
            with pq.ParquetFile(parted / part["path"]) as file:
                held = file.read()
            assert part["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert (part["contentHash"], part["rowCount"]) == (content_hash(held), held.num_rows)
        hashes = {part["path"]: part["contentHash"] for part in resource["parts"]}
        assert resource["contentHash"] == contents_hash(hashes)


def test_the_official_profile_refuses_parts(parted: Path) -> None:
    verdict = judged(parted / "datapackage.json")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize("rows", [0, 1, 65_535, 65_536, 65_537, 140_000])
def test_a_part_in_a_file_is_another_one_than_in_memory(tmp_path: Path, rows: int) -> None:
    ids = pa.array([f"{number:07}" for number in range(rows)], pa.string())
    table = pa.table({"id": ids, "n": pa.array(range(rows), pa.int64())})
    chunked = pa.concat_tables([table.slice(0, rows // 3), table.slice(rows // 3)])
    file = tmp_path / "part"
    file.write_bytes(b"left by a run that was killed" * 1000)
    other = tmp_path / "other"
    other.hardlink_to(file)
    part = part_of(chunked, file)
    assert part.content == file
    assert part._replace(content=file.read_bytes()) == written(table)
    assert (part.size, part.rows) == (file.stat().st_size, rows)
    assert part.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert other.read_bytes().startswith(b"left by")
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="snappy", row_group_size=65_536)
    assert file.read_bytes() == sink.getvalue().to_pybytes()


def test_sources_beyond_a_thousand_are_named_or_fewer_are_not(package: Path) -> None:
    sources = Dataset(package).load("sources")
    own = sources.slice(0, 1).to_pylist()[0]
    for count in (1000, 1001):
        many = pa.Table.from_pylist([{**own, "id": f"s{number:04}"} for number in range(count)], sources.schema)
        files = described({"sources": [written(many)]}, many.select(["id", "title", "url", "language"]))
        texts = {name: content for name, content in files.items() if isinstance(content, bytes)}
        said, again, card = (texts[name] for name in ("datapackage.json", CROISSANT, "README.md"))
        assert ("sources" in json.loads(said), "isBasedOn" in json.loads(again)) == (count == 1000,) * 2
        assert "language:" in card.decode()


# What is read.


@pytest.mark.parametrize("name", TABLES)
def test_the_library_reads_other_rows(package: Path, parted: Path, name: str) -> None:
    whole, several = Dataset(package), Dataset(parted)
    held = whole.load(name)
    assert several.load(name).equals(held, check_metadata=True)
    assert several.load(name, as_="pandas").equals(whole.load(name, as_="pandas"))
    assert several.load(name, as_="polars").equals(whole.load(name, as_="polars"))
    assert several.scan(name).collect().equals(whole.load(name, as_="polars"))
    rows = held.to_pylist()
    assert several.load(name, as_="duckdb").to_arrow_table().to_pylist() == rows
    assert several.describe(name) == whole.describe(name)
    with several.connect() as connection:
        assert connection.table(name).to_arrow_table().to_pylist() == rows


def test_records_evidence_or_answers_differ(package: Path, parted: Path) -> None:
    whole, several = Dataset(package), Dataset(parted)
    for identifier in whole.load("agreements")["id"].to_pylist()[:3]:
        pointer = f"agreements/{identifier}"
        assert several.record(pointer) == whole.record(pointer)
        assert several.evidence(pointer) == whole.evidence(pointer)
        assert several.cite(pointer) == whole.cite(pointer)
    sql = f"SELECT o.id, count(*) FROM organizations o JOIN {SPLIT} n ON n.organization = o.id GROUP BY 1 ORDER BY 1"  # noqa: S608
    assert several.query(sql).equals(whole.query(sql))


def test_a_path_is_one_of_several(parted: Path) -> None:
    dataset = Dataset(parted)
    paths = dataset.paths(SPLIT)
    assert [path.name for path in paths] == [f"{SPLIT}-{number:05}.parquet" for number in range(len(paths))]
    assert sum(pq.read_metadata(path).num_rows for path in paths) == dataset.describe(SPLIT).rows
    with pytest.raises(ValueError, match=f"{SPLIT} is in {len(paths)} files; ask for its paths"):
        dataset.path(SPLIT)
    assert dataset.paths("agreements") == [dataset.path("agreements")] == [parted / "agreements.parquet"]


@pytest.mark.parametrize("tool", ["arrow", "pandas", "polars", "duckdb"])
@pytest.mark.parametrize("content", [None, b"no Parquet"])
def test_a_part_that_cannot_be_read_is_not_named(parted_copy: Path, tool: Any, content: bytes | None) -> None:
    file = parted_copy / f"{SPLIT}-00001.parquet"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NoPackage, match=f"{SPLIT}-00001.parquet cannot be read"):
        Dataset(parted_copy).load(SPLIT, as_=tool)


def test_parts_of_other_columns_raise_something_else(parted_copy: Path) -> None:
    table = Dataset(parted_copy).load(SPLIT)
    index = table.schema.get_field_index("position")
    texts = table.set_column(index, "position", table["position"].cast(pa.string()))
    pq.write_table(texts.slice(0, 5), parted_copy / f"{SPLIT}-00001.parquet")
    with pytest.raises(NoPackage, match="do not fit"):
        Dataset(parted_copy).load(SPLIT)


@pytest.mark.parametrize("path", [["../terms.parquet", "terms-00001.parquet"], [], [None], [["a.parquet"]]])
def test_a_list_of_paths_makes_the_reader_leave_its_folder(parted_copy: Path, path: list[Any]) -> None:
    def change(descriptor: Json) -> None:
        resource(descriptor, "terms")["path"] = path

    edit(parted_copy, change)
    with pytest.raises(NoPackage, match=r"is no file of this folder|cannot be read|does not describe"):
        Dataset(parted_copy).load("terms")


@pytest.mark.parametrize("table", [SPLIT, "evidence", "terms", "agreements", "tombstones"])
def test_mlcroissant_reads_other_rows(parted: Path, caplog: pytest.LogCaptureFixture, table: str) -> None:
    judge = mlcroissant.Dataset(jsonld=parted / CROISSANT)
    assert caplog.messages == []
    assert (judge.metadata.ctx.issues.errors, judge.metadata.ctx.issues.warnings) == (set(), set())
    assert list(records(judge, table)) == Dataset(parted).load(table).to_pylist()


LOADED = """
import json, sys
import datasets

folder, table, cache = sys.argv[1:]
datasets.disable_progress_bars()
print(json.dumps(datasets.load_dataset(folder, table, split="train", cache_dir=cache).to_list()))
"""


def test_datasets_reads_other_rows(parted: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    command = [sys.executable, "-c", LOADED, str(parted), SPLIT, str(tmp_path / "cache")]
    offline = {"HF_HUB_OFFLINE": "1", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=offline)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == Dataset(parted).load(SPLIT).to_pylist()
    front = yaml.safe_load((parted / "README.md").read_text("utf-8").split("---\n", 2)[1])
    files = {one["config_name"]: one["data_files"] for one in front["configs"]}
    assert files["agreements"] == "agreements.parquet"
    assert files[SPLIT] == [path.name for path in Dataset(parted).paths(SPLIT)]


@pytest.mark.parametrize("form", ["csv", "jsonl", "sqlite", "duckdb"])
def test_an_export_says_something_else(package: Path, parted: Path, tmp_path: Path, form: Format) -> None:
    for place, name in ((package, "whole"), (parted, "several")):
        export(Dataset(place), form, tmp_path / name, ["organizations", SPLIT, "places"])
    if form == "duckdb":
        with duckdb.connect(str(tmp_path / "several"), read_only=True) as held:
            assert held.table(SPLIT).to_arrow_table().to_pylist() == Dataset(package).load(SPLIT).to_pylist()
        return
    if form == "sqlite":
        assert len((tmp_path / "several").read_bytes()) == len((tmp_path / "whole").read_bytes())
        return
    for file in sorted((tmp_path / "whole").iterdir()):
        if file.name != "datapackage.json":
            assert (tmp_path / "several" / file.name).read_bytes() == file.read_bytes()
    said, wanted = (
        resource(json.loads((tmp_path / name / "datapackage.json").read_bytes()), SPLIT)
        for name in ("several", "whole")
    )
    assert said.pop("contentHash") != wanted.pop("contentHash")
    assert said == wanted


# What is compared.


def test_a_package_in_parts_differs_from_the_whole_one(package: Path, parted: Path, tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in parted.iterdir():
            packed.write(file, file.name)
    for other in (parted, archive):
        assert changes_between(opened(package), opened(other)).empty
        assert changes_between(opened(other), opened(package)).empty
        assert shrunk(opened(package), opened(other), {}) == []


def test_a_change_in_a_part_is_no_difference(package: Path, tmp_path: Path) -> None:
    whole = Dataset(package)
    table = whole.load(SPLIT)
    parts = {name: [written(whole.load(name))] for name in whole.tables()}
    parts[SPLIT] = [part_of(table.slice(0, 20), tmp_path / "one"), written(table.slice(21))]
    changes = changes_between(opened(package), opened_files(described(parts, whole.load("sources"))))
    (changed,) = (one for one in changes.tables if one.table == SPLIT)
    assert [row.change for row in changed.rows] == ["removed"]


@pytest.mark.parametrize("damage", ["missing", "other rows", "other columns"])
def test_a_damaged_part_is_compared(package: Path, parted_copy: Path, damage: str) -> None:
    file = parted_copy / f"{SPLIT}-00001.parquet"
    with pq.ParquetFile(file) as held:
        table = held.read()
    file.unlink()
    if damage != "missing":
        pq.write_table(table.slice(1) if damage == "other rows" else table.drop_columns("kind"), file)
    with pytest.raises(NoPackage, match=f"{SPLIT}-00001.parquet (is not there|has 14 rows|does not have)"):
        changes_between(opened(package), opened(parted_copy))
