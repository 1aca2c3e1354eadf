"""One canonical form of a record file: fields in the order of their model, every comment and every value kept."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..schema import MODELS, AnyRecord, Record, evidence_of, fields_of
from ..schema.base import Model
from .quoting import fold_points, key_text, scalar_text
from .rewriting import read_content
from .scalars import Scalar, resolve

WIDTH = 110
"""Lines are folded so that they have at most as many code points, where there is a space to fold at."""
_COMMENT = re.compile(r"#[^\n]*")
_NOWHERE = 1_000_000_000  # the column of what stands in { } or [ ]: indentation says nothing there


class Unformattable(Exception):
    """The canonical form would not hold the same data and comments; the message says so in one line."""


def canonical(content: str) -> str:
    """The canonical form of a record file that was read without findings.

    Raises Unformattable where that form, read again, is not the same data and comments.
    """
    text = content.replace("\r\n", "\n")
    before, _ = read_content(text)
    if before is None:
        raise Unformattable("it is no record")
    return _proved(Tree(text), text, before.data)


def rewritten(content: str, data: dict[str, Any], origin: Callable[[str], str]) -> str:
    """A record file with other data, fields in the order of the data, and every comment where it stood.

    `origin` gives the JSON Pointer at which a value of the new data stood in the old. What stood at a value that is
    gone stands before the next one. Raises Unformattable as `canonical` does.
    """
    text = content.replace("\r\n", "\n")
    old, new = Tree(text, sort=False), Tree(json.dumps(data, ensure_ascii=False), sort=False)
    new.header = old.header
    targets: dict[str, Entry] = {}
    for pointer, entry in new.entries():
        targets.setdefault(origin(pointer), entry)
    pending: list[str] = []
    for pointer, entry in old.entries():
        target = targets.get(pointer)
        if target is None or (target.after and entry.after) or (entry.after and not target.takes_after):
            pending += [*entry.before, *([entry.after] if entry.after else [])]
        else:
            target.before = [*target.before, *pending, *entry.before]
            target.after = target.after or entry.after
            pending = []
        if isinstance(entry.content, Block):
            whole = target.content if target is not None else None
            (whole.tail if isinstance(whole, Block) else pending).extend(entry.content.tail)
    new.root.tail = [*pending, *old.root.tail]
    return _proved(new, text, data)


def _proved(tree: Tree, text: str, data: dict[str, Any]) -> str:
    """The lines of a tree, read again: they are the data and have every comment of the text."""
    form = "\n".join([*tree.header, *_block_lines(tree.root, 0), ""])
    after, findings = read_content(form)
    if findings or after is None or _exact(data) != _exact(after.data):
        raise Unformattable("its canonical form would not be the same data")
    if Counter(comment for _, comment in _comments(text)) != Counter(comment for _, comment in _comments(form)):
        raise Unformattable("its canonical form would lose a comment")
    return form


def item_lines(item: dict[str, Any]) -> list[str]:
    """An evidence item in canonical form, as an item of a list that is not indented."""
    text = json.dumps({"evidence": [item]}, ensure_ascii=False)
    return _block_lines(Tree(text).root, 0)[1:]


def without_comments(content: str, unwanted: Callable[[str], bool]) -> str:
    """The text of a record file without those comments on lines of their own that are unwanted."""
    text = content.replace("\r\n", "\n")
    gone = set()
    for index, comment in _comments(text):
        begin = text.rfind("\n", 0, index) + 1
        if not text[begin:index].strip() and unwanted(comment):
            gone.add(text.count("\n", 0, index))
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True)) if number not in gone)


def _exact(data: Any) -> str:
    """The data as text in which 1, 1.0 and true differ and the order of fields does not count."""
    return json.dumps(data, sort_keys=True)


@dataclass
class Block:
    """A mapping or a list that is written over several lines."""

    column: int
    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    """Comments after the last entry."""


@dataclass
class Entry:
    """A field of a mapping or an item of a list, with its comments."""

    key: str | None
    """The key as it is written; None for an item."""
    content: Block | dict[str, Any] | list[Scalar] | Scalar
    """A block; or what is written in place: an empty mapping, a list in [ ], a scalar."""
    start: int
    end: int
    """Where in the text the entry begins and where its content ends; for a block, where its key ends."""
    column: int
    around: tuple[Block, ...]
    """The blocks that it stands in, from the outermost."""
    before: list[str] = field(default_factory=list)
    """Comments on lines of their own before it."""
    after: str | None = None
    """Comment at the end of its line."""

    @property
    def takes_after(self) -> bool:
        """Whether its line is its own: that of an item that is a block is also that of the block's first entry."""
        return self.key is not None or not isinstance(self.content, Block)


class Tree:
    """A document as blocks and entries in canonical order, each comment with the entry that it stands at."""

    def __init__(self, text: str, *, sort: bool = True) -> None:
        self.header: list[str] = []
        """Comments that a blank line parts from the rest, and that line."""
        self._text = text
        self._entries: list[Entry] = []
        self._models: list[tuple[Block, type[Model] | None]] = []
        root: Any = yaml.compose(text, Loader=yaml.Loader)
        named = {key.value: value.value for key, value in root.value}.get("schema")
        model = MODELS.get(named) if isinstance(named, str) else None
        self.root = self._mapping(root, model or Record, ())
        self._starts = [entry.start for entry in self._entries]
        for index, comment in self._without_header(list(_comments(text))):
            self._attach(index, comment)
        for block, model_of in self._models if sort else ():
            _sort(block, model_of)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every field and item with its JSON Pointer, in their order."""
        yield from _entries_below(self.root, "")

    def _mapping(self, node: Any, model: type[Model] | None, around: tuple[Block, ...]) -> Block:
        block = Block(_NOWHERE if node.flow_style else node.start_mark.column)
        self._models.append((block, model))
        inner = _models_below(model)
        for key, value in node.value:
            entry = Entry(
                key_text(key.value), None, key.start_mark.index, key.end_mark.index, block.column, (*around, block)
            )
            self._entries.append(entry)
            block.entries.append(entry)
            inline = key.value == "supports"
            self._fill(entry, value, inner.get(key.value), inline=inline)
        return block

    def _list(self, node: Any, model: type[Model] | None, around: tuple[Block, ...]) -> Block:
        block = Block(_NOWHERE if node.flow_style else node.start_mark.column)
        for item in node.value:
            at = item.start_mark.index
            entry = Entry(None, None, at, at, block.column, (*around, block))
            self._entries.append(entry)
            block.entries.append(entry)
            self._fill(entry, item, model)
        return block

    def _fill(self, entry: Entry, node: Any, model: type[Model] | None, *, inline: bool = False) -> None:
        if isinstance(node, yaml.ScalarNode):
            entry.content = _scalar(node)
        elif not node.value:
            entry.content = {} if isinstance(node, yaml.MappingNode) else []
        elif isinstance(node, yaml.MappingNode):
            entry.content = self._mapping(node, model, entry.around)
            return
        elif inline and all(isinstance(item, yaml.ScalarNode) for item in node.value):
            entry.content = [_scalar(item) for item in node.value]
        else:
            entry.content = self._list(node, model, entry.around)
            return
        entry.end = max(entry.end, node.end_mark.index)

    def _without_header(self, comments: list[tuple[int, str]]) -> list[tuple[int, str]]:
        first = self._starts[0] if self._starts else len(self._text)
        ahead = [index for index, _ in comments if index < first]
        ends = [*ahead[1:], first]
        for number in range(len(ahead) - 1, -1, -1):
            gap = self._text[ahead[number] : ends[number]]
            if re.search(r"\n *\n", gap) and "---" not in gap:
                self.header = [*(comment for _, comment in comments[: number + 1]), ""]
                return comments[number + 1 :]
        return comments

    def _attach(self, index: int, comment: str) -> None:
        """Give a comment to the entry that it stands at, or to the block that it ends."""
        line = self._text.rfind("\n", 0, index) + 1
        alone = not self._text[line:index].strip()
        position = bisect_right(self._starts, index)
        last = self._entries[position - 1] if position else None
        following = self._entries[position] if position < len(self._entries) else None
        if last is not None and not isinstance(last.content, Block) and index < last.end:
            last.before.append(comment)
            return
        ends_line = last is not None and not alone and "\n" not in self._text[last.end : index]
        if last is not None and ends_line and last.after is None and last.takes_after:
            last.after = comment
            return
        outer = following.column if following else -1
        column = index - line
        if last is not None and alone and column > outer:
            ended = [block for block in last.around if outer < block.column <= column]
            if ended:
                ended[-1].tail.append(comment)
                return
        (following.before if following else self.root.tail).append(comment)


def _entries_below(block: Block, pointer: str) -> Iterator[tuple[str, Entry]]:
    for index, entry in enumerate(block.entries):
        at = f"{pointer}/{index if entry.key is None else entry.key}"
        yield at, entry
        if isinstance(entry.content, Block):
            yield from _entries_below(entry.content, at)


def _scalar(node: Any) -> Scalar:
    return node.value if node.style else resolve(node.value)


def _models_below(model: type[Model] | None) -> dict[str, type[Model]]:
    """The models of the fields that are mappings, or lists of them."""
    if model is None:
        return {}
    below = {} if model is Record else {spec.name: spec.type for spec in fields_of(model) if _structured(spec.kind)}
    return {**below, "evidence": evidence_of(model)} if issubclass(model, AnyRecord) else below


def _structured(kind: str) -> bool:
    return kind in ("value", "values", "parts")


def _sort(block: Block, model: type[Model] | None) -> None:
    """Put fields in the order of the model: `schema` first, what the model does not know behind, evidence last."""
    if model is None:
        return
    known = [] if model is Record else [spec.name for spec in fields_of(model)]
    places = {name: place for place, name in enumerate(["schema", *known])}
    if issubclass(model, AnyRecord):
        places["evidence"] = len(places) + 1
    block.entries.sort(key=lambda entry: places.get(entry.key or "", len(known) + 1))


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Every comment with its offset: what stands between the tokens, and in the heads of block scalars."""
    at = 0
    for token in yaml.scan(text, Loader=yaml.Loader):
        begin, end = token.start_mark.index, token.end_mark.index
        yield from _comments_in(text, at, begin)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            yield from _comments_in(text, begin, (text + "\n").index("\n", begin))
        at = max(at, end)
    yield from _comments_in(text, at, len(text))


def _comments_in(text: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    for match in _COMMENT.finditer(text, begin, end):
        yield match.start(), match.group().rstrip()


def _block_lines(block: Block, indent: int) -> list[str]:
    margin = " " * indent
    lines: list[str] = []
    for entry in block.entries:
        end = f" {entry.after}" if entry.after else ""
        above = entry.before
        if isinstance(entry.content, Block):
            if entry.key is None:
                above = [*above, *_lifted(entry.content)]
                inner = _block_lines(entry.content, indent + 2)
                inner[0] = f"{margin}- {inner[0][indent + 2 :]}"
            else:
                dashed = entry.content.entries[0].key is None
                inner = [f"{margin}{entry.key}:{end}", *_block_lines(entry.content, indent if dashed else indent + 2)]
        else:
            head = f"{margin}- " if entry.key is None else f"{margin}{entry.key}: "
            inner = _folded(head, entry.content, indent + 2)
            inner[-1] += end
        lines += [*(margin + comment for comment in above), *inner]
    return [*lines, *(margin + comment for comment in block.tail)]


def _lifted(block: Block) -> list[str]:
    """Take the comments before the first entry, which shares its line with the dash of the item around it."""
    first = block.entries[0]
    comments, first.before = first.before, []
    if first.key is None and isinstance(first.content, Block):
        comments = [*comments, *_lifted(first.content)]
    return comments


def _folded(head: str, content: dict[str, Any] | list[Scalar] | Scalar, indent: int) -> list[str]:
    """What is written in place, after its key or dash, folded where lines would be too long."""
    if isinstance(content, dict):
        return [f"{head}{{}}"]
    if content is None and head.endswith(": "):
        return [head[:-1]]
    if isinstance(content, list):
        pieces = [f"{scalar_text(item, inside=True)}," for item in content]
        pieces = ("[" + "\n".join(pieces).removesuffix(",") + "]").split("\n")
    else:
        pieces = fold_points(scalar_text(content))
    lines = [head + pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + 1 + len(piece) <= WIDTH:
            lines[-1] += f" {piece}"
        else:
            lines.append(" " * indent + piece)
    return lines
