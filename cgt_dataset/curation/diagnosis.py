"""What is wrong where YAML stops: the faults that people make, each tried by mending it and reading once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

import yaml

from ..schema import MODELS, Evidence, fields_of
from .quoting import scalar_text

LENGTH_LIMIT = 50_000
"""Longer texts are not diagnosed: every guess costs a reading."""
_TRIES = 24
_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_MERGE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_DASHES = re.compile(r" *(?:- +)*")
_KEY = re.compile(r"[^\s\"'\[{#:][^:]*:(?= |$)")
_HEAD = re.compile(r" *(?:- +)*(?:[^\s\"'\[{#:][^:]*: +)?")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'")
_OPENING = re.compile(r"(?:^ *(?:- +)*|: +|[\[{,] *)([\"'])")
_COMMENT = re.compile(r" +#.*$|$")
_CLOSES = {"[": "]", "{": "}"}
_NO_COLON = re.compile(r" *(?:- +)*([A-Za-z_]\w*)(?::(?![ /]|$)| +(?![ :]|$)| *$)")
_NAME = re.compile(r"\w+")
_NO_SPACE = re.compile(r" *-(?=[^\s-])")


@dataclass(frozen=True)
class Diagnosis:
    """One fault, told so that it can be mended."""

    line: int
    """From 1, as the column."""
    column: int
    message: str
    mend: str


@dataclass(frozen=True)
class _Guess:
    """What may be wrong, and the lines with that mended."""

    told: Diagnosis
    lines: list[str]
    past: int | None = None
    """The line that reading must get past for the guess to be true; by default that in which it stopped."""
    change: int = 0
    """How much is changed, where guesses of a kind differ in that."""


def diagnosis(text: str) -> Diagnosis | None:
    r"""What is wrong with a text that is no YAML, where that can be told; only what helps when it is mended is told.

    >>> told = diagnosis("name: 'Vectors\nkind: cdmo\n")
    >>> told.line, told.column, told.message, told.mend
    (1, 7, 'a quote is opened here and never closed', "close it with '")
    >>> diagnosis("name: Vectors\nkind cdmo\n").message
    "there is no ': ' after kind"
    """
    stop = _stop(text)
    if stop is None or len(text) > LENGTH_LIMIT:
        return None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    for number, line in enumerate(lines):
        if _MERGE.match(line):
            mend = "keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>"
            return Diagnosis(number + 1, 1, "a merge left its mark here", mend)
    for guesses in (_quotes, _brackets, _colons, _dashes, _signs, _rest, _indents):
        helping: list[tuple[float, int, Diagnosis]] = []
        for guess in islice(guesses(lines, *stop), _TRIES):
            after = _stop("\n".join(guess.lines))
            reached = float("inf") if after is None else after[0]
            if reached > (stop[0] if guess.past is None else guess.past):
                helping.append((reached, -guess.change, guess.told))
        if helping:
            return _best(helping)
    return None


def _best(helping: list[tuple[float, int, Diagnosis]]) -> Diagnosis:
    """The diagnosis that leads furthest, by the smallest change; of several as good as that, both mends."""
    best = max(one[:2] for one in helping)
    by_message: dict[str, Diagnosis] = {}
    for *reached, told in helping:
        if tuple(reached) == best:
            by_message.setdefault(told.message, told)
    first, *others = by_message.values()
    alike = [other.mend for other in others if (other.line, other.column) == (first.line, first.column)]
    return replace(first, mend=" or ".join([first.mend, *alike]))


def _stop(text: str) -> tuple[int, int] | None:
    """Line and column, from 0, where the text stops being YAML; None where it is YAML to its end."""
    try:
        for _ in yaml.parse(text, Loader=_LOADER):
            pass
    except yaml.MarkedYAMLError as error:
        begun = error.context_mark if str(error.context).startswith("while scanning") else None
        mark: Any = begun or error.problem_mark or error.context_mark
        return (mark.line, mark.column) if mark else (0, 0)
    except yaml.YAMLError:
        return 0, 0
    return None


def _told(line: int, column: int, message: str, mend: str) -> Diagnosis:
    return Diagnosis(line + 1, column + 1, message, mend)


def _with(lines: list[str], number: int, line: str) -> list[str]:
    return [*lines[:number], line, *lines[number + 1 :]]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _column(line: str) -> int:
    """Where what a line says begins, behind its dashes."""
    match = _DASHES.match(line)
    return match.end() if match else 0


def _says(line: str) -> bool:
    """Whether the line is more than white space and a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _above(lines: list[str], number: int) -> int | None:
    """The line before that says something."""
    return next((at for at in range(min(number, len(lines)) - 1, -1, -1) if _says(lines[at])), None)


def _end(lines: list[str], number: int) -> int:
    """The number behind that of the last line of the value that begins in a line, if its signs are left aside."""
    for at in range(number + 1, len(lines)):
        begins = lines[at].lstrip().startswith("- ") or _KEY.match(lines[at], _column(lines[at])) is not None
        if _says(lines[at]) and begins and _indent(lines[at]) <= _column(lines[number]):
            break
    else:
        at = len(lines)
    while at > number + 1 and not _says(lines[at - 1]):
        at -= 1
    return at


# --- guesses, each from the lines and from where reading stopped ---


def _quotes(lines: list[str], stop: int, column: int) -> Iterator[_Guess]:
    """A quote that is never closed; a backslash that begins no escape."""
    if lines[stop : stop + 1] and lines[stop][column : column + 1] == "\\":
        told = _told(stop, column, "a backslash in double quotes begins an escape, and this is none", "write \\\\")
        yield _Guess(told, _with(lines, stop, lines[stop][:column] + "\\" + lines[stop][column:]))
    for number, line in enumerate(lines[: stop + 1]):
        at = _open_quote(line)
        end = _end(lines, number)
        if at is None or _QUOTED.match("\n".join(lines[number:end]), at):
            continue
        told = _told(number, at, "a quote is opened here and never closed", f"close it with {line[at]}")
        whole = lines[end - 1].rstrip()
        inner = whole.rstrip("]}")
        for cut in dict.fromkeys((len(whole), len(inner))):
            mended = _with(lines, end - 1, whole[:cut] + line[at] + whole[cut:])
            yield _Guess(told, mended, past=end - 1)


def _open_quote(line: str) -> int | None:
    """Where in a line a quote is opened that is not closed in it."""
    if not _says(line):
        return None
    at = 0
    while opening := _OPENING.search(line, at):
        if " #" in line[at : opening.start(1)]:
            return None
        closed = _QUOTED.match(line, opening.start(1))
        if closed is None:
            return opening.start(1)
        at = closed.end()
    return None


def _brackets(lines: list[str], stop: int, column: int) -> Iterator[_Guess]:
    """A bracket that is never closed; a comma that is left out."""
    for number in range(min(stop, len(lines) - 1), max(-1, stop - 50), -1):
        end = _end(lines, number)
        bare = [_QUOTED.sub(lambda match: "x" * len(match.group()), line) for line in lines[number:end]]
        bare = [line[: _end_of_value(line)] for line in bare]
        head = _HEAD.match(bare[0])
        start = head.end() if head else 0
        if bare[0][start : start + 1] not in _CLOSES:
            continue
        opened: list[tuple[int, int, str]] = []
        for below, line in enumerate(bare):
            for at in range(0 if below else start, len(line)):
                if line[at] in _CLOSES:
                    opened.append((below, at, line[at]))
                elif line[at] in "]}" and opened:
                    opened.pop()
        if opened:
            closing = "".join(_CLOSES[bracket] for _, _, bracket in reversed(opened))
            below, at, bracket = opened[-1]
            told = _told(number + below, at, f"a {bracket} is opened here and never closed", f"close it with {closing}")
            cut = len(bare[-1])
            last = lines[end - 1]
            yield _Guess(told, _with(lines, end - 1, last[:cut] + closing + last[cut:]), past=end - 1)
        elif number == stop and bare[0][column : column + 1] not in ("", ":") and bare[0][-1:] in ("]", "}"):
            line = lines[number]
            told = _told(number, column, "there is no comma before this", "write a comma between two items")
            yield _Guess(told, _with(lines, number, f"{line[:column]}, {line[column:]}"))


def _end_of_value(line: str) -> int:
    match = _COMMENT.search(line)
    return match.start() if match else len(line)


def _near(lines: list[str], stop: int) -> list[int]:
    """The line in which reading stopped and the one above it."""
    here = stop if stop < len(lines) and _says(lines[stop]) else None
    return [number for number in (here, _above(lines, stop)) if number is not None]


def _colons(lines: list[str], stop: int, _: int) -> Iterator[_Guess]:
    """A field without a colon, or without a space after it."""
    for number in _near(lines, stop):
        line = lines[number]
        match = _NO_COLON.match(line)
        if match and match.group(1) in _fields():
            key, rest = match.group(1), line[match.end() :].strip()
            mended = f"{line[: match.end(1)]}: {rest}"
            mend = f"write {_short(f'{key}: {rest}')}" if rest else f"write {key}: and its value"
            told = _told(number, match.end(1), f"there is no ': ' after {key}", mend)
            yield _Guess(told, _with(lines, number, mended))


def _dashes(lines: list[str], stop: int, _: int) -> Iterator[_Guess]:
    """An item without a dash, or without a space after it."""
    for number in _near(lines, stop):
        line = lines[number]
        close = _NO_SPACE.match(line)
        if close:
            mended = f"{line[: close.end()]} {line[close.end() :]}"
            told = _told(number, close.end(), "there is no space after '-'", f"write {_short(mended.strip())}")
            yield _Guess(told, _with(lines, number, mended))
            continue
        indent, key = _indent(line), _KEY.match(line, _indent(line))
        before = [other for other in lines[:number] if _says(other) and _indent(other) <= indent]
        if not before or _indent(before[-1]) < indent or not before[-1].startswith("- ", indent):
            continue
        first = _KEY.match(before[-1], _column(before[-1]))
        if key is None or (first and first.group() == key.group()):
            mended = f"{line[:indent]}- {line[indent:]}"
            told = _told(number, indent, "there is no '- ' before this item", f"write {_short(mended.strip())}")
            yield _Guess(told, _with(lines, number, mended))


def _signs(lines: list[str], stop: int, _: int) -> Iterator[_Guess]:
    """A text that has signs of YAML in it, outside quotes."""
    if stop >= len(lines):
        return
    line = lines[stop].rstrip()
    head = _HEAD.match(line)
    start = head.end() if head else 0
    value = line[start:]
    if not value or not _says(line):
        return
    mended = _with(lines, stop, line[:start] + scalar_text(value))
    quoted = _QUOTED.match(value)
    if quoted and quoted.end() < len(value):
        quote = value[0]
        inner = value[1:-1] if value.endswith(quote) else value
        mended = _with(lines, stop, line[:start] + scalar_text(inner))
        where = start + quoted.end()
        where += _indent(line[where:])
        message, kind = f"the quote that begins with {quote} ends before this", "double" if quote == "'" else "single"
        yield _Guess(_told(stop, where, message, f"put the whole text in {kind} quotes"), mended)
    elif value[0] in "[{":
        message = f"a text that begins with {value[0]} is taken for a {'list' if value[0] == '[' else 'mapping'}"
        yield _Guess(_told(stop, start, message, "put the whole text in quotes"), mended)
    elif value[0] in "@`%&*!|>" or value.startswith("- "):
        message = f"a text that begins with {'-' if value[0] == '-' else value[0]} is taken for a sign of YAML"
        yield _Guess(_told(stop, start, message, "put the whole text in quotes"), mended)
    elif ": " in value or value.endswith(":"):
        where = start + (f"{value} ").index(": ")
        message = "the text has ': ' in it, which makes a field of what stands before"
        yield _Guess(_told(stop, where, message, "put the whole text in quotes"), mended)


def _indents(lines: list[str], stop: int, _: int) -> Iterator[_Guess]:
    """A field or an item that stands in no line with its neighbours."""
    for number in _near(lines, stop):
        indent, dashed = _indent(lines[number]), lines[number].lstrip().startswith("- ")
        key = _KEY.match(lines[number], _column(lines[number]))
        if not dashed and (key is None or not _NAME.fullmatch(key.group()[:-1])):
            continue
        end = number + 1
        while end < len(lines) and (_indent(lines[end]) >= indent > 0 or not lines[end].strip()):
            end += 1
        for column in _columns(lines, number, dashed=dashed):
            message = f"this line is indented {_spaces(indent)}, its neighbours {column}"
            mend = f"indent it {_spaces(column)}"
            mended = _with(lines, number, " " * column + lines[number][indent:])
            change = abs(indent - column)
            yield _Guess(_told(number, indent, message, mend), mended, change=change)
            if column < indent and end > number + 1:
                below = [line[indent - column :] if line.strip() else line for line in lines[number + 1 : end]]
                mend += ", and the lines below it as much less"
                mended = [*mended[: number + 1], *below, *lines[end:]]
                yield _Guess(_told(number, indent, message, mend), mended, change=change)


def _rest(lines: list[str], stop: int, _: int) -> Iterator[_Guess]:
    """A line more of a text: not indented, or with a colon in it."""
    above = _above(lines, stop)
    if above is None or stop >= len(lines) or not _says(lines[stop]) or lines[stop].lstrip().startswith("- "):
        return
    line, column = lines[stop].strip(), _column(lines[above])
    key = _KEY.match(line)
    head = _HEAD.match(lines[above])
    if key is None:
        mend = "write ': ' after the name of the field, or indent the line if it is more of the text above"
        told = _told(stop, _indent(lines[stop]), "there is no ': ' in this line", mend)
        yield _Guess(told, _with(lines, stop, " " * (column + 2) + line))
    elif head and not _NAME.fullmatch(key.group()[:-1]) and _indent(lines[stop]) > column:
        where = _indent(lines[stop]) + key.end() - 1
        message = "the text has ': ' in it, which makes a field of what stands before"
        whole = lines[above][: head.end()] + scalar_text(f"{lines[above][head.end() :].strip()} {line}")
        told = _told(stop, where, message, "put the whole text in quotes, from where it begins")
        yield _Guess(told, [*lines[:above], whole, *lines[stop + 1 :]], past=stop - 1)


def _columns(lines: list[str], number: int, *, dashed: bool) -> list[int]:
    """Where a field, or an item, could stand in line with the lines around it, the nearest first."""
    found: dict[int, None] = {}
    limit = len(max(lines, key=len)) + 3
    for line in filter(_says, reversed(lines[max(0, number - 200) : number])):
        indent, column = _indent(line), _column(line)
        inside = [column + 2, column] if line.rstrip().endswith(":") else []
        for one in (*inside, *([indent] if dashed and indent < column else []), *([] if dashed else [column])):
            if one < limit:
                found[one] = None
        limit = min(limit, indent)
    for line in islice(filter(_says, lines[number + 1 :]), 1):
        found[_indent(line)] = None
    found.pop(_indent(lines[number]), None)
    return list(found)


@cache
def _fields() -> frozenset[str]:
    """The names of all fields of all records."""
    names, models = {"schema", "evidence"}, [*MODELS.values(), Evidence]
    while models:
        for spec in fields_of(models.pop()):
            names.add(spec.name)
            if spec.kind in ("parts", "values", "value"):
                models.append(spec.type)
    return frozenset(names)


def _spaces(count: int) -> str:
    return f"{count} space{'' if count == 1 else 's'}"


def _short(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:59]}…"
