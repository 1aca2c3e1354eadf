"""Records of every type that together give every field its value, and the rows that they must become."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cgt_dataset.schema import MODELS, Record, values

Document = dict[str, Any]


def record(document: Document) -> Record:
    """The record that a document states; of an older version of the schema too, for those who ask for it."""
    return MODELS[document["schema"]].model_validate_json(json.dumps(document))  # type: ignore[return-value]


def support(*pointers: str, **more: Any) -> Document:
    span = {"source": "news", "start": 10, "end": 20, "sha256": "ab" * 32}
    return {**span, "supports": list(pointers), "derivation": "verbatim", "assertion": "stated", **more}


BEARERS = [("person", "chair-li"), ("organization", "maker"), ("mention", "six-firms")]
"""Who can say something, of the records below."""


def name(text: str, language: str = "en", kind: str = "as_stated") -> Document:
    return {"text": text, "language": language, "kind": kind}


def amount(value: float, comparator: str, unit: str, as_stated: str, upper: float | None = None) -> Document:
    quantity = {"value": value, "comparator": comparator, "unit": unit, "as_stated": as_stated}
    return quantity if upper is None else {**quantity, "upper": upper}


NEWS: Document = {
    "schema": "source/2",
    "id": "news",
    "title": "Leiden 🧬 plant opens",
    "kind": "trade_press",
    "publisher": "NA",
    "language": "zh-Hans",
    "published_on": "2024-11",
    "published_on_basis": "dateline",
    "url": "https://example.org/news",
    "text_sha256": "0f" * 32,
    "text_length": 400,
    "body_start": 5,
    "body_end": 390,
    "left_out": [
        {"start": 5, "end": 90, "sha256": "1e" * 32, "reason": "opinion", "note": "Praise."},
        {"start": 380, "end": 390, "sha256": "2e" * 32, "reason": "furniture"},
    ],
    "note": "Of two pages.",
}
MAKER: Document = {
    "schema": "organization/2",
    "id": "maker",
    "name": "Maker",
    "names": [name("Maker", "en", "short"), name("製造", "zh-Hant")],
    "kind": "company",
    "profit_status": "for_profit",
    "ownership": ["state_owned", "publicly_listed"],
    "place": "port-zone",
    "parent": "holding",
    "website": "https://example.org/maker",
    "technologies": ["car_t"],
    "technologies_open": True,
    "description": "Makes vectors.",
    "distinct_from": ["holding"],
}
HOLDING: Document = {"schema": "organization/2", "id": "holding", "name": "null", "names": [name("null")]}
DEAL: Document = {
    "schema": "agreement/2",
    "id": "deal",
    "title": "Framework Agreement",
    "kind": "licence",
    "status": "signed",
    "announced_on": "[..2021-07-02]",
    "signed_on": "2021-34",
    "effective_on": "2024-02",
    "ended_on": "[2024-03..]",
    "place": "harbour-city",
    "scope": "A vector for a therapy.",
    "technologies": ["ipsc", "car_t"],
    "technologies_open": True,
    "aims": ["Faster trials.", "Lower cost."],
    "aims_open": True,
    "products": ["vector", "freezer"],
    "events": ["signing"],
    "parties": [
        {"organization": "maker", "role": "licensor", "contributes": "The vector."},
        {"described_as": "a hospital in Leiden", "role": "licensee"},
    ],
    "parties_open": True,
}
ACT: Document = {
    "schema": "regulation/2",
    "id": "act",
    "title": "Notice No. 7",
    "names": [name("the Act", "en", "short")],
    "kind": "marketing_approval",
    "effect": "permits",
    "status": "in_force",
    "document_number": "007",
    "issued_on": "2021-40",
    "effective_on": "2021/2022-02",
    "expires_on": "2030",
    "target_on": "2029-33",
    "issuers": ["holding"],
    "issuers_open": True,
    "applies_in": ["cn-hb", "harbour-city"],
    "applies_in_open": True,
    "applies_in_count": amount(8, "eq", "1", "eight places"),
    "applies_to": "Makers of vectors.",
    "subject": ["stem cells", "gene diagnosis"],
    "subject_open": True,
    "products": ["vector"],
    "based_on": "law",
    "derogates_from": "law",
    "sites": ["plant"],
    "sites_open": True,
    "scope": "Permits its sale.",
}
LAW: Document = {"schema": "regulation/2", "id": "law", "kind": "law"}
PLANT: Document = {
    "schema": "facility/2",
    "id": "plant",
    "name": "Cell Works",
    "names": [name("Cell Works", "en", "official")],
    "kind": "gmp_facility",
    "status": "opened",
    "operator": "maker",
    "partners": ["holding"],
    "place": "port-zone",
    "opened_on": "2020-02-29",
    "area": amount(0.1, "between", "L", "0.1 to 20,000 L", 20_000),
    "services": [
        {"kind": "qp_release", "availability": "planned", "audience": "Small firms."},
        {"kind": "cell_banking", "availability": "offered", "capacity": amount(200, "le", "L", "up to 200L")},
    ],
    "functions": ["testing"],
    "products": ["freezer"],
    "events": ["forum"],
    "purpose": "To make vectors.",
    "distinct_from": ["shed"],
}
SHED: Document = {"schema": "facility/2", "id": "shed"}
# From the country down to a hall, of which a part has a code, a part has not, and one says nothing of where it lies.
COUNTRY: Document = {
    "schema": "place/2",
    "id": "cn",
    "name": "China",
    "names": [name("China")],
    "kind": "country",
    "iso_code": "CN",
}
PROVINCE: Document = {"schema": "place/2", "id": "cn-hb", "kind": "province", "parent": "cn", "iso_code": "CN-HB"}
CITY: Document = {"schema": "place/2", "id": "harbour-city", "kind": "city", "parent": "cn-hb"}
ZONE: Document = {
    "schema": "place/2",
    "id": "port-zone",
    "name": "Port Zone",
    "names": [name("Port Zone"), name("Haven", "nl", "translation")],
    "parent": "harbour-city",
    "description": "A zone by the quay.",
    "distinct_from": ["hall"],
}
LAKE: Document = {"schema": "place/2", "id": "lake", "parent": "cn"}
HALL: Document = {"schema": "place/2", "id": "hall", "kind": "venue"}
CHAIR: Document = {
    "schema": "person/2",
    "id": "chair-li",
    "name": "Li",
    "names": [name("Li"), name("李", "zh-Hans")],
    "offices": [
        {"organization": "holding", "title": "chair", "as_of": "2021", "ended_on": "2022-05"},
        {"described_as": "a ministry", "title": "adviser"},
    ],
    "distinct_from": ["clerk-li"],
}
CLERK: Document = {"schema": "person/2", "id": "clerk-li", "name": "No", "names": [name("No")]}
VECTOR: Document = {
    "schema": "product/2",
    "id": "vector",
    "name": "CNCT19",
    "names": [name("CNCT19"), name("1e5")],
    "kind": "therapy",
    "developers": ["maker", "holding"],
    "modalities": ["car_t", "gene_therapy"],
    "indications": ["leukaemia"],
    "stage": "phase_2",
    "stage_in": "cn",
    "designations": [
        {"name": "Breakthrough", "authority": "holding", "granted_on": "2020-12", "regulation": "act"},
        {"name": "Orphan"},
    ],
    "launched_on": "2023-41",
    "description": "A therapy.",
    "distinct_from": ["freezer"],
}
FREEZER: Document = {"schema": "product/2", "id": "freezer"}
FORUM: Document = {
    "schema": "event/2",
    "id": "forum",
    "name": "Forum",
    "names": [name("Forum", "en", "official")],
    "kind": "conference",
    "status": "took_place",
    "held_on": "2023-05-04/2023-05-06",
    "place": "hall",
    "part_of": "week",
    "organizers": ["holding"],
    "organizers_open": True,
    "participants": [
        {"person": "chair-li", "role": "speaker", "on_behalf_of": "a ministry", "title": "On cells", "topic": "Cells."},
        {"organization": "maker", "role": "exhibitor"},
        {"mention": "six-firms", "role": "attendee"},
    ],
    "participants_open": True,
    "attendance": amount(300, "gt", "1", "more than 300"),
    "exhibits": [{"product": "freezer", "exhibitor": "maker"}, {"mention": "six-firms"}],
    "exhibits_open": True,
    "products": ["vector"],
    "regulations": ["act"],
    "description": "Talks and a fair.",
    "distinct_from": ["signing"],
}
SIGNING: Document = {"schema": "event/2", "id": "signing", "kind": "signing", "status": "planned"}
WEEK: Document = {"schema": "event/2", "id": "week", "kind": "conference", "status": "under_way"}
OUTPUT: Document = {
    "schema": "statistic/2",
    "id": "output",
    "measure": "doses",
    "quantity": amount(500, "ge", "1", "at least 500"),
    "basis": "target",
    "population": "patients",
    "period": "2025",
    "place": "cn",
    "facility": "plant",
    "baseline": "firms",
    "description": "By year.",
}
FIRMS: Document = {
    "schema": "statistic/2",
    "id": "firms",
    "measure": "firms",
    "quantity": amount(6, "eq", "1", "six"),
    "basis": "observed",
    "mention": "six-firms",
}
OF_ONE = {
    "organization": "maker",
    "product": "vector",
    "event": "forum",
    "agreement": "deal",
    "regulation": "act",
}
MEMBER: Document = {
    "schema": "relation/2",
    "id": "member",
    "organization": "maker",
    "kind": "member_of",
    "other": "holding",
    "since_on": "2019",
    "until_on": "[2021..]",
    "description": "Pays a fee.",
}
TO_OTHERS = {"mention": "six-firms", "place": "port-zone", "facility": "plant"}
SIX: Document = {
    "schema": "mention/2",
    "id": "six-firms",
    "text": "six firms",
    "language": "en",
    "kind": "organizations",
    "number": amount(6, "gt", "1", "over six"),
    "organization": "holding",
    "members": [
        {"organization": "maker"},
        {"person": "chair-li"},
        {"product": "vector"},
        {"facility": "plant"},
        {"place": "hall"},
        {"regulation": "act"},
        {"event": "forum"},
    ],
    "members_open": True,
    "place": "port-zone",
    "description": "They work in the zone.",
}
FIGURES = [{**FIRMS, "id": f"of-{field}", "mention": None, field: target} for field, target in OF_ONE.items()]
RELATIONS = [{**MEMBER, "id": f"to-{field}", "other": None, field: target} for field, target in TO_OTHERS.items()]
ALL: tuple[Document, ...] = (
    *(NEWS, MAKER, HOLDING, DEAL, ACT, LAW, PLANT, SHED, COUNTRY, PROVINCE, CITY, ZONE, LAKE, HALL, CHAIR, CLERK),
    *(VECTOR, FREEZER, FORUM, SIGNING, WEEK, OUTPUT, FIRMS, *FIGURES, MEMBER, *RELATIONS, SIX),
)

_MEMBER = {
    "organization": "maker",
    "kind": "member_of",
    "since_on": "2019",
    "since_on_from": date(2019, 1, 1),
    "since_on_to": date(2019, 12, 31),
    "until_on": "[2021..]",
    "until_on_from": date(2021, 1, 1),
    "description": "Pays a fee.",
}
_SIX = {
    "measure": "firms",
    "quantity_value": 6.0,
    "quantity_comparator": "eq",
    "quantity_unit": "1",
    "quantity_as_stated": "six",
    "basis": "observed",
}


def listed(table: str, identifier: str, column: str, *items: str) -> list[Document]:
    return [{table: identifier, "position": position, column: item} for position, item in enumerate(items)]


def names(table: str, identifier: str, *held: tuple[str, str, str]) -> list[Document]:
    return [
        {table: identifier, "position": position, "text": text, "language": language, "kind": kind}
        for position, (text, language, kind) in enumerate(held)
    ]


# What the records above must become, cell by cell; a column that is not written here must be null.
ROWS: dict[str, list[Document]] = {
    "sources": [
        {
            "id": "news",
            "title": "Leiden 🧬 plant opens",
            "kind": "trade_press",
            "publisher": "NA",
            "language": "zh-Hans",
            "published_on": "2024-11",
            "published_on_from": date(2024, 11, 1),
            "published_on_to": date(2024, 11, 30),
            "published_on_basis": "dateline",
            "url": "https://example.org/news",
            "text_sha256": "0f" * 32,
            "text_length": 400,
            "body_start": 5,
            "body_end": 390,
            "note": "Of two pages.",
        }
    ],
    "source_left_out": [
        {
            "source": "news",
            "position": 0,
            "start": 5,
            "end": 90,
            "sha256": "1e" * 32,
            "reason": "opinion",
            "note": "Praise.",
        },
        {"source": "news", "position": 1, "start": 380, "end": 390, "sha256": "2e" * 32, "reason": "furniture"},
    ],
    "organizations": [
        {"id": "holding", "name": "null"},
        {
            "id": "maker",
            "name": "Maker",
            "kind": "company",
            "profit_status": "for_profit",
            "place": "port-zone",
            "parent": "holding",
            "website": "https://example.org/maker",
            "technologies_open": True,
            "description": "Makes vectors.",
        },
    ],
    "organization_names": [
        *names("organization", "holding", ("null", "en", "as_stated")),
        *names("organization", "maker", ("Maker", "en", "short"), ("製造", "zh-Hant", "as_stated")),
    ],
    "organization_ownership": listed("organization", "maker", "ownership", "state_owned", "publicly_listed"),
    "organization_technologies": listed("organization", "maker", "technology", "car_t"),
    "organization_distinct_from": listed("organization", "maker", "other", "holding"),
    "agreements": [
        {
            "id": "deal",
            "title": "Framework Agreement",
            "kind": "licence",
            "status": "signed",
            "announced_on": "[..2021-07-02]",
            "announced_on_to": date(2021, 7, 2),
            "signed_on": "2021-34",
            "signed_on_from": date(2021, 4, 1),
            "signed_on_to": date(2021, 6, 30),
            "effective_on": "2024-02",
            "effective_on_from": date(2024, 2, 1),
            "effective_on_to": date(2024, 2, 29),
            "ended_on": "[2024-03..]",
            "ended_on_from": date(2024, 3, 1),
            "place": "harbour-city",
            "scope": "A vector for a therapy.",
            "technologies_open": True,
            "aims_open": True,
            "parties_open": True,
        }
    ],
    "agreement_technologies": listed("agreement", "deal", "technology", "ipsc", "car_t"),
    "agreement_aims": listed("agreement", "deal", "aim", "Faster trials.", "Lower cost."),
    "agreement_products": listed("agreement", "deal", "product", "vector", "freezer"),
    "agreement_events": listed("agreement", "deal", "event", "signing"),
    "agreement_parties": [
        {
            "agreement": "deal",
            "position": 0,
            "organization": "maker",
            "role": "licensor",
            "contributes": "The vector.",
        },
        {"agreement": "deal", "position": 1, "described_as": "a hospital in Leiden", "role": "licensee"},
    ],
    "regulations": [
        {
            "id": "act",
            "title": "Notice No. 7",
            "kind": "marketing_approval",
            "effect": "permits",
            "status": "in_force",
            "document_number": "007",
            "issued_on": "2021-40",
            "issued_on_from": date(2021, 1, 1),
            "issued_on_to": date(2021, 6, 30),
            "effective_on": "2021/2022-02",
            "effective_on_from": date(2021, 1, 1),
            "effective_on_to": date(2022, 2, 28),
            "expires_on": "2030",
            "expires_on_from": date(2030, 1, 1),
            "expires_on_to": date(2030, 12, 31),
            "target_on": "2029-33",
            "target_on_from": date(2029, 1, 1),
            "target_on_to": date(2029, 3, 31),
            "issuers_open": True,
            "applies_in_open": True,
            "applies_in_count_value": 8.0,
            "applies_in_count_comparator": "eq",
            "applies_in_count_unit": "1",
            "applies_in_count_as_stated": "eight places",
            "applies_to": "Makers of vectors.",
            "subject_open": True,
            "based_on": "law",
            "derogates_from": "law",
            "sites_open": True,
            "scope": "Permits its sale.",
        },
        {"id": "law", "kind": "law"},
    ],
    "regulation_names": names("regulation", "act", ("the Act", "en", "short")),
    "regulation_issuers": listed("regulation", "act", "organization", "holding"),
    "regulation_applies_in": listed("regulation", "act", "place", "cn-hb", "harbour-city"),
    "regulation_subject": listed("regulation", "act", "subject", "stem cells", "gene diagnosis"),
    "regulation_products": listed("regulation", "act", "product", "vector"),
    "regulation_sites": listed("regulation", "act", "facility", "plant"),
    "facilities": [
        {
            "id": "plant",
            "name": "Cell Works",
            "kind": "gmp_facility",
            "status": "opened",
            "operator": "maker",
            "place": "port-zone",
            "opened_on": "2020-02-29",
            "opened_on_from": date(2020, 2, 29),
            "opened_on_to": date(2020, 2, 29),
            "area_value": 0.1,
            "area_comparator": "between",
            "area_upper": 20_000.0,
            "area_unit": "L",
            "area_as_stated": "0.1 to 20,000 L",
            "purpose": "To make vectors.",
        },
        {"id": "shed"},
    ],
    "facility_names": names("facility", "plant", ("Cell Works", "en", "official")),
    "facility_partners": listed("facility", "plant", "organization", "holding"),
    "facility_services": [
        {
            "facility": "plant",
            "position": 0,
            "kind": "qp_release",
            "availability": "planned",
            "audience": "Small firms.",
        },
        {
            "facility": "plant",
            "position": 1,
            "kind": "cell_banking",
            "availability": "offered",
            "capacity_value": 200.0,
            "capacity_comparator": "le",
            "capacity_unit": "L",
            "capacity_as_stated": "up to 200L",
        },
    ],
    "facility_functions": listed("facility", "plant", "function", "testing"),
    "facility_products": listed("facility", "plant", "product", "freezer"),
    "facility_events": listed("facility", "plant", "event", "forum"),
    "facility_distinct_from": listed("facility", "plant", "other", "shed"),
    "places": [
        {"id": "cn", "name": "China", "kind": "country", "iso_code": "CN", "country": "CN"},
        {
            "id": "cn-hb",
            "kind": "province",
            "parent": "cn",
            "iso_code": "CN-HB",
            "country": "CN",
            "subdivision": "CN-HB",
        },
        {"id": "hall", "kind": "venue"},
        {"id": "harbour-city", "kind": "city", "parent": "cn-hb", "country": "CN", "subdivision": "CN-HB"},
        {"id": "lake", "parent": "cn", "country": "CN"},
        {
            "id": "port-zone",
            "name": "Port Zone",
            "parent": "harbour-city",
            "description": "A zone by the quay.",
            "country": "CN",
            "subdivision": "CN-HB",
        },
    ],
    "place_names": [
        *names("place", "cn", ("China", "en", "as_stated")),
        *names("place", "port-zone", ("Port Zone", "en", "as_stated"), ("Haven", "nl", "translation")),
    ],
    "place_distinct_from": listed("place", "port-zone", "other", "hall"),
    "people": [{"id": "chair-li", "name": "Li"}, {"id": "clerk-li", "name": "No"}],
    "person_names": [
        *names("person", "chair-li", ("Li", "en", "as_stated"), ("李", "zh-Hans", "as_stated")),
        *names("person", "clerk-li", ("No", "en", "as_stated")),
    ],
    "person_offices": [
        {
            "person": "chair-li",
            "position": 0,
            "organization": "holding",
            "title": "chair",
            "as_of": "2021",
            "as_of_from": date(2021, 1, 1),
            "as_of_to": date(2021, 12, 31),
            "ended_on": "2022-05",
            "ended_on_from": date(2022, 5, 1),
            "ended_on_to": date(2022, 5, 31),
        },
        {"person": "chair-li", "position": 1, "described_as": "a ministry", "title": "adviser"},
    ],
    "person_distinct_from": listed("person", "chair-li", "other", "clerk-li"),
    "products": [
        {"id": "freezer"},
        {
            "id": "vector",
            "name": "CNCT19",
            "kind": "therapy",
            "stage": "phase_2",
            "stage_in": "cn",
            "launched_on": "2023-41",
            "launched_on_from": date(2023, 7, 1),
            "launched_on_to": date(2023, 12, 31),
            "description": "A therapy.",
        },
    ],
    "product_names": names("product", "vector", ("CNCT19", "en", "as_stated"), ("1e5", "en", "as_stated")),
    "product_developers": listed("product", "vector", "organization", "maker", "holding"),
    "product_modalities": listed("product", "vector", "modality", "car_t", "gene_therapy"),
    "product_indications": listed("product", "vector", "indication", "leukaemia"),
    "product_designations": [
        {
            "product": "vector",
            "position": 0,
            "name": "Breakthrough",
            "authority": "holding",
            "granted_on": "2020-12",
            "granted_on_from": date(2020, 12, 1),
            "granted_on_to": date(2020, 12, 31),
            "regulation": "act",
        },
        {"product": "vector", "position": 1, "name": "Orphan"},
    ],
    "product_distinct_from": listed("product", "vector", "other", "freezer"),
    "events": [
        {
            "id": "forum",
            "name": "Forum",
            "kind": "conference",
            "status": "took_place",
            "held_on": "2023-05-04/2023-05-06",
            "held_on_from": date(2023, 5, 4),
            "held_on_to": date(2023, 5, 6),
            "place": "hall",
            "part_of": "week",
            "organizers_open": True,
            "participants_open": True,
            "attendance_value": 300.0,
            "attendance_comparator": "gt",
            "attendance_unit": "1",
            "attendance_as_stated": "more than 300",
            "exhibits_open": True,
            "description": "Talks and a fair.",
        },
        {"id": "signing", "kind": "signing", "status": "planned"},
        {"id": "week", "kind": "conference", "status": "under_way"},
    ],
    "event_names": names("event", "forum", ("Forum", "en", "official")),
    "event_organizers": listed("event", "forum", "organization", "holding"),
    "event_participants": [
        {
            "event": "forum",
            "position": 0,
            "person": "chair-li",
            "role": "speaker",
            "on_behalf_of": "a ministry",
            "title": "On cells",
            "topic": "Cells.",
        },
        {"event": "forum", "position": 1, "organization": "maker", "role": "exhibitor"},
        {"event": "forum", "position": 2, "mention": "six-firms", "role": "attendee"},
    ],
    "event_exhibits": [
        {"event": "forum", "position": 0, "product": "freezer", "exhibitor": "maker"},
        {"event": "forum", "position": 1, "mention": "six-firms"},
    ],
    "event_products": listed("event", "forum", "product", "vector"),
    "event_regulations": listed("event", "forum", "regulation", "act"),
    "event_distinct_from": listed("event", "forum", "other", "signing"),
    "statistics": [
        {"id": "firms", **_SIX, "mention": "six-firms"},
        {"id": "of-agreement", **_SIX, "agreement": "deal"},
        {"id": "of-event", **_SIX, "event": "forum"},
        {"id": "of-organization", **_SIX, "organization": "maker"},
        {"id": "of-product", **_SIX, "product": "vector"},
        {"id": "of-regulation", **_SIX, "regulation": "act"},
        {
            "id": "output",
            "measure": "doses",
            "quantity_value": 500.0,
            "quantity_comparator": "ge",
            "quantity_unit": "1",
            "quantity_as_stated": "at least 500",
            "basis": "target",
            "population": "patients",
            "period": "2025",
            "period_from": date(2025, 1, 1),
            "period_to": date(2025, 12, 31),
            "place": "cn",
            "facility": "plant",
            "baseline": "firms",
            "description": "By year.",
        },
    ],
    "relations": [
        {"id": "member", **_MEMBER, "other": "holding"},
        {"id": "to-facility", **_MEMBER, "facility": "plant"},
        {"id": "to-mention", **_MEMBER, "mention": "six-firms"},
        {"id": "to-place", **_MEMBER, "place": "port-zone"},
    ],
    "mentions": [
        {
            "id": "six-firms",
            "text": "six firms",
            "language": "en",
            "kind": "organizations",
            "number_value": 6.0,
            "number_comparator": "gt",
            "number_unit": "1",
            "number_as_stated": "over six",
            "organization": "holding",
            "members_open": True,
            "place": "port-zone",
            "description": "They work in the zone.",
        }
    ],
    "mention_members": [
        {"mention": "six-firms", "position": 0, "organization": "maker"},
        {"mention": "six-firms", "position": 1, "person": "chair-li"},
        {"mention": "six-firms", "position": 2, "product": "vector"},
        {"mention": "six-firms", "position": 3, "facility": "plant"},
        {"mention": "six-firms", "position": 4, "place": "hall"},
        {"mention": "six-firms", "position": 5, "regulation": "act"},
        {"mention": "six-firms", "position": 6, "event": "forum"},
    ],
    "evidence": [],
    "tombstones": [],
}


def borne_out(document: Document) -> Document:
    """A record with two spans for its values and, for the first of them, one that speaks against it."""
    pointers = [pointer for pointer, _ in values(record(document))]
    if not pointers:
        return document
    kind, bearer = BEARERS[1]
    against = {"stance": "contradicts", "says": "something <else>", "outweighed_by": "later", "note": "A later paper."}
    evidence = [
        support(*pointers),
        support(pointers[0], start=12, end=18, derivation="inferred", note="It lies within the other."),
        support(pointers[-1], start=30, end=44, assertion="claimed", asserted_by={kind: bearer}),
        support(pointers[0], start=50, end=60, **against),
    ]
    return {**document, "evidence": evidence}
