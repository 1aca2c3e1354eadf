"""A release is built twice to the same bytes; what is not the same is told in a line."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cgt_dataset.release import DATE, VERSION
from releasing.bill import bill
from releasing.bounds import lowest, required
from releasing.builds import SUMS, NotBuilt, built_twice, put
from releasing.comparing import differences, not_the_package

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = (ROOT / "releasing" / "build.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    return built_twice(ROOT, tmp_path_factory.mktemp("twice"), [Path(sys.executable)] * 2)


def test_two_builds_in_different_places_are_alike(built: tuple[Path, list[str]]) -> None:
    folder, told = built
    assert told == []
    names = {file.name for file in folder.iterdir()}
    stem = f"cgt_dataset-{VERSION}"
    assert names == {f"{stem}-py3-none-any.whl", f"{stem}.tar.gz", f"{stem}.cdx.json", "datapackage.json"}


def test_everything_in_a_release_bears_its_day(built: tuple[Path, list[str]]) -> None:
    day = tuple(map(int, DATE.split("-")))
    with zipfile.ZipFile(next(built[0].glob("*.whl"))) as wheel:
        assert {member.date_time[:3] for member in wheel.infolist()} == {day}


def test_the_bill_is_cyclonedx_and_names_the_wheel_and_what_it_needs(built: tuple[Path, list[str]]) -> None:
    (file,) = built[0].glob("*.cdx.json")
    (wheel,) = built[0].glob("*.whl")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read_text()) is None
    held = json.loads(file.read_text())
    about = held["metadata"]["component"]
    assert (about["name"], about["version"]) == ("cgt-dataset", VERSION)
    assert about["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}]
    assert about["licenses"] == [{"expression": PROJECT["project"]["license"]}]
    edges = {one["ref"]: one.get("dependsOn", []) for one in held["dependencies"]}
    named = {one["bom-ref"]: one["name"] for one in held["components"]}
    direct = {named[ref] for ref in edges[about["bom-ref"]]}
    assert direct == {Requirement(one).name for one in PROJECT["project"]["dependencies"]}
    assert "pydantic-core" in named.values()
    assert "duckdb" not in named.values()  # of an extra
    assert bill(wheel, ROOT) == file.read_text()


def test_the_sums_are_those_of_the_files(built: tuple[Path, list[str]], tmp_path: Path) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    (out / "of-before.whl").write_bytes(b"")
    files = put(built[0], out)
    assert {file.name for file in out.iterdir()} == {file.name for file in files}
    done = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=out, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count(": OK\n")) == (0, len(files) - 1)


def _archives(place: Path, **held: bytes) -> Path:
    place.mkdir()
    with zipfile.ZipFile(place / "a.whl", "w") as wheel:
        for name, content in held.items():
            wheel.writestr(zipfile.ZipInfo(name), content)
    with tarfile.open(place / "a.tar.gz", "w:gz") as sdist:
        for name, content in held.items():
            (place / name).write_bytes(content)
            sdist.add(place / name, name, filter=_dated)
            (place / name).unlink()
    return place


def _dated(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime = 0
    return entry


def test_a_difference_is_told_with_archive_and_member(tmp_path: Path) -> None:
    one = _archives(tmp_path / "one", x=b"1", y=b"2")
    other = _archives(tmp_path / "other", x=b"1", y=b"3")
    (other / "b.whl").write_bytes(b"")
    told = differences(one, other)
    assert told[0] == "b.whl: built only once"
    assert told[1:] == [f"a.{kind}: differs in the bytes of y" for kind in ("tar.gz", "whl")]
    assert differences(one, one) == []


def test_the_same_files_in_another_order_are_a_difference(tmp_path: Path) -> None:
    one = _archives(tmp_path / "one", x=b"1", y=b"2")
    other = _archives(tmp_path / "other", y=b"2", x=b"1")
    told = "a.whl: the same files, packed in another order or by another zlib"
    assert told in differences(one, other)


def test_a_time_and_a_mode_are_a_difference(tmp_path: Path) -> None:
    folders = []
    for name, mode, year in (("one", 0o644, 1980), ("other", 0o600, 1981)):
        folder = tmp_path / name
        folder.mkdir()
        with zipfile.ZipFile(folder / "a.whl", "w") as wheel:
            member = zipfile.ZipInfo("x", (year, 1, 1, 0, 0, 0))
            member.external_attr = mode << 16
            wheel.writestr(member, b"1")
        folders.append(folder)
    assert differences(*folders) == ["a.whl: differs in the time of x, the mode of x"]


def test_a_wheel_with_another_package_is_told(built: tuple[Path, list[str]], tmp_path: Path) -> None:
    (wheel,) = built[0].glob("*.whl")
    package = tmp_path / "build"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)  # noqa: S202 (our own wheel)
    (tmp_path / "cgt_dataset" / "data").rename(package)
    assert not_the_package(wheel, package) == []
    (package / "terms.parquet").write_bytes(b"")
    (package / "events.parquet").unlink()
    (package / "more").write_bytes(b"")
    told = [line.partition(": ")[2] for line in not_the_package(wheel, package)]
    of = "cgt_dataset/data/{0} is not build/{0}".format
    assert told == [of("events.parquet"), of("more"), of("terms.parquet")]


def test_a_build_that_fails_says_what_its_tool_said(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "pyproject.toml").write_text("[project\n")
    with pytest.raises(NotBuilt, match=r"^-m hatchling build in .*: tomllib\.TOMLDecodeError: .*$"):
        built_twice(tmp_path, tmp_path / "scratch", [Path(sys.executable)] * 2)


# The pinned environment.


def _pins() -> dict[str, tuple[str, int]]:
    entries = re.findall(r"^([a-z0-9-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", PINNED, re.M)
    assert "".join(f"{name}=={version} \\\n{hashes}" for name, version, hashes in entries) == PINNED, "nothing else"
    return {name: (version, hashes.count("--hash")) for name, version, hashes in entries}


def test_the_pinned_environment_has_all_that_the_build_requires_with_hashes() -> None:
    pins = _pins()
    release = PROJECT["project"]["optional-dependencies"]["release"]
    for line in [*PROJECT["build-system"]["requires"], *PROJECT["project"]["dependencies"], *release]:
        requirement = Requirement(line)
        version, hashes = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{line}: releasing/build.txt has {version}; make pins"
        assert hashes


def test_the_pinned_environment_names_no_place_from_which_it_comes() -> None:
    assert "://" not in PINNED
    assert not re.search(r"^-|index|find-links|file:|\.org", PINNED, re.M)


def test_the_build_needs_what_the_library_and_its_curators_need() -> None:
    """Bounds that stand twice are the same."""
    both = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["build"]]
    assert set(both) < set(PROJECT["build-system"]["requires"])


def test_the_lowest_versions_are_the_bounds() -> None:
    lines = lowest(ROOT)
    bounds = [Requirement(one) for one in required(ROOT)]
    assert [line.partition("==")[0] for line in lines] == [one.name for one in bounds]
    for line, one in zip(lines, bounds, strict=True):
        assert f">={line.partition('==')[2]}" in str(one.specifier).split(",")


def test_a_requirement_without_a_lowest_version_is_told(tmp_path: Path) -> None:
    text = (
        (ROOT / "pyproject.toml")
        .read_text("utf-8")
        .replace('dependencies = ["pydantic>=', 'dependencies = ["pydantic<')
    )
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(LookupError, match=r"pydantic<.* says no lowest version"):
        lowest(tmp_path)
