from __future__ import annotations

import json
import unicodedata
from string import ascii_uppercase
from typing import Any

import pycountry
import pytest
import regress
from hypothesis import given, settings
from hypothesis import strategies as st
from model_faults import faults
from pydantic import ConfigDict, TypeAdapter, ValidationError

from cgt_dataset.schema import Evidence, Name, Quantity, Regulation, iso3166, v1, v2
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.value_types import (
    Country,
    Id,
    Isocode,
    LanguageTag,
    Offset,
    Pointer,
    Prose,
    Sha256,
    Subdivision,
    Text,
    Url,
    unique,
)

STRICT = ConfigDict(strict=True)
TYPES: dict[str, TypeAdapter[Any]] = {
    "Text": TypeAdapter(Text, config=STRICT),
    "Prose": TypeAdapter(Prose, config=STRICT),
    "Id": TypeAdapter(Id, config=STRICT),
    "LanguageTag": TypeAdapter(LanguageTag, config=STRICT),
    "Url": TypeAdapter(Url, config=STRICT),
    "Sha256": TypeAdapter(Sha256, config=STRICT),
    "Offset": TypeAdapter(Offset, config=STRICT),
    "Pointer": TypeAdapter(Pointer, config=STRICT),
    "Country": TypeAdapter(Country, config=STRICT),
    "Subdivision": TypeAdapter(Subdivision, config=STRICT),
    "Isocode": TypeAdapter(Isocode, config=STRICT),
}


def read(kind: str, value: object) -> Any:
    return TYPES[kind].validate_json(json.dumps(value))


KEPT = [
    "NA",
    "NO",
    "null",
    "1e5",
    "010",
    "2021-06-21",
    "-",
    "İstanbul Üniversitesi ıi",
    "محمد بن سلمان",
    "בית חולים",
    "北京经开区",
    "a b",
    "a\u00a0b",
    "e\u0301 is not \u00e9",
    "\U0001f9ec",
    "A\u200dB",
    "'\"\\,;|",
    "=1+1",
    "x",
]


@pytest.mark.parametrize("kind", ["Text", "Prose"])
@pytest.mark.parametrize("text", KEPT)
def test_a_text_is_kept_to_the_code_point(kind: str, text: str) -> None:
    assert read(kind, text) == text


CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
OVERRIDES = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
BREAKS = [0x2028, 0x2029, 0xFEFF]


@pytest.mark.parametrize("kind", ["Text", "Prose"])
@pytest.mark.parametrize("character", [chr(code) for code in (*CONTROLS, *OVERRIDES, *BREAKS)], ids=ascii)
@pytest.mark.parametrize("around", ["a{}b", "{}ab", "ab{}", "{}"])
def test_control_and_override_characters_stand_nowhere_in_a_text(kind: str, character: str, around: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        read(kind, around.format(character))


@pytest.mark.parametrize("kind", ["Text", "Prose"])
@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2003", "\u202f", "\u3000"], ids=unicodedata.name)
@pytest.mark.parametrize("around", ["{}a", "a{}", "{}"])
def test_no_space_stands_at_the_ends_of_a_text(kind: str, space: str, around: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        read(kind, around.format(space))


@pytest.mark.parametrize("kind", ["Text", "Prose"])
def test_an_empty_text_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError):
        read(kind, "")


@pytest.mark.parametrize(("kind", "limit"), [("Text", 300), ("Prose", 1000), ("Url", 2000)])
def test_a_text_is_bounded_in_code_points(kind: str, limit: int) -> None:
    start = "https://a/" if kind == "Url" else "\U0001f9ec"
    longest = start + "a" * (limit - len(start))
    assert read(kind, longest) == longest
    with pytest.raises(ValidationError, match=f"at most {limit} characters"):
        read(kind, longest + "a")


FORMS: dict[str, tuple[list[Any], list[Any]]] = {
    "Id": (
        ["ab", "a1", "1a", "a-b", "a" * 63, "a--b"],
        ["", "a", "a" * 64, "A-b", "a_b", "-a", "a b", "a/b", "a.b", "é-a", "ab\n", "../ab", 12],
    ),
    "LanguageTag": (
        ["en", "zh", "yue", "zh-Hans", "en-GB", "zh-Hant-TW", "es-419"],
        ["", "EN", "e", "engl", "en-gb", "en_GB", "zh-hans", "en-GB-x", "en\n", "x-private"],
    ),
    "Url": (
        ["https://example.org", "http://a.b:80/", "https://a/b?c=d#e", "https://xn--p1ai/%20"],
        [
            "",
            "ftp://a/",
            "//a/",
            "example.org",
            "https://",
            "https://a b/",
            "https://a/b c",
            "https://a/é",
            "https://u@a/",
            "javascript:alert(1)",
            "https://a/\n",
            "HTTPS://a/",
        ],
    ),
    "Sha256": (
        ["0" * 64, "0123456789abcdef" * 4],
        ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"],
    ),
    "Pointer": (
        ["/signed_on", "/names/0", "/parties/12/role", "/a/999999"],
        [
            "",
            "/",
            "names",
            "/names/",
            "/names/01",
            "/names/-1",
            "/names/0/text/x",
            "/Names",
            "/a/1000000",
            "/a/-",
            "/a\n",
        ],
    ),
    "Subdivision": (
        ["CN-BJ", "AD-02", "GB-ENG", "FR-2"],
        ["", "CN", "CN-", "cn-bj", "CN_BJ", "CN-ABCD", "CHN-BJ", "CN-BJ\n"],
    ),
    "Country": (["CN", "NL", "TR"], ["", "cn", "CHN", "XX", "UK", "EU", "China", "CN\n", 156, None]),
    "Isocode": (
        ["CN", "NL", "CN-BJ", "GB-ENG", "FR-2A"],
        ["", "cn", "XX", "CHN", "CN-", "CN-XX", "NL-BJ", "XX-BJ", "CN-bj", "CN_BJ", "CN\n", "CN-BJ\n", "C", 156, None],
    ),
    "Offset": ([0, 1, 100_000_000], [-1, 100_000_001, 5.0, 5.5, "5", True, None, 2**64]),
}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, (good, _) in FORMS.items() for value in good])
def test_a_value_of_its_form_is_kept(kind: str, value: object) -> None:
    held = read(kind, value)
    assert held == value
    assert type(held) is type(value)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, (_, bad) in FORMS.items() for value in bad])
def test_a_value_of_another_form_is_refused(kind: str, value: object) -> None:
    with pytest.raises(ValidationError):
        read(kind, value)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([kind for kind in TYPES if kind not in ("Country", "Isocode", "Offset")]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    | st.sampled_from([text for good, bad in FORMS.values() for text in (*good, *bad) if isinstance(text, str)]),
)
def test_model_and_published_pattern_give_the_same_verdict(kind: str, text: str) -> None:
    published = TYPES[kind].json_schema()
    short_enough = len(text) <= published.get("maxLength", len(text))
    try:
        read(kind, text)
    except ValidationError:
        accepted = False
    else:
        accepted = True
    assert accepted == (short_enough and regress.Regex(published["pattern"]).find(text) is not None)


def test_country_codes_are_those_of_iso_3166_1() -> None:
    ours, theirs = set(iso3166.codes()), {country.alpha_2 for country in pycountry.countries}
    assert ours == theirs, f"only ours: {sorted(ours - theirs)}; only pycountry's: {sorted(theirs - ours)}"
    assert TYPES["Country"].json_schema()["enum"] == sorted(theirs)


def test_subdivision_codes_are_those_of_iso_3166_2() -> None:
    ours = {(country, code) for country, codes in iso3166.codes().items() for code in codes}
    theirs = {(subdivision.country_code, subdivision.code) for subdivision in pycountry.subdivisions}
    assert ours == theirs, f"only ours: {sorted(ours - theirs)}; only pycountry's: {sorted(theirs - ours)}"


def test_a_code_of_a_place_is_that_of_any_country_or_subdivision_and_no_other() -> None:
    known = {country.alpha_2 for country in pycountry.countries} | {part.code for part in pycountry.subdivisions}
    published = regress.Regex(TYPES["Isocode"].json_schema()["pattern"])
    for code in known:
        assert read("Isocode", code) == code
        assert published.find(code) is not None
    ends = ["", *(f"-{one}{other}" for one in ascii_uppercase for other in ascii_uppercase)]
    for code in (f"{country}{end}" for country in ("CN", "NL", "ZZ") for end in ends):
        if code not in known:
            with pytest.raises(ValidationError):
                read("Isocode", code)


def test_every_subdivision_code_of_iso_3166_2_has_the_published_form() -> None:
    refused = [
        subdivision.code
        for subdivision in pycountry.subdivisions
        if regress.Regex(TYPES["Subdivision"].json_schema()["pattern"]).find(subdivision.code) is None
    ]
    assert refused == []


NAME = {"text": "Acme", "language": "en", "kind": "official"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"text": None}, [("string_type", ("text",))]),
        ({"text": 2021}, [("string_type", ("text",))]),
        ({"text": True}, [("string_type", ("text",))]),
        ({"kind": "Official"}, [("enum", ("kind",))]),
        ({"kind": "official "}, [("enum", ("kind",))]),
        ({"script": "Latn"}, [("extra_forbidden", ("script",))]),
    ],
)
def test_a_name_is_text_language_and_kind(change: dict[str, Any], expected: list[Any]) -> None:
    assert faults(Name, NAME | change) == expected


QUANTITY = {"value": 200, "comparator": "le", "unit": "L", "as_stated": "up to 200L"}


@pytest.mark.parametrize("comparator", ["eq", "gt", "ge", "lt", "le", "approx"])
def test_only_between_takes_an_upper_number(comparator: str) -> None:
    assert faults(Quantity, QUANTITY | {"comparator": comparator}) == []
    assert faults(Quantity, QUANTITY | {"comparator": comparator, "upper": 300}) == [("quantity_bounds", ("upper",))]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"upper": 300}, []),
        ({"upper": 200.5}, []),
        ({}, [("quantity_bounds", ("comparator",))]),
        ({"upper": None}, [("quantity_bounds", ("comparator",))]),
        ({"upper": 200}, [("quantity_bounds", ("upper",))]),
        ({"upper": 199}, [("quantity_bounds", ("upper",))]),
        ({"upper": 9.1e15}, [("less_than_equal", ("upper",))]),
    ],
)
def test_between_needs_an_upper_number_above_the_value(change: dict[str, Any], expected: list[Any]) -> None:
    assert faults(Quantity, QUANTITY | {"comparator": "between"} | change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": 0}, []),
        ({"value": -9e15}, []),
        ({"value": 9e15}, []),
        ({"value": 0.5}, []),
        ({"value": 9.1e15}, [("less_than_equal", ("value",))]),
        ({"value": -9.1e15}, [("greater_than_equal", ("value",))]),
        ({"value": float("nan")}, [("finite_number", ("value",))]),
        ({"value": float("inf")}, [("finite_number", ("value",))]),
        ({"value": "200"}, [("float_type", ("value",))]),
        ({"value": True}, [("float_type", ("value",))]),
        ({"value": None}, [("float_type", ("value",))]),
        ({"unit": 1}, [("enum", ("unit",))]),
        ({"unit": "l"}, [("enum", ("unit",))]),
        ({"as_stated": ""}, [("string_pattern_mismatch", ("as_stated",))]),
        ({"as_stated": 200}, [("string_type", ("as_stated",))]),
    ],
)
def test_a_quantity_is_a_finite_number_with_its_words(change: dict[str, Any], expected: list[Any]) -> None:
    assert faults(Quantity, QUANTITY | change) == expected


EVIDENCE = {
    "source": "a-source",
    "supports": ["/kind"],
    "start": 0,
    "end": 5,
    "sha256": "0" * 64,
    "derivation": "verbatim",
    "assertion": "stated",
}


each_evidence = pytest.mark.parametrize(
    ("model", "bearer"), [(v1.Evidence, "Paul"), (Evidence, {"person": "paul"})], ids=["1", "2"]
)


@each_evidence
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"start": 4}, []),
        ({"start": 5}, [("span_order", ("end",))]),
        ({"start": 6}, [("span_order", ("end",))]),
        ({"start": 5.0}, [("int_type", ("start",))]),
        ({"supports": []}, [("too_short", ("supports",))]),
        ({"supports": ["/kind", "/kind"]}, [("repeated_item", ("supports", 1))]),
        ({"supports": "/kind"}, [("tuple_type", ("supports",))]),
        ({"supports": ["/kind", "name"]}, [("string_pattern_mismatch", ("supports", 1))]),
        ({"asserted_by": "Paul"}, [("bearer", ("asserted_by",))]),
        ({"asserted_by": "Paul", "assertion": "quoted"}, []),
        ({"assertion": "claimed"}, []),
        ({"derivation": "inferred"}, [("note_missing", ("derivation",))]),
        ({"derivation": "computed"}, [("note_missing", ("derivation",))]),
        ({"derivation": "inferred", "note": "From the context."}, []),
        ({"derivation": "computed", "note": "4 times 5."}, []),
        ({"derivation": "normalised"}, []),
        ({"derivation": "translated"}, []),
        ({"derivation": "guessed"}, [("enum", ("derivation",))]),
        ({"sha256": "0"}, [("string_pattern_mismatch", ("sha256",))]),
        ({"quote": "words"}, [("extra_forbidden", ("quote",))]),
        (
            {"start": 5, "asserted_by": "Paul", "derivation": "computed"},
            [("span_order", ("end",)), ("bearer", ("asserted_by",)), ("note_missing", ("derivation",))],
        ),
    ],
)
def test_evidence_says_where_how_and_who(
    model: type[Model], bearer: object, change: dict[str, Any], expected: list[Any]
) -> None:
    whole = EVIDENCE | change
    assert faults(model, whole | ({"asserted_by": bearer} if "asserted_by" in change else {})) == expected


@pytest.mark.parametrize("model", [v1.Evidence, Evidence])
@pytest.mark.parametrize("missing", EVIDENCE)
def test_no_part_of_evidence_can_be_left_out(model: type[Model], missing: str) -> None:
    left = {name: value for name, value in EVIDENCE.items() if name != missing}
    assert faults(model, left) == [("missing", (missing,))]


BEARERS = ("person", "organization", "mention")


@pytest.mark.parametrize("given", [(), *((name,) for name in BEARERS), BEARERS[:2], BEARERS[1:], BEARERS])
def test_a_bearer_is_exactly_one_of_whom_there_can_be(given: tuple[str, ...]) -> None:
    bearer = dict.fromkeys(given, "somebody")
    expected: list[Any] = [] if len(given) == 1 else [("exactly_one", ())]
    assert faults(v2.Bearer, bearer) == expected
    assert faults(v2.Bearer, dict.fromkeys(BEARERS) | bearer) == expected
    inside = [(kind, ("asserted_by", *at)) for kind, at in expected]
    assert faults(Evidence, EVIDENCE | {"assertion": "quoted", "asserted_by": bearer}) == inside


@pytest.mark.parametrize("bearer", ["Paul", ["paul"], {"name": "Paul"}, {"person": "Paul Smit"}, {"person": 1}])
def test_a_bearer_is_named_by_the_id_of_a_record(bearer: object) -> None:
    assert faults(Evidence, EVIDENCE | {"assertion": "quoted", "asserted_by": bearer}) != []


SAYS = {"says": "3,000 m2"}
GROUND = {"outweighed_by": "more_exact"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"stance": "supports"}, []),
        ({"stance": "contradicts"} | SAYS | GROUND, []),
        (SAYS, [("stance", ("says",))]),
        (GROUND, [("stance", ("outweighed_by",))]),
        (SAYS | GROUND, [("stance", ("says",)), ("stance", ("outweighed_by",))]),
        ({"stance": "supports"} | SAYS, [("stance", ("says",))]),
        ({"stance": "contradicts"} | SAYS, [("stance", ("stance",))]),
        ({"stance": "contradicts"} | GROUND, [("stance", ("stance",))]),
        ({"stance": "contradicts"}, [("stance", ("stance",)), ("stance", ("stance",))]),
        ({"stance": "denies"}, [("enum", ("stance",))]),
        ({"stance": None}, [("enum", ("stance",))]),
        ({"stance": "contradicts", "outweighed_by": "age"} | SAYS, [("enum", ("outweighed_by",))]),
        ({"stance": "contradicts", "says": "two\nlines"} | GROUND, [("string_pattern_mismatch", ("says",))]),
    ],
)
def test_words_that_contradict_say_what_and_why_they_do_not_count(change: dict[str, Any], expected: list[Any]) -> None:
    assert faults(Evidence, EVIDENCE | change) == expected


def test_what_evidence_of_schema_1_does_not_know_is_refused() -> None:
    assert faults(v1.Evidence, EVIDENCE | {"stance": "supports"}) == [("extra_forbidden", ("stance",))]


def test_words_support_where_nothing_else_is_said() -> None:
    assert Evidence.model_validate_json(json.dumps(EVIDENCE)).stance == "supports"


@pytest.mark.parametrize(
    ("items", "at"),
    [(("a", "a"), 1), (("a", "b", "a", "b"), 2), (("a", "b", "c", "c"), 3)],
)
def test_the_second_of_two_equal_items_is_named(items: tuple[str, ...], at: int) -> None:
    with pytest.raises(ValueError, match="stands twice") as refused:
        unique(items)
    assert refused.value.context == {"at": [at]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("items", [(), ("a",), ("a", "A", "a ", "ä", "a\u0308")])
def test_different_items_are_never_taken_for_the_same(items: tuple[str, ...]) -> None:
    assert unique(items) == items


class Swollen(Exception):
    """More comparisons than a list of its length can need."""


def test_a_file_full_of_names_is_not_compared_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of 1 MiB holds some 20,000 names; 200 million comparisons take minutes."""
    count, asked = 2_000, 0
    equal = Name.__eq__

    def counting(self: Name, other: Any) -> bool:
        nonlocal asked
        asked += 1
        if asked > 20 * count:
            raise Swollen
        return equal(self, other)

    monkeypatch.setattr(Name, "__eq__", counting)
    names = [NAME | {"text": f"name {number}"} for number in range(count)]
    data = {"schema": "regulation/2", "id": "a-law", "kind": "law", "names": names}
    assert {kind for kind, _ in faults(Regulation, data)} <= {"too_long"}
