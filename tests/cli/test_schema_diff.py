"""`cgt-dataset schema diff` and `schema rules`: what may be compared, what is printed, when it fails."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.schema.compatibility import RULES, rules_page
from cgt_dataset.schema.publish import published

Cgt = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SAME = "no changes; verdict: full (records full, tables full, vocabularies full); smallest bump of the schema: none, "


def schema(*required: str, **fields: Any) -> bytes:
    held = {"type": "object", "additionalProperties": False, "properties": fields, "required": list(required)}
    return json.dumps({"$schema": DIALECT, **held}).encode()


TEXT = {"type": "string"}
KIND = {"enum": ["supply", "licence"]}
COLUMN = {"name": "id", "type": "string", "description": "The key."}
TABLES = json.dumps({"deals": {"fields": [COLUMN], "primaryKey": ["id"]}}).encode()
OLD = {"deal.schema.json": schema("kind", kind=KIND, title=TEXT), "person.schema.json": schema(), "tables.json": TABLES}
NEW = {
    "deal.schema.json": schema("kind", kind=KIND, title=TEXT | {"maxLength": 9}, scope=TEXT),
    "person.schema.json": schema(name=TEXT),
    "tables.json": TABLES.replace(b'"The key."', b'"The key of the deal."'),
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an old and a new edition, in which commands are run; no repository of git is around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(tmp_path / "old", OLD)
    write(tmp_path / "new", NEW)
    return tmp_path


def write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_text_is_grouped_worst_first_and_ends_with_the_bumps(cgt: Cgt) -> None:
    ran = cgt("schema", "diff", "old", "new")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "record type deal: none",
        "  CGS132  forward   bound       /title: the longest text was any, now 9",
        "  CGS103  backward  field       /scope: the optional field is new",
        "",
        "record type person: backward",
        "  CGS103  backward  field       /name: the optional field is new",
        "",
        "table deals: full",
        "  CGS231  full      text        /id: another description",
        "",
        "4 changes; verdict: none (records none, tables full, vocabularies full); "
        "smallest bump of the schema: new schema number, of the package: major",
    ]


def test_no_changes_are_said(cgt: Cgt) -> None:
    assert cgt("schema", "diff", "new", "new").out == f"{SAME}of the package: none\n"


def test_what_cannot_be_decided_is_said_to_count_as_breaking(cgt: Cgt, place: Path) -> None:
    write(place / "new", OLD | {"deal.schema.json": schema("kind", kind=KIND, title={"not": TEXT})})
    out = cgt("schema", "diff", "old", "new").out.splitlines()
    assert out[0] == "record type deal: unknown"
    assert out[-2].startswith("1 change; verdict: unknown (records unknown, tables full")
    assert "schema: new schema number, of the package: major" in out[-2]
    assert out[-1] == "cannot be decided, and so counted as breaking: 1 (CGS190)"


def test_json_has_the_documented_fields(cgt: Cgt) -> None:
    ran = cgt("schema", "diff", "old", "new", "--format", "json")
    document = json.loads(ran.out)
    assert {key: value for key, value in document.items() if key != "changes"} == {
        "version": 1,
        "old": "old",
        "new": "new",
        "verdict": "none",
        "backward": False,
        "forward": False,
        "parts": {"records": "none", "tables": "full", "vocabularies": "full"},
        "schema_bump": "new schema number",
        "package_bump": "major",
    }
    assert document["changes"][0] == {
        "rule": "CGS132",
        "title": "a bound was narrowed",
        "category": "bound",
        "part": "records",
        "name": "deal",
        "path": "/title",
        "verdict": "forward",
        "package_bump": "major",
        "message": "the longest text was any, now 9",
    }
    assert [change["rule"] for change in document["changes"]] == ["CGS132", "CGS103", "CGS103", "CGS231"]
    step = json.loads(
        cgt("schema", "diff", "old", "new", "--format", "json", "--released", "1.2.3", "--version", "1.3.0").out
    )
    assert list(step) == [*list(document)[:-1], "released", "given", "needed", "enough", "changes"]
    assert [step[key] for key in ("released", "given", "needed", "enough")] == ["1.2.3", "1.3.0", "2.0.0", False]
    documented = set(re.findall(r"`([a-z_]+)`", rules_page(RULES).partition("## JSON")[2].partition("\n## ")[0]))
    assert {*step, *document["changes"][0]} <= documented


def test_github_gives_annotations_and_what_counts_first(cgt: Cgt, place: Path) -> None:
    write(place / "other", {"100%.schema.json": schema()})
    ran = cgt("schema", "diff", "old", "other", "--format", "github", "--released", "1.2.3", "--version", "1.2.4")
    lines = ran.out.splitlines()
    assert lines[0] == (
        "::error title=schema diff::the step from 1.2.3 to 1.2.4 is too small: the changes need a major step, "
        "2.0.0 or higher"
    )
    assert lines[1].startswith("::notice title=schema diff::4 changes; verdict: none (records none, tables unknown, ")
    assert sorted(line.partition("::")[2].partition("::")[0] for line in lines[2:]) == [
        "error title=CGS102",
        "error title=CGS102",
        "error title=CGS291",
        "notice title=CGS101",
    ]
    assert lines[-1] == (
        "::notice title=CGS101::record type 100%25: the record type is new (a record type was added: backward, "
        "package minor)"
    )


@pytest.mark.parametrize(
    ("old", "new", "version", "status"),
    [
        ("old", "new", "2.0.0", 0),
        ("old", "new", "1.3.0", 1),
        ("old", "old", "1.2.3", 0),
        ("old", "old", "1.2.2", 1),
        ("old/tables.json", "new/tables.json", "1.2.4", 0),
        ("old/tables.json", "new/tables.json", "1.2.3", 1),
        ("old/person.schema.json", "new", "1.3.0", 0),
        ("old/person.schema.json", "new", "1.2.9", 1),
    ],
)
def test_a_step_that_is_too_small_fails(cgt: Cgt, old: str, new: str, version: str, status: int) -> None:
    ran = cgt("schema", "diff", old, new, "--released", "1.2.3", "--version", version)
    assert ran.status == status
    assert ran.out.splitlines()[-1].endswith("is enough") is (status == 0)
    assert ("is too small" in ran.err) is (status == 1)
    assert "Traceback" not in ran.err


def test_a_file_is_compared_with_the_part_that_it_describes(cgt: Cgt) -> None:
    assert "table" not in cgt("schema", "diff", "old/person.schema.json", "new").out.partition("\n\n")[0]
    assert cgt("schema", "diff", "old", "new/person.schema.json").out.count("CGS") == 1
    out = cgt("schema", "diff", "old/person.schema.json", "new/deal.schema.json").out
    assert out.startswith("record type person: ")
    assert "CGS101" not in out


def published_to(folder: Path) -> None:
    for name, content in published().items():
        write((folder / name).parent, {Path(name).name: content})


def test_a_number_is_the_schema_that_this_installation_publishes(cgt: Cgt, place: Path) -> None:
    published_to(place / "schemas")
    for number in ("1", "v1"):
        assert cgt("schema", "diff", number, "schemas/v1").out == f"{SAME}of the package: none\n"


def test_a_path_wins_over_a_number_and_a_number_over_a_revision(cgt: Cgt, place: Path, git: Callable[..., str]) -> None:
    published_to(place / "schemas")
    write(place / "schemas" / "v1", {"source.schema.json": schema()})
    git("add", "schemas")
    git("commit", "-q", "-m", "other")
    git("tag", "v1")
    assert cgt("schema", "diff", "v1", "1").out == f"{SAME}of the package: none\n"
    write(place / "v1", {"source.schema.json": schema()})
    assert "CGS101" in cgt("schema", "diff", "v1", "1").out


@pytest.fixture
def git(place: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """git in the folder, which is a repository of one commit: schemas/v1 is the old edition and schemas/v10 the new."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        return subprocess.run(
            ["git", *who, *arguments], cwd=place, check=True, capture_output=True, text=True, timeout=60
        ).stdout.strip()

    run("init", "-q")
    write(place / "schemas" / "v1", OLD)
    write(place / "schemas" / "v9", {"person.schema.json": schema()})
    write(place / "schemas" / "v10", NEW | {"README.md": b"no schema"})
    run("add", "schemas")
    run("commit", "-q", "-m", "first")
    return run


def test_a_revision_is_read_without_touching_the_files(cgt: Cgt, git: Callable[..., str], place: Path) -> None:
    write(place / "schemas" / "v10", {"person.schema.json": schema(b=TEXT)})
    before = git("status", "--porcelain")
    assert cgt("schema", "diff", "HEAD:schemas/v1", "old").out.startswith("no changes")
    assert cgt("schema", "diff", "HEAD", "new").out.startswith("no changes"), "the highest number, not the last word"
    assert cgt("schema", "diff", git("rev-parse", "HEAD"), "schemas/v10").out.count("CGS") == 2
    assert cgt("schema", "diff", "HEAD:/schemas/v1/", "old").out.startswith("no changes")
    assert cgt("schema", "diff", "HEAD:schemas/v1/tables.json", "old").out.startswith("no changes")
    assert git("status", "--porcelain") == before


def test_a_revision_is_the_whole_repository_from_inside_a_folder_too(
    cgt: Cgt, git: Callable[..., str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert git("branch", "--list")
    monkeypatch.chdir(place / "old")
    assert cgt("schema", "diff", "HEAD:schemas/v1", ".").out.startswith("no changes")


@pytest.mark.parametrize("what", ["HEAD~5", "HEAD..HEAD", "--output=x", ":x", "", "HEAD\n", "HEAD\0", "99", "a" * 5000])
def test_what_is_nothing_is_refused_in_one_line(cgt: Cgt, git: Callable[..., str], place: Path, what: str) -> None:
    git("tag", "other")
    ran = cgt("schema", "diff", "--", what, "old")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "is no file or folder, no number of a schema, and no revision of git here" in ran.err
    assert not (place / "x").exists()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("HEAD:schemas/v7", "HEAD:schemas/v7: the revision has no schemas/v7"),
        ("HEAD:schemas", "holds neither *.schema.json nor tables.json"),
        ("HEAD:schemas/v10/README.md", "holds neither"),
        ("HEAD:../..", "the revision has no ../.."),
        ("bare", "the revision has no folder schemas/v1"),
    ],
)
def test_a_revision_without_a_schema_is_refused(cgt: Cgt, git: Callable[..., str], what: str, said: str) -> None:
    git("tag", "bare", git("commit-tree", "-m", "empty", git("hash-object", "-t", "tree", "-w", "/dev/null")))
    ran = cgt("schema", "diff", what, "old")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_without_git_a_revision_is_refused(cgt: Cgt, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("PATH", str(place))
    ran = cgt("schema", "diff", "HEAD", "old")
    assert (ran.status, "no revision of git here" in ran.err) == (2, True)


LARGE = b'{"a": "' + b"x" * 4_000_000 + b'"}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.schema.json", b"{", "a.schema.json is not JSON"),
        ("a.schema.json", b"[" * 100_000, "a.schema.json is nested too deeply"),
        ("a.schema.json", LARGE, "larger than 4,000,000 bytes"),
        ("tables.json", b'{"t": {}}', "is no Table Schema"),
    ],
)
def test_what_is_no_schema_is_refused_wherever_it_lies(
    cgt: Cgt, git: Callable[..., str], place: Path, name: str, content: bytes, said: str
) -> None:
    write(place / "schemas" / "v11", {name: content})
    git("add", "schemas")
    git("commit", "-q", "-m", "bad")
    for what in (f"schemas/v11/{name}", "schemas/v11", "HEAD", f"HEAD:schemas/v11/{name}"):
        for order in ((what, "old"), ("old", what)):
            ran = cgt("schema", "diff", *order)
            assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
            assert ran.err.startswith(f"cgt-dataset: {what}: ")
            assert said in ran.err


def test_a_schema_that_refers_to_nothing_is_refused(cgt: Cgt, place: Path) -> None:
    write(place / "new", {"deal.schema.json": schema(kind={"$ref": "#/$defs/Kind"})})
    ran = cgt("schema", "diff", "old", "new")
    assert ran.status == 2
    assert ran.err == 'cgt-dataset: deal: it refers to "#/$defs/Kind", which is none of its definitions\n'


def test_links_and_folders_of_too_many_files_are_refused(cgt: Cgt, place: Path) -> None:
    (place / "many").mkdir()
    (place / "many" / "deal.schema.json").symlink_to(place / "old" / "deal.schema.json")
    assert "deal.schema.json is a symbolic link" in cgt("schema", "diff", "many", "old").err
    (place / "many" / "deal.schema.json").unlink()
    write(place / "many", {f"r{number}.schema.json": schema() for number in range(501)})
    assert "more than 500 files" in cgt("schema", "diff", "many", "old").err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--released", "1.0.0"], "--released and --version are given together"),
        (["--version", "1.0.0"], "--released and --version are given together"),
        (["--released", "1.0", "--version", "1.0.0"], "'1.0' is no version of the form X.Y.Z"),
        (["--released", "1.0.0", "--version", "v2"], "'v2' is no version of the form X.Y.Z"),
        (["--released", "", "--version", "1.0.0"], "'' is no version of the form X.Y.Z"),
    ],
)
def test_versions_that_are_none_are_refused(cgt: Cgt, more: list[str], said: str) -> None:
    ran = cgt("schema", "diff", "old", "new", *more)
    assert (ran.status, ran.out, ran.err) == (2, "", f"cgt-dataset: {said}\n")


def test_files_of_different_sorts_are_refused(cgt: Cgt) -> None:
    ran = cgt("schema", "diff", "old/tables.json", "new/deal.schema.json")
    assert (ran.status, ran.err) == (
        2,
        "cgt-dataset: old/tables.json and new/deal.schema.json are files of different sorts\n",
    )


def test_nothing_steers_the_terminal(cgt: Cgt, place: Path) -> None:
    write(place / "new", {"deal.schema.json": schema("kind", kind=KIND, **{"\x1b[31m\n::error::x": TEXT})})
    for form in ("text", "json", "github"):
        out = cgt("schema", "diff", "old/deal.schema.json", "new", "--format", form).out
        assert out.replace("\n", "").isprintable()
        assert "\n::error::x" not in out


def test_rules_are_listed_or_written(cgt: Cgt, place: Path) -> None:
    listed = cgt("schema", "rules").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in RULES]
    assert listed[0] == "CGS101  backward  minor  a record type was added"
    assert cgt("schema", "rules", "--out", place / "docs").status == 0
    assert (place / "docs" / "compatibility.md").read_text("utf-8") == rules_page(RULES)


def test_export_writes_what_is_published(cgt: Cgt, place: Path) -> None:
    assert cgt("schema", "export", "--out", place / "out").status == 0
    written = {
        path.relative_to(place / "out").as_posix(): path.read_bytes()
        for path in (place / "out").rglob("*")
        if path.is_file()
    }
    assert written == published()
