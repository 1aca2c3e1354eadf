from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from cgt_dataset.schema import RECORDS, TABLES, VOCABULARIES, Column, Evidence, Table, Tombstone, v1
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.relational import tables_of_version

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
EACH_COLUMN = [(table, column) for table in TABLES.values() for column in table.columns]
each_column = pytest.mark.parametrize(
    ("table", "column"), EACH_COLUMN, ids=[f"{table.name}.{column.name}" for table, column in EACH_COLUMN]
)

CHILD_TABLES = {
    "organization_names": "organization",
    "organization_ownership": "organization",
    "organization_technologies": "organization",
    "source_left_out": "source",
    "agreement_technologies": "agreement",
    "agreement_aims": "agreement",
    "agreement_products": "agreement",
    "agreement_events": "agreement",
    "agreement_parties": "agreement",
    "regulation_names": "regulation",
    "regulation_issuers": "regulation",
    "regulation_applies_in": "regulation",
    "regulation_subject": "regulation",
    "regulation_products": "regulation",
    "regulation_sites": "regulation",
    "facility_names": "facility",
    "facility_partners": "facility",
    "facility_services": "facility",
    "facility_functions": "facility",
    "facility_products": "facility",
    "facility_events": "facility",
    "facility_distinct_from": "facility",
    "organization_distinct_from": "organization",
    "place_names": "place",
    "place_distinct_from": "place",
    "person_names": "person",
    "person_offices": "person",
    "person_distinct_from": "person",
    "product_names": "product",
    "product_developers": "product",
    "product_modalities": "product",
    "product_indications": "product",
    "product_designations": "product",
    "product_distinct_from": "product",
    "event_names": "event",
    "event_organizers": "event",
    "event_participants": "event",
    "event_exhibits": "event",
    "event_products": "event",
    "event_regulations": "event",
    "event_distinct_from": "event",
    "mention_members": "mention",
}
"""Each child table, and the column that holds its record."""
RECORD_TABLES = {record.__name__.lower(): record.table for record in RECORDS}
ITEM_COLUMNS = {
    "ownership": "ownership",
    "technologies": "technology",
    "aims": "aim",
    "products": "product",
    "events": "event",
    "applies_in": "place",
    "developers": "organization",
    "modalities": "modality",
    "indications": "indication",
    "organizers": "organization",
    "regulations": "regulation",
    "issuers": "organization",
    "subject": "subject",
    "sites": "facility",
    "distinct_from": "other",
    "partners": "organization",
    "functions": "function",
}
"""The column that holds an item of each list of plain values."""


ABOUT = ("tombstones", "coverage", "changes")
"""Tables about the records, which no record becomes."""


def test_the_tables_are_those_of_schema_2() -> None:
    assert set(TABLES) == {*RECORD_TABLES.values(), *CHILD_TABLES, *ABOUT, "evidence", "terms", "term_mappings"}


def test_the_tables_of_schema_1_are_still_those_that_were_released() -> None:
    tables = tables_of_version(v1.VERSION)
    children = {
        "organization": "names ownership distinct_from",
        "agreement": "technologies products parties",
        "regulation": "names issuers applies_in subject sites",
        "facility": "names partners services functions distinct_from",
    }
    lists = [f"{owner}_{name}" for owner, held in children.items() for name in held.split()]
    plain = ["sources", "organizations", "agreements", "regulations", "facilities"]
    assert set(tables) == {*plain, *lists, "evidence", "terms", "term_mappings"}
    assert [column.name for column in tables["regulation_applies_in"].columns] == [
        *("regulation", "position", "place", "country", "subdivision", "kind")
    ]
    assert tables["evidence"].column("asserted_by").references is None


def test_a_place_has_the_codes_of_what_it_lies_in() -> None:
    table = TABLES["places"]
    assert [column.name for column in table.columns if column.computed] == ["country", "subdivision"]
    for name in ("country", "subdivision"):
        column = table.column(name)
        assert (column.type, column.required, column.value, column.references) == ("string", False, None, None)
    others = [
        (table.name, "subdivision") for table in TABLES.values() for c in table.columns if c.name == "subdivision"
    ]
    assert others == [("places", "subdivision")]


def test_tombstones_are_keyed_by_the_table_and_the_id_that_the_record_had() -> None:
    table = TABLES["tombstones"]
    assert [column.name for column in table.columns] == ["table", "id", "merged_into", "reason"]
    assert table.primary_key == ("table", "id")
    assert table.foreign_keys == (), "the heir is in the table that `table` names"
    assert table.column("table").constraints == {"enum": [record.table for record in RECORDS]}
    assert [column.name for column in table.columns if column.required] == ["table", "id", "reason"]


def test_evidence_names_its_bearer_by_a_key_of_its_own_kind() -> None:
    table = TABLES["evidence"]
    bearers = {"asserted_by_person": "people", "asserted_by_organization": "organizations"}
    bearers["asserted_by_mention"] = "mentions"
    for name, target in bearers.items():
        column = table.column(name)
        assert (column.references, column.required, column.type) == (target, False, "string")
        assert ((name,), target, ("id",)) in table.foreign_keys
    assert [column.name for column in table.columns if column.name.startswith("asserted_by")] == [*bearers]
    assert table.column("stance").required
    assert not table.column("says").required
    assert table.column("outweighed_by").constraints["enum"] == [*VOCABULARIES["ground"]]


@each_table
def test_a_table_is_described_and_listed_under_its_own_name(table: Table) -> None:
    assert TABLES[table.name] is table
    assert table.description.strip().endswith(".")


@each_table
def test_no_column_stands_twice_in_a_table(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)


@each_table
def test_a_key_is_made_of_columns_that_are_never_null(table: Table) -> None:
    assert table.primary_key
    assert [name for name in table.primary_key if not table.column(name).required] == []


@pytest.mark.parametrize(("name", "owner"), CHILD_TABLES.items())
def test_a_child_table_is_keyed_by_the_record_and_the_position(name: str, owner: str) -> None:
    table = TABLES[name]
    assert table.primary_key == (owner, "position")
    assert table.column("position").type == "integer"
    assert table.column("position").constraints == {"minimum": 0}
    assert table.column(owner).references == RECORD_TABLES[owner]
    assert ((owner,), RECORD_TABLES[owner], ("id",)) in table.foreign_keys


@pytest.mark.parametrize("name", RECORD_TABLES.values())
def test_a_record_table_is_keyed_by_the_id(name: str) -> None:
    assert TABLES[name].primary_key == ("id",)


@each_table
def test_a_foreign_key_leads_to_the_key_of_a_table(table: Table) -> None:
    for own, target, theirs in table.foreign_keys:
        assert theirs == TABLES[target].primary_key
        assert len(own) == len(theirs)
        for mine, other in zip(own, theirs, strict=True):
            assert table.column(mine).type == TABLES[target].column(other).type


def test_references_lead_where_the_model_says() -> None:
    leading = {
        (table.name, own[0]): target
        for table in TABLES.values()
        for own, target, _ in table.foreign_keys
        if table.name not in CHILD_TABLES or own[0] != CHILD_TABLES[table.name]
    }
    assert leading == {
        ("organizations", "place"): "places",
        ("organizations", "parent"): "organizations",
        ("agreements", "place"): "places",
        ("agreement_products", "product"): "products",
        ("agreement_events", "event"): "events",
        ("regulations", "based_on"): "regulations",
        ("regulation_applies_in", "place"): "places",
        ("regulation_products", "product"): "products",
        ("facilities", "place"): "places",
        ("facility_products", "product"): "products",
        ("facility_events", "event"): "events",
        ("places", "parent"): "places",
        ("place_distinct_from", "other"): "places",
        ("person_offices", "organization"): "organizations",
        ("person_distinct_from", "other"): "people",
        ("products", "stage_in"): "places",
        ("product_developers", "organization"): "organizations",
        ("product_designations", "authority"): "organizations",
        ("product_designations", "regulation"): "regulations",
        ("product_distinct_from", "other"): "products",
        ("events", "place"): "places",
        ("events", "part_of"): "events",
        ("event_organizers", "organization"): "organizations",
        ("event_participants", "person"): "people",
        ("event_participants", "organization"): "organizations",
        ("event_participants", "mention"): "mentions",
        ("event_exhibits", "product"): "products",
        ("event_exhibits", "mention"): "mentions",
        ("event_products", "product"): "products",
        ("event_exhibits", "exhibitor"): "organizations",
        ("event_regulations", "regulation"): "regulations",
        ("event_distinct_from", "other"): "events",
        ("statistics", "place"): "places",
        ("statistics", "organization"): "organizations",
        ("statistics", "facility"): "facilities",
        ("statistics", "product"): "products",
        ("statistics", "event"): "events",
        ("statistics", "agreement"): "agreements",
        ("statistics", "regulation"): "regulations",
        ("statistics", "mention"): "mentions",
        ("statistics", "baseline"): "statistics",
        ("relations", "organization"): "organizations",
        ("relations", "other"): "organizations",
        ("relations", "mention"): "mentions",
        ("relations", "place"): "places",
        ("relations", "facility"): "facilities",
        ("mentions", "organization"): "organizations",
        ("mentions", "place"): "places",
        ("mention_members", "organization"): "organizations",
        ("mention_members", "person"): "people",
        ("mention_members", "product"): "products",
        ("mention_members", "facility"): "facilities",
        ("mention_members", "place"): "places",
        ("mention_members", "regulation"): "regulations",
        ("mention_members", "event"): "events",
        ("evidence", "asserted_by_person"): "people",
        ("evidence", "asserted_by_organization"): "organizations",
        ("evidence", "asserted_by_mention"): "mentions",
        ("coverage", "source"): "sources",
        ("agreement_parties", "organization"): "organizations",
        ("regulations", "derogates_from"): "regulations",
        ("regulation_issuers", "organization"): "organizations",
        ("regulation_sites", "facility"): "facilities",
        ("facilities", "operator"): "organizations",
        ("facility_partners", "organization"): "organizations",
        ("organization_distinct_from", "other"): "organizations",
        ("facility_distinct_from", "other"): "facilities",
        ("evidence", "source"): "sources",
        ("term_mappings", "scheme"): "terms",
    }


@each_column
def test_a_column_is_described_and_says_what_null_means(table: Table, column: Column) -> None:
    assert column.description.endswith("."), f"{table.name}.{column.name}"
    assert "None" not in column.description
    says = "Null:" in column.description or "Null for" in column.description
    assert says == (not column.required), f"{table.name}.{column.name}: {column.description}"


@each_column
def test_a_column_that_evidence_supports_names_the_lead_of_its_value(table: Table, column: Column) -> None:
    if column.value is not None:
        assert table.column(column.value).value == column.value
        assert not table.column(column.value).computed


def test_columns_without_evidence_are_keys_notes_and_measures() -> None:
    bare = {
        (table.name, column.name)
        for table, column in EACH_COLUMN
        if column.value is None and table.name in RECORD_TABLES.values()
    }
    measured = {"note", "text_sha256", "text_length", "body_start", "body_end"}
    computed = {("places", "country"), ("places", "subdivision")}
    others = {("sources", name) for name in measured} | {("mentions", "language")} | computed
    assert bare == {(name, "id") for name in RECORD_TABLES.values()} | others
    for name, owner in CHILD_TABLES.items():
        judged = {"other"} if name.endswith("_distinct_from") else set()  # by the curators, not by a source
        if name == "source_left_out":
            judged = {column.name for column in TABLES[name].columns} - {owner, "position"}
        assert {column.name for column in TABLES[name].columns if column.value is None} == {owner, "position"} | judged


class Leaf(NamedTuple):
    """A plain value in the JSON Schema of a model, and the column that should hold it."""

    table: str
    column: str
    node: dict[str, Any]
    required: bool


CONSTRAINTS = ("pattern", "enum", "minimum", "maximum", "maxLength")


def leaves(model: type[Model], table: str, kind: str) -> Iterator[Leaf]:
    """The plain values that the JSON Schema of `model` has, read from the JSON alone."""
    schema = model.model_json_schema()

    def followed(node: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        null = False
        if "anyOf" in node:
            (node,) = (option for option in node["anyOf"] if option != {"type": "null"})
            null = True
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
        return node, null

    def walk(part: dict[str, Any], table: str, prefix: str, certain: bool) -> Iterator[Leaf]:
        for name, stated in part["properties"].items():
            if name in ("schema", "evidence", "supports"):
                continue
            node, null = followed(stated)
            needed = certain and not null
            if node["type"] == "array":
                item, _ = followed(node["items"])
                if item["type"] == "object":
                    yield from walk(item, f"{kind}_{name}", "", True)
                else:
                    yield Leaf(f"{kind}_{name}", ITEM_COLUMNS[name], item, True)
            elif node["type"] == "object":
                yield from walk(node, table, f"{prefix}{name}_", needed)
            else:
                given = name in part.get("required", ()) or stated.get("default") is not None
                assert needed == (certain and given)
                yield Leaf(table, prefix + name, node, needed)

    yield from walk(schema, table, "", True)


LEAVES = [leaf for record in RECORDS for leaf in leaves(record, record.table, record.__name__.lower())]
LEAVES += leaves(Evidence, "evidence", "evidence")
OF_TOMBSTONES = [*leaves(Tombstone, "tombstones", "tombstone")]


@pytest.mark.parametrize(
    "leaf", [*LEAVES, *OF_TOMBSTONES], ids=[f"{leaf.table}.{leaf.column}" for leaf in [*LEAVES, *OF_TOMBSTONES]]
)
def test_a_column_says_what_the_json_schema_of_the_model_says(leaf: Leaf) -> None:
    column = TABLES[leaf.table].column(leaf.column)
    only_true = leaf.node.get("const") is True
    stated = {key: leaf.node[key] for key in CONSTRAINTS if key in leaf.node}
    assert column.type == leaf.node["type"]
    assert column.required == leaf.required
    assert column.constraints == ({"enum": [True]} if only_true else stated)
    assert not column.computed


def test_no_value_of_a_model_is_without_a_column_and_no_column_without_a_value() -> None:
    dates = [
        (leaf.table, f"{leaf.column}_{end}")
        for leaf in LEAVES
        if leaf.node.get("format") == "edtf"
        for end in ("from", "to")
    ]
    keys = [(name, column) for name, owner in CHILD_TABLES.items() for column in (owner, "position")]
    place = [("evidence", name) for name in TABLES["evidence"].primary_key]
    pointed = [("evidence", name) for name in ("pointer", "table", "id", "position", "column")]
    enclosing = [("places", "country"), ("places", "subdivision")]
    expected = [*((leaf.table, leaf.column) for leaf in LEAVES), *dates, *keys, *place, *pointed, *enclosing]
    apart = (*ABOUT, "terms", "term_mappings")
    found = [(table.name, column.name) for table, column in EACH_COLUMN if table.name not in apart]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if leaf.node.get("format") == "edtf"], ids=str)
def test_a_partial_date_is_followed_by_the_days_that_it_can_mean(leaf: Leaf) -> None:
    names = [column.name for column in TABLES[leaf.table].columns]
    at = names.index(leaf.column)
    following = TABLES[leaf.table].columns[at + 1 : at + 3]
    assert [column.name for column in following] == [f"{leaf.column}_from", f"{leaf.column}_to"]
    for column in following:
        assert (column.type, column.computed, column.required, column.value) == ("date", True, False, leaf.column)


def test_only_the_ends_of_partial_dates_and_what_encloses_a_place_are_computed() -> None:
    for table, column in EACH_COLUMN:
        ends_a_date = column.name.endswith(("_on_from", "_on_to", "as_of_from", "as_of_to", "period_from", "period_to"))
        assert (column.type == "date") == ends_a_date, f"{table.name}.{column.name}"
        counted = table.name == "coverage" and column.name != "source"
        encloses = table.name == "places" and column.name in ("country", "subdivision")
        assert column.computed == (ends_a_date or counted or encloses), f"{table.name}.{column.name}"


def test_every_enum_of_a_column_is_a_vocabulary_or_a_known_list() -> None:
    terms = {tuple(vocabulary) for vocabulary in VOCABULARIES.values()}
    others = {
        (table.name, column.name)
        for table, column in EACH_COLUMN
        if "enum" in column.constraints and tuple(column.constraints["enum"]) not in terms
    }
    opened = {(table, name) for table, name in others if name.endswith("_open")}
    assert all(TABLES[table].column(name).constraints == {"enum": [True]} for table, name in opened)
    assert {name for _, name in opened} == {
        f"{name}_open"
        for name in ("technologies", "aims", "parties", "issuers", "applies_in", "subject", "sites", "organizers")
    } | {"participants_open", "exhibits_open", "members_open"}
    assert others - opened == {
        ("term_mappings", "relation"),
        ("tombstones", "table"),
        ("changes", "change"),
        ("changes", "what"),
    }


def test_a_column_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="signed"):
        TABLES["agreements"].column("signed")
