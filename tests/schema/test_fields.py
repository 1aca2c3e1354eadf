from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cgt_dataset.schema import (
    RECORDS,
    Agreement,
    Evidence,
    Facility,
    Organization,
    Record,
    Regulation,
    Source,
    fields_of,
    references,
    values,
)
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.fields import Field, singular


def read(model: type[Record], **data: Any) -> Record:
    return model.model_validate_json(json.dumps({"schema": f"{model.__name__.lower()}/1", "id": "an-id", **data}))


def models(root: type[Model]) -> Iterator[type[Model]]:
    yield root
    for field in fields_of(root):
        if field.kind in ("value", "values", "parts"):
            yield from models(field.type)


ROOTS: tuple[type[Model], ...] = (*RECORDS, Evidence)
ALL_FIELDS = [
    (model, field)
    for model in dict.fromkeys(inner for root in ROOTS for inner in models(root))
    for field in fields_of(model)
]
each_field = pytest.mark.parametrize(
    ("model", "field"), ALL_FIELDS, ids=[f"{model.__name__}.{field.name}" for model, field in ALL_FIELDS]
)


@each_field
def test_a_field_is_described(model: type[Model], field: Field) -> None:
    assert field.description.strip() == field.description, f"{model.__name__}.{field.name}"
    assert field.description.endswith(".")
    assert field.description[0].isupper()


@each_field
def test_a_field_that_can_be_null_says_what_null_means(model: type[Model], field: Field) -> None:
    can_be_null = field.kind in ("plain", "value") and not field.required
    assert ("Null:" in field.description or "Null for" in field.description) == can_be_null, (
        f"{model.__name__}.{field.name}: {field.description}"
    )


@pytest.mark.parametrize("model", RECORDS)
def test_the_json_schema_describes_every_property(model: type[Record]) -> None:
    schema = model.model_json_schema()
    parts = {model.__name__: schema, **schema.get("$defs", {})}
    bare = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, node in part.get("properties", {}).items()
        if not node.get("description") and "$ref" not in node  # what it leads to is described, see below
    ]
    assert bare == []
    assert [name for name, part in parts.items() if not part.get("description")] == []


@pytest.mark.parametrize("model", RECORDS)
def test_the_fields_are_the_properties_but_for_schema_and_evidence(model: type[Record]) -> None:
    properties = set(model.model_json_schema()["properties"])
    assert {field.name for field in fields_of(model)} == properties - {"schema", "evidence"}


@pytest.mark.parametrize(
    ("model", "name", "kind", "required", "column", "leads_to", "evidence"),
    [
        (Source, "id", "plain", True, "id", None, False),
        (Source, "title", "plain", False, "title", None, True),
        (Source, "kind", "plain", True, "kind", None, True),
        (Source, "text_length", "plain", True, "text_length", None, False),
        (Source, "note", "plain", False, "note", None, False),
        (Organization, "names", "values", False, "names", None, True),
        (Organization, "ownership", "items", False, "ownership", None, True),
        (Organization, "parent", "plain", False, "organization", "organizations", True),
        (Agreement, "technologies", "items", False, "technology", None, True),
        (Agreement, "technologies_open", "plain", False, "technologies_open", None, True),
        (Agreement, "products", "items", False, "product", None, True),
        (Agreement, "parties", "parts", False, "parties", None, True),
        (Regulation, "issuers", "items", False, "organization", "organizations", True),
        (Regulation, "sites", "items", False, "facility", "facilities", True),
        (Regulation, "derogates_from", "plain", False, "regulation", "regulations", True),
        (Regulation, "applies_in", "parts", False, "applies_in", None, True),
        (Regulation, "applies_in_count", "value", False, "applies_in_count", None, True),
        (Facility, "services", "parts", False, "services", None, True),
        (Facility, "functions", "items", False, "function", None, True),
        (Evidence, "source", "plain", True, "source", "sources", True),
        (Evidence, "supports", "items", False, "supports", None, True),
    ],
)
def test_a_field_is_taken_apart(
    model: type[Model], name: str, kind: str, required: bool, column: str, leads_to: str | None, evidence: bool
) -> None:
    (field,) = (field for field in fields_of(model) if field.name == name)
    found = (field.kind, field.required, field.item_column, field.references, field.evidence)
    assert found == (kind, required, column, leads_to, evidence)


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("sources", "source"),
        ("organizations", "organization"),
        ("agreements", "agreement"),
        ("regulations", "regulation"),
        ("facilities", "facility"),
    ],
)
def test_one_record_of_a_table_has_its_own_word(table: str, name: str) -> None:
    assert singular(table) == name


DIGEST = "0" * 64
NAME = {"text": "Acme", "language": "en", "kind": "official"}
OTHER_NAME = {"text": "艾克米", "language": "zh", "kind": "translation"}
AREA = {"value": 4000, "comparator": "eq", "unit": "m2", "as_stated": "4,000 m2"}


def proof(source: str, *supports: str) -> dict[str, Any]:
    return {
        "source": source,
        "supports": supports,
        "start": 0,
        "end": 1,
        "sha256": DIGEST,
        "derivation": "verbatim",
        "assertion": "quoted",
        "asserted_by": "Nobody",
    }


SOURCE = read(
    Source,
    title="News",
    kind="news",
    language="en",
    published_on="2021",
    published_on_basis="dateline",
    text_sha256=DIGEST,
    text_length=9,
    body_start=0,
    body_end=9,
    note="Measured, noted.",
    evidence=[proof("an-id", "/title")],
)
ORGANIZATION = read(
    Organization,
    name="Acme",
    names=[NAME, OTHER_NAME],
    ownership=["state_owned", "publicly_listed"],
    country="CN",
    parent="a-parent",
    evidence=[proof("one-source", "/name", "/names/0"), proof("other-source", "/country")],
)
AGREEMENT = read(
    Agreement,
    kind="licence",
    status="signed",
    signed_on="2021-06-21",
    technologies=["car_t"],
    technologies_open=True,
    products=["One", "Two"],
    parties=[
        {"organization": "acme", "role": "licensor", "contributes": "Rights."},
        {"described_as": "a hospital", "role": "licensee"},
        {"organization": "other", "role": "partner"},
    ],
)
REGULATION = read(
    Regulation,
    kind="notice",
    issuers=["one-ministry", "other-ministry"],
    applies_in=[{"place": "Beijing", "country": "CN", "subdivision": "CN-BJ"}, {"place": "eight cities"}],
    applies_in_count={"value": 8, "comparator": "eq", "unit": "1", "as_stated": "eight cities"},
    derogates_from="the-law",
    sites=["a-park"],
)
FACILITY = read(
    Facility,
    operator="acme",
    partners=["other", "third"],
    area=AREA,
    services=[
        {"kind": "testing", "availability": "offered"},
        {"kind": "gmp_manufacturing", "availability": "planned", "capacity": AREA, "audience": "All."},
    ],
    functions=["quality_control"],
)

NEED_EVIDENCE: list[tuple[Record, dict[str, Any]]] = [
    (
        SOURCE,
        {
            "/title": "News",
            "/kind": "news",
            "/language": "en",
            "/published_on": "2021",
            "/published_on_basis": "dateline",
        },
    ),
    (
        ORGANIZATION,
        {
            "/name": "Acme",
            "/names/0": NAME,
            "/names/1": OTHER_NAME,
            "/ownership/0": "state_owned",
            "/ownership/1": "publicly_listed",
            "/country": "CN",
            "/parent": "a-parent",
        },
    ),
    (
        AGREEMENT,
        {
            "/kind": "licence",
            "/status": "signed",
            "/signed_on": "2021-06-21",
            "/technologies/0": "car_t",
            "/technologies_open": True,
            "/products/0": "One",
            "/products/1": "Two",
            "/parties/0/organization": "acme",
            "/parties/0/role": "licensor",
            "/parties/0/contributes": "Rights.",
            "/parties/1/described_as": "a hospital",
            "/parties/1/role": "licensee",
            "/parties/2/organization": "other",
            "/parties/2/role": "partner",
        },
    ),
    (
        REGULATION,
        {
            "/kind": "notice",
            "/issuers/0": "one-ministry",
            "/issuers/1": "other-ministry",
            "/applies_in/0/place": "Beijing",
            "/applies_in/0/country": "CN",
            "/applies_in/0/subdivision": "CN-BJ",
            "/applies_in/1/place": "eight cities",
            "/applies_in_count": {"value": 8.0, "comparator": "eq", "unit": "1", "as_stated": "eight cities"},
            "/derogates_from": "the-law",
            "/sites/0": "a-park",
        },
    ),
    (
        FACILITY,
        {
            "/operator": "acme",
            "/partners/0": "other",
            "/partners/1": "third",
            "/area": AREA,
            "/services/0/kind": "testing",
            "/services/0/availability": "offered",
            "/services/1/kind": "gmp_manufacturing",
            "/services/1/availability": "planned",
            "/services/1/capacity": AREA,
            "/services/1/audience": "All.",
            "/functions/0": "quality_control",
        },
    ),
]


@pytest.mark.parametrize(("record", "expected"), NEED_EVIDENCE, ids=[type(r).__name__ for r, _ in NEED_EVIDENCE])
def test_values_are_all_that_need_evidence_and_nothing_else(record: Record, expected: dict[str, Any]) -> None:
    found = [
        (pointer, value.model_dump(mode="json", exclude_none=True) if isinstance(value, Model) else value)
        for pointer, value in values(record)
    ]
    assert len(found) == len(expected), "a pointer comes twice, or one is missing"
    assert dict(found) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (SOURCE, [("/evidence/0/source", "sources", "an-id")]),
        (
            ORGANIZATION,
            [
                ("/parent", "organizations", "a-parent"),
                ("/evidence/0/source", "sources", "one-source"),
                ("/evidence/1/source", "sources", "other-source"),
            ],
        ),
        (
            AGREEMENT,
            [
                ("/parties/0/organization", "organizations", "acme"),
                ("/parties/2/organization", "organizations", "other"),
            ],
        ),
        (
            REGULATION,
            [
                ("/issuers/0", "organizations", "one-ministry"),
                ("/issuers/1", "organizations", "other-ministry"),
                ("/derogates_from", "regulations", "the-law"),
                ("/sites/0", "facilities", "a-park"),
            ],
        ),
        (
            FACILITY,
            [
                ("/operator", "organizations", "acme"),
                ("/partners/0", "organizations", "other"),
                ("/partners/1", "organizations", "third"),
            ],
        ),
    ],
    ids=["Source", "Organization", "Agreement", "Regulation", "Facility"],
)
def test_references_are_all_that_lead_to_another_record(record: Record, expected: list[tuple[str, str, str]]) -> None:
    assert list(references(record)) == expected
