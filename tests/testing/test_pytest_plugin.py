"""`pytest raw/` checks records, and nothing else is collected."""

from __future__ import annotations

import shutil
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from cgt_dataset.checking import check
from cgt_dataset.schema import RECORDS, Tombstone
from cgt_dataset.schema.fields import kind_of
from cgt_dataset.testing.pytest_names import TABLES, TYPES
from cgt_dataset.texts import Texts

pytest_plugins = ["pytester"]

FAULTS = Path(__file__).resolve().parent.parent / "faults"
BASE = FAULTS / "base"
OLDER = FAULTS / "clean" / "schema-1"
INSTALLED = any(entry.name == "cgt_dataset" for entry in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "cgt_dataset.testing.pytest_plugin")
HOLDING = "raw/organizations/zilverling-holding.yaml"
CELLS = "raw/organizations/zilverling-cells.yaml"
GONE = "raw/organizations/quillmoor.yaml"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the records of the base."""
    shutil.copytree(BASE, pytester.path, dirs_exist_ok=True)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return pytester.path


def _run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", *arguments)


def _run_apart(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*PLUGIN, "-p", "no:cacheprovider", *arguments)


def _count(place: Path) -> int:
    return len(list((place / "raw").rglob("*.yaml")))


def _change(place: Path, old: str, new: str, path: str = HOLDING) -> None:
    content = (place / path).read_text("utf-8")
    assert old in content
    (place / path).write_text(content.replace(old, new), "utf-8")


def test_good_records_pass(pytester: pytest.Pytester, place: Path) -> None:
    result = _run(pytester, "raw", "-v")
    result.assert_outcomes(passed=4 * _count(place) + 1, skipped=_count(place))
    result.stdout.fnmatch_lines([f"{HOLDING}::evidence PASSED (structure only)*"])


def test_with_texts_nothing_is_skipped(pytester: pytest.Pytester, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(pytester, "raw", "--cgt-articles", "articles").assert_outcomes(passed=5 * _count(place) + 1)
    monkeypatch.setenv("CGT_ARTICLES", str(place / "articles"))
    _run(pytester, "raw").assert_outcomes(passed=5 * _count(place) + 1)


@pytest.mark.usefixtures("place")
def test_texts_that_are_not_there_are_told(pytester: pytest.Pytester) -> None:
    result = _run(pytester, "raw", "--cgt-articles", "nowhere")
    result.stdout.fnmatch_lines(["nowhere: there is no such folder of article texts"])
    assert "Traceback" not in result.stdout.str()


@pytest.mark.usefixtures("place")
def test_items_have_ids(pytester: pytest.Pytester) -> None:
    result = _run(pytester, HOLDING, "--collect-only", "-q")
    kinds = ["reading", "shape", "references", "evidence", "words"]
    assert result.outlines[:5] == [f"{HOLDING}::{kind}" for kind in kinds]
    _run(pytester, f"{HOLDING}::shape").assert_outcomes(passed=1)
    _run(pytester, "raw/organizations", "-k", "reading").stdout.fnmatch_lines(["*passed*deselected*"])


def test_a_fault_is_told_in_its_line(pytester: pytest.Pytester, place: Path) -> None:
    _change(place, "assertion: stated", "assertion: said")
    result = _run(pytester, "raw", "-rs")
    assert result.ret == 1
    result.stdout.fnmatch_lines([f"{HOLDING}:*:*: CGT104 *said* is no term of assertion (*)"])
    result.stdout.fnmatch_lines(["*not checked, for shape failed*"])
    assert "Traceback" not in result.stdout.str()
    assert result.parseoutcomes()["failed"] == 1


def test_what_cannot_be_read_is_not_checked_further(pytester: pytest.Pytester, place: Path) -> None:
    (place / HOLDING).write_text("schema: [organization/1", "utf-8")
    result = _run(pytester, HOLDING)
    result.assert_outcomes(failed=1, skipped=4)
    result.stdout.fnmatch_lines(["*CGT004*"])


def test_words_that_are_not_those_are_told_as_evidence(pytester: pytest.Pytester, place: Path) -> None:
    _change(place, "sha256: ", "sha256: 0000")
    content = (place / HOLDING).read_text("utf-8")
    lines = [line[: len("  sha256: ") + 64] if "sha256" in line else line for line in content.split("\n")]
    (place / HOLDING).write_text("\n".join(lines), "utf-8")
    result = _run(pytester, HOLDING, "--cgt-articles", "articles")
    result.assert_outcomes(passed=3, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*CGT306*"])


def test_references_are_told(pytester: pytest.Pytester, place: Path) -> None:
    _change(place, "parent: zilverling-holding", "parent: no-such-holding", CELLS)
    result = _run(pytester, CELLS, "-v", "--cgt-articles", "articles")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines([f"{CELLS}::references FAILED*", f"{CELLS}:*:*: CGT202 *no-such-holding*"])


def test_warnings_do_not_fail(pytester: pytest.Pytester, place: Path) -> None:
    (place / "raw/organizations/zilverling-holding-ltd.yaml").write_text(
        (place / HOLDING).read_text("utf-8").replace("id: zilverling-holding", "id: zilverling-holding-ltd"), "utf-8"
    )
    checked = check(place / "raw", Texts()).findings
    assert [(finding.code, finding.severity) for finding in checked] == [("CGT204", "warning")]
    _run(pytester, "raw", "--cgt-articles", "articles").assert_outcomes(passed=5 * _count(place) + 1)


def test_a_folder_in_which_there_is_no_record_fails(pytester: pytest.Pytester, place: Path) -> None:
    (place / "raw/organizations").rename(place / "elsewhere")
    shutil.rmtree(place / "raw")
    (place / "raw").mkdir()
    (place / "raw/organizations").symlink_to(place / "elsewhere")
    result = _run(pytester, "raw", "-v")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["raw::organizations FAILED*", "raw::folder FAILED*", "raw: CGT* there is no record *"])


def _bury(place: Path, merged_into: str) -> None:
    said = f"schema: tombstone/2\nid: quillmoor\nmerged_into: {merged_into}\nreason: The two are one.\n"
    (place / GONE).write_text(said, "utf-8")


def test_a_tombstone_is_checked(pytester: pytest.Pytester, place: Path) -> None:
    _bury(place, "quillmoor-vectors")
    _run(pytester, GONE).assert_outcomes(passed=5)
    _bury(place, "quillmore")
    result = _run(pytester, GONE, "-v")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines([f"{GONE}::references FAILED*", f"{GONE}:3:14: CGT202 *quillmore*"])
    (place / GONE).write_text("schema: tombstone/2\nid: quillmoor\nmerged: quillmoor-vectors\nreason: So.\n", "utf-8")
    result = _run(pytester, GONE, "-v")
    result.assert_outcomes(passed=1, failed=1, skipped=3)
    result.stdout.fnmatch_lines([f"{GONE}::shape FAILED*", f"{GONE}:3:1: CGT102 *"])


def test_a_folder_of_tombstones_is_one_of_records(pytester: pytest.Pytester, place: Path) -> None:
    shutil.rmtree(place / "raw")
    (place / "raw/organizations").mkdir(parents=True)
    (place / GONE).write_text("schema: tombstone/2\nid: quillmoor\nreason: It never was.\n", "utf-8")
    _run(pytester, "raw").assert_outcomes(passed=6)


@pytest.fixture
def older(place: Path) -> Path:
    """A repository with records of schema 1."""
    shutil.rmtree(place / "raw")
    shutil.copytree(OLDER, place, dirs_exist_ok=True)
    return place


def test_older_records_are_checked(pytester: pytest.Pytester, older: Path) -> None:
    _run(pytester, "raw", "--cgt-articles", "articles").assert_outcomes(passed=5 * _count(older) + 1)
    _run(pytester, "raw").assert_outcomes(passed=4 * _count(older) + 1, skipped=_count(older))


def test_faults_of_older_records_are_told(pytester: pytest.Pytester, older: Path) -> None:
    _change(older, "assertion: stated", "assertion: said")
    _change(older, "parent: zilverling-holding", "parent: no-such-holding", CELLS)
    result = _run(pytester, HOLDING, CELLS, "-v", "--cgt-articles", "articles")
    result.stdout.fnmatch_lines([f"{HOLDING}::shape FAILED*", f"{CELLS}::references FAILED*"])
    assert result.parseoutcomes()["failed"] == 2


def test_what_is_no_record_is_an_item(pytester: pytest.Pytester, place: Path) -> None:
    (place / "raw/README.md").write_text("Records.\n")
    (place / "raw/organizations/notes.txt").write_text("Notes.\n")
    (place / "raw/organisations").mkdir()
    result = _run(pytester, "raw", "-v")
    result.stdout.fnmatch_lines(
        ["raw::README.md FAILED*", "raw::organisations FAILED*", "raw::organizations/notes.txt FAILED*"]
    )
    result.stdout.fnmatch_lines(["raw/README.md: CGT010 *", "raw/organisations: CGT010 *"])
    assert result.parseoutcomes()["failed"] == 3


def test_other_yaml_is_left_alone(pytester: pytest.Pytester, place: Path) -> None:
    (place / "raw/compose.yaml").write_text("services: {}\n")
    for path in ("deploy/values.yaml", "tests/sources/page.yaml", "tests/organizations/x.yml"):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text("schema: 3\nkind: Deployment\n")
    pytester.makepyfile("def test_nothing(): pass")
    _run(pytester, "deploy", "tests").assert_outcomes()
    _run(pytester, "tests/sources").assert_outcomes()
    _run(pytester).assert_outcomes(passed=1)  # `raw` is not named


def test_a_folder_of_testpaths_is_collected(pytester: pytest.Pytester, place: Path) -> None:
    pytester.makeini("[pytest]\ntestpaths = raw\n")
    _run(pytester).assert_outcomes(passed=4 * _count(place) + 1, skipped=_count(place))


def test_workers_share_the_items(pytester: pytest.Pytester, place: Path) -> None:
    _change(place, "assertion: stated", "assertion: said")
    result = _run_apart(pytester, "raw", "-n", "2", "--cgt-articles", "articles")
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == 1
    assert outcomes["passed"] + outcomes.get("skipped", 0) == 5 * _count(place)
    result.stdout.fnmatch_lines([f"{HOLDING}:*: CGT104 *"])


@pytest.mark.usefixtures("place")
def test_a_folder_is_checked_once(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import cgt_dataset.testing.pytest_items as items
        calls = []
        real = items.check
        items.check = lambda *given: calls.append(1) or real(*given)
        def pytest_sessionfinish(): print("checked", len(calls), "times")
    """)
    _run_apart(pytester, "raw", "-s").stdout.fnmatch_lines(["*checked 1 times*"])


def test_tables_and_types_are_those_of_the_models() -> None:
    assert tuple(model.table for model in RECORDS) == TABLES
    assert (*(kind_of(model) for model in RECORDS), Tombstone.__name__.lower()) == TYPES
