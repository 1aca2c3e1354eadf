"""Each hostile pull request is refused by the check that it names, or is harmless."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_pull_requests import ORGANIZATION, REQUESTS, sentence

from cgt_dataset import Dataset
from cgt_dataset.build import build
from cgt_dataset.cli import main
from cgt_dataset.explore.record_page import record_html
from cgt_dataset.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
_PARTS = ("cgt_dataset", "docs", "raw", "releases", "schemas", "tests")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a pull request can change."""
    for part in _PARTS:
        shutil.copytree(ROOT / part, tmp_path / "copy" / part, ignore=shutil.ignore_patterns("data"))
    for file in (file for file in ROOT.iterdir() if file.is_file()):
        shutil.copy(file, tmp_path / "copy")
    return tmp_path / "copy"


def _checked(checkout: Path, check: tuple[str, ...], texts: Path | None, told: pytest.CaptureFixture[str]) -> str:
    """What the check says, which must refuse."""
    if check[0] == "pytest":
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *check[1:]]
        done = subprocess.run(
            command, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, capture_output=True, text=True
        )
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stdout
    if check[0] == "gate":
        build(checkout / "raw", checkout / "build", Texts())
        arguments = [checkout / "build", "--schemas", checkout / "schemas", "--releases", checkout / "releases"]
        status = main(["gate", *map(str, arguments)])
    else:
        articles = ["--articles", str(texts)] if texts else []
        status = main(["check", str(checkout / "raw"), *articles])
    said = told.readouterr()
    assert status == 1, said
    return said.out


@pytest.mark.parametrize("name", [name for name, request in REQUESTS.items() if request.check])
def test_it_is_refused(
    name: str, checkout: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = REQUESTS[name]
    texts = request.getfixturevalue("articles") if asked.texts else None
    asked.change(checkout)
    said = _checked(checkout, asked.check, texts, capsys)
    assert asked.said in said
    assert "\x1b" not in said


def test_a_sentence_of_an_article_is_refused(
    checkout: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence(checkout, articles)
    node = "tests/test_records.py::test_no_sentence_of_an_article_stands_in_a_record"
    _checked(checkout, ("pytest", node, f"--articles={articles}"), None, capsys)


def test_a_note_that_is_a_script_is_text(checkout: Path) -> None:
    REQUESTS["a note that is a script"].change(checkout)
    assert not build(checkout / "raw", checkout / "build", Texts()).findings
    html = record_html(Dataset(checkout / "build"), f"organizations/{Path(ORGANIZATION).stem}", lambda pointer: pointer)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "check", [("check",), ("gate",), ("pytest", "tests/test_rule_pages.py", "tests/security/test_supply.py")]
)
def test_an_honest_copy_is_not_refused(
    check: tuple[str, ...], checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AssertionError):
        _checked(checkout, check, None, capsys)
    assert "FAILED" not in capsys.readouterr().out
