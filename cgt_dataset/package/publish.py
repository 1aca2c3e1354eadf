"""Putting a package in its place at once: whoever looks sees the old package or the new one, whole."""

from __future__ import annotations

import glob
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..swapping import alone, exchange_at_once, sync_folder, take_place
from .croissant import CROISSANT
from .descriptor import FILE
from .readme import README

_FRESH, _ASIDE = ".new", ".old"


class NotAPackage(Exception):
    """The place is taken by something that is no package, and is not replaced."""


def publish(files: Mapping[str, bytes | Path], place: Path) -> None:
    """Put `files` into the folder `place`, replacing the package that is there: what is in them is written, and those
    that are given by where they lie are moved.

    Raises NotAPackage when `place` holds anything else, and OSError when writing fails; `place` is then as it was, and
    the files that were to be moved lie where they lay.
    """
    place = Path(os.path.realpath(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    with alone(place.parent):
        _clear_up(place)
        _refuse_strangers(place)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=_FRESH, dir=place.parent))
        try:
            _fill(fresh, files)
            replacing = place.exists()
            _exchange(fresh, place) if replacing else fresh.rename(place)
            try:
                sync_folder(place.parent)
            except OSError:
                _exchange(fresh, place) if replacing else place.rename(fresh)
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)  # the old package, or what could not be finished
        for content in files.values():
            if isinstance(content, Path):
                with suppress(OSError):  # the package stands
                    content.unlink()


def _clear_up(place: Path) -> None:
    """Clear away what a run left that was killed; what it had put aside goes back where nothing took its place."""
    name = glob.escape(place.name)
    for aside in place.parent.glob(f".{name}.*{_ASIDE}"):
        if place.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(place)
    for left in place.parent.glob(f".{name}.*{_FRESH}"):
        shutil.rmtree(left, ignore_errors=True)


def _refuse_strangers(place: Path) -> None:
    """Only an empty folder or a package is replaced, and a package only with nothing else in its folder."""
    if place.exists() and not place.is_dir():
        raise NotAPackage(f"{place} is no folder")
    if place.is_dir():
        ours = _files_of_package(place)
        strangers = {entry.name for entry in place.iterdir() if entry.name not in ours or not entry.is_file()}
        if strangers:
            raise NotAPackage(f"{place} holds {min(strangers)}, which is no part of a package; choose another folder")


def _files_of_package(place: Path) -> set[str]:
    """The files that the package in `place` says that it has."""
    try:
        described = json.loads((place / FILE).read_bytes())
        ours = {README, FILE}
        for resource in described["resources"]:
            path = resource["path"]
            ours.update(map(str, path) if isinstance(path, list) else [str(path)])
        return {*ours, CROISSANT} if "croissantHash" in described else ours
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {README}  # a checkout has this one before the first build


def _fill(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    folder.chmod(0o755)
    for name, content in files.items():
        path = folder / name
        if isinstance(content, Path):
            _bring(content, path)
        with path.open("r+b" if isinstance(content, Path) else "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
                file.flush()
            os.fsync(file.fileno())
    sync_folder(folder)


def _bring(file: Path, place: Path) -> None:
    """Give a file a second name, so that it keeps its own until the package stands; where that cannot be, copy it."""
    try:
        place.hardlink_to(file)
    except OSError:  # another file system, or one without such names
        shutil.copyfile(file, place)


def _exchange(fresh: Path, place: Path) -> None:
    """Let the two folders change places: in one step where the system can, else in two with a way back."""
    if exchange_at_once(fresh, place):
        return
    aside = fresh.with_suffix(_ASIDE)
    take_place(fresh, place, aside)
    try:
        aside.rename(fresh)
    except OSError:
        place.rename(fresh)
        aside.rename(place)
        raise
