"""`cgt-dataset check --watch`, as a person runs it: it tells of every change and ends when it is interrupted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "tests" / "faults" / "base"
RECORD = Path("raw", "facilities", "alkmaar-cell-works.yaml")
COMMAND = "import sys; from cgt_dataset.cli import main; sys.exit(main())"
WATCHING = "watching; Ctrl+C ends"
GOOD = ["no findings"]
WRONG = [
    f"{RECORD}:9:9: CGT104 \"opend\" is no term of status (did you mean 'opened'?)",
    "    status: opend",
    "            ^",
    "1 finding",
]
ARTICLES = ("--articles", "articles")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a process is interrupted in another way here")


class Watch:
    """The command while it runs, in a folder of its own."""

    def __init__(self, process: subprocess.Popen[str], place: Path) -> None:
        self.process, self.record, self.place = process, place / RECORD, place

    def verdict(self) -> list[str]:
        """What the command prints until it waits again; without a change there is nothing to wait for."""
        lines: list[str] = []
        while (line := self.line()) != WATCHING:
            lines.append(line)
        return lines

    def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the command has ended"
        return line.removesuffix("\n")

    def change(self, old: str, new: str) -> None:
        """Change the record."""
        content = self.record.read_text("utf-8")
        assert old in content
        self.put(self.record, content.replace(old, new))

    def put(self, path: Path, content: str) -> None:
        """Put a file there at once, so that it is never seen half written."""
        written = self.place / "written"
        written.write_text(content, "utf-8")
        written.replace(path)

    def interrupted(self) -> tuple[int, str]:
        """The exit status after Ctrl+C, and what was printed at last."""
        self.process.send_signal(signal.SIGINT)
        last, _ = self.process.communicate()
        return self.process.returncode, last


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Watch]]:
    """Start the command in a copy of the invented records; it is ended in any case."""
    place = Path(shutil.copytree(BASE, tmp_path / "base"))
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> Watch:
        command = [sys.executable, "-c", COMMAND, "check", "--watch", *arguments]
        process = subprocess.Popen(
            command,
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,  # one stream keeps the order of the lines
        )
        started.append(process)
        return Watch(process, place)

    yield start
    for process in started:
        with process:  # closes its stream and waits for its end
            process.kill()


def test_every_change_is_told_until_it_is_interrupted(watching: Callable[..., Watch]) -> None:
    watch = watching(*ARTICLES)
    assert watch.verdict() == GOOD
    watch.change("status: opened", "status: opend")
    assert watch.verdict() == WRONG
    watch.change("status: opend", "status: opened")
    assert watch.verdict() == GOOD
    assert watch.interrupted() == (0, "")


def test_records_that_come_and_go_are_told(watching: Callable[..., Watch]) -> None:
    watch = watching(*ARTICLES)
    assert watch.verdict() == GOOD
    stray = watch.place / "raw" / "facilities" / "notes.txt"
    watch.put(stray, "x")
    assert watch.verdict()[0].startswith("raw/facilities/notes.txt: CGT010 ")
    stray.unlink()
    assert watch.verdict() == GOOD
    record = watch.record.read_text("utf-8")
    watch.record.unlink()
    assert "CGT202 there is no facilities/alkmaar-cell-works" in watch.verdict()[0]
    watch.put(watch.record, "schema: [")
    assert watch.verdict()[0].startswith(f"{RECORD}:1:9: CGT004 ")
    watch.put(watch.record, record)
    assert watch.verdict() == GOOD


def test_a_change_of_a_text_is_told(watching: Callable[..., Watch]) -> None:
    watch = watching(*ARTICLES)
    assert watch.verdict() == GOOD
    article = watch.place / "articles" / "invented-article.txt"
    watch.put(article, article.read_bytes().decode("utf-8") + "x")
    assert "CGT305" in watch.verdict()[0]


def test_a_file_that_is_named_is_watched(watching: Callable[..., Watch]) -> None:
    watch = watching(str(RECORD), "--select", "CGT104")
    assert watch.verdict() == ["no findings; spans not compared, no article texts at hand (--articles DIR)"]
    watch.change("status: opened", "status: opend")
    assert watch.verdict() == WRONG


def test_every_form_is_told_anew(watching: Callable[..., Watch]) -> None:
    watch = watching(*ARTICLES, "--format", "github")
    assert watch.verdict() == []
    watch.change("status: opened", "status: opend")
    first, *rest = watch.verdict()
    assert first.startswith(f"::error file={RECORD},line=9,col=9,title=CGT104::")
    assert rest == ["1 finding"]
    assert watch.interrupted() == (1, "")


def test_what_cannot_be_watched_is_said_and_ends_it(watching: Callable[..., Watch]) -> None:
    watch = watching("nowhere")
    assert watch.line() == "cgt-dataset: nowhere: there is no such file or folder"
    assert watch.process.wait() == 2


def test_nothing_is_said_while_nothing_changes(
    cgt: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(shutil.copytree(BASE, tmp_path / "base"))
    monkeypatch.chdir(place)

    def touch() -> None:
        os.utime(RECORD, (0, 0))

    def stop() -> None:
        raise KeyboardInterrupt

    pauses = iter([lambda: None, lambda: None, touch, lambda: None, stop])
    monkeypatch.setattr("cgt_dataset.cli.check.time.sleep", lambda _: next(pauses)())
    ran = cgt("check", "--watch", *ARTICLES)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.splitlines() == [*GOOD, WATCHING, *GOOD, WATCHING]
