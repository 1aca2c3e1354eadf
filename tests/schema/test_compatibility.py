"""Every rule on its own examples, and what the rules cannot show: the way through a schema, meets, bumps, refusals."""

from __future__ import annotations

import json
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.schema.compatibility import (
    RULES,
    Comparison,
    Edition,
    NotASchema,
    NoVersion,
    Rule,
    Verdict,
    compare,
    edition,
    is_enough,
    meet,
    rules_page,
    smallest_version,
)
from cgt_dataset.schema.publish import published

DOCS = Path(__file__).resolve().parents[2] / "docs"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
by_code = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
TEXT = {"type": "string"}


def codes(comparison: Comparison) -> list[str]:
    return [change.rule.code for change in comparison.changes]


def schemas(old: Any, new: Any, **definitions: Any) -> Comparison:
    """The comparison of two nodes as schemas of one record type."""
    sides = [{"$defs": definitions, **node} for node in (old, new)]
    return compare(*(Edition({"thing": side}) for side in sides))


def closed(*required: str, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": fields, "required": list(required)}


@by_code
def test_a_rule_finds_its_change_and_no_other_rule_does(rule: Rule) -> None:
    comparison = compare(*rule.editions(rule.change))
    assert codes(comparison) == [rule.code]
    assert (comparison.verdict, comparison.package_bump) == (rule.verdict, rule.package)


@by_code
def test_a_rule_does_not_find_what_only_looks_like_its_change(rule: Rule) -> None:
    assert rule.code not in codes(compare(*rule.editions(rule.other)))


@by_code
def test_nothing_has_changed_between_an_edition_and_itself(rule: Rule) -> None:
    for side in (*rule.editions(rule.change), *rule.editions(rule.other)):
        assert compare(side, side) == Comparison(())


@by_code
def test_a_rule_of_records_is_breaking_unless_old_records_stay_valid(rule: Rule) -> None:
    if rule.part == "records":
        assert (rule.package == "major") is (rule.verdict not in ("full", "backward"))
        assert compare(*rule.editions(rule.change)).schema_bump == (
            "new schema number" if rule.package == "major" else "none"
        )
    else:
        assert compare(*rule.editions(rule.change)).schema_bump == "none"


def test_codes_are_in_order_and_each_once() -> None:
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})
    assert {rule.part for rule in RULES} == {"records", "tables", "vocabularies"}


def test_the_page_is_as_the_rules_make_it() -> None:
    page = (DOCS / "compatibility.md").read_text("utf-8")
    assert page == rules_page(RULES), "run: cgt-dataset schema rules --out docs"
    assert max(map(len, page.partition("## Records")[0].splitlines())) <= 120


@by_code
def test_the_page_has_both_examples_of_a_rule(rule: Rule) -> None:
    section = rules_page(RULES).partition(f"\n### {rule.code}\n")[2].partition("\n#")[0]
    assert rule.why in section
    shown = section.split("```text\nold: ")[1:]
    assert len(shown) == 2
    for block, example in zip(shown, (rule.change, rule.other), strict=True):
        sides = block.partition("\n```")[0].split("\nnew: ")
        assert [None if side == "not published" else json.loads(side) for side in sides] == list(example)


VERDICTS: tuple[Verdict, ...] = ("full", "backward", "forward", "none", "unknown")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], "full"),
        (["full"], "full"),
        (["full", "forward"], "forward"),
        (["backward", "forward"], "none"),
        (["none", "unknown"], "none"),
        (["full", "unknown"], "unknown"),
        (["backward", "unknown"], "unknown"),
        (["backward", "unknown", "forward"], "none"),
    ],
)
def test_a_direction_holds_where_it_holds_for_every_change(verdicts: list[Verdict], expected: Verdict) -> None:
    for order in permutations(verdicts):
        assert meet(order).verdict == expected


@pytest.mark.parametrize("pair", list(product(VERDICTS, repeat=2)), ids="-".join)
def test_more_changes_never_make_a_verdict_better(pair: tuple[Verdict, Verdict]) -> None:
    one, both = meet(pair[:1]), meet(pair)
    assert both.backward is not True or one.backward
    assert both.forward is not True or one.forward


@pytest.mark.parametrize(
    ("released", "bump", "expected"),
    [
        ("1.2.3", "none", "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("0.2.3", "minor", "0.3.0"),
        ("0.2.3", "major", "0.3.0"),
        ("0.2.3", "patch", "0.2.4"),
    ],
)
def test_the_smallest_version_that_may_follow(released: str, bump: Any, expected: str) -> None:
    assert smallest_version(released, bump) == expected
    assert is_enough(released, expected, bump)
    major, minor, patch = map(int, expected.split("."))
    lower = f"{major}.{minor}.{patch - 1}" if patch else f"{major}.{minor - 1}.99" if minor else f"{major - 1}.99.99"
    assert not is_enough(released, lower, bump)
    assert is_enough(released, f"{major + 9}.0.0", bump)


@pytest.mark.parametrize(
    "version", ["", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-rc.1", "v1.2.3", "1.2.x", "1.2.٣", "1.2.3\n"]
)
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(NoVersion, match="is no version of the form"):
        smallest_version(version, "none")
    with pytest.raises(NoVersion):
        is_enough("1.2.3", version, "none")


def test_versions_are_compared_as_numbers() -> None:
    assert is_enough("1.9.9", "1.10.0", "minor")
    assert not is_enough("1.10.0", "1.9.9", "none")


BITS = {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True}  # five: none, either, both in two orders
TREE = {"type": "array", "items": {"$ref": "#/$defs/Tree"}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, {"anyOf": [TEXT]}),
        (TEXT, {"type": ["string"]}),
        (TEXT, {"$ref": "#/$defs/Text"}),
        ({"$ref": "#/$defs/Text"}, {"$ref": "#/$defs/Alias"}),
        ({"anyOf": [TEXT, {"type": "null"}]}, {"anyOf": [{"type": "null"}, TEXT]}),
        ({"anyOf": [TEXT, {"type": "null"}]}, {"type": ["null", "string"]}),
        ({"enum": ["a", "b"]}, {"oneOf": [{"const": "b"}, {"const": "a"}]}),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"enum": ["a", None]}, {"anyOf": [{"const": "a"}, {"type": "null"}]}),
        ({"enum": [1]}, {"enum": [1.0]}),
        ({"enum": [True, False]}, {"type": "boolean"}),
        ({"type": "string", "enum": ["a", 1]}, {"const": "a"}),
        ({"enum": ["a", "long"], "maxLength": 2}, {"const": "a"}),
        ({"type": "string", "maxLength": 0}, {"const": ""}),
        ({"type": "integer", "minimum": 0.5, "maximum": 2.5}, {"type": "integer", "minimum": 1, "maximum": 2}),
        ({"type": "number", "minimum": 1, "maximum": 1}, {"type": "integer", "minimum": 1, "maximum": 1}),
        ({"type": ["integer", "number"]}, {"type": "number"}),
        (TEXT, TEXT | {"minimum": 3}),
        (TREE, {"$ref": "#/$defs/Tree"}),
        ({"not": {"$ref": "#/$defs/Text"}}, {"not": {"$ref": "#/$defs/Same"}}),
        ({"not": {"$ref": "#/$defs/Text"}}, {"not": TEXT}),
        ({"not": TREE}, {"not": TREE}),
        ({"not": TEXT | {"title": "A", "examples": ["b"]}}, {"not": TEXT | {"description": "B"}}),
        (
            {"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True, "maxItems": 2},
            {"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True, "maxItems": 7},
        ),
    ],
)
def test_what_admits_the_same_is_the_same_however_it_is_written(old: Any, new: Any) -> None:
    definitions = {"Text": TEXT, "Same": TEXT, "Alias": {"$ref": "#/$defs/Text"}, "Tree": TREE}
    assert schemas(old, new, **definitions).changes == ()
    assert schemas(new, old, **definitions).changes == ()
    assert schemas(closed(a=old), closed(a=new), **definitions).changes == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"allOf": [TEXT]}, TEXT),
        ({}, TEXT),
        ({"type": "object", "properties": {"a": TEXT}}, closed(a=TEXT)),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": {"type": "null"}},
        ),
        ({"type": "array"}, {"type": "array", "items": TEXT}),
        ({"anyOf": [closed(a=TEXT), closed(b=TEXT)]}, {"anyOf": [closed(a=TEXT), closed(c=TEXT)]}),
        ({"anyOf": [TEXT, {"type": "null"}], "minLength": 1}, {"anyOf": [TEXT, {"type": "null"}]}),
        ({"type": "number", "exclusiveMinimum": 1}, {"type": "number", "exclusiveMinimum": 2}),
        ({"type": "number", "multipleOf": 1}, {"type": "number", "multipleOf": 2}),
        ({"type": "string", "minLength": 3, "maxLength": 2}, TEXT),
        ({"type": "string", "minLength": "3"}, TEXT),
        ({"type": "string", "minLength": 1.5}, TEXT),
        ({"type": "string", "minLength": -1}, TEXT),
        ({"type": "number", "minimum": True}, {"type": "number"}),
        ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, {"type": "integer"}),
        ({"enum": []}, TEXT),
        ({"enum": [[]]}, {"enum": [{}]}),
        ({"enum": ["a"], "pattern": "b"}, {"enum": ["a"]}),
        ({"oneOf": [{"const": "a"}, {"const": "a"}]}, {"const": "a"}),
        ({"oneOf": [{"const": "a", "minLength": 2}]}, {"const": "a"}),
        ({"const": "a", "enum": ["a"]}, {"const": "a"}),
        ({"enum": [1]}, {"type": "integer", "maximum": 1}),
        ({"enum": ["a"]}, {"type": "string", "pattern": "^a$"}),
        (closed("b", a=TEXT), closed(a=TEXT)),
        ({"type": "text"}, TEXT),
        ({"type": []}, TEXT),
        ({"$ref": "#/$defs/Loop"}, TEXT),
        ({"$ref": "#/$defs/Text", "minLength": 1}, TEXT),
        ({"$ref": "#/$defs/Union"}, TEXT),
        ({"type": "array", "items": closed(), "uniqueItems": True, "minItems": 2}, TEXT),
        ({"type": "array", "items": closed(b={"type": "boolean"}), "uniqueItems": True, "minItems": 4}, TEXT),
        ({"not": {"title": TEXT}}, {"not": {"title": {"type": "null"}}}),
        ({"not": {"const": {"title": "a"}}}, {"not": {"const": {"title": "b"}}}),
        ({"not": {"enum": [{"title": "a"}]}}, {"not": {"enum": [{"title": "b"}]}}),
        ({"not": {"$ref": "#/$defs/Text"}}, {"not": {"$ref": "#/$defs/Null"}}),
        ({"not": {"$ref": "#/$defs/Text", "minLength": 1}}, {"not": {"$ref": "#/$defs/Null", "minLength": 1}}),
        ({"not": {"enum": {"$ref": "#/$defs/Text"}}}, {"not": {"enum": {"$ref": "#/$defs/Null"}}}),
        ({"type": "array", "items": BITS, "uniqueItems": True, "minItems": 6}, TEXT),
        (
            {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
            {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 4},
        ),
    ],
    ids=str,
)
def test_what_is_not_understood_and_differs_is_unknown(old: Any, new: Any) -> None:
    union = {"anyOf": [{"$ref": "#/$defs/Union"}, {"type": "null"}]}
    definitions = {"Text": TEXT, "Null": {"type": "null"}, "Loop": {"$ref": "#/$defs/Loop"}, "Union": union}
    for before, after in ((old, new), (new, old)):
        comparison = schemas(closed(a=before), closed(a=after), **definitions)
        assert "CGS190" in codes(comparison)
        assert {change.path for change in comparison.undecided} <= {"/a", "/a/*"}
        assert comparison.schema_bump == "new schema number"
    assert "CGS190" not in codes(schemas(old, old, **definitions))


@pytest.mark.parametrize("inner", [{"not": TEXT}, {"type": "array", "items": {"not": TEXT}}, closed(b={"not": TEXT})])
def test_what_is_not_understood_is_unknown_on_one_side_too(inner: Any) -> None:
    assert codes(schemas(closed(), closed(a=inner))) == ["CGS190", "CGS103"]
    assert codes(schemas(closed(a=inner), closed())) == ["CGS190", "CGS105"]
    assert "CGS190" in codes(schemas({"type": "null"}, {"anyOf": [{"type": "null"}, inner]}))


def test_terms_that_a_text_is_too_long_or_short_for_are_removed_or_added() -> None:
    terms, texts = {"enum": ["a", "bcd"]}, TEXT | {"maxLength": 2}
    opened, closed_to = schemas(terms, texts), schemas(texts, terms)
    assert [(change.rule.code, change.message.partition(":")[2]) for change in opened.changes] == [
        ("CGS122", ' "bcd"'),
        ("CGS123", ""),
    ]
    assert (codes(closed_to), opened.verdict, closed_to.verdict) == (["CGS124", "CGS121"], "none", "none")


def test_paths_lead_through_fields_lists_and_definitions() -> None:
    party = closed(**{"a/b": TEXT, "c~d": {"enum": ["x"]}})
    later = closed(**{"a/b": {"type": "null"}, "c~d": {"enum": ["x", "y"]}})
    places = [
        (change.name, change.path, change.message)
        for change in compare(
            *(
                Edition(
                    {"deal": {**closed(parties={"type": "array", "items": {"$ref": "#/$defs/P"}}), "$defs": {"P": p}}}
                )
                for p in (party, later)
            )
        ).changes
    ]
    assert places == [
        ("deal", "/parties/*/a~1b", "text was replaced by null"),
        ("deal", "/parties/*/c~0d", 'added: "y"'),
    ]


def test_a_schema_that_comes_back_to_itself_is_compared_once() -> None:
    def tree(leaf: Any) -> dict[str, Any]:
        node = closed(leaf=leaf, below={"type": "array", "items": {"$ref": "#/$defs/Node"}})
        return {"$ref": "#/$defs/Node", "$defs": {"Node": node}}

    comparison = compare(Edition({"tree": tree(TEXT)}), Edition({"tree": tree({"type": "integer"})}))
    assert [(change.rule.code, change.path) for change in comparison.changes] == [("CGS111", "/leaf")]


def test_the_name_of_the_schema_is_not_compared_and_everything_else_of_the_field_is() -> None:
    def thing(name: str, **more: Any) -> Edition:
        return Edition({"thing": closed("schema", schema={"const": name, "type": "string", **more})})

    assert compare(thing("thing/1"), thing("thing/2")).changes == ()
    assert codes(compare(thing("thing/1"), thing("thing/2", title="a"))) == ["CGS141"]
    assert codes(compare(thing("thing/1"), thing("other/1"))) == ["CGS122", "CGS121"]
    opened = Edition({"thing": closed("schema", schema=TEXT)})
    assert codes(compare(thing("thing/1"), opened)) == ["CGS123"]
    other = [Edition({"thing": closed(a=thing(name).records["thing"])}) for name in ("thing/1", "thing/2")]
    assert codes(compare(*other)) == ["CGS122", "CGS121"]


def test_long_values_and_many_terms_are_cut_short() -> None:
    (pattern,) = schemas(TEXT, TEXT | {"pattern": "a" * 1000}).changes
    (terms,) = schemas({"const": "a"}, {"enum": ["a", *map(str, range(9))]}).changes
    assert len(pattern.message) < 130
    assert terms.message.endswith("and 4 more")


def test_worst_comes_first() -> None:
    old = closed(a=TEXT, b={"const": "x"}, c=TEXT, d={"enum": ["y", "z"]})
    new = closed(a={"type": "null"}, b={"enum": ["x", "w"]}, c=TEXT | {"title": "C"}, d={"const": "y"})
    verdicts = [change.rule.verdict for change in schemas(old, new).changes]
    assert verdicts == ["none", "forward", "backward", "full"]


def test_renamed_key_columns_are_renamed_and_no_other_key() -> None:
    def tables(name: str) -> dict[str, Any]:
        column = {"name": name, "type": "string", "description": "The key."}
        reference = {"fields": ["site"], "reference": {"resource": "sites", "fields": [name]}}
        site = {"name": "site", "type": "string", "description": "Where."}
        return {
            "sites": {"fields": [column], "primaryKey": [name]},
            "labs": {"fields": [site], "primaryKey": ["site"], "foreignKeys": [reference]},
        }

    comparison = compare(Edition(tables=tables("id")), Edition(tables=tables("key")))
    assert [(change.rule.code, change.name, change.path) for change in comparison.changes] == [
        ("CGS206", "sites", "/id")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"minimum": 0}, "CGS214"),
        ({"minimum": 0}, {}, "CGS213"),
        ({"minimum": 1}, {"minimum": 0}, "CGS213"),
        ({"maxLength": 1}, {"maxLength": 0}, "CGS214"),
        ({"minLength": 1}, {"minLength": 2}, "CGS214"),
        ({"minimum": "2020-01-01"}, {"minimum": "2021-01-01"}, "CGS214"),
        ({"minimum": "2020-01-01"}, {"minimum": 3}, "CGS290"),
        ({}, {"unique": True}, "CGS214"),
        ({"unique": True}, {"unique": False}, "CGS213"),
        ({"enum": ["a"]}, {}, "CGS213"),
        ({"pattern": "a"}, {}, "CGS213"),
        ({}, {"jsonSchema": {}}, "CGS290"),
        ({"minimum": True}, {"minimum": 3}, "CGS290"),
        ({"enum": ["a"], "minLength": "x"}, {"enum": ["a"]}, "CGS213"),
        ({"enum": ["a"], "minimum": 3}, {"enum": ["a"]}, "CGS213"),
        ({"enum": ["a"], "maxLength": 9}, {"enum": ["a"], "maxLength": 1}, None),
        ({"enum": ["ab"], "maxLength": 9}, {"enum": ["ab"], "maxLength": 1}, "CGS214"),
        ({"enum": [1]}, {"enum": [1], "minimum": 0}, None),
        ({}, {"required": False}, None),
        ({}, {"unique": False}, None),
    ],
)
def test_constraints_of_columns(old: Any, new: Any, expected: str | None) -> None:
    sides = [
        {"t": {"fields": [{"name": "a", "type": "string", "constraints": constraints}]}} for constraints in (old, new)
    ]
    assert codes(compare(*(Edition(tables=side) for side in sides))) == ([expected] if expected else [])


def _file(**change: Any) -> dict[str, bytes]:
    return {"a.schema.json": json.dumps({"$schema": DIALECT, **closed()} | change).encode()}


def _tables(table: Any) -> dict[str, bytes]:
    return {"tables.json": json.dumps({"t": table}).encode()}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds neither"),
        ({"other.json": b"{}"}, "holds neither"),
        ({"a.schema.json": b"{"}, "a.schema.json is not JSON"),
        ({"a.schema.json": b"\xff"}, "is not JSON"),
        ({"a.schema.json": b'{"a": NaN}'}, "NaN is no number"),
        ({"a.schema.json": b"1" * 9999}, "is not JSON"),
        ({"a.schema.json": b"[" * 100_000}, "is nested too deeply"),
        ({"a.schema.json": b'{"a":' + b"[" * 80 + b"]" * 80 + b"}"}, "is nested deeper than 60 levels"),
        ({"a.schema.json": b"[]"}, "is not a JSON object"),
        ({"a.schema.json": b"{}"}, "is no JSON Schema of 2020-12"),
        (_file(**{"$schema": "http://json-schema.org/draft-07/schema#"}), "is no JSON Schema of 2020-12"),
        ({"tables.json": b'{"t": []}'}, "table 't' is no Table Schema"),
        (_tables({"fields": [{"name": "a"}]}), "without name and type"),
        (_tables({"fields": [{"name": "a", "type": "string", "constraints": []}]}), "without name and type"),
        (_tables({"fields": [{"name": "a", "type": "string", "constraints": {"enum": 1}}]}), "enum is no list"),
        (_tables({"fields": [{"name": "a", "type": "string"}] * 2}), "two fields of one name"),
        (_tables({"fields": [], "primaryKey": "id"}), "primary key that is no list"),
        (_tables({"fields": [], "foreignKeys": [{}]}), "foreign keys without fields and reference"),
        (_tables({"fields": [], "foreignKeys": 3}), "foreign keys without fields and reference"),
        (
            _tables({"fields": [], "foreignKeys": [{"fields": ["a"], "reference": {"resource": 1, "fields": []}}]}),
            "foreign",
        ),
        ({"vocabularies.json": b'{"v": {}}'}, "vocabulary 'v' has no terms"),
        ({"vocabularies.json": b'{"v": {"terms": {"t": 1}}}'}, "vocabulary 'v' has no terms"),
    ],
)
def test_files_that_are_no_schema_are_refused_in_one_line(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(NotASchema) as refused:
        edition(files)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_reference_that_leads_nowhere_is_refused() -> None:
    for reference in ("#/$defs/None", "other.json", "#", 3):
        with pytest.raises(NotASchema, match=r"thing: it refers to .* none of its definitions"):
            schemas({"$ref": reference}, TEXT)


def test_definitions_that_grow_without_end_are_refused() -> None:
    def deal(leaf: Any) -> Edition:
        levels = {f"L{i}": closed(a={"$ref": f"#/$defs/L{i + 1}"}, b={"$ref": f"#/$defs/L{i + 1}"}) for i in range(40)}
        return Edition({"deal": {"$ref": "#/$defs/L0", "$defs": levels | {"L40": leaf}}})

    for leaf in (TEXT, {"not": TEXT}):
        with pytest.raises(NotASchema, match="deal: its definitions refer to each other too often"):
            compare(deal(TEXT), deal(leaf))


def test_definitions_in_a_long_line_are_refused() -> None:
    levels = {f"L{i}": {"type": "array", "items": {"$ref": f"#/$defs/L{i + 1}"}} for i in range(3000)}
    one = Edition({"deal": {"$ref": "#/$defs/L0", "$defs": levels | {"L3000": TEXT}}})
    with pytest.raises(NotASchema, match="too often"):
        compare(one, one)
    negated = Edition({"deal": {"not": {"$ref": "#/$defs/L0"}, "$defs": levels | {"L3000": TEXT}}})
    with pytest.raises(NotASchema, match="too often"):
        compare(negated, negated)


PUBLISHED = published()
NUMBERS = sorted({name.partition("/")[0] for name in PUBLISHED})


@pytest.mark.parametrize("number", NUMBERS)
def test_every_published_schema_is_understood_throughout(number: str) -> None:
    """A node that is not understood could only be compared as it is written."""
    held = edition({name.partition("/")[2]: content for name, content in PUBLISHED.items() if name.startswith(number)})
    assert held.records
    for name in held.records:
        nothing = {"$schema": DIALECT, **closed()}
        comparison = compare(Edition({name: nothing}), Edition({name: held.records[name]}))
        assert [change.path for change in comparison.changes if change.rule.code == "CGS190"] == []
    assert compare(held, held).changes == ()
