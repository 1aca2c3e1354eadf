"""`verify --installed` in an environment into which the wheel was really installed."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from releasing.builds import sums
from releasing.tracked import tracked

ROOT = Path(__file__).resolve().parents[2]


class Installation:
    """An environment with the wheel of this checkout, and whatever the tests' own environment has besides."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.library = next(place.glob("lib/python*/site-packages")) / "cgt_dataset"

    def verify(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        script = (self.place / "bin" / "cgt-dataset").read_text()
        command = [self.place / "bin" / "python", "-c", script, "verify", "--installed", *arguments]
        return subprocess.run([str(part) for part in command], cwd=self.place, env={}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    scratch = tmp_path_factory.mktemp("installed")
    checkout = scratch / "checkout"
    for file in tracked(ROOT):
        name = file.relative_to(ROOT)
        if name.parts[0] not in ("tests", "benchmarks", "releases"):
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, checkout / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(scratch)]
    subprocess.run(build, cwd=checkout, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(scratch / "venv")], check=True)
    packages = next((scratch / "venv").glob("lib/python*/site-packages"))
    (wheel,) = scratch.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(scratch / "venv"), "install", "--quiet", "--no-index"]
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, capture_output=True)
    # Behind its own packages, so that what was installed is what is found first.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installation(scratch / "venv")


@pytest.fixture
def copy(whole: Installation, tmp_path: Path) -> Installation:
    place = tmp_path / "venv"
    shutil.copytree(whole.place, place, symlinks=True)
    return Installation(place)


def _sums(installed: Installation, place: Path) -> Path:
    file = place / "SHA256SUMS"
    file.write_text(sums([installed.library / "data" / "datapackage.json"]))
    return file


def test_what_the_wheel_brought_is_whole(whole: Installation, tmp_path: Path) -> None:
    done = whole.verify()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "that the wheel brought" in done.stderr
    done = whole.verify("--sums", _sums(whole, tmp_path))
    assert (done.returncode, "of the release" in done.stderr) == (0, True), done.stdout + done.stderr


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _link(library: Path) -> None:
    (library / "py.typed").unlink()
    (library / "py.typed").symlink_to(library / "texts.py")


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte of a table": (lambda library: _flip(library / "data/agreements.parquet"), "agreements.parquet: CGT503"),
    "a byte of the card": (lambda library: _flip(library / "data/README.md"), "README.md: CGT503"),
    "a table gone": (lambda library: (library / "data/terms.parquet").unlink(), "terms.parquet: CGT502"),
    "a file besides": (lambda library: (library / "data/more.parquet").write_bytes(b""), "more.parquet: CGT502"),
    "code besides": (lambda library: (library / "more.py").write_bytes(b""), "more.py: CGT502"),
    "code changed": (
        lambda library: (library / "markup.py").write_bytes((library / "markup.py").read_bytes() + b"\n"),
        "markup.py: CGT503",
    ),
    "a link": (_link, "py.typed: CGT502"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_was_changed_is_found(copy: Installation, name: str) -> None:
    spoil, told = SPOILED[name]
    spoil(copy.library)
    done = copy.verify()
    assert (done.returncode, told in done.stdout) == (1, True), done.stdout + done.stderr


def test_who_changes_record_as_well_is_found_by_the_checksums_of_the_release(
    copy: Installation, whole: Installation, tmp_path: Path
) -> None:
    stated = _sums(whole, tmp_path)
    descriptor = copy.library / "data" / "datapackage.json"
    before = _hash(descriptor)
    descriptor.write_bytes(descriptor.read_bytes() + b"\n")
    (record,) = copy.library.parent.glob("cgt_dataset-*.dist-info/RECORD")
    record.write_text(record.read_text().replace(before, _hash(descriptor)))
    assert copy.verify().returncode == 0
    done = copy.verify("--sums", stated)
    assert (done.returncode, "the checksums of the release name another descriptor" in done.stdout) == (1, True)


def test_a_descriptor_that_is_gone_is_a_finding_with_checksums_too(copy: Installation, tmp_path: Path) -> None:
    stated = _sums(copy, tmp_path)
    (copy.library / "data" / "datapackage.json").unlink()
    done = copy.verify("--sums", stated)
    assert (done.returncode, "datapackage.json: CGT502" in done.stdout) == (1, True), done.stderr


def test_checksums_that_do_not_name_the_descriptor_are_of_no_use(whole: Installation, tmp_path: Path) -> None:
    file = tmp_path / "SHA256SUMS"
    for content in (b"", b"\xff", b"0123  datapackage.json\n"):
        file.write_bytes(content)
        done = whole.verify("--sums", file)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert str(file) in done.stderr


def test_a_checkout_was_not_installed_by_a_wheel(cgt: Callable[..., Any], package: Path) -> None:
    done = cgt("verify", "--installed")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert cgt("verify", package, "--installed").status == 2
    assert cgt("verify", package, "--sums", package).status == 2


def _hash(file: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).rstrip(b"=").decode()
