"""Where an export goes: whole or not at all, over an earlier export, and over nothing else."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import duckdb
import openpyxl
import pytest
from made_packages import READ, packaged, table

from cgt_dataset import Dataset, UnknownTable
from cgt_dataset.exporting import FORMATS, Format, NotExported, export

ROOT = Path(__file__).resolve().parents[2]
placing = import_module("cgt_dataset.exporting.placing")


def words(folder: Path, *said: str) -> Dataset:
    """A package of one table with these words."""
    rows = [{"id": f"word-{number}", "text": text} for number, text in enumerate(said)]
    return packaged(folder, words=table({"id": "string", "text": "string"}, rows))


@pytest.fixture
def old(tmp_path: Path) -> Dataset:
    return words(tmp_path / "old-package", "old")


@pytest.fixture
def new(tmp_path: Path) -> Dataset:
    return words(tmp_path / "new-package", "new", "=newer")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder / "out.xlsx"


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder, hidden or not."""
    return {
        str(one.relative_to(folder)): one.read_bytes() if one.is_file() else None for one in sorted(folder.rglob("*"))
    }


def said(dataset: Dataset, form: Format, place: Path) -> list[str]:
    return [row["text"] for row in READ[form](dataset, place, "words")]


@pytest.mark.parametrize("form", FORMATS)
def test_an_earlier_export_is_replaced_and_nothing_is_left(
    form: Format, old: Dataset, new: Dataset, place: Path
) -> None:
    for dataset, expected in ((old, ["old"]), (new, ["new", "=newer"]), (new, ["new", "=newer"])):
        export(dataset, form, place)
        assert said(dataset, form, place) == expected
        assert [entry.name for entry in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "duckdb"])
def test_the_same_package_gives_the_same_bytes(form: Format, real: Dataset, tmp_path: Path) -> None:
    """DuckDB writes an identifier of its own into each file."""
    made = []
    for number in "12":
        place = tmp_path / number / "out"
        export(real, form, place)
        made.append(snapshot(place.parent))
    assert made[0] == made[1]


def _file(place: Path) -> None:
    place.write_bytes(b"mine")


def _folder(place: Path) -> None:
    place.mkdir()
    (place / "notes.txt").write_bytes(b"mine")


def _empty_file(place: Path) -> None:
    place.touch()


def _package(place: Path) -> None:
    words(place, "mine")


def _sqlite(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TABLE mine (a)")


def _duckdb(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("CREATE TABLE package (a VARCHAR)")


def _workbook(place: Path) -> None:
    openpyxl.Workbook().save(place)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("put", [_file, _folder, _empty_file, _package, _sqlite, _duckdb, _workbook])
def test_what_is_no_export_stays(form: Format, put: Callable[[Path], None], new: Dataset, place: Path) -> None:
    put(place)
    before = snapshot(place.parent)
    with pytest.raises(NotExported, match=r"choose another place$"):
        export(new, form, place)
    assert snapshot(place.parent) == before


def _write_beside(place: Path) -> None:
    (place / "notes.txt").write_bytes(b"mine")


def _write_into(place: Path) -> None:
    with (place / "words.csv").open("a") as file:
        file.write("mine,mine\r\n")


def _annotate(place: Path) -> None:
    book = openpyxl.load_workbook(place)
    book["words"]["C1"] = "my remarks"
    book.save(place)


def _insert(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("INSERT INTO words VALUES ('mine', 'mine')")
        connection.commit()


def _view(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("CREATE VIEW mine AS FROM words")


@pytest.mark.parametrize(
    ("form", "change"),
    [("csv", _write_beside), ("csv", _write_into), ("xlsx", _annotate), ("sqlite", _insert), ("duckdb", _view)],
)
def test_an_export_that_somebody_worked_on_stays(
    form: Format, change: Callable[[Path], None], old: Dataset, new: Dataset, place: Path
) -> None:
    export(old, form, place)
    change(place)
    before = snapshot(place.parent)
    with pytest.raises(NotExported, match=r"was changed since it was exported|which is no part of the export"):
        export(new, form, place)
    assert snapshot(place.parent) == before


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_a_database_that_was_only_read_is_replaced(form: Format, old: Dataset, new: Dataset, place: Path) -> None:
    export(old, form, place)
    assert said(old, form, place) == ["old"]
    export(new, form, place)
    assert said(new, form, place) == ["new", "=newer"]


def test_a_database_that_somebody_writes_into_stays(old: Dataset, new: Dataset, place: Path) -> None:
    export(old, "sqlite", place)
    before = place.read_bytes()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO words VALUES ('mine', 'mine')")
        with pytest.raises(NotExported, match=r"is being written into, as out\.xlsx-journal shows"):
            export(new, "sqlite", place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("form", FORMATS)
def test_a_link_stays_a_link(form: Format, old: Dataset, new: Dataset, place: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    place.symlink_to(tmp_path / "far/target")
    for dataset in (old, new):
        export(dataset, form, place)
    assert place.is_symlink()
    assert said(new, form, tmp_path / "far/target") == ["new", "=newer"]


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_fails_changes_nothing(
    form: Format, old: Dataset, new: Dataset, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(old, form, place)
    before = snapshot(place.parent)

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(placing.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        export(new, form, place)
    assert snapshot(place.parent) == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system exchanges differently")
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_without_an_exchange_in_one_step_it_is_done_in_two(
    form: Format, old: Dataset, new: Dataset, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "exchange_at_once", lambda *_: False)
    export(old, form, place)
    export(new, form, place)
    assert said(new, form, place) == ["new", "=newer"]
    assert [entry.name for entry in place.parent.iterdir()] == [place.name]


def test_an_exchange_that_broke_off_between_its_two_steps_is_taken_back(old: Dataset, place: Path) -> None:
    export(old, "csv", place)
    before = snapshot(place.parent)
    left = place.with_name(f".{place.name}.left.new")
    left.mkdir()
    place.rename(left / f"{place.name}.old")
    with pytest.raises(NotExported, match="without a sign"):
        export(words(place.parent.parent / "empty", ""), "csv", place)
    assert snapshot(place.parent) == before


# In one process, which lets itself be killed at each step in turn: the audit events are its calls to the system.
KILLED = """
import os, signal, sys
from pathlib import Path
from cgt_dataset import Dataset
from cgt_dataset.exporting import export
import pyarrow.parquet, hashlib, tempfile, ctypes

form, old, new, place = sys.argv[1], Dataset(sys.argv[2]), Dataset(sys.argv[3]), Path(sys.argv[4])
EVENTS = ("open", "os.", "shutil.", "tempfile.", "sqlite3.", "ctypes.", "fcntl.")

def whole(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

states = []
for dataset in (new, old):
    export(dataset, form, place)
    states.append(whole(place.parent))
new_state, old_state = states
kept = {"old": 0, "new": 0}
step = 0
while True:
    step += 1
    child = os.fork()
    if child == 0:
        seen = 0
        def count(event, _):
            global seen
            if event.startswith(EVENTS):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        export(new, form, place)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
        break
    now = {name: content for name, content in whole(place.parent).items() if not name.startswith(".")}
    kept["old" if now == old_state else "new"] += 1
    assert now in (old_state, new_state), (step, sorted(now))
    export(old, form, place)
    assert whole(place.parent) == old_state, step
    assert [p.name for p in place.parent.iterdir()] == [place.name]
print(kept["old"], kept["new"])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs fork and the exchange of folders")
@pytest.mark.parametrize("form", ["csv", "sqlite"])
def test_killed_at_any_step_it_is_the_old_one_or_the_new(form: Format, old: Dataset, new: Dataset, place: Path) -> None:
    command = [sys.executable, "-c", KILLED, form, str(old.folder), str(new.folder), str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    before, after = map(int, done.stdout.split())
    assert before > 5
    assert after > 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_named(new: Dataset, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(PermissionError) as raised:
        export(new, "csv", tmp_path / "shut/out")
    assert raised.value.filename == str(tmp_path / "shut/out")


@pytest.mark.parametrize("name", ["../out", "a/b", "package", "data_dictionary", ".hidden", "a b", "x" * 101])
@pytest.mark.parametrize("form", FORMATS)
def test_a_table_with_a_name_that_leads_elsewhere_is_refused(form: Format, name: str, tmp_path: Path) -> None:
    dataset = words(tmp_path / "made", "a")
    dataset.descriptor["resources"][0]["name"] = name
    with pytest.raises(NotExported, match=r"^a table cannot be exported under the name"):
        export(dataset, form, tmp_path / "out/out")
    assert [entry.name for entry in tmp_path.iterdir()] == ["made"]


def test_tables_that_differ_in_capitals_are_refused(tmp_path: Path) -> None:
    held = table({"id": "string"}, [])
    with pytest.raises(NotExported, match="under the name 'Words'"):
        export(packaged(tmp_path / "made", Words=held, words=held), "csv", tmp_path / "out")


def test_a_file_that_is_not_as_described_is_refused(new: Dataset, tmp_path: Path) -> None:
    new.descriptor["resources"][0]["schema"]["fields"][1]["type"] = "integer"
    with pytest.raises(NotExported, match=r"^words: its file is not as described"):
        export(new, "csv", tmp_path / "out")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_number_is_refused(form: Format, number: float, tmp_path: Path) -> None:
    held = table({"id": "string", "share": "number"}, [{"id": "a", "share": 1.5}, {"id": "b", "share": number}])
    with pytest.raises(NotExported, match=r"^made\.share holds an infinity or what is no number"):
        export(packaged(tmp_path / "made", made=held), form, tmp_path / "out")


def test_an_unknown_table_names_the_close_one(new: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownTable, match="did you mean 'words'"):
        export(new, "csv", tmp_path / "out", ["word"])
