from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whole_records import (
    ACT,
    ALL,
    BEARERS,
    CHAIR,
    DEAL,
    FORUM,
    MAKER,
    MEMBER,
    NEWS,
    OUTPUT,
    PLANT,
    ROWS,
    SIX,
    VECTOR,
    ZONE,
    Document,
    name,
    record,
    support,
)

from cgt_dataset.schema import RECORDS, TABLES, VOCABULARIES, Evidence, Record, Tombstone, fields_of
from cgt_dataset.schema.base import Model
from cgt_dataset.tabular import enclosing_codes, tables_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ROWS)
def test_a_cell_is_lost_moved_or_invented(name: str) -> None:
    table = tables_of([record(document) for document in ALL])[name]
    empty = dict.fromkeys(table.column_names)
    assert table.to_pylist() == [{**empty, **row} for row in ROWS[name]]


def test_a_table_of_records_has_no_hand_written_rows() -> None:
    assert set(ROWS) | {"changes", "coverage", "terms", "term_mappings"} == set(TABLES)


def _given(model: Model) -> Iterator[tuple[type[Model], str]]:
    """The fields that a model gives a value, its parts' too."""
    for spec in fields_of(type(model)):
        content = getattr(model, spec.name)
        if content not in (None, ()):
            yield type(model), spec.name
        if spec.kind in ("values", "parts"):
            for item in content:
                yield from _given(item)


def test_a_field_has_no_hand_written_value() -> None:
    given_fields = {field for document in ALL for field in _given(record(document))}
    parts = {spec.type for model in RECORDS for spec in fields_of(model) if spec.kind in ("values", "parts")}
    assert {(model, spec.name) for model in (*RECORDS, *parts) for spec in fields_of(model)} == given_fields


POINTERS = [
    (NEWS, "/published_on", "sources", 0, "published_on"),
    (MAKER, "/name", "organizations", 0, "name"),
    (MAKER, "/place", "organizations", 0, "place"),
    (MAKER, "/names/1", "organization_names", 1, "text"),
    (MAKER, "/ownership/1", "organization_ownership", 1, "ownership"),
    (DEAL, "/technologies_open", "agreements", 0, "technologies_open"),
    (DEAL, "/technologies/1", "agreement_technologies", 1, "technology"),
    (DEAL, "/aims/1", "agreement_aims", 1, "aim"),
    (DEAL, "/products/0", "agreement_products", 0, "product"),
    (DEAL, "/events/0", "agreement_events", 0, "event"),
    (DEAL, "/parties/1/described_as", "agreement_parties", 1, "described_as"),
    (DEAL, "/parties/0/role", "agreement_parties", 0, "role"),
    (ACT, "/applies_in_count", "regulations", 0, "applies_in_count_value"),
    (ACT, "/issuers/0", "regulation_issuers", 0, "organization"),
    (ACT, "/applies_in/1", "regulation_applies_in", 1, "place"),
    (ACT, "/subject/1", "regulation_subject", 1, "subject"),
    (ACT, "/sites/0", "regulation_sites", 0, "facility"),
    (PLANT, "/area", "facilities", 0, "area_value"),
    (PLANT, "/partners/0", "facility_partners", 0, "organization"),
    (PLANT, "/services/1/capacity", "facility_services", 1, "capacity_value"),
    (PLANT, "/functions/0", "facility_functions", 0, "function"),
    (ZONE, "/parent", "places", 0, "parent"),
    (CHAIR, "/offices/0/as_of", "person_offices", 0, "as_of"),
    (CHAIR, "/offices/1/title", "person_offices", 1, "title"),
    (VECTOR, "/modalities/1", "product_modalities", 1, "modality"),
    (VECTOR, "/designations/0/authority", "product_designations", 0, "authority"),
    (FORUM, "/participants/2/mention", "event_participants", 2, "mention"),
    (FORUM, "/attendance", "events", 0, "attendance_value"),
    (OUTPUT, "/quantity", "statistics", 0, "quantity_value"),
    (OUTPUT, "/period", "statistics", 0, "period"),
    (MEMBER, "/other", "relations", 0, "other"),
    (SIX, "/number", "mentions", 0, "number_value"),
    (SIX, "/members/4/place", "mention_members", 4, "place"),
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
    bearer = {"organization": "maker"}
    items = [support("/kind", asserted_by=bearer, assertion="claimed", derivation="inferred", note="NA")]
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
        "asserted_by_person": None,
        "asserted_by_organization": "maker",
        "asserted_by_mention": None,
        "stance": "supports",
        "says": None,
        "outweighed_by": None,
        "note": "NA",
    }
    assert [row["start"] for row in rows[1:11]] == list(range(100, 110))
    assert [(row["pointer"], row["position"], row["source"]) for row in rows[11:]] == [
        ("/parties/1/role", 1, "other"),
        ("/parties/0/role", 0, "other"),
    ]


@pytest.mark.parametrize(("kind", "who"), BEARERS)
def test_who_says_it_or_what_they_say_instead_is_lost(kind: str, who: str) -> None:
    against = {"stance": "contradicts", "says": "NO", "outweighed_by": "later"}
    item = support("/kind", assertion="quoted", asserted_by={kind: who}, **against)
    (row,) = tables_of([record({**DEAL, "evidence": [item]})])["evidence"].to_pylist()
    assert {name: row[f"asserted_by_{name}"] for name, _ in BEARERS} == {
        name: who if name == kind else None for name, _ in BEARERS
    }
    assert {name: row[name] for name in against} == against


def test_a_column_of_evidence_is_that_of_no_field() -> None:
    own = {"record", "item", "support", "pointer", "table", "id", "position", "column"}
    plain = {spec.name for spec in fields_of(Evidence)} - {"supports", "asserted_by"}
    assert {column.name for column in TABLES["evidence"].columns} == own | plain | {
        f"asserted_by_{kind}" for kind, _ in BEARERS
    }


def tombstone(identifier: str, **more: str) -> Tombstone:
    document = {"schema": "tombstone/2", "id": identifier, "reason": "One of two.", **more}
    return Tombstone.model_validate_json(json.dumps(document))


def test_a_tombstone_is_lost_or_stands_in_another_table() -> None:
    gone = [
        ("people", tombstone("old")),
        ("organizations", tombstone("old", merged_into="maker")),
        ("organizations", tombstone("a-1", reason="Never there.")),
    ]
    tables = tables_of([record(MAKER)], gone)
    assert tables["tombstones"].to_pylist() == [
        {"table": "organizations", "id": "a-1", "merged_into": None, "reason": "Never there."},
        {"table": "organizations", "id": "old", "merged_into": "maker", "reason": "One of two."},
        {"table": "people", "id": "old", "merged_into": None, "reason": "One of two."},
    ]
    assert tables["organizations"].column("id").to_pylist() == ["maker"]


def where(*places: Document) -> dict[str, tuple[str | None, str | None]]:
    rows = tables_of([record(place) for place in places])["places"].to_pylist()
    return {row["id"]: (row["country"], row["subdivision"]) for row in rows}


def place(identifier: str, parent: str | None = None, iso_code: str | None = None) -> Document:
    return {"schema": "place/2", "id": identifier, "parent": parent, "iso_code": iso_code}


def test_a_place_lies_elsewhere_than_its_parents_say() -> None:
    china = (place("cn", iso_code="CN"), place("tj", "cn", "CN-TJ"), place("port", "tj"), place("quay", "port"))
    assert where(*china) == {"cn": ("CN", None), **dict.fromkeys(("tj", "port", "quay"), ("CN", "CN-TJ"))}
    assert where(*china[::-1]) == where(*china)


def test_a_country_is_lost_without_its_record_or_a_subdivision_invented() -> None:
    assert where(place("tj", iso_code="CN-TJ"), place("port", "tj")) == {
        "tj": ("CN", "CN-TJ"),
        "port": ("CN", "CN-TJ"),
    }
    assert where(place("nl", iso_code="NL"), place("west", "nl"), place("dune", "west")) == dict.fromkeys(
        ("nl", "west", "dune"), ("NL", None)
    )
    assert where(place("somewhere"), place("below", "somewhere")) == dict.fromkeys(("somewhere", "below"), (None, None))


def test_a_parent_that_is_not_there_is_followed() -> None:
    """What `check` refuses harms nobody here: no error, no endless chain, no country."""
    assert where(place("quay", "nowhere")) == {"quay": (None, None)}
    circle = (place("one", "two"), place("two", "three"), place("three", "one"), place("four", "two"))
    assert where(*circle) == dict.fromkeys(("one", "two", "three", "four"), (None, None))
    assert where(place("itself", "itself")) == {"itself": (None, None)}
    assert where(place("a1", "b1"), place("b1", "a1", "NO")) == dict.fromkeys(("a1", "b1"), ("NO", None))


def test_the_country_no_is_taken_for_false_and_na_for_null() -> None:
    codes = ["NO", "NA", "NU"]
    assert where(*(place(f"in-{code.lower()}", iso_code=code) for code in codes)) == {
        f"in-{code.lower()}": (code, None) for code in codes
    }


def test_a_long_chain_of_places_takes_as_long_as_its_square() -> None:
    count = 200_000
    parents: dict[str, str | None] = {str(number): str(number + 1) for number in range(count)}
    codes = enclosing_codes({**parents, str(count): None}, {str(count): "CN"})
    assert len(codes) == count + 1
    assert set(codes.values()) == {"CN"}


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 8).map(str), st.integers(0, 9).map(str) | st.none()), st.data())
def test_some_chain_of_places_ends_at_another_code(parents: dict[str, str | None], data: st.DataObject) -> None:
    codes = data.draw(st.dictionaries(st.sampled_from(sorted(parents) or ["0"]), st.sampled_from(["CN", "CN-TJ"])))
    found = enclosing_codes(parents, codes)
    assert set(found) == set(parents)
    for identifier in parents:
        at: str | None = identifier
        for _ in parents:
            at = parents.get(at) if at is not None and codes.get(at) is None else at
        assert found[identifier] == (codes.get(at) if at is not None else None)


MANY = [
    record({**document, "id": identifier, "evidence": [support("/kind", "/status"), support("/kind")]})
    for document, identifiers in ((DEAL, ("b", "a1", "a-1", "a10")), (PLANT, ("z", "b", "a-1")))
    for identifier in (f"{identifier}x" for identifier in identifiers)
]


@settings(deadline=None)
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
    assert {name for name, table in full.items() if not table.num_rows} == {"evidence", "tombstones", "changes"}


def test_terms_are_not_those_of_the_published_vocabularies() -> None:
    published: dict[str, Any] = json.loads((ROOT / "schemas/v2/vocabularies.json").read_bytes())
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
    # SKOS defines the relations; the other columns are about the package itself.
    of_the_package = {"tombstones.table", "changes.change", "changes.what"}
    assert undefined == {"term_mappings.relation"} | of_the_package


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
    return record({**MAKER, "name": text, "names": [name(text)], "description": text})


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
    assert tables["organizations"].select(["name", "description"]).to_pylist() == [{"name": text, "description": text}]
    assert tables["organization_names"].column("text").to_pylist() == [text]


_OUTSIDE = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029, 0xFEFF)))
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=_OUTSIDE), min_size=1, max_size=300
).filter(lambda text: text[0] not in " \u00a0" and text[-1] not in " \u00a0")


@settings(deadline=None)
@given(TEXT)
def test_some_text_that_the_schema_admits_is_changed(text: str) -> None:
    (stored,) = tables_of([organization(text)])["organizations"].column("name").to_pylist()
    assert stored == text


@settings(deadline=None)
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


@settings(deadline=None)
@given(st.dates(min_value=date(1, 1, 1)))
def test_a_day_is_another_day_in_its_date_columns(day: date) -> None:
    row = tables_of([record({**PLANT, "opened_on": day.isoformat()})])["facilities"].to_pylist()[0]
    assert (row["opened_on"], row["opened_on_from"], row["opened_on_to"]) == (day.isoformat(), day, day)
