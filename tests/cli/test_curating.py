from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.texts import digest

BASE = Path(__file__).resolve().parents[1] / "faults" / "base"
SOURCE = "invented-article"
RECORD = "facilities/alkmaar-cell-works"
INTO = ("--articles", "articles", "--into", RECORD, "--derivation", "normalised")
Cgt = Callable[..., Any]


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the invented records and their article, in the folder that the command is run in."""
    shutil.copytree(BASE, tmp_path / "base")
    monkeypatch.chdir(tmp_path / "base")
    return tmp_path / "base" / "raw"


@pytest.fixture
def text(raw: Path) -> str:
    return (raw.parent / "articles" / f"{SOURCE}.txt").read_bytes().decode("utf-8")


def _unique(text: str) -> tuple[int, str]:
    """Words of the body that stand in one place, with that place."""
    lines = [line for line in text.split("\n") if len(line) > 80]
    words = " ".join(lines[len(lines) // 2].split(" ")[1:6])
    assert text.count(words) == 1
    return text.index(words), words


def _item(start: int, words: str, supports: str = "[]", derivation: str = "verbatim") -> str:
    return (
        f"- source: {SOURCE}\n  supports: {supports}\n  start: {start}\n  end: {start + len(words)}\n"
        f"  sha256: {digest(words)}\n  derivation: {derivation}\n  assertion: stated\n"
    )


def test_cite_prints_the_item_for_words_in_one_place(cgt: Cgt, text: str) -> None:
    start, words = _unique(text)
    ran = cgt("cite", SOURCE, words.replace(" ", "\n "), "--articles", "articles")
    assert (ran.status, ran.out, ran.err) == (0, _item(start, words), "")


def test_cite_shows_every_place_and_takes_the_one_that_is_asked_for(cgt: Cgt, text: str) -> None:
    ran = cgt("cite", SOURCE, "the", "--articles", "articles")
    assert ran.status == 1
    assert ran.out.startswith(f"--nth 1: {SOURCE}.txt:")
    assert "--nth N" in ran.err
    second = text.index("the", text.index("the") + 1)
    assert f"start: {second}\n" in cgt("cite", SOURCE, "the", "--nth", 2, "--articles", "articles").out
    ran = cgt("cite", SOURCE, "the", "--nth", 9999, "--articles", "articles")
    assert (ran.status, "--nth 9999: the words stand in" in ran.err) == (2, True)


def test_cite_shows_what_is_like_the_words(cgt: Cgt, text: str) -> None:
    start, words = _unique(text)
    ran = cgt("cite", SOURCE, f"{words}x".replace("e", "ee", 1), "--articles", "articles")
    assert ran.status == 1
    assert f"{SOURCE}.txt:{text.count(chr(10), 0, start) + 1}:" in ran.out
    assert "% alike" in ran.out


def test_cite_warns_of_what_lies_outside_the_body_and_of_another_text(cgt: Cgt, raw: Path, text: str) -> None:
    start, words = _unique(text)
    source = raw / "sources" / f"{SOURCE}.yaml"
    lines = source.read_text("utf-8").splitlines(keepends=True)
    source.write_text("".join(f"body_start: {start + 1}\n" if "body_start" in line else line for line in lines))
    ran = cgt("cite", SOURCE, words, "--articles", "articles")
    assert (ran.status, "warning: the span" in ran.err, "outside the body" in ran.err) == (0, True, True)
    file = raw.parent / "articles" / f"{SOURCE}.txt"
    file.write_bytes(file.read_bytes() + b"x")
    assert "is not the one that" in cgt("cite", SOURCE, words, "--articles", "articles").err


def test_cite_into_a_record_leaves_every_other_line_as_it_was(cgt: Cgt, raw: Path, text: str) -> None:
    start, words = _unique(text)
    path = raw / f"{RECORD}.yaml"
    before = "# kept\n" + path.read_text("utf-8").replace("evidence:", "evidence:   # as  it is")
    path.write_text(before, "utf-8")
    ran = cgt("cite", SOURCE, words, *INTO, "--field", "/status")
    assert (ran.status, ran.out) == (0, "")
    assert path.read_text("utf-8") == before + _item(start, words, "[/status]", "normalised")
    assert cgt("check", "--articles", "articles").status == 0


def test_cite_into_a_record_refuses_what_would_be_a_new_finding(cgt: Cgt, raw: Path, text: str) -> None:
    _, words = _unique(text)
    path = raw / f"{RECORD}.yaml"
    before = path.read_bytes()
    ran = cgt("cite", SOURCE, words, "--into", RECORD, "--field", "/staus", "--articles", "articles")
    assert ran.status == 1
    assert ran.err.startswith(
        f"raw/{RECORD}.yaml: there is no field staus (did you mean '/status'?); it is left as it was"
    )
    ran = cgt("cite", SOURCE, words, "--into", RECORD, "--field", "/name", "--articles", "articles")
    assert ran.status == 1
    assert ran.out.startswith(f"raw/{RECORD}.yaml:3:7: CGT402"), "a place that is there already"
    assert "left as it was" in ran.err
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b"kind: ", b"kind: un", 1))  # findings that the record has already do not matter
    assert cgt("check").status == 1
    assert cgt("cite", SOURCE, words, *INTO, "--field", "/status").status == 0
    path.write_text("a: [")
    assert cgt("cite", SOURCE, words, *INTO, "--field", "/status").status == 1
    assert path.read_text() == "a: ["


@pytest.mark.parametrize("into", [f"raw/{RECORD}.yaml", f"./raw/{RECORD}.yaml", f"{RECORD}.yaml"])
def test_cite_takes_the_path_of_a_record_and_a_field_without_its_stroke(
    cgt: Cgt, raw: Path, text: str, into: str
) -> None:
    start, words = _unique(text)
    before = (raw / f"{RECORD}.yaml").read_text("utf-8")
    ran = cgt("cite", SOURCE, words, *INTO[:2], "--into", into, *INTO[4:], "--field", "status")
    assert (ran.status, ran.out) == (0, "")
    item = _item(start, words, "[/status]", "normalised")
    assert (raw / f"{RECORD}.yaml").read_text("utf-8") == before + item


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("/functions/0", "give functions/0 a value in the record first"),
        ("/names/1", "give names/1 a value in the record first (did you mean '/names/0'?)"),
        ("/names", "/names is no single value; choose of /names/0"),
        (
            "services/0",
            "/services/0 is no single value; choose of /services/0/kind, /services/0/availability, "
            "/services/0/capacity, /services/0/audience",
        ),
        ("/oprator", "there is no field oprator (did you mean '/operator'?)"),
        ("/id", "id needs no evidence"),
    ],
)
def test_cite_says_what_evidence_can_support(cgt: Cgt, raw: Path, text: str, field: str, told: str) -> None:
    path = raw / f"{RECORD}.yaml"
    before = path.read_bytes()
    ran = cgt("cite", SOURCE, _unique(text)[1], *INTO, "--field", field)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == f"raw/{RECORD}.yaml: {told}; it is left as it was\n"
    assert path.read_bytes() == before


def test_cite_names_who_says_it_by_their_record(cgt: Cgt, text: str) -> None:
    start, words = _unique(text)
    quoted = ("cite", SOURCE, words, "--articles", "articles", "--assertion", "quoted")
    item = _item(start, words).replace("stated\n", "quoted\n")
    for by, field in (("people/bob", "person"), ("raw/mentions/bob.yaml", "mention")):
        assert cgt(*quoted, "--by", by).out == f"{item}  asserted_by:\n    {field}: bob\n"


def test_cite_adds_no_evidence_twice(cgt: Cgt, raw: Path, text: str) -> None:
    start, words = _unique(text)
    path = raw / f"{RECORD}.yaml"
    assert cgt("cite", SOURCE, words, *INTO, "--field", "/status").status == 0
    before = path.read_text("utf-8")
    ran = cgt("cite", SOURCE, words, *INTO, "--field", "/status")
    line = len(before.split("\n")) - 7
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == f"raw/{RECORD}.yaml:{line}: these words support /status already\n"
    assert path.read_text("utf-8") == before
    ran = cgt("cite", SOURCE, words, *INTO, "--field", "/status", "--field", "/kind")
    assert ran.status == 0
    assert path.read_text("utf-8") == before + _item(start, words, "[/kind]", "normalised")


def test_a_failure_in_writing_leaves_the_record(
    cgt: Cgt, raw: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    words = _unique(text)[1]
    ran = cgt("cite", SOURCE, words, *INTO, "--field", "/status")
    assert (ran.status, ran.err.endswith("cgt-dataset: no space left on device\n")) == (2, True)
    assert cgt("new", "agreements", "an-agreement").status == 2
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_new_begins_a_record_that_lacks_its_required_values_only(cgt: Cgt, raw: Path) -> None:
    assert cgt("new", "organizations", "an-organization").status == 0
    checked = cgt("check", "raw/organizations/an-organization.yaml")
    assert checked.status == 1
    assert checked.out.count("an-organization.yaml:") == 2
    assert "name is empty" in checked.out
    assert "names is empty" in checked.out
    before = (raw / "organizations" / "an-organization.yaml").read_bytes()
    again = cgt("new", "organizations", "an-organization")
    assert (again.status, "is there already" in again.err) == (2, True)
    assert (raw / "organizations" / "an-organization.yaml").read_bytes() == before


def test_new_source_measures_the_text_and_proposes_the_body(cgt: Cgt, raw: Path) -> None:
    text = "A title 𝒳\n\n2024-05-06\n\nIt was so.\n\nMedia Contact\n"
    Path("articles/new-text.txt").write_bytes(text.encode("utf-8"))
    ran = cgt("new", "source", "articles/new-text.txt")
    assert ran.status == 0
    record = (raw / "sources" / "new-text.yaml").read_text("utf-8")
    for line in (f"text_sha256: {digest(text)}", f"text_length: {len(text)}", "body_start: 23", "body_end: 33"):
        assert f"\n{line}\n" in record
    assert "'It was so.…' (after title, date)" in ran.err
    assert "before the line 'Media Contact'" in ran.err
    checked = cgt("check", "raw/sources/new-text.yaml", "--articles", "articles")
    assert checked.out.count("new-text.yaml:") == 2
    assert cgt("new", "source", "articles/new-text.txt", "other-id").status == 0
    assert (raw / "sources" / "other-id.yaml").is_file()


def test_new_source_takes_the_last_words_of_the_article(cgt: Cgt, raw: Path) -> None:
    text = "A title\n2024-05-06\nIt was so.\nIt ended so.\nSomething else.\nIt was so.\n"
    Path("articles/new-text.txt").write_text(text, "utf-8")
    new = ("new", "source", "articles/new-text.txt")
    path = raw / "sources" / "new-text.yaml"
    ran = cgt(*new, "--body-end-after", "no such words")
    assert (ran.status, "do not stand behind its beginning" in ran.err, path.exists()) == (2, True, False)
    ran = cgt(*new, "--body-end-after", "It was so.")
    assert (ran.status, "stand in 2 places; give more of them" in ran.err, path.exists()) == (2, True, False)
    ran = cgt(*new)
    assert ran.status == 0
    assert 'if it ends elsewhere: cgt-dataset new source articles/new-text.txt --body-end-after "its' in ran.err
    ran = cgt(*new, "--body-end-after", "It  ended so.")
    assert (ran.status, "body_end: 42  '…It was so. It ended so.' (after your words)" in ran.err) == (0, True)
    assert "\nbody_end: 42\n" in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace("language:", "language: en"))
    before = path.read_bytes()
    ran = cgt(*new, "--body-end-after", "Something else.")
    assert (ran.status, "is there already, and filled in" in ran.err) == (2, True)
    assert path.read_bytes() == before
    ran = cgt("new", "agreements", "an-agreement", "--body-end-after", "x")
    assert (ran.status, "is for the text of a source" in ran.err) == (2, True)


def test_fmt_names_what_it_changes_and_what_it_leaves(cgt: Cgt, raw: Path) -> None:
    path = raw / f"{RECORD}.yaml"
    path.write_text(path.read_text("utf-8").replace("status: ", "status:  "), "utf-8")
    other = raw / "facilities" / "another.yml"
    other.write_text("id:  x\n")
    ran = cgt("fmt")
    assert ran.status == 1
    assert f"changed raw/{RECORD}.yaml\n" in ran.err
    assert "raw/facilities/another.yml: a record is a .yaml file; this is left as it is\n" in ran.err
    other.unlink()
    ran = cgt("fmt")
    assert (ran.status, "changed raw" in ran.err) == (0, False)


def test_fmt_tidies_a_record_that_new_began(cgt: Cgt, raw: Path) -> None:
    assert cgt("new", "organizations", "an-organization").status == 0
    path = raw / "organizations" / "an-organization.yaml"
    path.write_text(path.read_text("utf-8").replace("\nname:", "\n# ask them\nname: An Organization"), "utf-8")
    assert cgt("fmt", path).status == 0
    assert "## " in path.read_text("utf-8")
    assert cgt("fmt", "--tidy", "--check", path).status == 1
    assert cgt("fmt", "--tidy", path).status == 0
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# ask them"]
    assert "name: An Organization" in lines


def test_fmt_leaves_the_explanations_of_records_where_nobody_asks(cgt: Cgt, raw: Path) -> None:
    assert cgt("new", "organizations", "an-organization").status == 0
    before = (raw / "organizations" / "an-organization.yaml").read_bytes()
    assert cgt("fmt").status == 0
    assert (raw / "organizations" / "an-organization.yaml").read_bytes() == before


def test_fmt_check_prints_what_fmt_then_changes(cgt: Cgt, raw: Path) -> None:
    path = raw / f"{RECORD}.yaml"
    assert cgt("fmt").status == 0
    canonical = path.read_bytes()
    path.write_bytes(canonical.replace(b"id: alkmaar", b'id:   "alkmaar', 1).replace(b"works\n", b'works" # here\n', 1))
    spoilt = path.read_bytes()
    ran = cgt("fmt", "--check")
    assert ran.status == 1
    assert '\n-id:   "alkmaar-cell-works" # here\n+id: alkmaar-cell-works # here\n' in ran.out
    assert path.read_bytes() == spoilt
    assert cgt("fmt", path).status == 0
    assert path.read_bytes() == canonical.replace(b"works\n", b"works # here\n", 1)
    assert (cgt("fmt", "--check").status, cgt("check").status) == (0, 0)


def test_fmt_leaves_what_it_cannot_read(cgt: Cgt, raw: Path) -> None:
    path = raw / f"{RECORD}.yaml"
    path.write_text("a:  1\na:  2\n")
    ran = cgt("fmt")
    assert ran.status == 1
    assert f"raw/{RECORD}.yaml:2:1: CGT005" in ran.out
    assert path.read_text() == "a:  1\na:  2\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cite", SOURCE, "words"], "there are no article texts at hand"),
        (["cite", "none", "words", "--articles", "articles"], "the text none.txt is not at hand"),
        (["cite", SOURCE, " ", "--articles", "articles"], "there are no words"),
        (["cite", SOURCE, "the", "--derivation", "verbatm"], "did you mean 'verbatim'?"),
        (["cite", SOURCE, "the", "--assertion", "x"], "one of stated, quoted"),
        (["cite", SOURCE, "the", "--nth", "1", "--by", "Bob", "--articles", "articles"], "'Bob' is no TABLE/ID"),
        (
            ["cite", SOURCE, "the", "--nth", "1", "--by", "people/bob", "--articles", "articles"],
            "asserted_by names somebody",
        ),
        (
            ["cite", SOURCE, "the", "--nth", "1", "--derivation", "inferred", "--articles", "articles"],
            "needs a note that says how",
        ),
        (
            [
                "cite",
                SOURCE,
                "the",
                "--into",
                f"elsewhere/raw/{RECORD}.yaml",
                "--field",
                "/a",
                "--articles",
                "articles",
            ],
            "does not lie in raw (--raw DIR)",
        ),
        (["cite", SOURCE, "the", "--nth", "0", "--articles", "articles"], "--nth 0"),
        (["cite", SOURCE, "the", "--into", RECORD], "--into needs --field"),
        (
            ["cite", SOURCE, "the", "--nth", "1", "--into", "sources/no", "--field", "/a", "--articles", "articles"],
            "there is no such record",
        ),
        (["new", "agreement", "x-y"], "did you mean 'agreements'?"),
        (["new", "agreements", "../x"], "is no id"),
        (["new", "agreements", "An Agreement"], "did you mean 'an-agreement'?"),
        (["new", "agreements", "a-b", "c"], "one word too many"),
        (["new", "agreements", "a-b", "--raw", "nowhere"], "nowhere: there is no such folder"),
        (["new", "source", "nowhere.txt"], "the file is not there"),
        (["new", "source", f"articles/{SOURCE}.txt"], "is there already"),
        (["fmt", "nowhere"], "there is no such file or folder"),
        (["fmt", f"articles/{SOURCE}.txt"], "a record is a .yaml file"),
    ],
)
def test_what_cannot_be_done_is_status_2_and_one_line(cgt: Cgt, raw: Path, arguments: list[str], words: str) -> None:
    before = sorted(raw.rglob("*"))
    ran = cgt(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err
    assert ran.err.splitlines()[-1].startswith("cgt-dataset: ")
    assert "Traceback" not in ran.err
    assert sorted(raw.rglob("*")) == before


@pytest.mark.usefixtures("raw")
def test_a_missing_extra_is_said_in_one_line(cgt: Cgt, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith(("cgt_dataset.curation.citing", "rapidfuzz"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    ran = cgt("cite", SOURCE, "no such words", "--articles", "articles")
    assert (ran.status, "pip install 'cgt-dataset[build]'" in ran.err) == (2, True)
