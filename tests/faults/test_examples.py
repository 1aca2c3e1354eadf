"""The examples of the rules cannot lie: what they call wrong stands in a case that trips the rule, and what they call
right in the base or in an overlay of it, below `clean/`, that has no finding.
"""

from __future__ import annotations

import os
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from test_faults import BASE, CASES, EXPECTED, MADE, RECORD_RULES

from cgt_dataset.build import RULES, check
from cgt_dataset.findings import Rule
from cgt_dataset.texts import Texts

CLEAN = BASE.parent / "clean"
by_code = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
by_code_of_records = pytest.mark.parametrize("rule", RECORD_RULES, ids=lambda rule: str(rule.code))

Files = dict[str, list[str]]
"""The lines of each file; under the empty name, the files themselves."""


def _read(place: Path) -> Files:
    files: Files = {"": []}
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        if path.is_symlink():
            files[""].append(f"{name} -> {path.readlink()}")
        elif path.is_dir():
            files[""] += [f"{name}/ (empty)"] * (not any(path.iterdir()))
        elif path.is_file():
            files[""].append(name)
            text = path.read_bytes().decode("utf-8", "replace")
            files[name] = [line.strip() for line in text.split("\n")]
    return files


def _chunks(example: str) -> list[tuple[str | None, list[str]]]:
    """Runs of lines that stand together, each with its file where the example names it."""
    chunks: list[tuple[str | None, list[str]]] = [(None, [])]
    for line in example.split("\n"):
        if line.startswith("# "):
            assert line == "# …" or re.fullmatch(r"# (raw|articles)/\S+", line), f"what does {line} mean?"
            chunks.append((chunks[-1][0] if line == "# …" else line[2:], []))
        else:
            chunks[-1][1].append(line.strip())
    return [chunk for chunk in chunks if chunk[1]]


def _stands(example: str, files: Files) -> bool:
    """Whether the lines of the example stand in the files: one file throughout where it names none, in their order."""
    chunks = _chunks(example)
    if chunks[0][0] is None:
        return any(_follow([lines for _, lines in chunks], held) for held in files.values())
    named = dict.fromkeys(name for name, _ in chunks if name is not None)
    return all(_follow([lines for of, lines in chunks if of == name], files.get(name, [])) for name in named)


def _follow(chunks: list[list[str]], held: list[str]) -> bool:
    at = 0
    for lines in chunks:
        ends = (start + len(lines) for start in range(at, len(held)) if held[start : start + len(lines)] == lines)
        if (end := next(ends, None)) is None:
            return False
        at = end
    return True


@cache
def _clean() -> tuple[str, ...]:
    return ("", *sorted(path.name for path in CLEAN.iterdir()))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> list[Files]:
    """The base, and the base with each clean overlay."""
    return [_read(_laid_out(overlay, tmp_path_factory.mktemp("clean"))) for overlay in _clean()]


def _laid_out(overlay: str, place: Path) -> Path:
    shutil.copytree(BASE, place, dirs_exist_ok=True)
    if overlay:
        shutil.copytree(CLEAN / overlay, place, dirs_exist_ok=True)
    return place


@pytest.mark.parametrize("overlay", _clean()[1:])
def test_a_clean_overlay_has_no_finding(overlay: str, tmp_path: Path) -> None:
    place = _laid_out(overlay, tmp_path)
    assert check(place / "raw", Texts(place / "articles")).findings == ()


@by_code_of_records
def test_what_is_wrong_stands_in_a_case_of_the_rule(rule: Rule, tmp_path: Path) -> None:
    cases = [row.case for row in EXPECTED if row.code == rule.code]
    for case in cases:
        if case in MADE and not hasattr(os, "mkfifo") and "pipe" in case:
            continue
        place = tmp_path / case
        shutil.copytree(BASE, place)
        if case in MADE:
            MADE[case](place)
        else:
            shutil.copytree(CASES / case, place, dirs_exist_ok=True)
        if _stands(rule.wrong, _read(place)):
            return
    pytest.fail(f"these lines stand together in no case of {rule.code}:\n{rule.wrong}")


@by_code_of_records
def test_what_is_right_stands_where_there_is_no_fault(rule: Rule, clean: list[Files]) -> None:
    assert any(_stands(rule.right, files) for files in clean), f"no clean file has these lines:\n{rule.right}"


@by_code_of_records
def test_what_is_wrong_stands_nowhere_without_fault_unless_something_is_missing(rule: Rule, clean: list[Files]) -> None:
    left = iter(rule.right.split("\n"))
    if not all(line in left for line in rule.wrong.split("\n")):  # in its order: else the mend is a line added
        assert not any(_stands(rule.wrong, files) for files in clean)


@by_code
def test_examples_are_small_and_differ(rule: Rule) -> None:
    assert rule.wrong != rule.right
    for example in (rule.wrong, rule.right):
        assert example.strip("\n") == example != ""
        assert len(example.split("\n")) <= 8


@pytest.mark.parametrize(
    ("example", "stands"),
    [
        ("a: 1\nb: 2", True),
        ("a: 1\n# …\nc: 3", True),
        ("a: 1\nc: 3", False),
        ("c: 3\n# …\na: 1", False),
        ("# raw/t/x.yaml\na: 1", True),
        ("# raw/t/y.yaml\na: 1", False),
        ("# raw/t/x.yaml\na: 1\n# raw/t/y.yaml\nd: 4", True),
        ("a: 1\n# …\nd: 4", False),
        ("raw/t/x.yaml", True),
        ("raw/t/z.yaml", False),
    ],
)
def test_an_example_is_sought_line_by_line(example: str, stands: bool) -> None:
    files = {"": ["raw/t/x.yaml", "raw/t/y.yaml"], "raw/t/x.yaml": ["a: 1", "b: 2", "c: 3"], "raw/t/y.yaml": ["d: 4"]}
    assert _stands(example, files) is stands
