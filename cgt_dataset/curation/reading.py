"""Strict YAML with the place of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..files import Unreadable, read_bounded
from ..findings import Finding, Rule
from . import codes
from .scalars import resolve

SIZE_LIMIT = 1_048_576
"""Largest size of a record file, in bytes."""
_DEPTH_LIMIT = 16
_SHOWN_LIMIT = 100
# Code points that look like something else than they are; a line feed, and a carriage return before it, may stand.
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\r(?!\n)"
)
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
    forbidden = [
        finding(codes.CHARACTER, f"character U+{ord(character):04X} is not allowed", place)
        for character, place in _forbidden(text)
    ]
    if forbidden:
        return None, forbidden
    composer = _Composer()
    try:
        data = composer.document(text)
    except _Stop as stop:
        faults = [*composer.faults, (stop.rule, stop.message, stop.place)]
        return None, [finding(*fault) for fault in faults]
    document = Document(shown, data, composer.values, composer.keys, frozenset(composer.lost))
    return document, [finding(*fault) for fault in composer.faults]


def _forbidden(text: str) -> Iterator[tuple[str, Place]]:
    """The first forbidden character of each line, up to a bound."""
    shown, last = 0, text.count("\n") + 1
    for number, line in enumerate(text.split("\n"), 1):
        # A carriage return may stand before the line feed, which the split took.
        match = _FORBIDDEN.search(line.removesuffix("\r") if number < last else line)
        if match:
            yield match.group(), Place(number, match.start() + 1)
            shown += 1
            if shown == _SHOWN_LIMIT:
                return


def _end_of(text: str) -> Place:
    return Place(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


class _Stop(Exception):
    """A fault after which the rest of the file means nothing."""

    def __init__(self, rule: Rule, message: str, place: Place) -> None:
        super().__init__(message)
        self.rule, self.message, self.place = rule, message, place


class _Composer:
    """Builds plain data from YAML events, so that nothing in a file can make objects or swell."""

    def __init__(self) -> None:
        self.values: dict[str, Place] = {}
        self.keys: dict[str, Place] = {}
        self.faults: list[tuple[Rule, str, Place]] = []
        self.lost: set[str] = set()
        self._events: Iterator[Any] = iter(())

    def document(self, text: str) -> dict[str, Any]:
        self._events = yaml.parse(text, Loader=_LOADER)
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
            self.faults.append((codes.ALIAS, f"alias *{event.anchor}", place))
            self._lose(pointer)
            return None
        if event.anchor is not None:
            self.faults.append((codes.ALIAS, f"anchor &{event.anchor}", place))
        if event.tag is not None:
            self.faults.append((codes.TAG, f"tag {event.tag}", place))
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
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            place, known = _place(event), len(self.faults)
            key = self._node(event, None, depth + 1)
            if not isinstance(key, str):
                if len(self.faults) == known:  # else what the key is has its finding
                    self.faults.append((codes.KEY, f"a key is text, this is {_kind(key)}", place))
                self._lose(pointer)
                self._node(self._next(), None, depth + 1)
            elif key in fields:
                self.faults.append((codes.DUPLICATE_KEY, f"'{key}' stands twice", place))
                self._node(self._next(), None, depth + 1)
            else:
                inner = _below(pointer, key)
                if inner is not None:
                    self.keys[inner] = place
                fields[key] = self._node(self._next(), inner, depth + 1)
        return fields

    def _scalar(self, event: Any, pointer: str | None, place: Place) -> Any:
        if event.style:
            return event.value
        try:
            return resolve(event.value)
        except OverflowError:
            shown = event.value if len(event.value) <= 30 else f"{event.value[:30]}…"
            self.faults.append((codes.NUMBER, f"{shown} is no number within 64 bits", place))
            self._lose(pointer)
            return None

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
