from __future__ import annotations

import re

import pytest

from cgt_dataset.schema import VOCABULARIES, v1, v2
from cgt_dataset.schema.base import Vocabulary

SCHEMES = [
    "organization_kind",
    "profit_status",
    "ownership",
    "agreement_kind",
    "agreement_status",
    "party_role",
    "regulation_kind",
    "regulation_effect",
    "regulation_status",
    "facility_kind",
    "facility_status",
    "service_kind",
    "availability",
    "name_kind",
    "source_kind",
    "date_basis",
    "modality",
    "place_kind",
    "comparator",
    "unit",
    "derivation",
    "assertion",
]
ADDED = [
    "stance",
    "ground",
    "product_kind",
    "product_stage",
    "event_kind",
    "event_status",
    "participant_role",
    "statistic_basis",
    "relation_kind",
    "omission_reason",
    "mention_kind",
]
"""The vocabularies that schema 2 has besides."""
EACH = {
    f"{scheme}/{version.number}": vocabulary
    for version in (v1.VERSION, v2.VERSION)
    for scheme, vocabulary in version.vocabularies.items()
}
TERMS = [(name, term) for name, vocabulary in EACH.items() for term in vocabulary]
each_vocabulary = pytest.mark.parametrize("vocabulary", EACH.values(), ids=EACH)
each_term = pytest.mark.parametrize(("scheme", "term"), TERMS, ids=[f"{scheme}-{term}" for scheme, term in TERMS])


def test_the_vocabularies_are_those_of_schema_1() -> None:
    assert sorted(v1.VERSION.vocabularies) == sorted(SCHEMES)


def test_the_vocabularies_of_schema_2_are_those_of_schema_1_and_some_more() -> None:
    assert sorted(v2.VERSION.vocabularies) == sorted([*SCHEMES, *ADDED])
    assert v2.VERSION.vocabularies == VOCABULARIES


def test_only_the_kinds_of_regulations_are_widened_and_every_term_keeps_its_meaning() -> None:
    old, new = v1.VERSION.vocabularies, v2.VERSION.vocabularies
    assert [scheme for scheme in old if old[scheme] is not new[scheme]] == ["regulation_kind"]
    before, after = ([*versions["regulation_kind"]] for versions in (old, new))
    assert [term.value for term in after] == [term.value for term in before] + ["marketing_approval", "designation"]
    for one, other in zip(before, after, strict=False):
        assert (one.definition, one.mappings) == (other.definition, other.mappings)


@each_vocabulary
def test_a_vocabulary_says_what_it_is_about(vocabulary: type[Vocabulary]) -> None:
    assert (vocabulary.__doc__ or "").endswith(".")
    assert vocabulary.__doc__ != Vocabulary.__doc__


@each_vocabulary
def test_no_term_of_a_vocabulary_is_another_name_of_a_sibling(vocabulary: type[Vocabulary]) -> None:
    declared = list(vocabulary.__members__)
    assert declared == [term.name for term in vocabulary], "two members share a value"
    assert len({term.value.casefold() for term in vocabulary}) == len(declared)


@each_vocabulary
def test_no_two_terms_of_a_vocabulary_mean_the_same(vocabulary: type[Vocabulary]) -> None:
    assert len({term.definition for term in vocabulary}) == len(vocabulary)


@each_term
def test_a_term_has_a_definition(scheme: str, term: Vocabulary) -> None:
    assert re.fullmatch(r"[A-Z].*\.", term.definition), f"{scheme} {term}: {term.definition}"
    assert "  " not in term.definition


@each_term
def test_a_term_is_snake_case_and_its_own_name(scheme: str, term: Vocabulary) -> None:
    if scheme.startswith("unit/"):
        assert re.fullmatch(r"[A-Za-z0-9]+", term.value)
    else:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", term.value)
        assert term.name == term.value


@each_term
def test_a_definition_sends_only_to_siblings_that_exist(scheme: str, term: Vocabulary) -> None:
    named = set(re.findall(r"`([^`]+)`", term.definition))
    fields = {"says"} if scheme == "stance/2" else set()  # beside the term in an evidence item
    assert named <= {str(sibling) for sibling in EACH[scheme]} - {term.value} | fields


@each_term
def test_a_mapping_is_a_skos_relation_to_a_term_of_a_standard(scheme: str, term: Vocabulary) -> None:
    for mapping in term.mappings:
        assert mapping.relation in {"exact", "close", "broad", "narrow"}, f"{scheme} {term}"
        assert mapping.standard.strip() == mapping.standard != ""
        assert mapping.target.strip() == mapping.target != ""
    targets = [(mapping.standard, mapping.target) for mapping in term.mappings]
    assert len(set(targets)) == len(targets)


def test_no_two_terms_claim_to_be_exactly_the_same_term_of_a_standard() -> None:
    exact = [
        (scheme, mapping.standard, mapping.target)
        for scheme, term in TERMS
        for mapping in term.mappings
        if mapping.relation == "exact" and scheme.endswith("/2")
    ]
    assert len(set(exact)) == len(exact)


@pytest.mark.parametrize(
    ("scheme", "term", "standard", "target", "relation"),
    [
        ("organization_kind", "regulator", "ROR", "government", "broad"),
        ("organization_kind", "company", "ROR", "company", "exact"),
        ("regulation_status", "in_force", "schema.org", "InForce", "exact"),
        ("unit", "L", "UCUM", "L", "exact"),
        ("modality", "immune_cell", "CL", "CL:0000738", "broad"),
        ("product_stage", "phase_2", "NCIT", "C15601", "exact"),
        ("relation_kind", "member_of", "schema.org", "memberOf", "exact"),
    ],
)
def test_mappings_keep_their_direction(scheme: str, term: str, standard: str, target: str, relation: str) -> None:
    held = VOCABULARIES[scheme](term).mappings  # type: ignore[call-arg]  # looked up by value
    assert [(m.standard, m.target, m.relation) for m in held] == [(standard, target, relation)]
