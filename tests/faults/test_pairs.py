"""Two faults, one run: what a curator is told does not wait for what was told before.

Two cases of the corpus are laid over the base together, in one record or in two. Both findings must be there, and no
other. Pairs in which one fault makes the other unknowable are listed with the reason, and nothing else is.
"""

from __future__ import annotations

import difflib
import itertools
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from test_faults import BASE, CASES, EXPECTED, MADE, Row

from cgt_dataset.build import check
from cgt_dataset.texts import Texts

ALL = bool(os.environ.get("CGT_ALL_PAIRS"))
"""Whether every pair of cases that change one file is laid out, some thousands, and not one for each pair of codes."""
ROWS = {row.case: row for row in EXPECTED}
STOP = ("CGT001", "CGT002", "CGT003", "CGT004", "CGT008", "CGT010", "CGT011")
"""Faults of a file after which nothing of its record is known: it cannot be read, or is no record from there on."""


class Unknowable(NamedTuple):
    """What hides what, and why; of two faults that hide each other one line is enough."""

    case: str
    """The case that hides: the beginning of its name, as a regular expression."""
    code: str
    """What is hidden."""
    where: str
    """In which relation their places must stand: one value, one part, one list, one record, anywhere."""
    reason: str


PLACES = r"CGT(101-(source|sha256)|10[37]-.*(offset|start|end-)|105-digest|114|202-source|304|306)"
UNKNOWABLE = (
    Unknowable("CGT", "CGT", "value", "of a value that is not good nothing else is known"),
    Unknowable("CGT119-(.*version|record|place-among)", "CGT", "record", "which fields it has is not known here"),
    Unknowable("CGT103-evidence-as-mapping", "CGT", "record", "what is no list is not read as evidence"),
    Unknowable("CGT(103|105|107|112|401)", "CGT(112|401)", "part", "what is not known is above and below nothing"),
    Unknowable("CGT(009|012-thousands)", "CGT(112|402)", "record", "what could not be read is compared with nothing"),
    Unknowable(PLACES, "CGT(114|303|304|306|402|403)", "record", "which words they are is not known"),
    Unknowable("CGT114-body-turned", "CGT303", "anywhere", "where the body is is not known"),
    Unknowable("CGT117", "CGT301", "record", "what is to be added has no evidence yet"),
    Unknowable("CGT305", "CGT(305|306|402|403)", "anywhere", "the text at hand is another"),
    Unknowable("CGT(106-supports|006-alias-of-s)", "CGT301", "record", "what the item was to support is not known"),
    Unknowable("CGT109", "CGT", "list", "an item too many shifts those after it"),
    Unknowable("CGT", "CGT109", "list", "an item with a fault is not the same as one without"),
    Unknowable("CGT(101-names|106-no-name|118)", "CGT(118|302)", "record", "which names there are is not known"),
    Unknowable("CGT301-second-name", "CGT118", "record", "the name that is added is the one that is missing"),
    Unknowable("CGT012-.*-as-key", "CGT(101|119)", "record", "the key may be that of the field"),
    Unknowable("CGT403-inferred", "CGT115", "record", "the one takes the note away, the other the need of it"),
)


class Changed(NamedTuple):
    """What a case makes of one file of the base: the lines that it changes, and what by."""

    path: str
    edits: tuple[tuple[int, int, tuple[str, ...]], ...]


@cache
def _files(case: str) -> dict[str, str]:
    place = CASES / case
    found = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if path.is_file()}
    return {name: path.read_bytes().decode("utf-8", "surrogateescape") for name, path in found.items()}


@cache
def _base(path: str) -> tuple[str, ...]:
    held = BASE / path
    return tuple(held.read_text("utf-8").splitlines(keepends=True)) if held.is_file() else ()


@cache
def _changed(case: str, path: str) -> Changed:
    new = _files(case)[path].splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, _base(path), new, autojunk=False)
    edits = [(a, b, tuple(new[c:d])) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    return Changed(path, tuple(edits))


def _together(one: Changed, other: Changed) -> str | None:
    """The file with the changes of both; None where they change the same lines."""
    edits = sorted({*one.edits, *other.edits})
    for (_, end, _), (start, _, _) in itertools.pairwise(edits):
        if start < end or (start == end and any(a == b == start for a, b, _ in edits)):
            return None
    lines, at = [], 0
    for start, end, new in edits:
        lines += [*_base(one.path)[at:start], *new]
        at = end
    return "".join([*lines, *_base(one.path)[at:]])


def _laid(one: str, other: str) -> dict[str, str] | None:
    """The files of both cases; None where they cannot stand together."""
    files = {**_files(one), **_files(other)}
    for path in _files(one).keys() & _files(other).keys():
        both = _together(_changed(one, path), _changed(other, path)) if _base(path) else None
        if both is None:
            return None
        files[path] = both
    return files


def _present(case: str) -> bool:
    """A case of the present schema that is made of files."""
    if case in MADE or ROWS[case].code in STOP:
        return False
    return not any(re.search("^schema: [a-z]+/1$", held, re.MULTILINE) for held in _files(case).values())


def _pairs() -> Iterator[tuple[str, str]]:
    """Pairs of cases: those that change one file, and those of which one changes a source."""
    chosen: dict[tuple[str, str, bool], tuple[int, str, str]] = {}
    for one, other in itertools.combinations(sorted(filter(_present, ROWS)), 2):
        same = not _files(one).keys().isdisjoint(_files(other))
        if same and ALL:
            yield one, other
        elif same or any(path.startswith("raw/sources/") for path in (*_files(one), *_files(other))):
            kind = (ROWS[one].code, ROWS[other].code, same)
            number = zlib.crc32(f"{one} {other}".encode())
            if _laid(one, other) is not None:
                chosen[kind] = min(chosen.get(kind, (number, one, other)), (number, one, other))
    yield from ((one, other) for _, one, other in chosen.values())


class Told(NamedTuple):
    """A finding, wherever in the file and in its list it stands."""

    code: str
    path: str
    pointer: str


def _told(code: str, path: str, pointer: str) -> Told:
    return Told(code, path, re.sub("[0-9]+", "N", pointer))


def _found(files: dict[str, str], place: Path) -> set[Told]:
    shutil.copytree(BASE, place)
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    found = check(place / "raw", Texts(place / "articles")).findings
    return {_told(each.code, Path(each.path).relative_to(place).as_posix(), each.pointer or "") for each in found}


def _reason(case: str, hidden: Row) -> str | None:
    """Why what a case makes wrong may hide another finding."""
    hiding = ROWS[case]
    for each in UNKNOWABLE:
        if re.match(each.case, case) and re.match(each.code, hidden.code) and _stand(each.where, hiding, hidden):
            return each.reason
    return None


def _stand(where: str, one: Row, other: Row) -> bool:
    if where == "anywhere" or one.path != other.path:
        return where == "anywhere"
    first, second = _at(one), _at(other)
    match where:
        case "value":
            return first != "" != second and f"{max(first, second)}/".startswith(f"{min(first, second)}/")
        case "part":
            return first.rpartition("/")[0] in (second, second.rpartition("/")[0]) or second.rpartition("/")[0] == first
        case "list":
            return first.split("/")[:2] == second.split("/")[:2]
        case _:
            return True


def _at(row: Row) -> str:
    """The pointer of the value that is concerned, be it there or missing."""
    name, missing, _ = row.message.partition(" is missing")
    return f"{row.pointer}/{name}" if missing else row.pointer


PAIRS = list(_pairs())


@pytest.mark.parametrize("code", sorted({ROWS[one].code for one, _ in PAIRS}))
def test_of_two_faults_both_are_told_at_once(code: str, tmp_path: Path) -> None:
    wrong = []
    for number, (one, other) in enumerate(pair for pair in PAIRS if ROWS[pair[0]].code == code):
        files = _laid(one, other)
        if files is None:
            continue
        found = _found(files, tmp_path / str(number))
        expected = {case: _told(ROWS[case].code, ROWS[case].path, ROWS[case].pointer) for case in (one, other)}
        hidden = [(case, with_) for case, with_ in ((one, other), (other, one)) if expected[case] not in found]
        reasons = [_reason(with_, ROWS[case]) or _reason(case, ROWS[with_]) for case, with_ in hidden]
        more = found - set(expected.values()) if not hidden else set()
        if None in reasons or (more and not _contradict(one, other)):
            wrong.append((one, other, sorted(more)))
    assert wrong == []


def _contradict(one: str, other: str) -> bool:
    """Whether together they make a third thing wrong: without its name and its names, nothing has evidence for them."""
    return ROWS[one].code == ROWS[other].code == "CGT118"


def test_every_reason_is_one() -> None:
    assert len({each.reason for each in UNKNOWABLE}) == len(UNKNOWABLE)
    for each in UNKNOWABLE:
        assert any(re.match(each.case, case) for case in ROWS), each
        assert any(re.match(each.code, row.code) for row in EXPECTED), each
