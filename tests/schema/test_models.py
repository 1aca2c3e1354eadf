from __future__ import annotations

import json
from typing import Any

import model_faults
import pytest
from pydantic import ValidationError

from cgt_dataset.rules import read_record
from cgt_dataset.schema import MODELS, RECORDS, Agreement, Facility, Organization, Record, Regulation, Source

DIGEST = "0" * 64
LEAST: dict[str, dict[str, Any]] = {
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
"""The least that each model accepts."""
NAME = {"text": "Acme", "language": "en", "kind": "official"}


def faults(name: str, data: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """The faults of a document under the model of its schema name."""
    return model_faults.faults(MODELS[name], data)


def read(name: str, **change: Any) -> Record:
    return MODELS[name].model_validate_json(json.dumps(LEAST[name] | change))


def test_models_are_found_by_the_name_that_a_record_gives() -> None:
    expected = {
        "source/1": Source,
        "organization/1": Organization,
        "agreement/1": Agreement,
        "regulation/1": Regulation,
        "facility/1": Facility,
    }
    assert expected == MODELS
    assert set(MODELS.values()) == set(RECORDS)


@pytest.mark.parametrize("name", MODELS)
def test_the_least_record_is_accepted(name: str) -> None:
    assert faults(name, LEAST[name]) == []


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, least in LEAST.items() for field in least])
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
@pytest.mark.parametrize("other", ["", "source", "source/2", "Source/1", "place/1", 1, None])
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
]


@pytest.mark.parametrize(("name", "field", "value", "kind"), NOT_COERCED)
def test_nothing_is_coerced(name: str, field: str, value: object, kind: str) -> None:
    assert faults(name, LEAST[name] | {field: value}) == [(kind, (field,))]


def test_a_whole_number_may_stand_for_a_quantity() -> None:
    area = {"value": 4000, "comparator": "eq", "unit": "m2", "as_stated": "4,000 m2"}
    record = read("facility/1", area=area)
    assert isinstance(record, Facility)
    assert record.area is not None
    assert record.area.value == 4000


@pytest.mark.parametrize(
    ("name", "field", "items"),
    [
        ("agreement/1", "technologies", ["car_t", "ipsc", "car_t"]),
        ("agreement/1", "products", ["One", "Two", "One"]),
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
    assert faults("agreement/1", LEAST["agreement/1"] | {"parties": parties}) == expected


ORDERS = [
    ("agreement/1", "signed_on", "ended_on"),
    ("agreement/1", "announced_on", "ended_on"),
    ("agreement/1", "effective_on", "ended_on"),
    ("regulation/1", "issued_on", "expires_on"),
    ("regulation/1", "effective_on", "expires_on"),
    ("regulation/1", "issued_on", "target_on"),
]


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
        assert faults("agreement/1", LEAST["agreement/1"] | {"announced_on": announced, "signed_on": signed}) == []


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
    assert faults("source/1", LEAST["source/1"] | change) == expected


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
    again = Agreement.model_validate_json(record.model_dump_json(by_alias=True))
    assert isinstance(record, Agreement)
    assert again == record
    assert again.title == text
