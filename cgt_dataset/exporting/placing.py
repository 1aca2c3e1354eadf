"""Putting an export in its place at once: whoever looks sees the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ..swapping import alone, exchange_at_once, sync_folder, take_place
from .refused import NotExported

_FRESH, _ASIDE = ".new", ".old"
_BESIDE = ("-journal", "-wal", ".wal")
"""What a database keeps beside its file while somebody writes into it."""


@contextlib.contextmanager
def placed(place: Path, stranger: Callable[[Path], str | None], *, folder: bool = False) -> Iterator[Path]:
    """A path to write a file to, or a new `folder` to fill; at the end it takes `place`, whole or not at all.

    `stranger` says of what is at `place` already why it is no export that may be replaced, or None.

    Raises NotExported where something else is there, and OSError when writing fails; `place` is then as it was.
    """
    place = Path(os.path.realpath(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    with alone(place.parent):
        _clear_up(place)
        _refuse_strangers(place, stranger, folder)
        room = _room(place)
        try:
            fresh = room / place.name
            if folder:
                fresh.mkdir()
            yield fresh
            _make_durable(fresh)
            if folder and place.exists():
                _exchange(fresh, place)
            else:
                fresh.replace(place)
            sync_folder(place.parent)
        finally:
            shutil.rmtree(room, ignore_errors=True)  # with the old export, or what could not be finished


def _room(place: Path) -> Path:
    """A new folder beside `place`, for what is not finished."""
    try:
        return Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=_FRESH, dir=place.parent))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from None


def _clear_up(place: Path) -> None:
    """Clear away what a run left that was killed; what it had put aside goes back where nothing took its place."""
    for left in place.parent.glob(f".{glob.escape(place.name)}.*{_FRESH}"):
        aside = left / (place.name + _ASIDE)
        if aside.exists() and not place.exists():
            aside.rename(place)
        shutil.rmtree(left, ignore_errors=True)


def _refuse_strangers(place: Path, stranger: Callable[[Path], str | None], folder: bool) -> None:
    if not place.exists():
        return
    if place.is_dir() != folder or not (place.is_dir() or place.is_file()):
        raise NotExported(f"{place} is {'no folder' if folder else 'no file'}; choose another place")
    for beside in (place.with_name(place.name + suffix) for suffix in _BESIDE):
        if not folder and beside.exists():
            raise NotExported(f"{place} is being written into, as {beside.name} shows; close it first")
    why = stranger(place)
    if why is not None:
        raise NotExported(f"{place} {why}, and is not replaced; choose another place")


def _make_durable(fresh: Path) -> None:
    for path in fresh.iterdir() if fresh.is_dir() else [fresh]:
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    if fresh.is_dir():
        sync_folder(fresh)


def _exchange(fresh: Path, place: Path) -> None:
    """Let two folders change places: in one step where the system can, else in two with a way back."""
    if exchange_at_once(fresh, place):
        return
    take_place(fresh, place, fresh.with_name(place.name + _ASIDE))
