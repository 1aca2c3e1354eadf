"""Entry point of pytest: `pytest raw/` checks the records in `raw/`, an item a record and kind of check.

Records are collected only from a folder that is named, on the command line or in `testpaths`, itself or by something in
it, and that holds at least one file `TABLE/ID.yaml` with a schema of ours. Nothing but this module is imported before.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .pytest_names import STRUCTURE_ONLY, TABLES, TYPES

if TYPE_CHECKING:
    from .pytest_items import RecordFile, RecordsFolder

_SCHEMA = re.compile(rf"""^["']?schema["']?[ ]*:[ ]*["']?(?:{"|".join(TYPES)})/""".encode("ascii"), re.MULTILINE)
_SEEN = pytest.StashKey[dict[Path, bool]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for the article texts."""
    group = parser.getgroup("cgt-dataset", "records of cgt-dataset")
    help_text = "folder of article texts, to compare spans with (default: $CGT_ARTICLES)"
    group.addoption("--cgt-articles", metavar="DIR", default=None, help=help_text)


@pytest.hookimpl(optionalhook=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> RecordsFolder | None:
    """Collect a folder of records, with what stands in it and is no record."""
    if not _holds_records(path, parent.config) or (path / "__init__.py").exists():
        return None
    from .pytest_items import RecordsFolder

    folder: RecordsFolder = RecordsFolder.from_parent(parent, path=path)
    return folder


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> RecordFile | None:
    """Collect a record file."""
    if file_path.suffix != ".yaml" or file_path.parent.name not in TABLES:
        return None
    if not _holds_records(file_path.parent.parent, parent.config):
        return None
    from .pytest_items import RecordFile

    file: RecordFile = RecordFile.from_parent(parent, path=file_path)
    return file


def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Say of evidence that was checked without the texts that only its structure was."""
    if report.when == "call" and report.passed and ("cgt_dataset", STRUCTURE_ONLY) in report.user_properties:
        return "passed", ".", f"PASSED ({STRUCTURE_ONLY})"
    return None


def _holds_records(folder: Path, config: pytest.Config) -> bool:
    seen = config.stash.setdefault(_SEEN, {})
    if folder not in seen:
        seen[folder] = _is_named(folder, config) and _has_a_record(folder)
    return seen[folder]


def _is_named(folder: Path, config: pytest.Config) -> bool:
    named = (config.invocation_params.dir / argument.split("::")[0] for argument in config.args)
    return any(folder == path or folder in path.parents for path in (Path(path).resolve() for path in named))


def _has_a_record(folder: Path) -> bool:
    for table in TABLES:
        for path in sorted((folder / table).glob("*.yaml")):
            try:
                with path.open("rb") as file:
                    head = file.read(4096)
            except OSError:
                continue
            if _SCHEMA.search(head):
                return True
    return False
