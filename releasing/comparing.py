"""In what two artefacts differ, in a line each: for people who have to find the cause, not only that there is one."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

DATA = "cgt_dataset/data/"
"""Where the package is in a wheel."""
_SHOWN = 5


def differences(one: Path, other: Path) -> list[str]:
    """A line for every artefact that two folders do not hold alike, byte for byte, saying in what it differs."""
    names = [{file.name for file in folder.iterdir()} for folder in (one, other)]
    told = [f"{name}: built only once" for name in sorted(names[0] ^ names[1])]
    told += [
        f"{name}: {_first(_parts(one / name), _parts(other / name))}"
        for name in sorted(names[0] & names[1])
        if (one / name).read_bytes() != (other / name).read_bytes()
    ]
    return told


def not_the_package(wheel: Path, package: Path) -> list[str]:
    """A line for every file of a built package that the wheel does not carry as it is, or carries besides."""
    with zipfile.ZipFile(wheel) as packed:
        carried = {name.removeprefix(DATA): packed.read(name) for name in packed.namelist() if name.startswith(DATA)}
    built = {file.name: file.read_bytes() for file in package.iterdir()}
    return [
        f"{wheel.name}: {DATA}{name} is not {package.name}/{name}"
        for name in sorted(carried.keys() | built.keys())
        if carried.get(name) != built.get(name)
    ]


def _first(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    differing = [part for part in {**one, **other} if one.get(part) != other.get(part)]
    if not differing:
        return "the same files, packed in another order or by another zlib"
    more = f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
    return f"differs in {', '.join(differing[:_SHOWN])}{more}"


def _parts(file: Path) -> dict[str, object]:
    """What an archive holds, by the words in which it is told; of any other file nothing."""
    parts: dict[str, object] = {}
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            for member in packed.infolist():
                parts[f"the time of {member.filename}"] = member.date_time
                parts[f"the mode of {member.filename}"] = member.external_attr
                parts[f"the bytes of {member.filename}"] = hashlib.sha256(packed.read(member)).digest()
    elif tarfile.is_tarfile(file):
        with tarfile.open(file) as packed:
            for entry in packed.getmembers():
                parts[f"the time of {entry.name}"] = entry.mtime
                parts[f"the mode of {entry.name}"] = (entry.mode, entry.uid, entry.gid, entry.uname, entry.gname)
                content = packed.extractfile(entry)
                parts[f"the bytes of {entry.name}"] = hashlib.sha256(content.read()).digest() if content else None
    return parts
