from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import model_faults
import pytest
from pydantic import ValidationError

from cgt_dataset.rules import read_record
from cgt_dataset.schema import CURRENT, MODELS, RECORDS, AnyRecord, Quantity, Tombstone, v1, v2

DIGEST = "0" * 64
NAME = {"text": "Acme", "language": "en", "kind": "official"}
HEART: dict[str, dict[str, Any]] = {
    "source/1": {
        "schema": "source/1",
        "id": "a-source",
        "kind": "news",
        "language": "en",
        "text_sha256": DIGEST,
        "text_length": 10,
        "body_start": 0,
        "body_end": 10,
    },
    "organization/1": {
        "schema": "organization/1",
        "id": "acme",
        "name": "Acme",
        "names": [{"text": "Acme", "language": "en", "kind": "official"}],
    },
    "agreement/1": {
        "schema": "agreement/1",
        "id": "a-licence",
        "kind": "licence",
        "status": "signed",
        "parties": [{"organization": "acme", "role": "licensor"}],
    },
    "regulation/1": {"schema": "regulation/1", "id": "a-law", "kind": "law"},
    "facility/1": {"schema": "facility/1", "id": "a-plant"},
}
QUANTITY = {"value": 8, "comparator": "eq", "unit": "1", "as_stated": "eight"}
LEAST: dict[str, dict[str, Any]] = {
    **HEART,
    **{f"{name[:-1]}2": least | {"schema": f"{name[:-1]}2"} for name, least in HEART.items()},
    "place/2": {"schema": "place/2", "id": "nl-west"},
    "person/2": {"schema": "person/2", "id": "paul", "name": "Acme", "names": [NAME]},
    "product/2": {"schema": "product/2", "id": "a-kit"},
    "event/2": {"schema": "event/2", "id": "a-fair", "kind": "fair", "status": "planned"},
    "statistic/2": {
        "schema": "statistic/2",
        "id": "a-figure",
        "measure": "patients",
        "quantity": QUANTITY,
        "basis": "observed",
    },
    "relation/2": {
        "schema": "relation/2",
        "id": "a-relation",
        "organization": "acme",
        "kind": "part_of",
        "other": "a-group",
    },
    "mention/2": {"schema": "mention/2", "id": "six-firms", "text": "six firms", "language": "en"},
}
"""The least that each model accepts."""
TOMBSTONE = {"schema": "tombstone/2", "id": "old-acme", "reason": "It is Acme."}


def both(*names: str) -> list[str]:
    """Names of schema 1, and the same of schema 2."""
    return [*names, *(f"{name[:-1]}2" for name in names)]


def faults(name: str, data: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """The faults of a document under the model of its schema name."""
    return model_faults.faults(MODELS[name], data)


def read(name: str, **change: Any) -> AnyRecord:
    return MODELS[name].model_validate_json(json.dumps(LEAST[name] | change))


def test_models_are_found_by_the_name_that_a_record_gives() -> None:
    expected: dict[str, type[AnyRecord]] = {
        "source/1": v1.Source,
        "organization/1": v1.Organization,
        "agreement/1": v1.Agreement,
        "regulation/1": v1.Regulation,
        "facility/1": v1.Facility,
        "source/2": v2.Source,
        "organization/2": v2.Organization,
        "agreement/2": v2.Agreement,
        "regulation/2": v2.Regulation,
        "facility/2": v2.Facility,
        "place/2": v2.Place,
        "person/2": v2.Person,
        "product/2": v2.Product,
        "event/2": v2.Event,
        "statistic/2": v2.Statistic,
        "relation/2": v2.Relation,
        "mention/2": v2.Mention,
    }
    assert expected == MODELS
    assert [model for name, model in expected.items() if name.endswith("/2")] == list(RECORDS)
    assert CURRENT.models == {name: model for name, model in expected.items() if name.endswith("/2")}
    assert set(LEAST) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_the_least_record_is_accepted(name: str) -> None:
    assert faults(name, LEAST[name]) == []


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, least in LEAST.items() for field in least if (name, field) != ("relation/2", "other")],
)
def test_no_required_field_can_be_left_out_or_null(name: str, field: str) -> None:
    without = {key: value for key, value in LEAST[name].items() if key != field}
    assert faults(name, without) == [("missing", (field,))]
    refused = faults(name, LEAST[name] | {field: None})
    assert [path for _, path in refused] == [(field,)]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("unknown", ["schema_", "Kind", "table", "", "names_"])
def test_a_field_that_the_model_does_not_know_is_refused(name: str, unknown: str) -> None:
    assert faults(name, LEAST[name] | {unknown: "x"}) == [("extra_forbidden", (unknown,))]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("other", ["", "source", "source/3", "Source/1", "place/1", "tombstone/2", 1, None])
def test_another_schema_name_is_refused(name: str, other: object) -> None:
    assert faults(name, LEAST[name] | {"schema": other}) == [("literal_error", ("schema",))]


@pytest.mark.parametrize("name", MODELS)
def test_a_record_cannot_be_changed(name: str) -> None:
    record = read(name)
    with pytest.raises(ValidationError, match="frozen"):
        record.id = "other"  # type: ignore[misc]  # what the test is about


NOT_COERCED: list[tuple[str, str, object, str]] = [
    ("agreement/1", "title", 2021, "string_type"),
    ("agreement/1", "title", 1.5, "string_type"),
    ("agreement/1", "title", True, "string_type"),
    ("agreement/1", "title", ["x"], "string_type"),
    ("agreement/1", "signed_on", 2021, "string_type"),
    ("agreement/1", "country", False, "string_type"),
    ("agreement/1", "kind", 1, "enum"),
    ("agreement/1", "kind", ["licence"], "enum"),
    ("agreement/1", "technologies", "car_t", "tuple_type"),
    ("agreement/1", "technologies", {"0": "car_t"}, "tuple_type"),
    ("agreement/1", "technologies", None, "tuple_type"),
    ("agreement/1", "parties", [], "too_short"),
    ("agreement/1", "technologies_open", False, "literal_error"),
    ("agreement/1", "technologies_open", "true", "bool_type"),
    ("agreement/1", "technologies_open", "yes", "bool_type"),
    ("agreement/1", "technologies_open", 0, "bool_type"),
    ("agreement/1", "technologies_open", 1, "bool_type"),
    ("agreement/1", "technologies_open", 1.0, "bool_type"),
    ("source/1", "text_length", 10.0, "int_type"),
    ("source/1", "text_length", "10", "int_type"),
    ("source/1", "text_length", True, "int_type"),
    ("source/1", "text_length", 100_000_001, "less_than_equal"),
    ("source/1", "body_start", -1, "greater_than_equal"),
    ("organization/1", "names", [], "too_short"),
    ("facility/1", "area", 4000, "model_type"),
    ("facility/1", "area", "4,000 m2", "model_type"),
    ("agreement/2", "place", 12, "string_type"),
    ("agreement/2", "place", "Alkmaar", "string_pattern_mismatch"),
    ("agreement/2", "aims", "all of it", "tuple_type"),
    ("agreement/2", "parties_open", False, "literal_error"),
    ("place/2", "iso_code", ["NL"], "string_type"),
    ("place/2", "iso_code", False, "string_type"),
    ("place/2", "iso_code", "XX", "iso_code"),
    ("place/2", "iso_code", "nl", "string_pattern_mismatch"),
    ("person/2", "names", [], "too_short"),
    ("event/2", "attendance", 600, "model_type"),
    ("statistic/2", "quantity", 600, "model_type"),
    ("statistic/2", "basis", "guess", "enum"),
    ("mention/2", "members_open", 1, "bool_type"),
]


@pytest.mark.parametrize(("name", "field", "value", "kind"), NOT_COERCED)
def test_nothing_is_coerced(name: str, field: str, value: object, kind: str) -> None:
    assert faults(name, LEAST[name] | {field: value}) == [(kind, (field,))]


def test_a_whole_number_may_stand_for_a_quantity() -> None:
    area = {"value": 4000, "comparator": "eq", "unit": "m2", "as_stated": "4,000 m2"}
    for name in both("facility/1"):
        held = getattr(read(name, area=area), "area")  # noqa: B009 (records of two versions)
        assert isinstance(held, Quantity)
        assert held.value == 4000


@pytest.mark.parametrize(
    ("name", "field", "items"),
    [
        ("agreement/1", "technologies", ["car_t", "ipsc", "car_t"]),
        ("agreement/1", "products", ["One", "Two", "One"]),
        ("agreement/2", "products", ["one", "two", "one"]),
        ("agreement/2", "aims", ["One", "Two", "One"]),
        ("agreement/2", "parties", [{"organization": who, "role": "partner"} for who in ("acme", "other", "acme")]),
        ("regulation/2", "applies_in", ["nl", "be", "nl"]),
        ("person/2", "offices", [{"organization": "acme", "title": title} for title in ("head", "chief", "head")]),
        ("product/2", "designations", [{"name": name} for name in ("orphan", "fast", "orphan")]),
        ("product/2", "indications", ["a", "b", "a"]),
        ("event/2", "participants", [{"person": who, "role": "speaker"} for who in ("paul", "li", "paul")]),
        ("event/2", "exhibits", [{"product": what} for what in ("one", "two", "one")]),
        ("mention/2", "members", [{"place": where} for where in ("nl", "be", "nl")]),
        ("place/2", "distinct_from", ["nl", "be", "nl"]),
        ("agreement/1", "parties", [{"organization": who, "role": "partner"} for who in ("acme", "other", "acme")]),
        ("organization/1", "names", [NAME, NAME | {"kind": "short"}, NAME]),
        ("organization/1", "ownership", ["state_owned", "publicly_listed", "state_owned"]),
        ("regulation/1", "names", [NAME, NAME | {"language": "zh"}, NAME]),
        ("regulation/1", "issuers", ["one-ministry", "other-ministry", "one-ministry"]),
        ("regulation/1", "applies_in", [{"place": "A"}, {"place": "B"}, {"place": "A"}]),
        ("regulation/1", "subject", ["a", "b", "a"]),
        ("regulation/1", "sites", ["a-park", "b-park", "a-park"]),
        ("facility/1", "partners", ["acme", "other", "acme"]),
        ("facility/1", "functions", ["testing", "quality_control", "testing"]),
        (
            "facility/1",
            "services",
            [{"kind": kind, "availability": "offered"} for kind in ("testing", "cell_banking", "testing")],
        ),
    ],
)
def test_an_item_that_stands_twice_is_named(name: str, field: str, items: list[Any]) -> None:
    assert faults(name, LEAST[name] | {field: items}) == [("repeated_item", (field, 2))]
    assert faults(name, LEAST[name] | {field: items[:2]}) == []


@pytest.mark.parametrize(
    ("name", "field", "item", "expected"),
    [
        ("agreement/1", "parties", {"organization": "acme", "role": "owner"}, ("CGT104", "/parties/0/role")),
        ("organization/1", "names", NAME | {"kind": "nickname"}, ("CGT104", "/names/0/kind")),
    ],
)
def test_a_list_with_one_faulty_item_is_not_said_to_be_empty(
    name: str, field: str, item: object, expected: tuple[str, str]
) -> None:
    data = LEAST[name] | {field: [item]}
    _, violations = read_record(MODELS[name].table, data["id"], data)
    assert [(violation.rule.code, violation.pointer) for violation in violations] == [expected]


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"organization": "acme"}, []),
        ({"described_as": "a hospital"}, []),
        ({"organization": "acme", "described_as": None}, []),
        ({"organization": "acme", "described_as": "a hospital"}, [("exactly_one", ("parties", 1))]),
        ({}, [("exactly_one", ("parties", 1))]),
        ({"organization": None, "described_as": None}, [("exactly_one", ("parties", 1))]),
    ],
)
def test_a_party_is_named_or_described_never_both(party: dict[str, Any], expected: list[Any]) -> None:
    parties = [{"organization": "other", "role": "partner"}, {"role": "partner"} | party]
    for name in both("agreement/1"):
        assert faults(name, LEAST[name] | {"parties": parties}) == expected


ONE_OF: list[tuple[str, str | None, tuple[str, ...], dict[str, Any]]] = [
    ("person/2", "offices", ("organization", "described_as"), {"title": "head"}),
    ("event/2", "participants", ("person", "organization", "mention"), {"role": "speaker"}),
    (
        "mention/2",
        "members",
        ("organization", "person", "product", "facility", "place", "regulation", "event"),
        {},
    ),
    ("relation/2", None, ("other", "mention", "place", "facility"), {}),
]
"""A record, the list of parts in it (None: the record itself), the fields of which one is given, and the others."""


@pytest.mark.parametrize(("name", "field", "choices", "rest"), ONE_OF, ids=[name for name, *_ in ONE_OF])
def test_exactly_one_of_several_fields_is_given(
    name: str, field: str | None, choices: tuple[str, ...], rest: dict[str, Any]
) -> None:
    least = {key: held for key, held in LEAST[name].items() if key not in choices}

    def found(given: tuple[str, ...]) -> list[Any]:
        part = rest | dict.fromkeys(choices) | dict.fromkeys(given, "somebody")
        return faults(name, least | (part if field is None else {field: [part]}))

    where = () if field is None else (field, 0)
    for choice in choices:
        assert found((choice,)) == []
    for given in [(), *combinations(choices, 2), choices]:
        assert found(given) == [("exactly_one", where)]


BEARERS = ("organization", "facility", "product", "agreement", "regulation")
BESIDE = {"place": "nl", "event": "a-fair", "mention": "six-firms"}
"""What a figure may name beside its bearer."""


def test_a_figure_has_one_bearer_or_none() -> None:
    for given in [(), *((bearer,) for bearer in BEARERS)]:
        figure = LEAST["statistic/2"] | dict.fromkeys(given, "somebody") | BESIDE
        assert faults("statistic/2", figure) == []
    for given in [*combinations(BEARERS, 2), BEARERS]:
        figure = LEAST["statistic/2"] | dict.fromkeys(given, "somebody")
        assert faults("statistic/2", figure) == [("exactly_one", ())]


@pytest.mark.parametrize(
    ("code", "kind", "fits"),
    [
        ("NL", "country", True),
        ("NL", None, True),
        ("CN-BJ", None, True),
        ("CN-BJ", "municipality", True),
        ("CN-HI", "province", True),
        (None, "country", True),
        (None, "city", True),
        ("NL", "province", False),
        ("NL", "city", False),
        ("CN-BJ", "country", False),
    ],
)
def test_only_a_country_has_the_code_of_one(code: str | None, kind: str | None, fits: bool) -> None:
    place = LEAST["place/2"] | {"iso_code": code, "kind": kind}
    assert faults("place/2", place) == ([] if fits else [("subdivision", ("iso_code",))])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"merged_into": "acme"}, []),
        ({"merged_into": None}, []),
        ({"merged_into": "Acme Inc"}, [("string_pattern_mismatch", ("merged_into",))]),
        ({"reason": None}, [("string_type", ("reason",))]),
        ({"reason": ""}, [("string_pattern_mismatch", ("reason",))]),
        ({"schema": "organization/2"}, [("literal_error", ("schema",))]),
        ({"id": "A"}, [("string_pattern_mismatch", ("id",))]),
        ({"name": "Acme"}, [("extra_forbidden", ("name",))]),
        ({"evidence": []}, [("extra_forbidden", ("evidence",))]),
    ],
)
def test_a_tombstone_says_why_and_may_name_an_heir(change: dict[str, Any], expected: list[Any]) -> None:
    assert model_faults.faults(Tombstone, TOMBSTONE | change) == expected


PASSAGE = {"start": 2, "end": 4, "sha256": DIGEST, "reason": "opinion"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"start": 0, "end": 10}, []),
        ({"start": 4}, [("span_order", ("left_out", 0, "end"))]),
        ({"end": 11}, [("span_order", ("left_out", "0", "start"))]),
        ({"reason": "boring"}, [("enum", ("left_out", 0, "reason"))]),
    ],
)
def test_what_is_left_out_of_a_source_lies_in_its_body(change: dict[str, Any], expected: list[Any]) -> None:
    found = faults("source/2", LEAST["source/2"] | {"left_out": [PASSAGE | change]})
    assert [(kind, tuple(map(str, at))) for kind, at in found] == [(kind, tuple(map(str, at))) for kind, at in expected]


HEART_ORDERS = [
    ("agreement/1", "signed_on", "ended_on"),
    ("agreement/1", "announced_on", "ended_on"),
    ("agreement/1", "effective_on", "ended_on"),
    ("regulation/1", "issued_on", "expires_on"),
    ("regulation/1", "effective_on", "expires_on"),
    ("regulation/1", "issued_on", "target_on"),
]
ORDERS = [(each, *dates) for name, *dates in HEART_ORDERS for each in both(name)]
ORDERS.append(("relation/2", "since_on", "until_on"))


@pytest.mark.parametrize(("name", "earlier", "later"), ORDERS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2021-06-22", "2021-06-21"),
        ("2022", "2021"),
        ("2021-07", "2021-06-30"),
        ("[2022..]", "2021"),
        ("2022", "[..2021]"),
    ],
)
def test_dates_that_are_certainly_in_the_wrong_order_are_refused(
    name: str, earlier: str, later: str, first: str, second: str
) -> None:
    assert faults(name, LEAST[name] | {earlier: first, later: second}) == [("date_order", (later,))]


def test_an_office_does_not_end_before_it_is_held() -> None:
    def found(as_of: str | None, ended_on: str | None) -> list[Any]:
        office = {"organization": "acme", "title": "head", "as_of": as_of, "ended_on": ended_on}
        return faults("person/2", LEAST["person/2"] | {"offices": [office]})

    assert found("2022", "2021") == [("date_order", ("offices", 0, "ended_on"))]
    for fitting in (("2021", "2021"), ("2021", "2022"), ("2021", None), (None, "2021"), ("2021-06", "2021")):
        assert found(*fitting) == []


@pytest.mark.parametrize(("name", "earlier", "later"), ORDERS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2021-06-21", "2021-06-21"),
        ("2021-06-21", "2021-06-22"),
        ("2021-06", "2021"),
        ("2021", "2021-01-01"),
        ("2021-12-31", "2021"),
        ("[..2022]", "2021"),
        ("2022", "[2021..]"),
        ("2021", None),
        (None, "2021"),
    ],
)
def test_dates_that_may_be_in_order_pass(
    name: str, earlier: str, later: str, first: str | None, second: str | None
) -> None:
    assert faults(name, LEAST[name] | {earlier: first, later: second}) == []


def test_an_agreement_may_be_announced_before_or_after_it_is_signed() -> None:
    for announced, signed in (("2020", "2021"), ("2021", "2020")):
        for name in both("agreement/1"):
            assert faults(name, LEAST[name] | {"announced_on": announced, "signed_on": signed}) == []


LOCATED = ["organization/1", "agreement/1", "facility/1"]


@pytest.mark.parametrize("name", LOCATED)
@pytest.mark.parametrize(
    ("country", "subdivision", "expected"),
    [
        ("CN", "CN-BJ", []),
        ("CN", None, []),
        (None, None, []),
        (None, "CN-BJ", [("subdivision", ("subdivision",))]),
        ("NL", "CN-BJ", [("subdivision", ("subdivision",))]),
        ("CN", "CN-XX", [("subdivision", ("subdivision",))]),
        ("CN", "CN-11", [("subdivision", ("subdivision",))]),
        ("XX", "CN-BJ", [("enum", ("country",))]),
        ("CN", "BJ", [("string_pattern_mismatch", ("subdivision",))]),
    ],
)
def test_a_subdivision_is_one_of_its_country(
    name: str, country: str | None, subdivision: str | None, expected: list[Any]
) -> None:
    assert faults(name, LEAST[name] | {"country": country, "subdivision": subdivision}) == expected


def test_a_place_of_application_has_a_subdivision_of_its_country() -> None:
    places = [{"place": "Beijing", "country": "CN", "subdivision": "CN-BJ"}, {"place": "A", "subdivision": "CN-SH"}]
    assert faults("regulation/1", LEAST["regulation/1"] | {"applies_in": places}) == [
        ("subdivision", ("applies_in", 1, "subdivision"))
    ]


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("organization/1", {"name": "Acme Inc"}, [("display_name", ("name",))]),
        ("organization/1", {"name": "acme"}, [("display_name", ("name",))]),
        ("facility/1", {"name": "Acme", "names": [NAME]}, []),
        ("facility/1", {"name": "Acme"}, [("display_name", ("name",))]),
        ("facility/1", {"name": "Other", "names": [NAME]}, [("display_name", ("name",))]),
        ("facility/1", {"names": [NAME]}, [("display_name", ("names",))]),
        ("regulation/1", {"title": "Law", "names": [NAME]}, []),
        ("organization/2", {"name": "Acme Inc"}, [("display_name", ("name",))]),
        ("person/2", {"name": "Paul"}, [("display_name", ("name",))]),
        ("regulation/2", {"title": "Law", "names": [NAME]}, []),
        *[
            (name, change, expected)
            for name in ("facility/2", "place/2", "product/2", "event/2")
            for change, expected in [
                ({"name": "Acme", "names": [NAME]}, []),
                ({"name": "Acme"}, [("display_name", ("name",))]),
                ({"name": "Other", "names": [NAME]}, [("display_name", ("name",))]),
                ({"names": [NAME]}, [("display_name", ("names",))]),
            ]
        ],
    ],
)
def test_the_display_name_is_one_of_the_names(name: str, change: dict[str, Any], expected: list[Any]) -> None:
    assert faults(name, LEAST[name] | change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"body_start": 9}, []),
        ({"body_start": 10}, [("span_order", ("body_end",))]),
        ({"body_start": 5, "body_end": 4}, [("span_order", ("body_end",))]),
        ({"body_end": 11}, [("span_order", ("body_end",))]),
        ({"published_on": "2021", "published_on_basis": "dateline"}, []),
        ({"published_on": "2021"}, [("date_basis", ("published_on",))]),
        ({"published_on_basis": "dateline"}, [("date_basis", ("published_on_basis",))]),
    ],
)
def test_a_source_measures_its_text_and_says_how_it_is_dated(change: dict[str, Any], expected: list[Any]) -> None:
    for name in both("source/1"):
        assert faults(name, LEAST[name] | change) == expected


def test_every_fault_of_a_record_is_found_at_once() -> None:
    data = LEAST["agreement/1"] | {"kind": "x", "title": 1, "signed_on": "2021-02-30", "other": 1, "products": [2]}
    assert {path for _, path in faults("agreement/1", data)} == {
        ("kind",),
        ("title",),
        ("signed_on",),
        ("other",),
        ("products", 0),
    }


def test_every_fault_between_fields_is_found_at_once() -> None:
    change = {"name": "Other", "names": [NAME], "subdivision": "CN-BJ"}
    assert faults("facility/1", LEAST["facility/1"] | change) == [
        ("display_name", ("name",)),
        ("subdivision", ("subdivision",)),
    ]
    dates = {"issued_on": "2023", "effective_on": "2024", "expires_on": "2021", "target_on": "2022"}
    assert faults("regulation/1", LEAST["regulation/1"] | dates) == [
        ("date_order", ("expires_on",)),
        ("date_order", ("target_on",)),
    ]


@pytest.mark.parametrize("text", ["NA", "NO", "1e5", "İ", "محمد", "北京"])
def test_a_text_survives_the_model_and_json(text: str) -> None:
    record = read("agreement/1", title=text)
    again = v1.Agreement.model_validate_json(record.model_dump_json(by_alias=True))
    assert isinstance(record, v1.Agreement)
    assert again == record
    assert again.title == text
