"""`check --bulk` and `build --bulk`, as people call them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from cgt_dataset import Dataset
from cgt_dataset.bulk import engine, inputs, pools
from cgt_dataset.bulk.spill import Place
from cgt_dataset.bulk.verdicts import judge_among
from cgt_dataset.cli import main
from cgt_dataset.files import Unreadable
from cgt_dataset.generating import Plan, generate
from cgt_dataset.package.verify import verify
from cgt_dataset.schema import RECORDS
from cgt_dataset.texts import Texts

TABLES = [record.table for record in RECORDS]


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records of every type as lines, in the folder in which the commands run."""
    monkeypatch.chdir(tmp_path)
    generate(Plan(600, seed=3), tmp_path / "lines")
    return Path("lines")


def _spoil(path: Path, line: int, old: str, new: str) -> None:
    held = path.read_text("utf-8").split("\n")
    assert old in held[line - 1]
    held[line - 1] = held[line - 1].replace(old, new, 1)
    path.write_text("\n".join(held), "utf-8")


def test_good_lines_are_checked_and_built(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--bulk", str(lines)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "no findings; spans not compared, no article texts at hand (--articles DIR)\n"
    assert Path("rejects.jsonl").read_bytes() == b""
    assert main(["build", "--bulk", str(lines), "--out", "package", "--processes", "1"]) == 0
    assert capsys.readouterr().err.startswith("built package: ")
    assert verify(Path("package"), Texts()) == []
    assert sorted(entry.name for entry in Path.cwd().iterdir()) == ["lines", "package", "rejects.jsonl"]


def test_what_is_wrong_is_told_by_rule_and_line(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _spoil(lines / "people.jsonl", 2, '"evidence":', '"evidense":')
    _spoil(lines / "places.jsonl", 4, '"schema":', '"nothing":0,"schema":')
    assert main(["build", "--bulk", str(lines), "--out", "package", "--rejects", "wrong.jsonl"]) == 1
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        f"2 of {_count(lines)} lines are rejected, see wrong.jsonl",
        "package is left as it was",
    ]
    assert not Path("package").exists()
    rows = [json.loads(line) for line in Path("wrong.jsonl").read_bytes().splitlines()]
    assert [(row["file"], row["line"], row["severity"]) for row in rows] == [
        ("places.jsonl", 4, "error"),
        ("people.jsonl", 2, "error"),
    ]
    assert all({"code", "message", "mend", "pointer"} == set(one) for row in rows for one in row["findings"])
    codes = [one["code"] for row in rows for one in row["findings"]]
    assert told.out.splitlines()[-1].split()[:2] == [max(codes), str(codes.count(max(codes)))]
    assert main(["check", "--bulk", str(lines), "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "lines": _count(lines),
        "rejected": 2,
        "stopped": False,
        "rejects": "rejects.jsonl",
        "rules": {code: codes.count(code) for code in sorted(set(codes))},
    }


def _count(lines: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in lines.glob("*.jsonl"))


def test_a_package_without_what_is_rejected_and_what_refers_to_it(
    lines: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rejected = json.loads((lines / "regulations.jsonl").read_bytes().splitlines()[0])["id"]
    _spoil(lines / "regulations.jsonl", 1, '"schema":', '"nothing":0,"schema":')
    assert main(["build", "--bulk", str(lines), "--out", "package", "--max-errors", "599"]) == 0
    assert "lines are rejected" in capsys.readouterr().err
    assert verify(Path("package"), Texts()) == []
    rows = [json.loads(line) for line in Path("rejects.jsonl").read_bytes().splitlines()]
    others = [row for row in rows if row["record"] != f"regulations/{rejected}"]
    assert len(others) == len(rows) - 1 > 0
    for row in others:
        assert {one["code"] for one in row["findings"]} == {"CGT202"}
        assert all(one["message"].endswith("is rejected, and this refers to it") for one in row["findings"])
    built = Dataset(Path("package"))
    there = {f"{table}/{identifier}" for table in TABLES for identifier in built.load(table)["id"].to_pylist()}
    gone = built.load("tombstones").num_rows
    assert not there & {row["record"] for row in rows}
    assert len(there) + gone + len(rows) == _count(lines)


def test_too_many_errors_end_the_reading(
    lines: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(Plan(600, seed=3, faults=0.5), lines)
    monkeypatch.setattr(inputs, "PIECE", 10_000)
    assert main(["build", "--bulk", str(lines), "--out", "package", "--max-errors", "9", "--processes", "1"]) == 1
    told = capsys.readouterr().err
    assert told.splitlines()[0].endswith(" are rejected, more than 9, see rejects.jsonl; the rest was not read")
    assert not Path("package").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "--bulk", "none"], "none: there is no such folder"),
        (["check", "--resume"], "--resume goes with --bulk DIR"),
        (["build", "--likeness"], "--likeness goes with --bulk DIR"),
        (["check", "--engine", "spark"], "--engine goes with --bulk DIR"),
        (["check", "--bulk", "lines", "--engine", "spark", "--processes", "2"], "--memory and --processes are of this"),
        (["check", "--bulk", "lines", "--watch"], "with --bulk there are no paths"),
        (["check", "--bulk", "lines", "--master", "local"], "--master goes with --engine spark"),
        (["check", "--bulk", "lines", "--memory", "10MB"], "a process needs 700 MB; give more --memory"),
        (["check", "--bulk", "lines", "--resume"], "there is nothing to resume; start without --resume"),
        (["check", "--bulk", "lines", "--work", "lines"], "lines: this folder is no work folder"),
        (["build", "--bulk", "lines", "--out", "lines"], "lines holds "),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    arguments: list[str], told: str, lines: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(lines.iterdir())
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert sorted(lines.iterdir()) == before


def test_memory_bounds_the_processes(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    class Told(pools.Processes):
        def __init__(self, count: int) -> None:
            begun.append(count)
            super().__init__(1)

    monkeypatch.setattr(pools, "Processes", Told)
    assert main(["check", "--bulk", str(lines), "--memory", "1500MB", "--processes", "8"]) == 0
    assert begun == [2]


def test_whoever_works_is_told_where_the_texts_are(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Path | None] = []

    def check(_reading: object, _pool: object, texts: Path | None, *_: object, **__: object) -> NoReturn:
        told.append(texts)
        raise Unreadable("enough")

    monkeypatch.setattr(engine, "check", check)
    Path("texts").mkdir()
    assert main(["check", "--bulk", str(lines), "--articles", "texts"]) == 2
    assert told == [Path.cwd() / "texts"]


def test_texts_that_a_worker_does_not_see_end_the_run(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="who works does not see this folder"):
        judge_among(Place(tmp_path), [], tmp_path / "none", [])


@pytest.mark.parametrize("option", [["--memory", "much"], ["--max-errors", "-1"], ["--processes", "0"]])
def test_numbers_and_sizes_have_a_form(option: list[str], lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["check", "--bulk", str(lines), *option])
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_interrupted_run_is_resumed(lines: Path, tmp_path: Path) -> None:
    generate(Plan(20_000, seed=3), lines)
    command = [sys.executable, "-c", _MAIN, "check", "--bulk", str(lines), "--processes", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as run:
        while not list(Path(".lines.work/pieces").glob("*.summary")):
            assert run.poll() is None
        os.killpg(run.pid, signal.SIGINT)
        assert run.stderr is not None
        said = run.stderr.read().decode()
    assert run.returncode == 2
    assert said == "cgt-dataset: stopped\n"
    read = {path: path.stat().st_mtime_ns for path in Path(".lines.work/pieces").glob("*.summary")}
    assert read
    generate(Plan(20_000, seed=4), tmp_path / "other")
    assert main(["check", "--bulk", str(lines), "--resume"]) == 0
    assert not Path(".lines.work").exists()


_MAIN = "import sys; from cgt_dataset.cli import main; sys.exit(main())"
