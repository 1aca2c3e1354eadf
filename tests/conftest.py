from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from cgt_dataset.build import build
from cgt_dataset.cli import main
from cgt_dataset.texts import ENVIRONMENT, Texts

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "raw"

# In CI the same examples each time: what fails there fails for its change, and at the desk for anybody.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--articles", type=Path, default=None, help=f"folder of article texts (default: ${ENVIRONMENT})")


@pytest.fixture(scope="session")
def articles(request: pytest.FixtureRequest) -> Path:
    """The folder of the article texts; tests that need it are skipped where there is none."""
    named = request.config.getoption("--articles") or os.environ.get(ENVIRONMENT)
    if not named:
        pytest.skip("no article texts at hand: --articles DIR or CGT_ARTICLES")
    return (request.config.invocation_params.dir / named).resolve()


@pytest.fixture(autouse=True)
def _no_articles_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only tests that ask for the texts see them."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the repository's own records, built once; not to be changed."""
    place = tmp_path_factory.mktemp("built") / "build"
    checked = build(RAW, place, Texts())
    assert not checked.findings
    return place


class Ran:
    """What a command printed, and its exit status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def cgt(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The command line, run in this process."""

    def run(*arguments: object) -> Ran:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as leave:  # argparse, for usage and --help
            status = int(leave.code or 0)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run
