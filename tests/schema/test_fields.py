from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cgt_dataset.schema import MODELS, AnyRecord, Tombstone, evidence_of, fields_of, references, v2, values
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.fields import Field, singular
from cgt_dataset.schema.v1 import Agreement, Evidence, Facility, Organization, Regulation, Source


def read(model: type[AnyRecord], **data: Any) -> AnyRecord:
    (name,) = (name for name, known in MODELS.items() if known is model)
    return model.model_validate_json(json.dumps({"schema": name, "id": "an-id", **data}))


def models(root: type[Model]) -> Iterator[type[Model]]:
    yield root
    for field in fields_of(root):
        if field.kind in ("value", "values", "parts"):
            yield from models(field.type)


ROOTS: tuple[type[Model], ...] = (*MODELS.values(), Evidence, v2.Evidence, Tombstone)
ALL_FIELDS = [
    (model, field)
    for model in dict.fromkeys(inner for root in ROOTS for inner in models(root))
    for field in fields_of(model)
]
each_field = pytest.mark.parametrize(
    ("model", "field"),
    ALL_FIELDS,
    ids=[f"{model.__module__.split('.')[2]}-{model.__name__}.{field.name}" for model, field in ALL_FIELDS],
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


@pytest.mark.parametrize("model", [*MODELS.values(), Tombstone], ids=[*MODELS, "tombstone/2"])
def test_the_json_schema_describes_every_property(model: type[Model]) -> None:
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


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_fields_are_the_properties_but_for_schema_and_evidence(model: type[AnyRecord]) -> None:
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
        (v2.Organization, "place", "plain", False, "place", "places", True),
        (v2.Agreement, "products", "items", False, "product", "products", True),
        (v2.Agreement, "aims", "items", False, "aim", None, True),
        (v2.Regulation, "applies_in", "items", False, "place", "places", True),
        (v2.Place, "names", "values", False, "names", None, True),
        (v2.Place, "parent", "plain", False, "place", "places", True),
        (v2.Place, "iso_code", "plain", False, "iso_code", None, True),
        (v2.Place, "distinct_from", "items", False, "other", "places", False),
        (v2.Person, "offices", "parts", False, "offices", None, True),
        (v2.Product, "developers", "items", False, "organization", "organizations", True),
        (v2.Product, "stage_in", "plain", False, "place", "places", True),
        (v2.Event, "part_of", "plain", False, "event", "events", True),
        (v2.Event, "attendance", "value", False, "attendance", None, True),
        (v2.Statistic, "quantity", "value", True, "quantity", None, True),
        (v2.Statistic, "baseline", "plain", False, "statistic", "statistics", True),
        (v2.Relation, "other", "plain", False, "organization", "organizations", True),
        (v2.Mention, "language", "plain", True, "language", None, False),
        (v2.Member, "person", "plain", False, "person", "people", True),
        (v2.Evidence, "asserted_by", "value", False, "asserted_by", None, True),
        (v2.Evidence, "stance", "plain", True, "stance", None, True),
        (v2.Evidence, "says", "plain", False, "says", None, True),
        (v2.Bearer, "mention", "plain", False, "mention", "mentions", True),
        (Tombstone, "merged_into", "plain", False, "merged_into", None, True),
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
        ("places", "place"),
        ("people", "person"),
        ("products", "product"),
        ("events", "event"),
        ("statistics", "statistic"),
        ("relations", "relation"),
        ("mentions", "mention"),
    ],
)
def test_one_record_of_a_table_has_its_own_word(table: str, name: str) -> None:
    assert singular(table) == name


@pytest.mark.parametrize("name", MODELS)
def test_the_evidence_of_a_record_is_that_of_its_version(name: str) -> None:
    assert evidence_of(MODELS[name]) is (Evidence if name.endswith("/1") else v2.Evidence)


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

PLACE = read(
    v2.Place,
    name="Acme",
    names=[NAME],
    kind="city",
    parent="nl",
    distinct_from=["nl-acme-west"],
    evidence=[proof("a-source", "/name") | {"asserted_by": {"person": "paul"}}],
)
PERSON = read(
    v2.Person,
    name="Acme",
    names=[NAME],
    offices=[
        {"organization": "acme", "title": "head", "as_of": "2021"},
        {"described_as": "a bureau", "title": "chief"},
    ],
)
EVENT = read(
    v2.Event,
    kind="fair",
    status="planned",
    place="nl",
    part_of="a-week",
    organizers=["acme"],
    participants=[
        {"mention": "six-firms", "role": "exhibitor"},
        {"person": "paul", "role": "speaker", "topic": "Cells."},
    ],
    attendance=AREA | {"unit": "1"},
    exhibits=[{"product": "a-kit", "exhibitor": "acme"}, {"product": "b-kit"}],
    regulations=["a-law"],
)
STATISTIC = read(v2.Statistic, measure="patients", quantity=AREA, basis="target", facility="a-plant", baseline="before")
RELATION = read(v2.Relation, organization="acme", kind="part_of", mention="six-firms", since_on="2021")
MENTION = read(
    v2.Mention,
    text="six firms",
    language="en",
    kind="organizations",
    number=AREA | {"unit": "1"},
    members=[{"organization": "acme"}, {"place": "nl"}],
    members_open=True,
    evidence=[
        proof("a-source", "/text") | {"asserted_by": {"organization": "acme"}},
        proof("a-source", "/kind") | {"asserted_by": {"mention": "the-head"}},
    ],
)

NEED_EVIDENCE: list[tuple[AnyRecord, dict[str, Any]]] = [
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
    (PLACE, {"/name": "Acme", "/names/0": NAME, "/kind": "city", "/parent": "nl"}),
    (
        PERSON,
        {
            "/name": "Acme",
            "/names/0": NAME,
            "/offices/0/organization": "acme",
            "/offices/0/title": "head",
            "/offices/0/as_of": "2021",
            "/offices/1/described_as": "a bureau",
            "/offices/1/title": "chief",
        },
    ),
    (
        EVENT,
        {
            "/kind": "fair",
            "/status": "planned",
            "/place": "nl",
            "/part_of": "a-week",
            "/organizers/0": "acme",
            "/participants/0/mention": "six-firms",
            "/participants/0/role": "exhibitor",
            "/participants/1/person": "paul",
            "/participants/1/role": "speaker",
            "/participants/1/topic": "Cells.",
            "/attendance": AREA | {"unit": "1"},
            "/exhibits/0/product": "a-kit",
            "/exhibits/0/exhibitor": "acme",
            "/exhibits/1/product": "b-kit",
            "/regulations/0": "a-law",
        },
    ),
    (
        STATISTIC,
        {
            "/measure": "patients",
            "/quantity": AREA,
            "/basis": "target",
            "/facility": "a-plant",
            "/baseline": "before",
        },
    ),
    (RELATION, {"/organization": "acme", "/kind": "part_of", "/mention": "six-firms", "/since_on": "2021"}),
    (
        MENTION,
        {
            "/text": "six firms",
            "/kind": "organizations",
            "/number": AREA | {"unit": "1"},
            "/members/0/organization": "acme",
            "/members/1/place": "nl",
            "/members_open": True,
        },
    ),
]


@pytest.mark.parametrize(("record", "expected"), NEED_EVIDENCE, ids=[type(r).__name__ for r, _ in NEED_EVIDENCE])
def test_values_are_all_that_need_evidence_and_nothing_else(record: AnyRecord, expected: dict[str, Any]) -> None:
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
        (
            PLACE,
            [
                ("/parent", "places", "nl"),
                ("/distinct_from/0", "places", "nl-acme-west"),
                ("/evidence/0/source", "sources", "a-source"),
                ("/evidence/0/asserted_by/person", "people", "paul"),
            ],
        ),
        (PERSON, [("/offices/0/organization", "organizations", "acme")]),
        (
            EVENT,
            [
                ("/place", "places", "nl"),
                ("/part_of", "events", "a-week"),
                ("/organizers/0", "organizations", "acme"),
                ("/participants/0/mention", "mentions", "six-firms"),
                ("/participants/1/person", "people", "paul"),
                ("/exhibits/0/product", "products", "a-kit"),
                ("/exhibits/0/exhibitor", "organizations", "acme"),
                ("/exhibits/1/product", "products", "b-kit"),
                ("/regulations/0", "regulations", "a-law"),
            ],
        ),
        (STATISTIC, [("/facility", "facilities", "a-plant"), ("/baseline", "statistics", "before")]),
        (RELATION, [("/organization", "organizations", "acme"), ("/mention", "mentions", "six-firms")]),
        (
            MENTION,
            [
                ("/members/0/organization", "organizations", "acme"),
                ("/members/1/place", "places", "nl"),
                ("/evidence/0/source", "sources", "a-source"),
                ("/evidence/0/asserted_by/organization", "organizations", "acme"),
                ("/evidence/1/source", "sources", "a-source"),
                ("/evidence/1/asserted_by/mention", "mentions", "the-head"),
            ],
        ),
    ],
    ids=[
        *("Source", "Organization", "Agreement", "Regulation", "Facility"),
        *("Place", "Person", "Event", "Statistic", "Relation", "Mention"),
    ],
)
def test_references_are_all_that_lead_to_another_record(
    record: AnyRecord, expected: list[tuple[str, str, str]]
) -> None:
    assert list(references(record)) == expected
