"""What the documentation says is so: its Python runs, its commands work, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cgt_dataset import Dataset
from cgt_dataset.generating import Plan, generate
from cgt_dataset.reader import dataset as dataset_module
from cgt_dataset.schema import RECORDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)")


def _blocks(language: str) -> list[Any]:
    return [
        pytest.param(
            match.group(2), match.group(3), id=f"{page.name}:{page.read_text()[: match.start()].count(chr(10)) + 1}"
        )
        for page in PAGES
        for match in _BLOCK.finditer(page.read_text("utf-8"))
        if match.group(1) == language
    ]


@pytest.mark.parametrize(("code", "printed"), _blocks("python"))
def test_python_blocks_run_and_print_what_they_say(
    code: str,
    printed: str | None,
    package: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)  # some write files
    monkeypatch.setattr(dataset_module, "installed", lambda: package)
    exec(compile(code, "<documentation>", "exec"), {})  # noqa: S102 (our own documentation)
    out = capsys.readouterr().out
    if printed is not None:
        assert out == printed


@pytest.mark.parametrize(("code", "printed"), _blocks("py"))
def test_blocks_for_spark_run_in_a_process_of_their_own(
    code: str, printed: str, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine")
    installed = (
        "from pathlib import Path\nfrom cgt_dataset.reader import dataset\n"
        f"dataset.installed = lambda: Path({str(package)!r})\n"
    )
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    done = subprocess.run(
        [sys.executable, "-c", installed + code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == printed.strip()


# What a page leaves to its reader, and what the tests put there; None where only the reader has it.
STANDS_FOR = {
    "OLD": "installed",
    "NEW": "installed",
    "CODE": "CGT104",
    "SOURCE": "cytiva-necstgen",
    "the words": "4,000 m2",
    "path/to/ID.txt": None,
    "--installed": None,
}


def _commands() -> list[str]:
    lines = [line for block in _blocks("sh") for line in str(block.values[0]).splitlines()]
    named = [line.partition("#")[0].strip().removeprefix(".venv/bin/") for line in lines]
    inline = [found for page in PAGES for found in re.findall(r"`(cgt-dataset [a-z]+ [^`]+)`", page.read_text("utf-8"))]
    whole = {line for line in [*named, *inline] if line.startswith("cgt-dataset")}
    return sorted(line for line in whole if None not in (STANDS_FOR.get(word, word) for word in shlex.split(line)))


@pytest.mark.parametrize("command", _commands())
def test_commands_work(
    command: str, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cgt: Callable[..., Any], request: Any
) -> None:
    monkeypatch.setattr(dataset_module, "installed", lambda: package)
    for folder in ("raw", "schemas", "releases"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("build", "package"):
        shutil.copytree(package, tmp_path / name)
    for name in ("records", "rehearsal"):
        if f"--bulk {name}" in command:
            generate(Plan(100), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    arguments = [STANDS_FOR.get(word, word) for word in shlex.split(command)[1:]]
    if "DIR" in arguments:
        arguments[arguments.index("DIR")] = str(request.getfixturevalue("articles"))
    elif arguments[0] == "cite":
        arguments += ["--articles", str(request.getfixturevalue("articles"))]
    assert cgt(*arguments).status == 0


def test_the_walk_through_works_in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cgt: Callable[..., Any], articles: Path
) -> None:
    """Each command in turn; a YAML block is what the curator makes of the record that it names."""
    (tmp_path / "raw").mkdir()
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Walk-through")[2].partition("\n## ")[0]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CGT_ARTICLES", str(articles))
    tables = {record.__name__.lower(): record.table for record in RECORDS}
    for language, block in re.findall(r"^```(bash|yaml)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        if language == "yaml":
            fields = yaml.safe_load(block)
            kind = str(fields.get("schema", "source/1")).partition("/")[0]
            file = Path("raw", tables[kind], f"{fields['id']}.yaml")
            if "schema" not in fields:  # only these fields of the skeleton are filled in
                block = file.read_text()
                for name in ("kind", "language"):
                    block = re.sub(rf"^{name}:.*", f"{name}: {fields[name]}", block, flags=re.MULTILINE)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block)
            continue
        for command in block.replace("\\\n", " ").replace("path/to/articles", str(articles)).splitlines():
            ran = cgt(*shlex.split(command)[1:])
            assert ran.status == 0, (command, ran.out, ran.err)
    assert "4,000 m2" in ran.out
    assert Dataset(tmp_path / "build").load("evidence").num_rows == 27


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        word
        for page in PAGES
        for words in re.findall(r"(?:^|`)make ((?:[a-z]+ ?)+)", page.read_text(), re.M)
        for word in words.split()
    }
    assert {"build", "test"} <= named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_to_files(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_every_command_is_documented(cgt: Callable[..., Any]) -> None:
    listed = re.findall(r"^    ([a-z]+) ", cgt("--help").out, re.MULTILINE)
    documented = " ".join(page.read_text("utf-8") for page in PAGES)
    assert len(listed) >= 6
    assert [name for name in listed if f"cgt-dataset {name}" not in documented] == []
