from __future__ import annotations

import re

import pytest

from cgt_dataset.schema import VOCABULARIES
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
TERMS = [(scheme, term) for scheme, vocabulary in VOCABULARIES.items() for term in vocabulary]
each_vocabulary = pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=VOCABULARIES)
each_term = pytest.mark.parametrize(("scheme", "term"), TERMS, ids=[f"{scheme}-{term}" for scheme, term in TERMS])


def test_the_vocabularies_are_those_of_schema_1() -> None:
    assert sorted(VOCABULARIES) == sorted(SCHEMES)


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
    if scheme == "unit":
        assert re.fullmatch(r"[A-Za-z0-9]+", term.value)
    else:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", term.value)
        assert term.name == term.value


@each_term
def test_a_definition_sends_only_to_siblings_that_exist(scheme: str, term: Vocabulary) -> None:
    named = set(re.findall(r"`([^`]+)`", term.definition))
    assert named <= {str(sibling) for sibling in VOCABULARIES[scheme]} - {term.value}


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
        if mapping.relation == "exact"
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
    ],
)
def test_mappings_keep_their_direction(scheme: str, term: str, standard: str, target: str, relation: str) -> None:
    held = VOCABULARIES[scheme](term).mappings  # type: ignore[call-arg]  # looked up by value
    assert [(m.standard, m.target, m.relation) for m in held] == [(standard, target, relation)]
