"""The folder: the same bytes for the same arguments, whole or not at all, and nobody else's is touched."""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.generating import Impossible, Plan, generate, writing
from cgt_dataset.generating.blocks import BLOCK, Block, block

Cgt = Callable[..., Any]


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_bytes_whatever_the_number_of_processes(tmp_path: Path) -> None:
    plan = Plan(60_000, ("sources", "organizations", "places"), faults=0.02, seed=3)
    assert plan.counts["organizations"] > 3 * BLOCK
    for processes in (1, 2):
        generate(plan, tmp_path / str(processes), processes=processes)
    assert _digests(tmp_path / "1") == _digests(tmp_path / "2")


def test_another_run_gives_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    generate(Plan(500, faults=0.2), tmp_path / "here")
    code = "import sys; from pathlib import Path; from cgt_dataset.generating import *"
    code += "; generate(Plan(500, faults=0.2), Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, tmp_path / "there"], check=True, env={"PYTHONHASHSEED": "5"})
    assert _digests(tmp_path / "here") == _digests(tmp_path / "there")


def test_another_seed_gives_other_records(tmp_path: Path) -> None:
    for seed in (0, 1):
        generate(Plan(100, seed=seed), tmp_path / str(seed))
    one, other = _digests(tmp_path / "0"), _digests(tmp_path / "1")
    assert one.keys() == other.keys()
    assert not {*one.values()} & {*other.values()}


def test_compressed_files_hold_the_same_lines(tmp_path: Path) -> None:
    plan = Plan(BLOCK + 500, ("sources",), seed=1)  # two blocks, two members
    generate(plan, tmp_path / "plain")
    generate(plan, tmp_path / "packed", compress=True)
    packed = gzip.decompress((tmp_path / "packed/sources.jsonl.gz").read_bytes())
    assert packed == (tmp_path / "plain/sources.jsonl").read_bytes()
    assert packed.count(b"\n") == BLOCK + 500


def test_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    code = "import resource, sys; from pathlib import Path; from cgt_dataset.generating import *"
    code += "; generate(Plan(int(sys.argv[2])), Path(sys.argv[1]))"
    code += "; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    peaks = []
    for records in (50_000, 130_000):  # 70 MB more
        arguments = [sys.executable, "-c", code, str(tmp_path / "out"), str(records)]
        peaks.append(int(subprocess.run(arguments, check=True, capture_output=True).stdout))
    assert peaks[1] - peaks[0] < 30_000  # KiB


def test_what_was_generated_before_is_replaced(cgt: Cgt, tmp_path: Path) -> None:
    place = tmp_path / "out"
    ran = cgt("generate", "--out", place, "--records", 200, "--faults", 0.1)
    assert (ran.status, ran.out) == (0, "")
    planted = len((place / "faults.jsonl").read_text().splitlines())
    assert ran.err == f"wrote {place}: 200 records, {planted} of them faulty\n"
    ran = cgt("generate", "--out", place, "--records", 100, "--tables", "sources", "--gzip")
    assert (ran.status, ran.err) == (0, f"wrote {place}: 100 records\n")
    assert sorted(path.name for path in place.iterdir()) == ["generated.json", "sources.jsonl.gz"]
    said = json.loads((place / "generated.json").read_text())
    assert (said["records"], said["seed"], said["planted"]) == ({"sources": 100}, 0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert generate(Plan(12), tmp_path / "out") == 0
    assert (tmp_path / "out/sources.jsonl").exists()


@pytest.mark.parametrize("stranger", ["notes.txt", "sources.jsonl", "generated.json"])
def test_anything_else_is_left_alone(cgt: Cgt, stranger: str, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    (place / stranger).write_text("mine\n")
    ran = cgt("generate", "--out", place, "--records", 100)
    assert (ran.status, ran.out) == (2, "")
    assert "not generated" in ran.err
    assert [(path.name, path.read_text()) for path in place.iterdir()] == [(stranger, "mine\n")]


@pytest.mark.parametrize("change", ["added", "changed"])
def test_a_folder_with_somebody_s_work_in_it_is_left_alone(cgt: Cgt, change: str, tmp_path: Path) -> None:
    place = tmp_path / "out"
    generate(Plan(50), place)
    with (place / ("mine.txt" if change == "added" else "places.jsonl")).open("a") as file:
        file.write("mine\n")
    before = _digests(place)
    ran = cgt("generate", "--out", place, "--records", 100)
    assert ran.status == 2
    assert ("mine.txt" if change == "added" else "places.jsonl") in ran.err
    assert _digests(place) == before


def test_a_run_that_fails_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "out"
    generate(Plan(50), place)
    before = _digests(place)

    def fails(plan: Plan, table: str, first: int) -> Block:
        if table == "mentions":
            raise OSError(28, "No space left on device")
        return block(plan, table, first)

    monkeypatch.setattr(writing, "block", fails)
    with pytest.raises(OSError, match="No space") as raised:
        generate(Plan(200), place)
    assert raised.value.filename == str(place)
    assert _digests(place) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_runs_beside_each_other_do_not_wait_and_leave_each_other_alone(tmp_path: Path) -> None:
    place = tmp_path / "out"
    inner: list[Path] = []

    def meanwhile(_: int) -> None:
        if not inner:
            for other in (place, tmp_path / "other"):
                inner.append(other)
                generate(Plan(50), other)

    generate(Plan(200), place, told=meanwhile)
    generate(Plan(200), tmp_path / "alone")
    assert _digests(place) == _digests(tmp_path / "alone")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone", "other", "out"]


@pytest.mark.parametrize("name", ["out", "[out]", "*"])
def test_what_a_killed_run_left_is_cleared_away(name: str, tmp_path: Path) -> None:
    for left in (name, "neighbour"):
        (tmp_path / f".{left}.x1.generating" / left).mkdir(parents=True)
    generate(Plan(12), tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".neighbour.x1.generating", name])


def test_what_a_killed_run_had_put_aside_is_put_back(tmp_path: Path) -> None:
    place = tmp_path / "out"
    (tmp_path / ".out.x1.generating/out.old").mkdir(parents=True)
    (tmp_path / ".out.x1.generating/out.old/notes.txt").write_text("mine\n")
    with pytest.raises(Impossible, match="not generated"):
        generate(Plan(12), place)
    assert [path.name for path in place.iterdir()] == ["notes.txt"]


def test_a_process_that_is_killed_is_told_of_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def kill(_: int) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(OSError, match="one of the processes was killed"):
        generate(Plan(16 * BLOCK, ("sources",)), tmp_path / "out", processes=2, told=kill)
    assert [*tmp_path.iterdir()] == []


def test_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    """Whoever is left holds the pipe open, and is waited for."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys; from pathlib import Path; from cgt_dataset.generating import *\n"
        "if __name__ == '__main__':\n"
        "    os.cpu_count = lambda: 2\n"
        "    generate(Plan(200_000), Path(sys.argv[1]), processes=2, told=lambda _: os._exit(9))\n"
    )
    done = subprocess.run([sys.executable, script, tmp_path / "out"], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (9, b"", b"")


def test_there_are_no_more_processes_than_cores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    seen: list[int] = []
    plan = Plan(8 * BLOCK, ("sources",))
    generate(plan, tmp_path / "out", processes=50, told=lambda _: seen.append(len(multiprocessing.active_children())))
    assert max(seen) == 2


def test_a_person_at_a_terminal_sees_how_far_it_is(cgt: Cgt, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ran = cgt("generate", "--out", tmp_path / "out", "--records", BLOCK + 1, "--tables", "sources")
    shown = [f"\r\x1b[K{done:,} of {BLOCK + 1:,} records" for done in (BLOCK, BLOCK + 1)]
    assert f"{''.join(shown)}\r\x1b[Kwrote" in ran.err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--records", "0"], "0 records are fewer than the 12 tables"),
        (["--records", "11"], "11 records are fewer than the 12 tables"),
        (["--records", "many"], "many is no number of records"),
        (["--records", "-5"], "-5 is no number of records"),
        (["--records", "1e12"], "names that are not alike"),
        (["--records", "100", "--faults", "0.6"], "a share of 0.6 is not from 0 to 0.5"),
        (["--records", "100", "--faults", "-0.1"], "a share of -0.1 is not from 0 to 0.5"),
        (["--records", "100", "--faults", "nan"], "a share of nan is not from 0 to 0.5"),
        (["--records", "100", "--faults", "few"], "invalid float value: 'few'"),
        (["--records", "100", "--tables", "plants"], "there is no table 'plants'; there are sources, organizations"),
        (["--records", "100", "--tables", ""], "there is no table ''"),
        (["--records", "100", "--tables", "organizations"], "organizations cannot be without sources; name it too"),
        (["--records", "100", "--tables", "sources,relations"], "relations cannot be without organizations"),
        (["--records", "100", "--faults", "0.1", "--select", "CGT9"], "no fault of CGT9 is planted; there are CGT014"),
        (["--records", "100", "--select", "CGT2"], "--select chooses among planted faults: say with --faults how many"),
        (["--records", "100", "--processes", "0"], "0 processes cannot write anything"),
    ],
)
def test_bad_arguments_say_what_is_wrong(cgt: Cgt, arguments: list[str], why: str, tmp_path: Path) -> None:
    ran = cgt("generate", "--out", tmp_path / "out", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert why in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()
