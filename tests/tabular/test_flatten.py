from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgt_dataset.schema import MODELS, TABLES, VOCABULARIES, Record
from cgt_dataset.tabular import tables_of

ROOT = Path(__file__).resolve().parents[2]
Document = dict[str, Any]


def record(document: Document) -> Record:
    return MODELS[document["schema"]].model_validate_json(json.dumps(document))


def support(*pointers: str, **more: Any) -> Document:
    span = {"source": "news", "start": 10, "end": 20, "sha256": "ab" * 32}
    return {**span, "supports": list(pointers), "derivation": "verbatim", "assertion": "stated", **more}


NEWS: Document = {
    "schema": "source/1",
    "id": "news",
    "kind": "trade_press",
    "language": "zh-Hans",
    "published_on": "2024-11",
    "published_on_basis": "dateline",
    "text_sha256": "0f" * 32,
    "text_length": 400,
    "body_start": 5,
    "body_end": 390,
}
MAKER: Document = {
    "distinct_from": ["other-maker"],
    "schema": "organization/1",
    "id": "maker",
    "name": "Maker",
    "names": [
        {"text": "Maker", "language": "en", "kind": "short"},
        {"text": "製造", "language": "zh-Hant", "kind": "as_stated"},
    ],
    "ownership": ["state_owned", "publicly_listed"],
    "country": "CN",
    "subdivision": "CN-TJ",
    "parent": "maker",
}
DEAL: Document = {
    "schema": "agreement/1",
    "id": "deal",
    "kind": "licence",
    "status": "signed",
    "announced_on": "[..2021-07-02]",
    "signed_on": "2021-34",
    "effective_on": "2024-02",
    "ended_on": "[2024-03..]",
    "technologies": ["ipsc", "car_t"],
    "technologies_open": True,
    "products": ["CD19 CAR-T", "CNCT19"],
    "parties": [
        {"organization": "maker", "role": "licensor", "contributes": "The vector."},
        {"described_as": "a hospital in Leiden", "role": "licensee"},
    ],
}
ACT: Document = {
    "schema": "regulation/1",
    "id": "act",
    "names": [{"text": "the Act", "language": "en", "kind": "short"}],
    "kind": "notice",
    "issued_on": "2021-40",
    "effective_on": "2021/2022-02",
    "issuers": ["maker"],
    "issuers_open": True,
    "applies_in": [
        {"place": "Hainan province", "country": "CN", "subdivision": "CN-HI", "kind": "province"},
        {"place": "a venue"},
    ],
    "applies_in_count": {"value": 8, "comparator": "eq", "unit": "1", "as_stated": "eight places"},
    "subject": ["stem cells", "gene diagnosis"],
    "derogates_from": "act",
    "sites": ["plant"],
}
PLANT: Document = {
    "distinct_from": ["other-plant"],
    "schema": "facility/1",
    "id": "plant",
    "operator": "maker",
    "partners": ["maker"],
    "opened_on": "2020-02-29",
    "area": {"value": 0.1, "comparator": "between", "upper": 1e15, "unit": "L", "as_stated": "0.1 to 1e15 L"},
    "services": [
        {"kind": "qp_release", "availability": "planned", "audience": "Small firms."},
        {
            "kind": "cell_banking",
            "availability": "offered",
            "capacity": {"value": 200, "comparator": "le", "unit": "L", "as_stated": "up to 200L"},
        },
    ],
    "functions": ["testing"],
}
ALL = (NEWS, MAKER, DEAL, ACT, PLANT)

# What the records above must become, cell by cell; a column that is not written here must be null.
ROWS: dict[str, list[Document]] = {
    "sources": [
        {
            "id": "news",
            "kind": "trade_press",
            "language": "zh-Hans",
            "published_on": "2024-11",
            "published_on_from": date(2024, 11, 1),
            "published_on_to": date(2024, 11, 30),
            "published_on_basis": "dateline",
            "text_sha256": "0f" * 32,
            "text_length": 400,
            "body_start": 5,
            "body_end": 390,
        }
    ],
    "organizations": [
        {"id": "maker", "name": "Maker", "country": "CN", "subdivision": "CN-TJ", "parent": "maker"},
    ],
    "organization_names": [
        {"organization": "maker", "position": 0, "text": "Maker", "language": "en", "kind": "short"},
        {"organization": "maker", "position": 1, "text": "製造", "language": "zh-Hant", "kind": "as_stated"},
    ],
    "organization_ownership": [
        {"organization": "maker", "position": 0, "ownership": "state_owned"},
        {"organization": "maker", "position": 1, "ownership": "publicly_listed"},
    ],
    "agreements": [
        {
            "id": "deal",
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
            "technologies_open": True,
        }
    ],
    "agreement_technologies": [
        {"agreement": "deal", "position": 0, "technology": "ipsc"},
        {"agreement": "deal", "position": 1, "technology": "car_t"},
    ],
    "agreement_products": [
        {"agreement": "deal", "position": 0, "product": "CD19 CAR-T"},
        {"agreement": "deal", "position": 1, "product": "CNCT19"},
    ],
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
            "kind": "notice",
            "issued_on": "2021-40",
            "issued_on_from": date(2021, 1, 1),
            "issued_on_to": date(2021, 6, 30),
            "effective_on": "2021/2022-02",
            "effective_on_from": date(2021, 1, 1),
            "effective_on_to": date(2022, 2, 28),
            "issuers_open": True,
            "applies_in_count_value": 8.0,
            "applies_in_count_comparator": "eq",
            "applies_in_count_unit": "1",
            "applies_in_count_as_stated": "eight places",
            "derogates_from": "act",
        }
    ],
    "regulation_names": [
        {"regulation": "act", "position": 0, "text": "the Act", "language": "en", "kind": "short"},
    ],
    "regulation_issuers": [{"regulation": "act", "position": 0, "organization": "maker"}],
    "regulation_applies_in": [
        {
            "regulation": "act",
            "position": 0,
            "place": "Hainan province",
            "country": "CN",
            "subdivision": "CN-HI",
            "kind": "province",
        },
        {"regulation": "act", "position": 1, "place": "a venue"},
    ],
    "regulation_subject": [
        {"regulation": "act", "position": 0, "subject": "stem cells"},
        {"regulation": "act", "position": 1, "subject": "gene diagnosis"},
    ],
    "regulation_sites": [{"regulation": "act", "position": 0, "facility": "plant"}],
    "facilities": [
        {
            "id": "plant",
            "operator": "maker",
            "opened_on": "2020-02-29",
            "opened_on_from": date(2020, 2, 29),
            "opened_on_to": date(2020, 2, 29),
            "area_value": 0.1,
            "area_comparator": "between",
            "area_upper": 1e15,
            "area_unit": "L",
            "area_as_stated": "0.1 to 1e15 L",
        }
    ],
    "facility_names": [],
    "facility_partners": [{"facility": "plant", "position": 0, "organization": "maker"}],
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
    "facility_functions": [{"facility": "plant", "position": 0, "function": "testing"}],
    "organization_distinct_from": [{"organization": "maker", "position": 0, "other": "other-maker"}],
    "facility_distinct_from": [{"facility": "plant", "position": 0, "other": "other-plant"}],
    "evidence": [],
}


@pytest.mark.parametrize("name", ROWS)
def test_a_cell_is_lost_moved_or_invented(name: str) -> None:
    table = tables_of([record(document) for document in ALL])[name]
    empty = dict.fromkeys(table.column_names)
    assert table.to_pylist() == [{**empty, **row} for row in ROWS[name]]


def test_a_table_of_records_has_no_hand_written_rows() -> None:
    assert set(ROWS) | {"terms", "term_mappings"} == set(TABLES)


POINTERS = [
    (NEWS, "/published_on", "sources", 0, "published_on"),
    (MAKER, "/name", "organizations", 0, "name"),
    (MAKER, "/names/1", "organization_names", 1, "text"),
    (MAKER, "/ownership/1", "organization_ownership", 1, "ownership"),
    (DEAL, "/technologies_open", "agreements", 0, "technologies_open"),
    (DEAL, "/technologies/1", "agreement_technologies", 1, "technology"),
    (DEAL, "/products/0", "agreement_products", 0, "product"),
    (DEAL, "/parties/1/described_as", "agreement_parties", 1, "described_as"),
    (DEAL, "/parties/0/role", "agreement_parties", 0, "role"),
    (ACT, "/applies_in_count", "regulations", 0, "applies_in_count_value"),
    (ACT, "/issuers/0", "regulation_issuers", 0, "organization"),
    (ACT, "/applies_in/1/place", "regulation_applies_in", 1, "place"),
    (ACT, "/subject/1", "regulation_subject", 1, "subject"),
    (ACT, "/sites/0", "regulation_sites", 0, "facility"),
    (PLANT, "/area", "facilities", 0, "area_value"),
    (PLANT, "/partners/0", "facility_partners", 0, "organization"),
    (PLANT, "/services/1/capacity", "facility_services", 1, "capacity_value"),
    (PLANT, "/functions/0", "facility_functions", 0, "function"),
]


@pytest.mark.parametrize(("document", "pointer", "table", "position", "column"), POINTERS)
def test_evidence_points_to_another_cell(
    document: Document, pointer: str, table: str, position: int, column: str
) -> None:
    one = record({**document, "evidence": [support(pointer)]})
    tables = tables_of([one])
    (row,) = tables["evidence"].to_pylist()
    assert (row["table"], row["id"], row["position"], row["column"]) == (table, one.id, position, column)
    cells = tables[table].column(column).to_pylist()
    assert cells[position] is not None


def test_evidence_rows_lose_an_item_a_support_or_their_order() -> None:
    items = [support("/kind", asserted_by="A firm", assertion="claimed", derivation="inferred", note="NA")]
    items += [support("/status", start=start, end=start + 7) for start in range(100, 110)]
    items += [support("/parties/1/role", "/parties/0/role", source="other")]
    rows = tables_of([record({**DEAL, "evidence": items})])["evidence"].to_pylist()
    assert [(row["item"], row["support"]) for row in rows] == [*((item, 0) for item in range(12)), (11, 1)]
    assert rows[0] == {
        "record": "agreements/deal",
        "item": 0,
        "support": 0,
        "pointer": "/kind",
        "table": "agreements",
        "id": "deal",
        "position": 0,
        "column": "kind",
        "source": "news",
        "start": 10,
        "end": 20,
        "sha256": "ab" * 32,
        "derivation": "inferred",
        "assertion": "claimed",
        "asserted_by": "A firm",
        "note": "NA",
    }
    assert [row["start"] for row in rows[1:11]] == list(range(100, 110))
    assert [(row["pointer"], row["position"], row["source"]) for row in rows[11:]] == [
        ("/parties/1/role", 1, "other"),
        ("/parties/0/role", 0, "other"),
    ]


MANY = [
    record({**document, "id": identifier, "evidence": [support("/kind", "/status"), support("/kind")]})
    for document, identifiers in ((DEAL, ("b", "a1", "a-1", "a10")), (PLANT, ("z", "b", "a-1")))
    for identifier in (f"{identifier}x" for identifier in identifiers)
]


@given(st.permutations(MANY))
def test_rows_follow_the_order_of_the_records(records: list[Record]) -> None:
    tables = tables_of(records)
    assert tables["agreements"].column("id").to_pylist() == ["a-1x", "a10x", "a1x", "bx"]
    parties = tables["agreement_parties"].select(["agreement", "position"]).to_pylist()
    assert [tuple(row.values()) for row in parties] == [
        (identifier, position) for identifier in ("a-1x", "a10x", "a1x", "bx") for position in (0, 1)
    ]
    evidence = tables["evidence"].select(["record", "item", "support"]).to_pylist()
    assert [tuple(row.values()) for row in evidence] == [
        (f"{table}/{identifier}", item, number)
        for table, identifiers in (
            ("agreements", ("a-1x", "a10x", "a1x", "bx")),
            ("facilities", ("a-1x", "bx", "zx")),
        )
        for identifier in identifiers
        for item, number in ((0, 0), (0, 1), (1, 0))
    ]


def test_a_table_without_rows_is_missing_or_has_no_types() -> None:
    full, empty = tables_of([record(document) for document in ALL]), tables_of([])
    assert list(empty) == list(full) == list(TABLES)
    assert {name: table.schema for name, table in empty.items()} == {name: table.schema for name, table in full.items()}
    assert {name for name, table in empty.items() if table.num_rows} == {"terms", "term_mappings"}


def test_terms_are_not_those_of_the_published_vocabularies() -> None:
    published: dict[str, Any] = json.loads((ROOT / "schemas/v1/vocabularies.json").read_bytes())
    rows = tables_of([])["terms"].to_pylist()
    by_scheme: dict[str, list[Document]] = {}
    for row in rows:
        by_scheme.setdefault(row["scheme"], []).append(row)
    assert set(by_scheme) == set(VOCABULARIES)
    text = json.dumps(published)
    for scheme, terms in by_scheme.items():
        assert [row["term"] for row in sorted(terms, key=lambda row: int(row["position"]))] == list(
            VOCABULARIES[scheme]
        )
        assert sorted(row["position"] for row in terms) == list(range(len(terms)))
        for row in terms:
            assert json.dumps(row["term"]) in text
            assert json.dumps(row["definition"]) in text


def test_a_closed_column_has_a_term_that_no_vocabulary_defines() -> None:
    defined: dict[str, set[str]] = {}
    for row in tables_of([])["terms"].to_pylist():
        defined.setdefault(row["scheme"], set()).add(row["term"])
    closed = {
        f"{table.name}.{column.name}": set(column.constraints["enum"])
        for table in TABLES.values()
        for column in table.columns
        if column.type == "string" and "enum" in column.constraints
    }
    assert len(closed) > 20
    undefined = {name for name, terms in closed.items() if terms not in defined.values()}
    # ISO 3166 defines the countries, SKOS the relations.
    assert {name for name in undefined if not name.endswith(".country")} == {"term_mappings.relation"}


def test_a_mapping_to_a_standard_is_lost() -> None:
    rows = tables_of([])["term_mappings"].to_pylist()
    assert {
        "scheme": "name_kind",
        "term": "abbreviation",
        "standard": "ROR",
        "target": "acronym",
        "relation": "exact",
    } in rows
    assert len(rows) == sum(len(term.mappings) for terms in VOCABULARIES.values() for term in terms)


def organization(text: str) -> Record:
    name = {"text": text, "language": "en", "kind": "short"}
    return record({"schema": "organization/1", "id": "one", "name": text, "names": [name], "locality": text})


AWKWARD = [
    "NA",
    "N/A",
    "NaN",
    "NO",
    "no",
    "null",
    "None",
    "~",
    "true",
    "1e5",
    "007",
    "-0",
    "1_000",
    "12:30",
    "2021-06-21",
    "2021-06-21T00:00:00Z",
    "İstanbul ıI",
    "ß ẞ ﬁ",
    "חברה בע״מ",
    "شركة ١٢٣",
    "无锡细胞治疗产业联盟",
    "🧬👩🏽‍🔬",
    "e\u0301 é",
    "a\u00a0b",
    "\\n \\u0000",
    '"',
    "'",
    '{"id": 1}',
    "[1]",
    "a,b;c|d",
    "$ref",
    "x" * 300,
    "𝒳" * 300,
]


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_is_changed(text: str) -> None:
    tables = tables_of([organization(text)])
    assert tables["organizations"].select(["name", "locality", "zone"]).to_pylist() == [
        {"name": text, "locality": text, "zone": None}
    ]
    assert tables["organization_names"].column("text").to_pylist() == [text]


def test_the_country_no_is_taken_for_false_and_na_for_null() -> None:
    codes = ["NO", "NA", "NU"]
    records = [record({**MAKER, "id": f"in-{code.lower()}", "country": code, "subdivision": None}) for code in codes]
    assert tables_of(records)["organizations"].column("country").to_pylist() == ["NA", "NO", "NU"]


_OUTSIDE = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029, 0xFEFF)))
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=_OUTSIDE), min_size=1, max_size=300
).filter(lambda text: text[0] not in " \u00a0" and text[-1] not in " \u00a0")


@given(TEXT)
def test_some_text_that_the_schema_admits_is_changed(text: str) -> None:
    (stored,) = tables_of([organization(text)])["organizations"].column("name").to_pylist()
    assert stored == text


@given(st.floats(-9e15, 9e15))
def test_some_number_that_the_schema_admits_is_changed(number: float) -> None:
    area = {"value": number, "comparator": "eq", "unit": "L", "as_stated": "so"}
    (stored,) = tables_of([record({**PLANT, "area": area})])["facilities"].column("area_value").to_pylist()
    assert float(stored).hex() == number.hex()


@pytest.mark.parametrize("number", [0, 0.1, 1e15, -9e15, 8999999999999999, 5e-324, 1 / 3])
def test_an_awkward_number_is_changed(number: float) -> None:
    area = {"value": number, "comparator": "eq", "unit": "L", "as_stated": "so"}
    (stored,) = tables_of([record({**PLANT, "area": area})])["facilities"].column("area_value").to_pylist()
    assert stored == number


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_day_is_another_day_in_its_date_columns(day: date) -> None:
    row = tables_of([record({**PLANT, "opened_on": day.isoformat()})])["facilities"].to_pylist()[0]
    assert (row["opened_on"], row["opened_on_from"], row["opened_on_to"]) == (day.isoformat(), day, day)
