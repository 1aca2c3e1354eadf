"""Changing record files: a change is put into the text, and a file is replaced whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml

from .. import swapping
from ..files import Unreadable, read_bounded
from ..findings import Finding
from .reading import SIZE_LIMIT, Document, read_document


class NoPlace(Exception):
    """The file is written in a form that nothing can be put into; the message says so in one line."""


class Changed(Exception):
    """The file is not any more what was read from it."""


def replace_file(path: Path, content: str, read: str | None = None) -> None:
    """Put `content` into the file in UTF-8. Whatever happens, the file is the old one or the new one, whole.

    Raises OSError where it cannot be written, and Changed where it holds neither what was `read` from it nor, as after
    another run that does the same, the `content`; nothing is left behind then.
    """
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        if read is not None:
            raise Changed(f"{path} is not there any more") from None
        mode = swapping.mode_of_new_files()

    def unchanged() -> None:
        if read is not None and not _holds(path, read, content):
            raise Changed(f"{path} was changed meanwhile; it is left as it is")

    swapping.replace_file(path, content.encode("utf-8"), mode, ready=unchanged)


def _holds(path: Path, *contents: str) -> bool:
    """Whether a file holds one of these."""
    try:
        return read_bounded(path, SIZE_LIMIT) in [content.encode("utf-8") for content in contents]
    except Unreadable:
        return False


def read_content(content: str, shown: str = "") -> tuple[Document | None, list[Finding]]:
    """Read a record that is in no file yet, just as strictly."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.yaml"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        return read_document(path, shown)


def with_evidence(content: str, item: list[str]) -> str:
    """The text of a record file with an evidence item more, given in lines; every other line stays as it was.

    Raises NoPlace for a record or a list of evidence in { } or [ ].
    """
    root: Any = yaml.compose(content, Loader=yaml.Loader)
    if root.flow_style:
        raise NoPlace("the record is written in { }")
    margin = " " * root.start_mark.column
    lists = [(key, value) for key, value in root.value if key.value == "evidence"]
    if not lists:
        return _inserted(content, len(content), [f"{margin}evidence:", *(margin + line for line in item)])
    key, value = lists[0]
    if isinstance(value, yaml.SequenceNode) and value.value:
        if value.flow_style:
            raise NoPlace("the evidence is written in [ ]")
        column = value.start_mark.column
        at = _line_end(content, _last(value).start_mark.index, _last(value).end_mark.index)
        return _inserted(content, _past_comments(content, at, column), [" " * column + line for line in item])
    begin, end = value.start_mark.index, value.end_mark.index
    if begin < end:  # `[]` or `null` makes room
        content = content[:begin].rstrip(" ") + content[end:]
    at = _line_end(content, key.start_mark.index, key.end_mark.index)
    return _inserted(content, at, [margin + line for line in item])


def _last(node: Any) -> Any:
    """The last leaf of a node: a scalar, or what stands in { } or [ ]."""
    while not isinstance(node, yaml.ScalarNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _line_end(content: str, begin: int, end: int) -> int:
    """The end of the line in which something ends, its line end included."""
    end = begin + len(content[begin:end].rstrip())
    newline = content.find("\n", end)
    return len(content) if newline < 0 else newline + 1


def _past_comments(content: str, at: int, column: int) -> int:
    """The end of the comment lines from `at` that are indented deeper: they belong to what stands before them."""
    for line in content[at:].splitlines(keepends=True):
        inner = line.lstrip(" ")
        if not inner.startswith("#") or len(line) - len(inner) <= column:
            break
        at += len(line)
    return at


def _inserted(content: str, at: int, lines: list[str]) -> str:
    newline = "\r\n" if "\r\n" in content else "\n"
    before = content[:at]
    if before and not before.endswith("\n"):
        before += newline
    return before + "".join(line + newline for line in lines) + content[at:]
