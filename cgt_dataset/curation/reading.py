"""Strict YAML with the place of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..files import Unreadable, read_bounded
from ..findings import Finding, Rule
from . import codes
from .characters import indents_for_tabs, mend_of, named, refused
from .diagnosis import diagnosis
from .scalars import resolve

SIZE_LIMIT = 1_048_576
"""Largest size of a record file, in bytes."""
_DEPTH_LIMIT = 16
_SHOWN_LIMIT = 100
_SWALLOWED = re.compile(r" +(#\w[^\r\n]*)")
_LOADER = getattr(yaml, "CLoader", yaml.Loader)


class Place(NamedTuple):
    """A place in a file: line and column from 1, the column in code points."""

    line: int
    column: int


@dataclass
class Document:
    """A YAML document: its data, and where each value and each key stands, by JSON Pointer."""

    path: str
    data: dict[str, Any]
    values: dict[str, Place] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    content: str = ""
    """The text as it is in the file."""
    lost: frozenset[str] = frozenset()
    """Pointers of values that could not be read, each with its finding; the data have null there."""

    def place(self, pointer: str, *, key: bool = False) -> Place:
        """Where the value (or its key) stands; where it is missing, the nearest value around it."""
        if key and pointer in self.keys:
            return self.keys[pointer]
        while pointer not in self.values:
            pointer = pointer.rpartition("/")[0]
        return self.values[pointer]


def read_document(path: Path, shown: str) -> tuple[Document | None, list[Finding]]:
    """Read one record file. Whatever is wrong with it is a finding; a document with findings is still returned where
    the rest of it can be checked.

    `shown` is the path as findings show it.
    """

    def finding(rule: Rule, message: str, place: Place | None = None, mend: str | None = None) -> Finding:
        line, column = place or (None, None)
        return Finding(shown, line, column, rule.code, message, mend or rule.mend)

    try:
        content = read_bounded(path, SIZE_LIMIT)
    except Unreadable as error:
        return None, [finding(codes.UNREADABLE, f"the file {error}")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        return None, [finding(codes.ENCODING, f"byte 0x{content[error.start]:02x} is not UTF-8", _end_of(before))]
    forbidden = [finding(codes.CHARACTER, *told) for told in _forbidden(text)]
    if forbidden:
        return None, forbidden
    composer = _Composer()
    try:
        data = composer.document(text)
    except _Stop as stop:
        faults = [*composer.faults, (stop.rule, stop.message, stop.place, stop.mend)]
        return None, [finding(*fault) for fault in faults]
    document = Document(shown, data, composer.values, composer.keys, text, frozenset(composer.lost))
    return document, [finding(*fault) for fault in composer.faults]


def _forbidden(text: str) -> Iterator[tuple[str, Place, str]]:
    """The first forbidden character of each line, up to a bound: message, place and mend."""
    lines = text.split("\n")
    # A carriage return may stand before a line feed, which the split took.
    lines = [*(line.removesuffix("\r") for line in lines[:-1]), lines[-1]]
    first = ((number, line, next(refused(line), None)) for number, line in enumerate(lines))
    found = list(islice(((number, line, at) for number, line, at in first if at is not None), _SHOWN_LIMIT))
    indents = indents_for_tabs(lines) if any(line[at] == "\t" for _, line, at in found) else {}
    for number, line, at in found:
        mend = _mend_of_tab(lines, number, at, indents) if line[at] == "\t" else mend_of(line[at])
        yield f"{named(line[at])} is not allowed", Place(number + 1, at + 1), mend


def _mend_of_tab(lines: list[str], number: int, at: int, indents: dict[int, int]) -> str:
    line = lines[number]
    if not line[at:].strip():
        return "delete it"
    if line[:at].strip():
        return "write one space" + (" for all of them" if line[at + 1] == "\t" else "")
    spaces = indents[number]
    above = lines[number - 1] if number else ""
    alike = above.strip() and len(above) - len(above.lstrip(" ")) == spaces
    if not spaces:
        return "begin the line without it"
    return f"write {spaces} spaces" + (", as the line above" if alike else "")


def _end_of(text: str) -> Place:
    return Place(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


class _Stop(Exception):
    """A fault after which the rest of the file means nothing."""

    def __init__(self, rule: Rule, message: str, place: Place, mend: str | None = None) -> None:
        super().__init__(message)
        self.rule, self.message, self.place, self.mend = rule, message, place, mend


class _Composer:
    """Builds plain data from YAML events, so that nothing in a file can make objects or swell."""

    def __init__(self) -> None:
        self.values: dict[str, Place] = {}
        self.keys: dict[str, Place] = {}
        self.faults: list[tuple[Rule, str, Place, str | None]] = []
        self.lost: set[str] = set()
        self._events: Iterator[Any] = iter(())
        self._lines: list[str] = []

    def document(self, text: str) -> dict[str, Any]:
        self._events, self._lines = yaml.parse(text, Loader=_LOADER), [*text.split("\n"), ""]
        try:
            self._next()  # the stream begins
            event = self._next()
            if isinstance(event, yaml.StreamEndEvent):
                raise _Stop(codes.STRUCTURE, "the file is empty", Place(1, 1))
            event = self._next()
            data = self._node(event, "", 0)
            self._next()  # the document ends
            after = self._next()
        except yaml.MarkedYAMLError as error:
            if told := diagnosis(text):
                raise _Stop(codes.SYNTAX, told.message, Place(told.line, told.column), told.mend) from None
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            raise _Stop(codes.SYNTAX, f"this is not YAML: {error.problem or error.context}", place) from None
        except yaml.YAMLError as error:
            raise _Stop(codes.SYNTAX, f"this is not YAML: {error}", Place(1, 1)) from None
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Stop(codes.STRUCTURE, "a second document begins", _place(after))
        if not isinstance(data, dict):
            raise _Stop(codes.STRUCTURE, f"a record is a mapping of fields, this is {_kind(data)}", _place(event))
        return data

    def _next(self) -> Any:
        return next(self._events)

    def _node(self, event: Any, pointer: str | None, depth: int) -> Any:
        """The data of a node; without a pointer it is read and left: a key, or what nothing can be called."""
        place = _place(event)
        if pointer is not None:
            self.values[pointer] = place
        if isinstance(event, yaml.AliasEvent):
            self._fault(codes.ALIAS, f"alias *{event.anchor}", place)
            self._lose(pointer)
            return None
        if event.anchor is not None:
            self._fault(codes.ALIAS, f"anchor &{event.anchor}", place)
        if event.tag is not None:
            self._fault(codes.TAG, f"tag {event.tag}", place)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, pointer, place)
        if depth == _DEPTH_LIMIT:
            raise _Stop(codes.STRUCTURE, f"nested deeper than {_DEPTH_LIMIT} levels", place)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := self._next(), yaml.SequenceEndEvent):
                items.append(self._node(inner, _below(pointer, str(len(items))), depth + 1))
            return items
        return self._mapping(pointer, depth)

    def _mapping(self, pointer: str | None, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        first: dict[str, Place] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            place, known = _place(event), len(self.faults)
            key = self._node(event, None, depth + 1)
            if not isinstance(key, str):
                if len(self.faults) == known:  # else what the key is has its finding
                    self._fault(codes.KEY, f"a key is text, this is {_kind(key)}", place)
                self._lose(pointer)
                self._node(self._next(), None, depth + 1)
            elif key in fields:
                item = key == next(iter(fields)) and (pointer or "").rpartition("/")[2].isdecimal()
                mend = f"delete one of the two; if a new item begins here, write '- {key}'" if item else None
                self._fault(codes.DUPLICATE_KEY, f"'{key}' stands twice, first at line {first[key].line}", place, mend)
                self._node(self._next(), None, depth + 1)
            else:
                inner = _below(pointer, key)
                if inner is not None:
                    self.keys[inner] = place
                first[key] = place
                fields[key] = self._node(self._next(), inner, depth + 1)
        return fields

    def _scalar(self, event: Any, pointer: str | None, place: Place) -> Any:
        if event.style:
            return event.value
        if swallowed := _SWALLOWED.match(self._lines[event.end_mark.line], event.end_mark.column):
            shown = swallowed.group(1).strip()
            message = f"'{shown if len(shown) <= 40 else shown[:39] + '…'}' is read as a comment, not as text"
            self._fault(codes.COMMENT, message, Place(event.end_mark.line + 1, swallowed.start(1) + 1))
        try:
            return resolve(event.value)
        except OverflowError:
            shown = event.value if len(event.value) <= 30 else f"{event.value[:30]}…"
            self._fault(codes.NUMBER, f"{shown} is no number within 64 bits", place)
            self._lose(pointer)
            return None

    def _fault(self, rule: Rule, message: str, place: Place, mend: str | None = None) -> None:
        self.faults.append((rule, message, place, mend))

    def _lose(self, pointer: str | None) -> None:
        if pointer is not None:
            self.lost.add(pointer)


def _below(pointer: str | None, key: str) -> str | None:
    return None if pointer is None else f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _kind(data: object) -> str:
    match data:
        case None:
            return "empty"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"
