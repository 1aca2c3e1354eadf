"""A release built twice, by two environments that share nothing but the pinned tools, and compared byte for byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cgt_dataset.release import DATE

from .comparing import differences, not_the_package
from .tracked import tracked

SUMS = "SHA256SUMS"
DESCRIPTOR = "datapackage.json"
_PINNED = Path("releasing", "build.txt")
_MAIN = "import sys; from cgt_dataset.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class World:
    """One of the two places in which a release is built."""

    folder: str
    umask: int
    settings: dict[str, str]
    backwards: bool
    """Whether its files are made in the opposite order."""


WORLDS = (
    World(
        "one",
        0o022,
        # Without any UTF-8 by default.
        {
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONUTF8": "0",
            "PYTHONHASHSEED": "1",
        },
        backwards=False,
    ),
    World(
        "another 二/and deeper",
        0o077,
        {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"},
        backwards=True,
    ),
)


class NotBuilt(Exception):
    """A build or an environment failed; the message is the last line of what its tool said."""


def environment(root: Path, place: Path) -> Path:
    """A fresh environment with the pinned tools and nothing else; its Python. Raises NotBuilt."""
    _run([sys.executable, "-m", "venv", str(place)], root, {})
    python = place / "bin" / "python"
    hashed = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(root / _PINNED)]
    network = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")}
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *hashed], root, network)
    return python


def built_twice(root: Path, scratch: Path, pythons: Sequence[Path]) -> tuple[Path, list[str]]:
    """Build the release of a checkout with each of two Pythons; the folder of the first, and in what they differ.

    The wheel is also built from the source distribution, and its package compared with `build/` as the second makes it.
    Raises NotBuilt.
    """
    files = tracked(root)
    outs = []
    for world, python in zip(WORLDS, pythons, strict=True):
        copy = scratch / world.folder / "checkout"
        _copied(root, files, copy, world)
        outs.append(_built(copy, scratch / world.folder / "dist", python, world, ["sdist", "wheel"]))
    told = differences(*outs)
    first, second = WORLDS
    (sdist,), (wheel,) = outs[0].glob("*.tar.gz"), outs[0].glob("*.whl")
    with tarfile.open(sdist) as packed:
        packed.extractall(scratch / "unpacked", filter="data")
    (unpacked,) = (scratch / "unpacked").iterdir()
    again = _built(unpacked, scratch / "again", pythons[0], first, ["wheel"])
    told += [f"built of {sdist.name}: {line}" for line in differences(_only(wheel, scratch / "wheel"), again)]
    copy = scratch / second.folder / "checkout"
    _run([str(pythons[1]), "-c", _MAIN, "build"], copy, second.settings, second.umask)
    told += not_the_package(wheel, copy / "build")
    for out, world, python in zip(outs, WORLDS, pythons, strict=True):
        _described(scratch / world.folder / "checkout", out, python, world)
        shutil.copy(copy / "build" / DESCRIPTOR, out)
    told += [line for line in differences(*outs) if line not in told]
    return outs[0], told


def sums(files: Iterable[Path]) -> str:
    """A line for each file with its digest, as `sha256sum --check` reads them."""
    ordered = sorted(files, key=lambda file: file.name)
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in ordered)


def put(built: Path, out: Path) -> list[Path]:
    """Put a release into a folder, in place of what is there, with the digests of its files; the files."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(built, out)
    files = sorted(out.iterdir())
    for file in files:
        file.chmod(0o644)  # whatever the place was in which it was built
    (out / SUMS).write_text(sums(files), "utf-8")
    return [*files, out / SUMS]


def _copied(root: Path, files: list[Path], copy: Path, world: World) -> None:
    for file in reversed(files) if world.backwards else files:
        place = copy / file.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        place.chmod((0o777 if os.access(file, os.X_OK) else 0o666) & ~world.umask)


def _built(project: Path, out: Path, python: Path, world: World, targets: list[str]) -> Path:
    chosen = [part for target in targets for part in ("-t", target)]
    _run([str(python), "-m", "hatchling", "build", "-d", str(out), *chosen], project, world.settings, world.umask)
    return out


def _described(project: Path, out: Path, python: Path, world: World) -> None:
    """Write the bill of materials of a wheel beside it."""
    (wheel,) = out.glob("*.whl")
    place = out / f"{wheel.name.partition('-py3')[0]}.cdx.json"
    _run([str(python), "-m", "releasing", "bill", str(wheel), str(place)], project, world.settings, world.umask)


def _only(file: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(file, folder)
    return folder


def _run(command: list[str], place: Path, settings: dict[str, str], umask: int = 0o022) -> None:
    moment = datetime.fromisoformat(DATE).replace(tzinfo=UTC)
    usual = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "SSL_CERT_FILE")
    }
    given = {**usual, "SOURCE_DATE_EPOCH": str(int(moment.timestamp())), **settings}
    done = subprocess.run(
        command, cwd=place, env=given, umask=umask, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        raise NotBuilt(f"{' '.join(command[1:4])} in {place}: {said}")
