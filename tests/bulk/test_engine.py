"""All files together: what stands between their lines, whoever reads them and however they are cut."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pytest
from engine_runs import Found, lines, run
from judging import judge, lines_of
from whole_records import ALL, borne_out

from cgt_dataset import Dataset
from cgt_dataset.build import check
from cgt_dataset.bulk import building, covered, inputs
from cgt_dataset.bulk.pools import Processes
from cgt_dataset.generating import Plan, generate
from cgt_dataset.tabular import tables_of
from cgt_dataset.texts import Texts

T = TypeVar("T")
R = TypeVar("R")
RAW = Path(__file__).resolve().parent.parent.parent / "raw"
LIKENESS = "CGT204"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated lines, a third of which are faulty."""
    folder = tmp_path_factory.mktemp("faulty") / "lines"
    generate(Plan(1200, faults=0.3, seed=5), folder)
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated lines in which nothing is wrong."""
    folder = tmp_path_factory.mktemp("good") / "lines"
    generate(Plan(1200, seed=6), folder)
    return folder


def _planted(folder: Path, *, likeness: bool = False) -> list[Found]:
    told = map(json.loads, (folder / "faults.jsonl").read_text().splitlines())
    found = [Found(one["file"], one["line"], one["code"], one["pointer"]) for one in told]
    return sorted(one for one in found if one.code != LIKENESS or likeness)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _assert_small_build(folder: Path, package: Path) -> None:
    """A package has the cells of the package that the records of its lines become one by one."""
    records = judge(lines_of(folder))
    tombstones = [(table, gone) for (table, _), gone in records.tombstones.items()]
    built = Dataset(package)
    for name, table in tables_of(records.records, tombstones).items():
        assert built.load(name).equals(table), name


@pytest.mark.parametrize("seed", range(3))
def test_planted_faults_are_found_no_more_and_no_fewer(seed: int, tmp_path: Path) -> None:
    generate(Plan(3000, faults=0.4, seed=seed), tmp_path / "lines")
    found = run(tmp_path / "lines", tmp_path, likeness=seed == 0)
    assert sorted(found) == _planted(tmp_path / "lines", likeness=seed == 0)


@pytest.mark.long
def test_planted_faults_are_found_among_a_million(tmp_path: Path) -> None:
    generate(Plan(1_000_000, faults=0.001, seed=1), tmp_path / "lines", processes=2)
    with Processes(2) as pool:
        found = run(tmp_path / "lines", tmp_path, pool=pool, likeness=True)
    assert sorted(found) == _planted(tmp_path / "lines", likeness=True)


@pytest.mark.parametrize("size", [20_000, 70_001])
def test_pieces_of_any_size_give_the_same(
    size: int, faulty: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(good, tmp_path, tmp_path / "whole")
    monkeypatch.setattr(inputs, "PIECE", size)
    assert sorted(run(faulty, tmp_path)) == _planted(faulty)
    run(good, tmp_path, tmp_path / "cut")
    assert _content(tmp_path / "cut") == _content(tmp_path / "whole")


def test_processes_change_nothing(faulty: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(good, tmp_path, tmp_path / "one")
    monkeypatch.setattr(inputs, "PIECE", 100_000)
    with Processes(2) as pool:
        assert sorted(run(faulty, tmp_path, pool=pool)) == _planted(faulty)
        run(good, tmp_path, tmp_path / "two", pool=pool)
    assert _content(tmp_path / "two") == _content(tmp_path / "one")


def test_the_package_is_that_of_the_small_build(good: Path, tmp_path: Path) -> None:
    run(good, tmp_path, tmp_path / "package")
    _assert_small_build(good, tmp_path / "package")


def test_the_curated_records_become_the_published_package(real_lines: Path, package: Path, tmp_path: Path) -> None:
    assert run(real_lines, tmp_path, tmp_path / "package") == []
    built, curated = _content(tmp_path / "package"), _content(package)
    # What changed since the release before is told of the curated records alone.
    named = {name for name in curated if name.endswith(".parquet") and name != "changes.parquet"}
    assert {name: built[name] for name in named} == {name: curated[name] for name in named}


def test_every_field_of_every_record_type(tmp_path: Path) -> None:
    folder = lines(tmp_path / "lines", map(borne_out, ALL))
    assert run(folder, tmp_path, tmp_path / "package") == []
    _assert_small_build(folder, tmp_path / "package")


def test_tables_in_parts_have_the_same_rows(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(good, tmp_path, tmp_path / "whole")
    monkeypatch.setattr(building, "RECORDS_A_PART", 200)
    monkeypatch.setattr(inputs, "PIECE", 50_000)
    monkeypatch.setattr(covered, "_SPANS_AT_ONCE", 90)
    run(good, tmp_path, tmp_path / "parts")
    whole, parts = Dataset(tmp_path / "whole"), Dataset(tmp_path / "parts")
    assert len(parts.paths("evidence")) > 3
    for name in whole.tables():
        assert parts.load(name).equals(whole.load(name)), name
    rows = [pa.parquet.ParquetFile(path).metadata.num_rows for path in parts.paths("organizations")]
    assert max(rows) <= 400  # each piece may have as many as its samples stand for


def test_files_of_a_table_may_be_several_and_compressed(faulty: Path, good: Path, tmp_path: Path) -> None:
    run(good, tmp_path, tmp_path / "plain")
    other = tmp_path / "other"
    other.mkdir()
    for path in good.glob("*.jsonl"):
        held = path.read_bytes().splitlines(keepends=True)
        if path.stem == "organizations":
            (other / "organizations").mkdir()
            (other / "organizations" / "a.jsonl").write_bytes(b"".join(held[:100]))
            # Of two members, as tools that work side by side write it.
            packed = gzip.compress(b"".join(held[100:200])) + gzip.compress(b"".join(held[200:]))
            (other / "organizations" / "b.jsonl.gz").write_bytes(packed)
        elif path.stem == "mentions":
            with pa.output_stream(other / "mentions.jsonl.zst", compression="zstd") as file:
                file.write(path.read_bytes())
        elif path.stem != "faults":
            shutil.copy(path, other)
    assert run(other, tmp_path, tmp_path / "package") == []
    assert _content(tmp_path / "package") == _content(tmp_path / "plain")
    (tmp_path / "packed").mkdir()
    for path in faulty.glob("*.jsonl"):
        if path.stem != "faults":
            (tmp_path / "packed" / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    expected = sorted(one._replace(file=f"{one.file}.gz") for one in _planted(faulty))
    assert sorted(run(tmp_path / "packed", tmp_path)) == expected


def test_an_id_stands_once_in_all_files_of_a_table(tmp_path: Path) -> None:
    folder = lines(tmp_path / "lines", map(borne_out, ALL))
    maker = next(line for line in (folder / "organizations.jsonl").read_bytes().splitlines() if b'"maker"' in line)
    (folder / "organizations").mkdir()
    (folder / "organizations.jsonl").rename(folder / "organizations" / "1.jsonl")
    (folder / "organizations" / "2.jsonl").write_bytes(b"\n" + maker + b"\n" + maker + b"\n")
    twice = Found("organizations/2.jsonl", 2, "CGT201", "/id")
    assert run(folder, tmp_path) == [twice, twice._replace(line=3)]


class _Stopped(Exception):
    """Somebody stops the run."""


class _UntilTask(Processes):
    """Stops at the so manieth piece; counts those that were read."""

    def __init__(self, most: int) -> None:
        super().__init__(1)
        self._most, self.read = most, 0

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        for task in tasks:
            if getattr(getattr(function, "func", function), "__name__", "") == "_read_piece":
                if self.read == self._most:
                    raise _Stopped
                self.read += 1
            yield function(task)


@pytest.mark.parametrize("stopped_at", [0, 17])
def test_a_stopped_run_goes_on_where_it_was(
    stopped_at: int, faulty: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PIECE", 50_000)
    run(good, tmp_path, tmp_path / "whole")
    for folder, out in ((good, tmp_path / "resumed"), (faulty, None)):
        with pytest.raises(_Stopped):
            run(folder, tmp_path, pool=_UntilTask(stopped_at))
        rest = _UntilTask(10_000)
        found = run(folder, tmp_path, out, pool=rest, resume=True)
        alone = _UntilTask(10_000)
        assert found == run(folder, tmp_path, pool=alone)
        assert rest.read == alone.read - stopped_at
    assert _content(tmp_path / "resumed") == _content(tmp_path / "whole")


def test_reading_stops_where_too_much_is_wrong(faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PIECE", 20_000)
    whole = run(faulty, tmp_path)
    some = run(faulty, tmp_path, most=30)
    lines_told = len({(one.file, one.line) for one in some})
    assert 30 < lines_told < len({(one.file, one.line) for one in whole}) / 4


def test_lines_are_compared_with_the_texts_at_hand(tmp_path: Path, real_lines: Path, articles: Path) -> None:
    assert run(real_lines, tmp_path, texts=articles) == []
    path = real_lines / "organizations.jsonl"
    first, *others = path.read_text("utf-8").splitlines()
    document: dict[str, Any] = json.loads(first)
    document["evidence"][0]["start"] += 1
    path.write_text("\n".join([json.dumps(document), *others]) + "\n", "utf-8")
    assert run(real_lines, tmp_path, texts=None) == []
    assert Found("organizations.jsonl", 1, "CGT306", "/evidence/0/sha256") in run(real_lines, tmp_path, texts=articles)


@pytest.fixture
def real_lines(tmp_path: Path) -> Path:
    """The curated records as lines."""
    folder = tmp_path / "real"
    folder.mkdir()
    for record in check(RAW, Texts()).records:
        with (folder / f"{record.table}.jsonl").open("a", encoding="utf-8") as file:
            file.write(record.model_dump_json(by_alias=True, exclude_none=True) + "\n")
    return folder
