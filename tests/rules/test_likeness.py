from __future__ import annotations

import pytest

from cgt_dataset.rules import Context, Records, check_records
from cgt_dataset.rules.likeness import folded_forms
from cgt_dataset.schema import MODELS, Organization, Record
from cgt_dataset.texts import Texts


def _organization(identifier: str, *names: str, **more: object) -> Organization:
    listed = [{"text": name, "language": "en", "kind": "as_stated"} for name in names]
    document = {"schema": "organization/2", "id": identifier, "name": names[0], "names": listed, **more}
    return Organization.model_validate(document, strict=False)


def _warned(*organizations: Organization) -> list[tuple[str, str]]:
    context = Context(Records(organizations), Texts())
    found = [violation for violation in check_records(context) if violation.rule.code == "CGT204"]
    return [(violation.record, violation.mend.rpartition("[")[2].rstrip("]")) for violation in found]


ALIKE = [
    ("Juventas Cell Therapy Ltd.", "JUVENTAS CELL THERAPY"),
    ("Juventas Cell Therapy", "Juventas\u00a0Cell\u00a0Therapy, Limited"),
    ("CelArtics BioPharma", "Celartics Biopharma Inc."),
    ("Tsingk Biotechnology", "TsingkBiotechnology"),
    ("National Medical Products Administration", "National Medical Product Administration"),
    ("药明生物", "药明生物有限公司"),
    ("博雅控股集团", "博雅"),
    ("無錫科技局", "无锡科技局"),
    ("Zürich Therapeutics AG", "Zurich Therapeutics"),
    ("Therapeutics Frontera", "Frontera Therapeutics"),
    ("!!!", "!!!"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_of_one_thing_are_alike(one: str, other: str) -> None:
    pair = _organization("first", one), _organization("second", other)
    assert _warned(*pair) == [("organizations/second", "first")]
    assert _warned(*reversed(pair)) == [("organizations/second", "first")]


DIFFERENT = [
    ("National Health Commission", "National Medical Products Administration"),
    ("人民医院", "第二人民医院"),
    ("Shanghai Science and Technology Commission", "Pudong District Commission of Science and Technology and Economy"),
    ("Cytiva", "NecstGen"),
    ("Merck Testing", "Frontera Therapeutics"),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_two_things_are_not_alike(one: str, other: str) -> None:
    assert _warned(_organization("first", one), _organization("second", other)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [({"distinct_from": ["second"]}, {}), ({}, {"distinct_from": ["first"]}), ({}, {"parent": "first"})],
)
def test_a_curator_can_answer_the_warning(first: dict[str, object], second: dict[str, object]) -> None:
    names = ALIKE[0]
    pair = _organization("first", names[0], **first), _organization("second", names[1], **second)
    assert _warned(*pair) == []


def test_any_of_the_names_counts_and_a_pair_is_told_once() -> None:
    first = _organization("first", "Institute of Hematology", "Hematology Hospital")
    second = _organization("second", "Hematology Hospital", "The Institute of Hematology")
    assert _warned(first, second) == [("organizations/second", "first")]


def test_two_names_of_one_record_are_no_likeness() -> None:
    assert _warned(_organization("first", "Juventas Cell Therapy Ltd.", "Juventas Cell Therapy")) == []


def test_a_legal_form_alone_is_still_a_name() -> None:
    assert folded_forms("The Company") == {"company the", "thecompany"}


def _named(schema: str, identifier: str, name: str) -> Record:
    listed = [{"text": name, "language": "en", "kind": "as_stated"}]
    document = {"schema": schema, "id": identifier, "name": name, "names": listed}
    record = MODELS[schema].model_validate(document, strict=False)
    assert isinstance(record, Record)
    return record


def _alike(*records: Record) -> list[str]:
    found = check_records(Context(Records(records), Texts()))
    return [violation.record for violation in found if violation.rule.code == "CGT204"]


@pytest.mark.parametrize("kind", ["facility", "place", "person", "product"])
def test_records_of_other_tables_are_compared_as_well_and_within_their_table_only(kind: str) -> None:
    pair = [_named(f"{kind}/2", each, "Alkmaar Cell Works") for each in ("first", "second")]
    assert _alike(*pair) == [f"{pair[0].table}/second"]
    assert _alike(pair[0], _named("organization/2", "second", "Alkmaar Cell Works")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\uff21\uff43\uff4d\uff45 \uff23\uff45\uff4c\uff4c", "Acme Cell"),  # full width
        ("Xilverlingcellworks", "Zilverlingcellworks"),  # they share an end alone
        ("Alpha Zeta Gene Cells", "Alpha Zeta Gene Cell"),
    ],
)
def test_more_names_of_one_thing_are_alike(one: str, other: str) -> None:
    assert _alike(_named("organization/2", "first", one), _named("organization/2", "second", other)) != []


def test_a_likeness_is_seen_among_some_that_share_a_word() -> None:
    words = ["Quartz", "Bromine", "Helium", "Neptune"]
    others = [_named("organization/2", f"org-{word.lower()}", f"Therapeutics {word}") for word in words]
    pair = [
        _named("organization/2", one, f"{name} Therapeutics")
        for one, name in (("first", "Xrontera"), ("second", "Brontera"))
    ]
    assert _alike(*others, *pair) == ["organizations/second"]
