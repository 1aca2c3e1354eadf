from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from split_packages import split
from whole_records import ALL, borne_out, record

from cgt_dataset import Dataset
from cgt_dataset.build import build
from cgt_dataset.cli import main
from cgt_dataset.package.write import package_files
from cgt_dataset.tabular import tables_of
from cgt_dataset.texts import ENVIRONMENT, Texts

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Packaged = Callable[..., Dataset]
ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "raw"

# In CI the same examples each time, and fewer: what fails there fails for its change, and at the desk for anybody.
settings.register_profile("ci", derandomize=True, max_examples=40)
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


@pytest.fixture(scope="session")
def parted(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its tables in parts of a few rows; not to be changed."""
    return split(package, tmp_path_factory.mktemp("parted") / "package")


@pytest.fixture
def parted_copy(parted: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(parted, tmp_path / "copy"))


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """Makes a package of documents that were never published."""

    def make(*documents: dict[str, Any]) -> Dataset:
        place = tmp_path_factory.mktemp("package")
        for name, content in package_files(tables_of([record(document) for document in documents])).items():
            (place / name).write_bytes(content)
        return Dataset(place)

    return make


@pytest.fixture(scope="session")
def published(packaged: Packaged) -> Packaged:
    """Makes a package of the invented records, each with evidence for every value, with documents in place of some."""

    def publish(*replaced: dict[str, Any], **descriptor: Any) -> Dataset:
        own = {(document["schema"], document["id"]): document for document in (*ALL, *replaced)}
        dataset = packaged(*map(borne_out, own.values()))
        dataset.descriptor.update(descriptor)
        return dataset

    return publish


@pytest.fixture(scope="session")
def invented(published: Packaged) -> Dataset:
    """The invented records, each with evidence for every value."""
    return published()


@pytest.fixture(scope="session")
def real(package: Path) -> Dataset:
    """The package of the repository's own records."""
    return Dataset(package)


@pytest.fixture(scope="session")
def whole(packaged: Packaged) -> Dataset:
    """A package of invented records that have every value, also negative and uncertain ones."""
    return packaged(*ALL)


@pytest.fixture(params=["real", "whole"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    """A package of real records, and one of invented records that have every value."""
    made: Dataset = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="session")
def empty(packaged: Packaged) -> Dataset:
    """A package whose tables have no rows."""
    return packaged()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium that asks nobody for anything; tests that need it are skipped where there is none.

    It runs an event loop as long as it lives, beside which other modules could run none.
    """
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet]
        opened = playwright.chromium.launch(executable_path=executable, args=flags)
        yield opened
        opened.close()


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
