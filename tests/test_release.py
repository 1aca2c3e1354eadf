"""What is about to be released may be, after what was released; and a change that asks for more is refused, as shown on
copies of the checkout.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cgt_dataset.package.gates import gate, steps
from cgt_dataset.package.releases import kept, lock, numbers
from cgt_dataset.release import ALLOWANCES, DATE, VERSION

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "releases"
BASE = ROOT / "tests" / "faults" / "base" / "raw"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
SCHEMAS = {
    file.relative_to(ROOT / "schemas").as_posix(): file.read_bytes() for file in (ROOT / "schemas").rglob("*.json")
}
MAIN = "import sys; from cgt_dataset.cli import main; sys.exit(main())"


def section(version: str) -> str:
    """What the changelog says of a version."""
    return CHANGELOG.partition(f"\n## [{version}] - ")[2].partition("\n## [")[0]


# The present state.


def test_the_package_may_be_released(package: Path) -> None:
    assert gate(package, SCHEMAS, VERSION, RELEASES, ALLOWANCES) == []


def test_ci_asks_whether_the_package_may_be_released() -> None:
    assert ".venv/bin/cgt-dataset gate build\n" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_lock_file_names_what_is_there() -> None:
    locked = lock(RELEASES)
    assert list(locked) == list(kept(RELEASES))
    newest = max(map(_number, SCHEMAS))
    for digests in locked.values():
        for name, digest in digests.items():
            if name.endswith(".zip"):
                assert hashlib.sha256((RELEASES / name).read_bytes()).hexdigest() == digest, name
            elif _number(name) < newest or VERSION in locked:
                assert hashlib.sha256(SCHEMAS[name]).hexdigest() == digest, name
    assert {file.name for file in RELEASES.iterdir()} == {"lock.json", *(file.name for file in kept(RELEASES).values())}


def _number(path: str) -> int:
    return int(path.partition("/")[0][1:])


def test_every_release_stands_in_the_changelog_and_every_one_before_this_is_archived() -> None:
    told = re.findall(r"^## \[(.+?)\] - \d{4}-\d{2}-\d{2}$", CHANGELOG, re.MULTILINE)
    assert re.findall(r"^## .*$", CHANGELOG, re.MULTILINE) == [f"## [{version}] - {_day(version)}" for version in told]
    assert told[0] == VERSION
    assert _day(VERSION) == DATE
    assert told == sorted(told, key=numbers, reverse=True)
    assert {VERSION, *kept(RELEASES)} == {*told}


def _day(version: str) -> str:
    return str(re.findall(rf"^## \[{re.escape(version)}\] - (.*)$", CHANGELOG, re.MULTILINE)[0])


def test_the_changelog_states_the_computed_verdict_of_each_step() -> None:
    computed = steps(SCHEMAS, VERSION, RELEASES)
    assert len(computed) == len({VERSION, *kept(RELEASES)}) - 1
    for version, step in computed.items():
        lines = " ".join(section(version).split())
        assert step in lines, f"CHANGELOG.md, under [{version}], has to say: {step}"


# Copies. Each is the checkout as it would stand in a pull request, run as `.ci/run` runs it.

Change = Callable[[Path], None]


def edit(file: str, *replaced: tuple[str, str]) -> Change:
    def change(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        for old, new in replaced:
            assert text.count(old) == 1, f"{file} has {text.count(old)} times {old!r}; choose another place to change"
            text = text.replace(old, new)
        (root / file).write_text(text, "utf-8")

    return change


def both(*changes: Change) -> Change:
    def change(root: Path) -> None:
        for one in changes:
            one(root)

    return change


def released_as(number: str, **allowances: int) -> Change:
    """The release is called so; what the last one was allowed to lose is forgotten."""

    def change(root: Path) -> None:
        file = root / "cgt_dataset/release.py"
        text = file.read_text("utf-8").replace(f'VERSION = "{VERSION}"', f'VERSION = "{number}"')
        form = r"^ALLOWANCES: dict\[str, int\] = \{.*?\}$"
        text, found = re.subn(form, f"ALLOWANCES: dict[str, int] = {allowances}", text, flags=re.M | re.S)
        assert (f'VERSION = "{number}"' in text, found) == (True, 1)
        file.write_text(text, "utf-8")

    return change


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    usual = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT")}
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=root,
        env={**usual, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def gated(root: Path) -> subprocess.CompletedProcess[str]:
    """What the gate says of a checkout, once its schema is exported and its package built."""
    for arguments in (("schema", "export"), ("build",)):
        done = run(root, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return run(root, "gate")


def codes(told: subprocess.CompletedProcess[str]) -> set[str]:
    return set(re.findall(r"\bCGT\d{3}\b", told.stdout))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout after its release: the present state is archived. The records are the small ones of the tests, so
    that no field that is changed here is in use.
    """
    root = tmp_path_factory.mktemp("released") / "checkout"
    for folder in ("cgt_dataset", "schemas"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("data"))
    shutil.copytree(BASE, root / "raw")
    released_as(VERSION)(root)
    done = gated(root)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(root, "archive")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def checkout(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "checkout"))


_MAJOR, _MINOR, _PATCH = numbers(VERSION)
PATCH, MINOR, MAJOR = f"{_MAJOR}.{_MINOR}.{_PATCH + 1}", f"{_MAJOR}.{_MINOR + 1}.0", f"{_MAJOR + 1}.0.0"
NEXT = max(map(_number, SCHEMAS)) + 1
VOCABULARIES = "cgt_dataset/schema/v2/vocabularies.py"
WORLD = "cgt_dataset/schema/v2/world.py"
HEART = "cgt_dataset/schema/v2/heart.py"


def renamed_in_raw(old: str, new: str) -> Change:
    """What the author of such a change does besides."""

    def change(root: Path) -> None:
        for file in (root / "raw").rglob("*.yaml"):
            text = file.read_text("utf-8")
            file.write_text(re.sub(rf"^{old}:|(?<=/){old}\b", lambda one: one[0].replace(old, new), text, flags=re.M))

    return change


REMOVED_TERM = edit(VOCABULARIES, ('    cancelled = ("cancelled", "It was called off.")\n', ""))
BREAKING: dict[str, tuple[Change, str]] = {
    "removed term": (REMOVED_TERM, "cancelled"),
    "tightened pattern": (
        edit(
            "cgt_dataset/schema/value_types.py",
            ('ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,62}$"', 'ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,61}$"'),
        ),
        "{1,61}",
    ),
    "renamed column": (
        both(edit(WORLD, ("    stage_in: P", "    stage_for: P")), renamed_in_raw("stage_in", "stage_for")),
        "stage_in",
    ),
    "value now required": (edit(HEART, ("    url: Url | None = None\n", "    url: Url\n")), "url"),
    "removed column": (
        edit(
            WORLD,
            (
                "    regulation: RegulationId | None = None\n"
                '    """The record of the act itself. Null: it has none."""\n',
                "",
            ),
        ),
        "regulation",
    ),
    "other type": (
        edit(
            WORLD,
            (
                '    regulation: RegulationId | None = None\n    """The record of the act itself.',
                '    regulation: Open | None = None\n    """The record of the act itself.',
            ),
        ),
        "regulation",
    ),
}
NEW_FIELD = edit(
    WORLD,
    (
        "    attendance: Quantity | None = None\n",
        '    hashtag: Text | None = None\n    """Its tag. Null: none."""\n    attendance: Quantity | None = None\n',
    ),
)
NEW_TERM = edit(VOCABULARIES, ('    fair = ("fair",', '    ball = ("ball", "A dance.")\n    fair = ("fair",'))
LOST = {"removed term": {"terms": 1}}
COMPATIBLE: dict[str, tuple[Change, str]] = {
    "new optional field": (NEW_FIELD, "hashtag"),
    "new term": (NEW_TERM, "ball"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change_with_a_patch_is_refused(checkout: Path, name: str) -> None:
    change, named = BREAKING[name]
    both(change, released_as(PATCH, **LOST.get(name, {})))(checkout)
    done = gated(checkout)
    assert done.returncode == 1, done.stderr
    shared = {"CGT601"} if name == "tightened pattern" else set()  # which is that of schema 1 as well
    assert codes(done) == {"CGT602", *shared}
    assert f"publish the change as schema {NEXT}" in done.stdout
    assert f"make the version {MAJOR} or higher" in done.stdout
    assert named in done.stdout


@pytest.mark.parametrize("given", [MINOR, MAJOR])
def test_a_breaking_change_of_a_released_schema_is_refused_whatever_the_version(checkout: Path, given: str) -> None:
    both(REMOVED_TERM, released_as(given, terms=1))(checkout)
    done = gated(checkout)
    assert (done.returncode, codes(done)) == (1, {"CGT602"}), done.stderr
    assert f"publish the change as schema {NEXT}" in done.stdout
    assert ("make the version" in done.stdout) is (given == MINOR)


@pytest.mark.parametrize("change", [REMOVED_TERM, NEW_TERM], ids=["removed term", "new term"])
def test_a_change_without_a_step_is_refused(checkout: Path, change: Change) -> None:
    change(checkout)
    done = gated(checkout)
    assert (done.returncode, codes(done)) == (1, {"CGT601"}), done.stderr
    assert f"schemas/v{NEXT - 1}/event.schema.json: CGT601 a released file of the schema was changed" in done.stdout
    assert f"{VERSION} is released already, with other tables" in done.stdout


@pytest.mark.parametrize("name", COMPATIBLE)
@pytest.mark.parametrize(("given", "refused"), [(PATCH, {"CGT602"}), (MINOR, set())])
def test_a_compatible_change_needs_a_minor_step(checkout: Path, name: str, given: str, refused: set[str]) -> None:
    change, named = COMPATIBLE[name]
    both(change, released_as(given))(checkout)
    done = gated(checkout)
    assert (done.returncode, codes(done)) == (int(bool(refused)), refused), done.stdout + done.stderr
    if refused:
        assert f"make the version {MINOR} or higher" in done.stdout
        assert named in done.stdout


def as_schema_3(change: Change) -> Change:
    """A change the right way: schema 2 stays, schema 3 is a copy with the change, records are migrated."""

    def make(root: Path) -> None:
        rooms = root / "cgt_dataset"
        shutil.copytree(rooms / "schema/v2", rooms / "schema/v3")
        for file in (rooms / "schema/v3").glob("*.py"):
            file.write_text(
                file.read_text("utf-8").replace('/2"]', '/3"]').replace("\n    2,\n", "\n    3,\n"), "utf-8"
            )
        kept_as_it_is = {file: file.read_bytes() for file in (rooms / "schema/v2").glob("*.py")}
        change(root)
        for file, content in kept_as_it_is.items():
            (rooms / "schema/v3" / file.name).write_text(
                file.read_text("utf-8").replace('/2"]', '/3"]').replace("\n    2,\n", "\n    3,\n"), "utf-8"
            )
            file.write_bytes(content)
        for file in rooms.rglob("*.py"):
            if "schema.v2" in (text := file.read_text("utf-8")):
                file.write_text(text.replace("schema.v2", "schema.v3"), "utf-8")
        edit("cgt_dataset/schema/__init__.py", ("from .v2 import", "from .v3 import"))(root)
        edit(
            "cgt_dataset/schema/versions.py",
            ("from . import v1, v2", "from . import v1, v2, v3"),
            ("(v1.VERSION, v2.VERSION)", "(v1.VERSION, v2.VERSION, v3.VERSION)"),
            ("CURRENT: Version[v2.Record] = v2.VERSION", "CURRENT: Version[v3.Record] = v3.VERSION"),
        )(root)
        edit(
            "cgt_dataset/schema/migrations/__init__.py",
            (
                "{1: v1_to_v2.migrate}",
                "{1: v1_to_v2.migrate, 2: lambda old: Migrated({**old, 'schema': old['schema'][:-1] + '3'})}",
            ),
        )(root)
        for file in (root / "raw").rglob("*.yaml"):
            file.write_text(re.sub("^(schema: tombstone)/2$", r"\1/3", file.read_text("utf-8"), flags=re.M), "utf-8")

    return make


@pytest.mark.skipif(NEXT != 3, reason="schema 3 is there, and shows it")
@pytest.mark.parametrize(("given", "refused"), [(MINOR, {"CGT602"}), (MAJOR, set())])
def test_a_breaking_change_as_the_next_schema_needs_a_major_step(checkout: Path, given: str, refused: set[str]) -> None:
    both(as_schema_3(REMOVED_TERM), released_as(given, terms=1))(checkout)
    done = gated(checkout)
    assert (done.returncode, codes(done)) == (int(bool(refused)), refused), done.stdout + done.stderr
    assert (checkout / "schemas/v3/event.schema.json").is_file()
    assert ("Schema 2 → 3: verdict" in done.stderr) is not bool(refused)


@pytest.mark.parametrize("tombstone", [False, True])
def test_a_record_goes_with_a_tombstone_only(checkout: Path, tombstone: bool) -> None:
    file = _removable(checkout)
    gone = f"{file.parent.name}/{file.stem}"
    file.unlink()
    if tombstone:
        file.write_text(f"schema: tombstone/2\nid: {file.stem}\nreason: It was the same as another.\n", "utf-8")
    released_as(MINOR)(checkout)
    done = gated(checkout)
    assert done.returncode == 1, done.stderr  # its rows are gone as well
    assert ("CGT603" in codes(done)) is not tombstone
    assert "CGT604" in codes(done)
    assert (f"{gone} was released in " in done.stdout) is not tombstone


def _removable(root: Path) -> Path:
    """A record to which no other refers."""
    files = sorted((root / "raw").rglob("*.yaml"))
    texts = [file.read_text("utf-8") for file in files]
    return next(
        file
        for file in files
        if file.parent.name != "sources" and sum(bool(re.search(rf"[:\[ ,]{file.stem}\b", text)) for text in texts) == 1
    )
