from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "raw"
BUILD = "import sys; from cgt_dataset.cli import main; sys.exit(main(sys.argv[1:]))"


def built(raw: Path, out: Path, *, umask: int, **environment: str) -> dict[str, bytes]:
    """The files that a fresh process builds."""
    out.parent.mkdir(parents=True)
    usual = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT")}
    run = subprocess.run(
        [sys.executable, "-c", BUILD, "build", "--raw", str(raw), "--out", str(out)],
        cwd=out.parent,
        env={**usual, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        umask=umask,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    return {file.name: file.read_bytes() for file in out.iterdir()}


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records, written in the reverse order and at other times."""
    raw = tmp_path_factory.mktemp("turned") / "raw"
    files = sorted((file for file in RAW.rglob("*.yaml")), reverse=True)
    for age, file in enumerate(files):
        copied = raw / file.relative_to(RAW)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copied)
        os.utime(copied, (86_400 * age, 86_400 * age))
    shutil.copytree(ROOT / "releases", raw.parent / "releases")
    assert len(files) > 20
    return raw


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("plain") / "here/build"
    return built(RAW, out, umask=0o022, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="0")


SURROUNDINGS = {
    "far east": {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
    "far west": {"TZ": "Etc/GMT+12", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "4294967295"},
    "ASCII": {"TZ": "", "LC_ALL": "POSIX", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "one core, another clock": {"OMP_NUM_THREADS": "1", "SOURCE_DATE_EPOCH": "1", "PYTHONOPTIMIZE": "1"},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_bytes_follow_the_machine_or_the_order_of_the_files(
    plain: dict[str, bytes], turned: Path, tmp_path: Path, name: str
) -> None:
    other = built(turned, tmp_path / "ein Ort 空/other name", umask=0o077, **SURROUNDINGS[name])
    assert sorted(other) == sorted(plain)
    assert [file for file in plain if other[file] != plain[file]] == []


def test_the_bytes_of_this_process_are_others(plain: dict[str, bytes], package: Path) -> None:
    assert {file.name: file.read_bytes() for file in package.iterdir()} == plain


def test_the_bytes_name_the_folder_in_which_they_were_built(
    plain: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = str(tmp_path_factory.getbasetemp()).encode()
    assert [file for file, content in plain.items() if base in content or str(ROOT).encode() in content] == []


def test_a_python_without_docstrings_builds_other_bytes(tmp_path: Path) -> None:
    code = "from cgt_dataset.cli import main; raise SystemExit(main())"
    ran = subprocess.run(
        [sys.executable, "-OO", "-c", code, "build", "--raw", RAW, "--out", tmp_path / "build"],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert "run Python without -OO" in ran.stderr
    assert not (tmp_path / "build").exists()
