"""The changes between two JSON Schemas: what each node admits is compared, not how it is written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .edition import NotASchema
from .record_rules import RECORD_RULES
from .rules import Change, cut, told
from .shapes import (
    Document,
    Fields,
    Flags,
    Items,
    Kind,
    Node,
    Number,
    Numbers,
    Outside,
    Texts,
    admitted,
)

RULES = {rule.code: rule for rule in RECORD_RULES}
_STEPS = 50_000
_DEPTH = 60
_NAMES_SHOWN = 5


def record_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes between the JSON Schemas by record type. Raises NotASchema where one cannot be walked through."""
    changes = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            changes.append(Change(RULES["CGS102"], name, "", "the record type is gone"))
        elif name not in old:
            changes.append(Change(RULES["CGS101"], name, "", "the record type is new"))
        else:
            comparison = _Comparison(name, Document(old[name]), Document(new[name]))
            try:
                comparison.root()
            except NotASchema as error:
                raise NotASchema(f"{name}: {error}") from None
            changes += comparison.changes
    return changes


class _Comparison:
    """Two schemas of one record type on their way to a list of changes."""

    def __init__(self, name: str, old: Document, new: Document) -> None:
        self.name, self.old, self.new = name, old, new
        self.changes: list[Change] = []
        self.open: list[tuple[int, ...]] = []
        self.steps = 0

    def add(self, code: str, path: str, message: str) -> None:
        self.changes.append(Change(RULES[code], self.name, path, message))

    def root(self) -> None:
        """Compare all but the names that the two schemas have themselves: the constant of the field `schema`."""
        self.nodes(self.old.root, self.new.root, "")
        self.changes = [change for change in self.changes if not self._is_its_name(change)]

    def _is_its_name(self, change: Change) -> bool:
        if change.path != "/schema" or change.rule.code not in ("CGS121", "CGS122"):
            return False
        return all(_named(document.root).startswith(f"{self.name}/") for document in (self.old, self.new))

    @contextmanager
    def within(self, *nodes: Any) -> Iterator[bool]:
        """Whether the nodes are looked at for the first time on this way; what comes back to itself is not again."""
        key = tuple(map(id, nodes))
        first = key not in self.open
        self.steps += 1
        if self.steps > _STEPS or len(self.open) > _DEPTH:
            raise NotASchema("its definitions refer to each other too often to be walked through")
        self.open.append(key)
        try:
            yield first
        finally:
            self.open.pop()

    def nodes(self, old: Any, new: Any, path: str) -> None:
        """Compare what two nodes admit and say."""
        try:
            old_target, new_target = self.old.target(old)[0], self.new.target(new)[0]
            before, after = self.old.node(old), self.new.node(new)
        except Outside as reason:
            if self.content(self.old, old) != self.content(self.new, new):
                self.add("CGS190", path, f"the schema differs, and cannot be decided: {reason}")
            return
        with self.within(old_target, new_target) as first:
            if not first:
                return
            self.said(before, after, path)
            self.kinds(before, after, path)
            for kind in before.shape.keys() & after.shape.keys():
                self.kind(before.shape[kind], after.shape[kind], path)

    def said(self, old: Node, new: Node, path: str) -> None:
        """Compare texts for people, and defaults."""
        apart = [key for key in ("title", "description", "examples") if _apart(old.texts[key], new.texts[key])]
        both = sorted(old.definitions.keys() & new.definitions.keys())
        apart += [f"definition of {term}" for term in both if old.definitions[term] != new.definitions[term]]
        if apart:
            self.add("CGS141", path, f"another {_names(apart)}")
        if old.default != new.default:
            self.add("CGS142", path, f"the default was {cut(old.default or 'none')}, now {cut(new.default or 'none')}")

    def kinds(self, old: Node, new: Node, path: str) -> None:
        """Compare which kinds of values are admitted."""
        gone, come = old.shape.keys() - new.shape.keys(), new.shape.keys() - old.shape.keys()
        if old.shape.keys().isdisjoint(new.shape):
            self.add("CGS111", path, f"{_names(sorted(gone))} was replaced by {_names(sorted(come))}")
        else:
            if "null" in gone:
                self.add("CGS115", path, "null is not admitted any more")
            if "null" in come:
                self.add("CGS114", path, "null is admitted")
            if gone - {"null"}:
                self.add("CGS113", path, f"{_names(sorted(gone - {'null'}))} is not admitted any more")
            if come - {"null"}:
                self.add("CGS112", path, f"{_names(sorted(come - {'null'}))} is admitted")
        for kind in gone:
            self.inside(self.old, old.shape[kind], path)
        for kind in come:
            self.inside(self.new, new.shape[kind], path)

    def kind(self, old: Kind, new: Kind, path: str) -> None:
        """Compare two kinds of one name."""
        if isinstance(old, Fields) and isinstance(new, Fields):
            self.fields(old, new, path)
        elif isinstance(old, Items) and isinstance(new, Items):
            self.items(old, new, path)
        elif isinstance(old, Flags) and isinstance(new, Flags):
            self.terms(old.terms, new.terms, path)
        elif isinstance(old, Texts) and isinstance(new, Texts):
            self.scalars(old, new, path)
            if old.format != new.format:
                self.add("CGS136", path, f"the format was {old.format or 'none'}, now {new.format or 'none'}")
        elif isinstance(old, Numbers) and isinstance(new, Numbers):
            self.scalars(old, new, path)

    def scalars(self, old: Texts | Numbers, new: Texts | Numbers, path: str) -> None:
        """Compare terms with terms, ranges with ranges, and the one with the other."""
        if old.terms is not None and new.terms is not None:
            self.terms(old.terms, new.terms, path)
        elif old.terms is None and new.terms is None:
            self.ranges(old, new, path)
        elif any(isinstance(side, Numbers) or side.pattern is not None for side in (old, new)):
            self.add("CGS190", path, "terms on one side, and numbers or a pattern on the other, cannot be decided")
        elif old.terms is not None:
            self.terms(old.terms, admitted(new, old.terms), path)
            self.add("CGS123", path, "any text is admitted where terms were listed")
        else:
            self.terms(admitted(old, new.terms or ()), new.terms or frozenset(), path)
            self.add("CGS124", path, "only listed terms are admitted where any text was")

    def terms(self, old: frozenset[Any], new: frozenset[Any], path: str) -> None:
        """Compare two lists of terms."""
        for code, some, verb in (("CGS122", old - new, "removed"), ("CGS121", new - old, "added")):
            if some:
                self.add(code, path, f"{verb}: {_names(sorted(map(_json, some)))}")

    def ranges(self, old: Texts | Numbers, new: Texts | Numbers, path: str) -> None:
        """Compare what is between bounds and of a pattern."""
        if isinstance(old, Texts) and isinstance(new, Texts):
            self.bounds(old, new, path, "the shortest text", "the longest text")
            if old.pattern != new.pattern:
                code = "CGS133" if new.pattern is None else "CGS134" if old.pattern is None else "CGS135"
                self.add(code, path, f"the pattern was {told(old.pattern)}, now {told(new.pattern)}")
        elif isinstance(old, Numbers) and isinstance(new, Numbers):
            if old.whole and not new.whole:
                self.add("CGS112", path, "all numbers are admitted where whole ones were")
            elif new.whole and not old.whole:
                self.add("CGS113", path, "only whole numbers are admitted where all were")
            self.bounds(old, new, path, "the smallest number", "the largest number")

    def bounds(self, old: Texts | Numbers, new: Texts | Numbers, path: str, low: str, high: str) -> None:
        """Compare two pairs of bounds."""
        self.bound(old.least, new.least, path, low, widened=new.least < old.least)
        self.bound(old.most, new.most, path, high, widened=new.most > old.most)

    def bound(self, old: Number, new: Number, path: str, what: str, *, widened: bool) -> None:
        """Tell a bound that differs."""
        if old != new:
            was, now = ("any" if math.isinf(side) else _json(side) for side in (old, new))
            self.add("CGS131" if widened else "CGS132", path, f"{what} was {was}, now {now}")

    def items(self, old: Items, new: Items, path: str) -> None:
        """Compare two kinds of lists."""
        old_longest, new_longest = self.old.longest(old), self.new.longest(new)
        self.bound(old.least, new.least, path, "the shortest list", widened=new.least < old.least)
        if new.most < old_longest or old.most < new_longest:
            self.bound(old.most, new.most, path, "the longest list", widened=new.most > old.most)
        if old.unique and not new.unique and new.most > 1:
            self.add("CGS137", path, "an item may stand twice")
        if new.unique and not old.unique and old.most > 1:
            self.add("CGS138", path, "an item may not stand twice")
        self.nodes(old.node, new.node, f"{path}/*")

    def fields(self, old: Fields, new: Fields, path: str) -> None:
        """Compare two kinds of objects."""
        for name in sorted(old.nodes.keys() | new.nodes.keys()):
            place = _below(path, name)
            if name not in new.nodes:
                code, sort = ("CGS106", "required") if name in old.required else ("CGS105", "optional")
                self.add(code, place, f"the {sort} field is gone")
                self.inside_node(self.old, old.nodes[name], place)
            elif name not in old.nodes:
                code, sort = ("CGS104", "required") if name in new.required else ("CGS103", "optional")
                self.add(code, place, f"the {sort} field is new")
                self.inside_node(self.new, new.nodes[name], place)
            else:
                if name in new.required - old.required:
                    self.add("CGS107", place, "the field became required")
                elif name in old.required - new.required:
                    self.add("CGS108", place, "the field became optional")
                self.nodes(old.nodes[name], new.nodes[name], place)

    def inside(self, document: Document, kind: Kind, path: str) -> None:
        """Look through what is on one side only: what is not known there makes the verdict unknown."""
        if isinstance(kind, Items):
            self.inside_node(document, kind.node, f"{path}/*")
        elif isinstance(kind, Fields):
            for name, node in kind.nodes.items():
                self.inside_node(document, node, _below(path, name))

    def inside_node(self, document: Document, node: Any, path: str) -> None:
        """The same for a node."""
        try:
            target = document.target(node)[0]
            shape = document.node(node).shape
        except Outside as reason:
            self.add("CGS190", path, f"it is on one side only, and cannot be decided: {reason}")
            return
        with self.within(document, target) as first:
            for kind in shape.values() if first else ():
                self.inside(document, kind, path)

    def content(self, document: Document, node: Any, *, data: bool = False) -> Any:
        """A node that is not understood, so that it can be compared: references followed, texts for people left out.

        `data` where values may stand, of which nothing is left out.
        """
        with self.within(document, node) as first:
            if not first:
                return ("comes back", len(self.open) - self.open.index(self.open[-1]))
            if isinstance(node, list):
                return [self.content(document, inner, data=data) for inner in node]
            if not isinstance(node, dict):
                return _json(node)
            if node.keys() == {"$ref"} and isinstance(node["$ref"], str):
                return self.content(document, _or_itself(document, node["$ref"]), data=data)
            held = {}
            for key, value in node.items():
                if key == "$ref" and isinstance(value, str):
                    held[key] = self.content(document, _or_itself(document, value), data=data)
                elif data or not _is_for_people(key, value):
                    literal = data or key == "const" or (key == "enum" and isinstance(value, list))
                    held[key] = self.content(document, value, data=literal)
            return held


def _or_itself(document: Document, reference: str) -> Any:
    try:
        return document.referred(reference)
    except NotASchema:
        return reference


def _is_for_people(key: str, value: Any) -> bool:
    """Whether it is a text of a schema, and not a field of that name."""
    return (key in ("title", "description", "$id") and isinstance(value, str)) or (
        key == "examples" and isinstance(value, list)
    )


def _below(path: str, name: str) -> str:
    """The path of a field, escaped as in a JSON Pointer."""
    return f"{path}/{name.replace('~', '~0').replace('/', '~1')}"


def _named(root: Mapping[str, Any]) -> str:
    """The name that a schema gives its records in their field `schema`, or nothing."""
    field = root.get("properties", {}).get("schema")
    name = field.get("const") if isinstance(field, dict) else None
    return name if isinstance(name, str) else ""


def _apart(old: list[Any], new: list[Any]) -> bool:
    return _json(old) != _json(new)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _names(names: list[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
