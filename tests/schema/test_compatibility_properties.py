"""The verdict against two judges: another comparison of schemas, and documents under a JSON Schema validator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any

import jsonschema
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonsubschema import isSubschema  # type: ignore[import-untyped]

from cgt_dataset.schema.compatibility import Comparison, Edition, compare

EXAMPLES = 100
TERMS = ["a", "b", "cc", "ddd"]
PATTERNS = ["^[a-c]*$", "^[b-d]*$"]
TEXT_FORM = {"title": "A title", "description": "What it means."}
Schema = dict[str, Any]


def bounds(low: str, high: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Schema]:
    """Two bounds that do not exclude everything, each or both left out at times."""
    both = st.tuples(values, values).map(sorted).map(lambda pair: {low: pair[0], high: pair[1]})
    return st.builds(lambda held, kept: {key: held[key] for key in kept}, both, st.sets(st.sampled_from([low, high])))


def listed(terms: list[str], form: str) -> Schema:
    if form == "enum":
        return {"type": "string", "enum": terms}
    if form == "const" and len(terms) == 1:
        return {"const": terms[0]}
    return {"type": "string", "oneOf": [{"const": term, "description": f"It is {term}."} for term in terms]}


TEXTS = st.builds(
    lambda held, pattern: {"type": "string", **held, **({"pattern": pattern} if pattern else {})},
    bounds("minLength", "maxLength", st.integers(1, 3)),
    st.sampled_from([None, None, None, *PATTERNS]),
)
LISTED = st.builds(
    listed,
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True),
    st.sampled_from(["enum", "const", "oneOf"]),
)
NUMBERS = st.builds(
    lambda kind, held: {"type": kind, **held},
    st.sampled_from(["integer", "number"]),
    bounds("minimum", "maximum", st.integers(0, 3)),
)
SCALARS = st.one_of(TEXTS, LISTED, NUMBERS, st.just({"type": "boolean"}))


def lists(items: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    def made(node: Schema, held: Schema, unique: bool | None) -> Schema:
        return {"type": "array", "items": node, **held, **({} if unique is None else {"uniqueItems": unique})}

    return st.builds(
        made, items, bounds("minItems", "maxItems", st.integers(1, 3)), st.sampled_from([None, False, True])
    )


def objects(nodes: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    def made(fields: Schema, required: set[str]) -> Schema:
        held = {"type": "object", "additionalProperties": False, "properties": fields}
        return held | {"required": sorted(required & fields.keys())}

    names = st.sampled_from(["x", "y", "z"])
    return st.builds(made, st.dictionaries(names, nodes, max_size=3), st.sets(names))


def nullable(nodes: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.one_of(nodes, nodes.map(lambda node: {"anyOf": [node, {"type": "null"}], "default": None}))


INNER = nullable(st.one_of(SCALARS, lists(SCALARS)))
NODES = nullable(st.one_of(SCALARS, lists(nullable(SCALARS)), lists(objects(SCALARS)), objects(INNER)))
ROOTS = objects(st.one_of(NODES, NODES.map(lambda node: {"$ref": "#/$defs/D", "_": node})))


def _defined(root: Schema) -> Schema:
    """The schema with its marked nodes as definitions."""
    definitions: Schema = {}
    for name, node in root["properties"].items():
        if "_" in node:
            definitions[name] = node["_"]
            root["properties"][name] = {"$ref": f"#/$defs/{name}"}
    return {**root, "$defs": definitions} if definitions else root


def _changed(data: st.DataObject, node: Any) -> Any:
    """A copy of a schema with one part drawn anew, so that most of it stays as it was."""
    copy = json.loads(json.dumps(node))
    places = [(copy, "properties", name) for name in copy["properties"]]
    if not places or data.draw(st.booleans()):
        required = data.draw(st.sets(st.sampled_from(["x", "y", "z"])))
        return copy | {"required": sorted(required & copy["properties"].keys())}
    parent, key, name = data.draw(st.sampled_from(places))
    parent[key][name] = data.draw(st.one_of(st.just(None), NODES))
    if parent[key][name] is None:
        del parent[key][name]
        copy["required"] = [one for one in copy["required"] if one != name]
    return copy


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Schema, Schema]:
    """Two schemas: alike but for one part, or of the same sort, or any two."""
    data = draw(st.data())
    old = _defined(draw(ROOTS))
    if draw(st.booleans()):
        return old, _changed(data, old)
    sort = draw(st.sampled_from([TEXTS, LISTED, st.one_of(TEXTS, LISTED), NUMBERS, SCALARS, lists(SCALARS), NODES]))
    one, other = (draw(nullable(sort)) for _ in range(2))
    shell = {"type": "object", "additionalProperties": False}
    sides = [
        shell | {"properties": {"x": node}, "required": draw(st.sampled_from([[], ["x"]]))} for node in (one, other)
    ]
    return sides[0], sides[1]


def comparison_of(old: Schema, new: Schema) -> Comparison:
    return compare(Edition({"thing": old}), Edition({"thing": new}))


# Documents: everything that either schema may tell apart, proposed here and judged by the validator.

_SCALARS: list[Any] = [
    None,
    *(True, False),
    *(-1, 0, 1, 2, 3, 4, 0.5, 1.5, 2.5, 3.5),
    *("", "e", "ee", "eee", "eeee", "c", "cccc", "bb", "bbb", "aa", "aaa", "dd", "ddddd", *TERMS),
]


def _resolved(root: Schema, node: Schema) -> Schema:
    while "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def _proposals(roots: tuple[Schema, Schema], nodes: list[tuple[Schema, Schema]]) -> list[Any]:
    """Values that some of the nodes may admit; each node stands with its schema."""
    values: list[Any] = list(_SCALARS)
    flat = [(root, one) for root, node in nodes for one in _alternatives(root, node)]
    items = [(root, node["items"]) for root, node in flat if node.get("type") == "array"]
    if items:
        proposed = _proposals(roots, items)
        inner = _once(value for root, node in items for value in _admitted(root, node, proposed))
        values += [[], *([value] * count for value in inner for count in (1, 2, 3, 4))]
        values += [[one, *rest] for one in inner for rest in _runs(inner, one)]
    fields = [(root, node) for root, node in flat if node.get("type") == "object"]
    if fields:
        values += _objects(roots, fields)
    return values


def _once(values: Iterable[Any]) -> list[Any]:
    return list({json.dumps(value, sort_keys=True): value for value in values}.values())


def _alternatives(root: Schema, node: Schema) -> Iterator[Schema]:
    node = _resolved(root, node)
    for one in node.get("anyOf", [node]):
        yield _resolved(root, one)


def _runs(inner: list[Any], first: Any) -> Iterator[list[Any]]:
    """Lists of different values, of every length up to three, without the first."""
    others = [value for value in inner if json.dumps(value) != json.dumps(first)]
    for length in (1, 2, 3):
        if len(others) >= length:
            yield others[:length]
            yield others[-length:]


def _admitted(root: Schema, node: Schema, values: list[Any]) -> list[Any]:
    validator = jsonschema.Draft202012Validator({"$defs": root.get("$defs", {}), **node})
    return [value for value in values if validator.is_valid(value)]


def _objects(roots: tuple[Schema, Schema], fields: list[tuple[Schema, Schema]]) -> list[Any]:
    """From every base that is valid for one of the schemas: each field left out, or with each of its values."""
    names = sorted({name for _, node in fields for name in node["properties"]})
    pools = {
        name: _proposals(
            roots, [(root, node["properties"][name]) for root, node in fields if name in node["properties"]]
        )
        for name in names
    }
    documents: list[Any] = []
    for root, node in fields:
        own = {name: _admitted(root, inner, pools[name]) for name, inner in node["properties"].items()}
        assume(all(own.values()))  # a field that nothing can meet: what is said of it takes it to have values
        for present in product((False, True), repeat=len(names)):
            base = {name: own[name][0] for name, there in zip(names, present, strict=True) if there and name in own}
            documents.append(base)
            if all(name in base for name in node["required"]):
                documents += [base | {name: value} for name in names for value in pools[name]]
    return _once(documents)


def documents_of(old: Schema, new: Schema) -> list[Any]:
    return _objects((old, new), [(old, old), (new, new)])


@settings(deadline=None, max_examples=EXAMPLES)
@given(pairs())
def test_documents_are_valid_exactly_as_the_verdict_says(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    by_old, by_new = (jsonschema.Draft202012Validator(schema) for schema in pair)
    judged = [(by_old.is_valid(one), by_new.is_valid(one), one) for one in documents_of(old, new)]
    comparison = comparison_of(old, new)
    directions = comparison.directions()
    lost = [one for before, after, one in judged if before and not after]
    gained = [one for before, after, one in judged if after and not before]
    told = [(change.rule.code, change.path) for change in comparison.changes]
    if directions.backward is not None:
        assert directions.backward is not bool(lost), (told, lost[:1])
    if directions.forward is not None:
        assert directions.forward is not bool(gained), (told, gained[:1])


def _is_mistaken(pair: tuple[Schema, Schema]) -> bool:
    """Whether jsonsubschema is known to be wrong: of texts with bounds of length it loses sight of patterns and terms,
    and the one whole number that bounds of `number` may leave it holds to be no integer.
    """
    nodes = [node for schema in pair for node in _nodes(schema)]
    lengths, forms = (
        any(node.keys() & keys for node in nodes)
        for keys in ({"minLength", "maxLength"}, {"pattern", "enum", "const", "oneOf"})
    )
    return (lengths and forms) or any(
        node.get("type") == "number" and node.get("minimum", 0) == node.get("maximum", 1) for node in nodes
    )


def _for_draft_4(value: Any) -> Any:
    """A copy as the older JSON Schema has it, which jsonsubschema reads: no empty `required`, no `const`."""
    if isinstance(value, list):
        return [_for_draft_4(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _for_draft_4(inner) for key, inner in value.items() if key != "const" and (key, inner) != ("required", [])
    }
    return kept | ({"enum": [value["const"]]} if "const" in value else {})


def _nodes(value: Any) -> Iterator[Schema]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)


@settings(deadline=None, max_examples=EXAMPLES)
@given(pairs())
def test_another_comparison_of_schemas_never_says_otherwise(pair: tuple[Schema, Schema]) -> None:
    assume(not _is_mistaken(pair))
    old, new = pair
    directions = comparison_of(old, new).directions()
    for ours, smaller, larger in ((directions.backward, old, new), (directions.forward, new, old)):
        theirs = None
        with suppress(Exception):  # whatever it fails with, it has not decided
            theirs = isSubschema(_for_draft_4(smaller), _for_draft_4(larger))
        if None not in (ours, theirs):
            assert ours is theirs, comparison_of(old, new).changes


@settings(deadline=None)
@given(pairs())
def test_back_again_the_directions_change_places(pair: tuple[Schema, Schema]) -> None:
    there, back = comparison_of(*pair).directions(), comparison_of(*reversed(pair)).directions()
    assert (there.backward, there.forward) == (back.forward, back.backward)
    assert comparison_of(pair[0], pair[0]).changes == ()


# Tables: a row as a document, its Table Schema put into JSON Schema.

COLUMNS = st.builds(
    lambda kind, held, required: {"type": kind, "description": kind, "constraints": held[kind] | required},
    st.sampled_from(["string", "integer"]),
    st.fixed_dictionaries(
        {
            "string": st.one_of(
                bounds("minLength", "maxLength", st.integers(1, 3)),
                st.lists(st.sampled_from(TERMS), min_size=1, unique=True).map(lambda terms: {"enum": terms}),
            ),
            "integer": bounds("minimum", "maximum", st.integers(0, 3)),
        }
    ),
    st.sampled_from([{}, {"required": True}]),
)
NAMED = st.dictionaries(st.sampled_from(["x", "y", "z"]), COLUMNS, max_size=3)


@st.composite
def columns(draw: st.DrawFn) -> tuple[Schema, Schema]:
    """The columns of an old and a new table, most of them the same."""
    old, other = draw(NAMED), draw(NAMED)
    taken = draw(st.sets(st.sampled_from(["x", "y", "z"])))
    return old, {name: column for name, column in {**old, **{one: other.get(one) for one in taken}}.items() if column}


def _row(held: Schema, *, exact: bool) -> Schema:
    """A row of the columns; where `exact` it has no other columns, and may leave out what may be null."""
    fields = {}
    for name, column in held.items():
        constraints = dict(column["constraints"])
        node = {"type": column["type"], **constraints}
        fields[name] = node if constraints.pop("required", False) else {"anyOf": [node, {"type": "null"}]}
        node.pop("required", None)
    needed = [name for name, column in held.items() if not exact or "required" in column["constraints"]]
    return {"type": "object", "properties": fields, "required": sorted(needed), "additionalProperties": not exact}


@settings(deadline=None, max_examples=EXAMPLES)
@given(columns())
def test_rows_are_valid_exactly_as_the_verdict_says(pair: tuple[Schema, Schema]) -> None:
    """An old row by the new schema, where a column that it lacks is null; a new row with every column as before."""
    sides = [
        Edition(tables={"things": {"fields": [{"name": name, **column} for name, column in held.items()]}})
        for held in pair
    ]
    comparison = compare(*sides)
    old, new = (_row(held, exact=True) | {"required": sorted(held)} for held in pair)
    rows = documents_of(old, new)
    by_old, by_new = jsonschema.Draft202012Validator(old), jsonschema.Draft202012Validator(new)
    read_by_new = jsonschema.Draft202012Validator(_row(pair[1], exact=True))
    read_by_old = jsonschema.Draft202012Validator(_row(pair[0], exact=False))
    backward = all(read_by_new.is_valid(row) for row in rows if by_old.is_valid(row))
    forward = all(read_by_old.is_valid(row) for row in rows if by_new.is_valid(row))
    codes = [change.rule.code for change in comparison.changes]
    assert (comparison.directions().backward, comparison.directions().forward) == (backward, forward), codes
