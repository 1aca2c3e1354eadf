"""What a node of a JSON Schema admits, in one normal form whatever keywords say it.

The keywords are those that the models emit. A node with any other, or one that no value can meet, is Outside: what it
admits is not said, rather than said wrongly.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .edition import NotASchema

Number = int | float
_REFERENCES, _UNIONS = 60, 4  # how many may follow on each other
_FEW = 9  # more are not counted
_TEXTS = {"title", "description", "examples"}
_NOTES = _TEXTS | {"default", "$schema", "$id", "$defs"}
_BY_TYPE = {
    "null": set[str](),
    "boolean": set[str](),
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "string": {"minLength", "maxLength", "pattern", "format"},
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "object": {"properties", "required", "additionalProperties"},
}
_KNOWN = {"type", "enum", "const", "oneOf"}.union(*_BY_TYPE.values())


class Outside(Exception):
    """A node that is not described here; the message says why."""


@dataclass(frozen=True)
class Nothing:
    """null."""


@dataclass(frozen=True)
class Flags:
    """Booleans: which of the two."""

    terms: frozenset[bool]


@dataclass(frozen=True)
class Numbers:
    """Numbers: those listed, or those between bounds."""

    terms: frozenset[Number] | None
    whole: bool
    least: Number
    most: Number


@dataclass(frozen=True)
class Texts:
    """Texts: those listed, or those of a length (in code points) and a pattern."""

    terms: frozenset[str] | None
    least: int
    most: Number
    pattern: str | None
    format: str | None


@dataclass(frozen=True)
class Items:
    """Lists: the node of their items, how many, and whether each only once."""

    node: Any
    least: int
    most: Number
    unique: bool


@dataclass(frozen=True)
class Fields:
    """Objects with these fields and no other."""

    nodes: Mapping[str, Any]
    required: frozenset[str]


Kind = Nothing | Flags | Numbers | Texts | Items | Fields
Shape = Mapping[str, Kind]
"""What a node admits of each kind of value: `text`, `number` …; a kind that is not there is not admitted."""


@dataclass(frozen=True)
class Node:
    """A node with its references followed."""

    shape: Shape
    texts: Mapping[str, list[Any]]
    """What title, description and examples say, the node's own before those that it refers to."""
    definitions: Mapping[str, str]
    """What each term means, by the term."""
    default: str | None
    """The default as JSON; None where there is none."""


class Document:
    """A JSON Schema whose nodes are looked at one by one."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root

    def target(self, node: Any) -> tuple[Any, list[Mapping[str, Any]]]:
        """The node that references lead to, and the nodes passed on the way. Raises Outside and NotASchema."""
        passed: list[Mapping[str, Any]] = []
        while isinstance(node, dict) and "$ref" in node:
            if len(passed) == _REFERENCES:
                raise Outside("it refers on and on")
            if set(node) - _NOTES - {"$ref"}:
                raise Outside("it narrows what it refers to")
            passed.append(node)
            node = self.referred(node["$ref"])
        return node, passed

    def referred(self, reference: Any) -> Any:
        """What a reference names. Raises NotASchema where that is not in the document."""
        held = self.root.get("$defs")
        name = reference.removeprefix("#/$defs/") if isinstance(reference, str) else None
        if not isinstance(held, dict) or name not in held or reference != f"#/$defs/{name}":
            raise NotASchema(f"it refers to {json.dumps(reference)}, which is none of its definitions")
        return held[name]

    def node(self, node: Any) -> Node:
        """What a node admits and says. Raises Outside."""
        held = self._node(node, 0)
        items = held.shape.get("list")
        if isinstance(items, Items) and self.longest(items) < items.least:
            raise Outside("no list can be so long without repeating an item")
        return held

    def longest(self, items: Items, depth: int = 0) -> Number:
        """How long a list can be: without repetition never longer than there are different items."""
        return min(items.most, self._how_many(items.node, depth)) if items.unique else items.most

    def _how_many(self, node: Any, depth: int) -> Number:
        """How many different values a node admits; infinity where that is not plainly few."""
        if depth == _UNIONS:
            return math.inf
        try:
            shape = self._node(node, 0).shape
        except Outside:
            return math.inf
        return sum(self._how_many_of(kind, depth + 1) for kind in shape.values())

    def _how_many_of(self, kind: Kind, depth: int) -> Number:
        if isinstance(kind, Nothing):
            return 1
        if isinstance(kind, Fields):
            each = (self._how_many(node, depth) + (name not in kind.required) for name, node in kind.nodes.items())
            return math.prod(each) if len(kind.nodes) <= _FEW else math.inf
        if isinstance(kind, Items):
            longest, different = self.longest(kind, depth), self._how_many(kind.node, depth)
            if max(longest, different) > _FEW:
                return math.inf
            lists = math.perm if kind.unique else pow
            return sum(lists(int(different), length) for length in range(kind.least, int(longest) + 1))
        if kind.terms is not None:
            return len(kind.terms)
        return kind.most - kind.least + 1 if isinstance(kind, Numbers) and kind.whole else math.inf

    def _node(self, node: Any, unions: int) -> Node:
        """The same, whether or not lists can be as long as they must; the node stands in so many unions."""
        target, passed = self.target(node)
        if not isinstance(target, dict):
            raise Outside("it admits everything or nothing")
        along = [*passed, target]
        default = next((_json(step["default"]) for step in along if "default" in step), None)
        texts = {key: [step[key] for step in along if key in step] for key in _TEXTS}
        union = target.get("anyOf") or target.get("oneOf")
        if not isinstance(union, list) or all(isinstance(one, dict) and "const" in one for one in union):
            return Node(_shape(target), texts, _definitions(target), default)
        if set(target) - _NOTES - {"anyOf", "oneOf"} or len(target.keys() & {"anyOf", "oneOf"}) != 1:
            raise Outside("it narrows its alternatives")
        if unions == _UNIONS:
            raise Outside("its alternatives have alternatives on and on")
        shape: dict[str, Kind] = {}
        definitions: dict[str, str] = {}
        for alternative in union:
            inner = self._node(alternative, unions + 1)
            if shape.keys() & inner.shape.keys():
                raise Outside("two of its alternatives admit values of one type")
            shape |= inner.shape
            definitions |= inner.definitions
            for key, said in inner.texts.items():
                texts[key] += said
        return Node(shape, texts, definitions, default)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _shape(node: Mapping[str, Any]) -> dict[str, Kind]:
    unknown = sorted(set(node) - _KNOWN - _NOTES)
    if unknown:
        raise Outside(f"nothing is known here of {', '.join(unknown)}")
    terms = _terms(node)
    named = node.get("type", sorted(_BY_TYPE) if terms is not None else None)
    types = [named] if isinstance(named, str) else named
    if not isinstance(types, list) or not types or not all(isinstance(one, str) and one in _BY_TYPE for one in types):
        raise Outside("it has no type that is known here")
    if terms is not None:
        return _listed(node, terms, types)
    shape: dict[str, Kind] = {}
    for one in types:
        if one == "null":
            shape["null"] = Nothing()
        elif one == "boolean":
            shape["boolean"] = Flags(frozenset((True, False)))
        elif one == "string":
            shape["text"] = _texts(node)
        elif one == "array":
            shape["list"] = _items(node)
        elif one == "object":
            shape["object"] = _fields(node)
        else:
            shape["number"] = _numbers(node, whole="number" not in types)
    return shape


def _terms(node: Mapping[str, Any]) -> list[Any] | None:
    """The values that a node lists, however it does; None where it lists none."""
    given = [key for key in ("const", "enum", "oneOf") if key in node]
    if not given:
        return None
    if len(given) > 1:
        raise Outside("it lists its terms twice")
    if given == ["const"]:
        return [node["const"]]
    if given == ["enum"]:
        return node["enum"] if isinstance(node["enum"], list) else []
    terms = []
    for one in node["oneOf"] if isinstance(node["oneOf"], list) else []:
        if set(one) - _TEXTS - {"const"}:
            raise Outside("a term has more than its definition")
        terms.append(one["const"])
    if len({_json(term) for term in terms}) < len(terms):
        raise Outside("a term stands twice, so that none is the one")
    return terms


def _definitions(node: Mapping[str, Any]) -> dict[str, str]:
    return {_json(one["const"]): _json([one.get(key) for key in sorted(_TEXTS)]) for one in node.get("oneOf", [])}


def _listed(node: Mapping[str, Any], terms: list[Any], types: list[str]) -> dict[str, Kind]:
    """The terms by their kinds, without those that other keywords exclude."""
    if "pattern" in node:
        raise Outside("it has both terms and a pattern")
    if any(isinstance(term, (dict, list)) for term in terms):
        raise Outside("a term is a list or an object")
    numeric = {"integer", "number"} & set(types)
    texts = [term for term in terms if isinstance(term, str)] if "string" in types else []
    flags = [term for term in terms if isinstance(term, bool)] if "boolean" in types else []
    numbers = [term for term in terms if isinstance(term, (int, float)) and not isinstance(term, bool)]
    shape: dict[str, Kind] = {}
    if None in terms and "null" in types:
        shape["null"] = Nothing()
    if flags:
        shape["boolean"] = Flags(frozenset(flags))
    if texts:
        bounds = _texts(node, listed=True)
        kept = frozenset(term for term in texts if bounds.least <= len(term) <= bounds.most)
        if kept:
            shape["text"] = Texts(kept, 0, math.inf, None, bounds.format)
    if numbers and numeric:
        span = _numbers(node, whole="number" not in numeric)
        held = frozenset(one for one in numbers if span.least <= one <= span.most and (one % 1 == 0 or not span.whole))
        if held:
            shape["number"] = Numbers(held, all(one % 1 == 0 for one in held), -math.inf, math.inf)
    if not shape:
        raise Outside("no value can meet it")
    return shape


def _texts(node: Mapping[str, Any], *, listed: bool = False) -> Texts:
    least, most = _count(node, "minLength", 0), _count(node, "maxLength", math.inf)
    pattern, form = node.get("pattern"), node.get("format")
    if not all(isinstance(word, str) for word in (pattern, form) if word is not None):
        raise Outside("its pattern or format is no text")
    _in_order(least, most)
    if most == 0 and not listed:
        if pattern is not None:
            raise Outside("it admits the empty text only, and has a pattern")
        return Texts(frozenset(("",)), 0, math.inf, None, form)
    return Texts(None, int(least), most, pattern, form)


def _numbers(node: Mapping[str, Any], *, whole: bool) -> Numbers:
    least, most = _bound(node, "minimum", -math.inf), _bound(node, "maximum", math.inf)
    if whole:
        least = math.ceil(least) if math.isfinite(least) else least
        most = math.floor(most) if math.isfinite(most) else most
    _in_order(least, most)
    return Numbers(None, whole or (least == most and least % 1 == 0), least, most)


def _items(node: Mapping[str, Any]) -> Items:
    least, most = _count(node, "minItems", 0), _count(node, "maxItems", math.inf)
    unique = node.get("uniqueItems", False)
    _in_order(least, most)
    if "items" not in node or not isinstance(unique, bool) or most == 0:
        raise Outside("it is a list without items, or of items that are not described")
    return Items(node["items"], int(least), most, unique)


def _fields(node: Mapping[str, Any]) -> Fields:
    nodes, required = node.get("properties", {}), node.get("required", [])
    if node.get("additionalProperties") is not False:
        raise Outside("it admits fields that it does not name")
    if not isinstance(nodes, dict) or not isinstance(required, list) or not all(name in nodes for name in required):
        raise Outside("it requires fields that it does not admit")
    return Fields(nodes, frozenset(required))


def _bound(node: Mapping[str, Any], key: str, absent: float) -> Number:
    value: Number = node.get(key, absent)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or (key in node and not math.isfinite(value)):
        raise Outside(f"its {key} is no number")
    return value


def _count(node: Mapping[str, Any], key: str, absent: float) -> Number:
    value = _bound(node, key, absent)
    if value < 0 or (math.isfinite(value) and value % 1):
        raise Outside(f"its {key} is no count")
    return value


def _in_order(least: Number, most: Number) -> None:
    if least > most:
        raise Outside("no value can meet its bounds")


def admitted(kind: Texts | Numbers, terms: Iterable[Any]) -> frozenset[Any]:
    """Those of the terms that a kind without terms admits by its bounds."""
    size = len if isinstance(kind, Texts) else lambda term: term
    whole = isinstance(kind, Numbers) and kind.whole
    return frozenset(term for term in terms if kind.least <= size(term) <= kind.most and not (whole and term % 1))
