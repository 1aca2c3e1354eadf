from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import check
from cgt_dataset.rules import Context, Records, Violation, check_records
from cgt_dataset.schema import MODELS, Tombstone
from cgt_dataset.texts import Texts


def _named(schema: str, identifier: str, name: str, **more: object) -> Any:
    listed = [{"text": name, "language": "en", "kind": "as_stated"}]
    document = {"schema": schema, "id": identifier, "name": name, "names": listed, **more}
    return MODELS[schema].model_validate(document, strict=False)


def _parent(identifier: str, parent: str | None) -> Any:
    return _named("organization/2", identifier, identifier, parent=parent)


def _told(code: str, records: Records) -> list[Violation]:
    return [violation for violation in check_records(Context(records, Texts())) if violation.rule.code == code]


@pytest.mark.parametrize(
    ("parents", "told"),
    [
        ({"aaa": "aaa"}, [("aaa", "'aaa' names itself as parent")]),
        ({"bbb": "aaa", "aaa": "bbb"}, [("aaa", "over parent, 'aaa' comes back to itself: aaa → bbb → aaa")]),
        (
            {"ddd": "bbb", "aaa": "bbb", "bbb": "ccc", "ccc": "aaa"},
            [("aaa", "over parent, 'aaa' comes back to itself: aaa → bbb → ccc → aaa")],
        ),
        (
            {"ddd": "ddd", "aaa": "bbb", "bbb": "aaa"},
            [
                ("aaa", "over parent, 'aaa' comes back to itself: aaa → bbb → aaa"),
                ("ddd", "'ddd' names itself as parent"),
            ],
        ),
        ({"aaa": "bbb", "bbb": "ccc", "ccc": None}, []),
        ({"aaa": "not-there"}, []),
    ],
)
def test_a_chain_of_parents_that_comes_back_is_told_once(
    parents: dict[str, str | None], told: list[tuple[str, str]]
) -> None:
    found = _told("CGT203", Records([_parent(*pair) for pair in parents.items()]))
    assert [(each.record, each.message) for each in found] == [(f"organizations/{one}", text) for one, text in told]
    assert {each.pointer for each in found} <= {"/parent"}


def test_an_id_that_is_nearly_there_is_proposed() -> None:
    records = Records([_parent("zilverling-cells", "zilverling-holdin"), _parent("zilverling-holding", None)])
    assert [each.mend for each in _told("CGT202", records)] == ["did you mean 'zilverling-holding'?"]


def _gone(**merged: str | None) -> dict[tuple[str, str], Tombstone]:
    documents = [
        {"schema": "tombstone/2", "id": one, "merged_into": into, "reason": "So."} for one, into in merged.items()
    ]
    tombstones = [Tombstone.model_validate(document, strict=False) for document in documents]
    return {("organizations", tombstone.id): tombstone for tombstone in tombstones}


@pytest.mark.parametrize(
    ("merged", "mend"),
    [
        ({"old": "new"}, "write new"),
        ({"old": "older", "older": "new"}, "write new"),
        ({"old": None}, "name another record, or delete what refers to it"),
        ({"old": "older", "older": None}, "name another record, or delete what refers to it"),
        ({"old": "older", "older": "old"}, "name the record that now says what it said"),
    ],
)
def test_a_reference_to_what_is_gone_leads_to_its_heir(merged: dict[str, str | None], mend: str) -> None:
    records = Records([_parent("cells", "old"), _parent("new", None)], tombstones=_gone(**merged))
    found = [each for each in _told("CGT205", records) if each.record == "organizations/cells"]
    assert [(each.pointer, each.mend) for each in found] == [("/parent", mend)]


def _place(identifier: str, parent: str | None, code: str | None) -> Any:
    return MODELS["place/2"].model_validate(
        {"schema": "place/2", "id": identifier, "parent": parent, "iso_code": code}, strict=False
    )


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([("nl", None, "NL"), ("nh", "nl", "NL-NH")], []),
        ([("nl", None, "NL"), ("west", "nl", None), ("nh", "west", "NL-NH")], []),
        ([("nl", None, "NL"), ("west", "nl", None), ("nh", "west", "BE-VAN")], ["places/nh"]),
        ([("nl", None, "NL"), ("nh", "nl", "NL-NH"), ("alkmaar", "nh", "NL-UT")], ["places/alkmaar"]),
        ([("nl", None, "NL"), ("be", "nl", "BE")], ["places/be"]),
        ([("nl", "nh", "NL"), ("nh", "nl", "BE-VAN")], []),  # which comes back, and that is told
        ([("nh", "not-there", "BE-VAN")], []),
    ],
)
def test_a_code_is_one_of_the_country_around(places: list[tuple[str, str | None, str | None]], told: list[str]) -> None:
    assert [each.record for each in _told("CGT113", Records([_place(*place) for place in places]))] == told


def _organization(identifier: str, more: str = "") -> str:
    names = "names: [{text: Quill Works, language: en, kind: as_stated}]"
    return f"schema: organization/2\nid: {identifier}\nname: Quill Works\n{names}\n{more}"


def _mends(tmp_path: Path, code: str, **files: str) -> list[str]:
    folder = tmp_path / "raw" / "organizations"
    folder.mkdir(parents=True)
    for stem, content in files.items():
        (folder / f"{stem}.yaml").write_text(content)
    return [finding.mend for finding in check(tmp_path / "raw", Texts()).findings if finding.code == code]


@pytest.mark.parametrize(
    ("parent", "mend"),
    [
        ("quill", "write id: quill, by which other records refer to it"),
        ("quill-works", "rename the file to quill-works.yaml: other records refer to it by that id"),
        ("", "rename the file, or write its name without .yaml as id"),
    ],
)
def test_a_record_is_named_as_others_refer_to_it(tmp_path: Path, parent: str, mend: str) -> None:
    child = _organization("child", f"parent: {parent}\n" if parent else "").replace("Quill Works", "Child")
    files = {"quill": _organization("quill-works"), "child": child}
    assert _mends(tmp_path / "1", "CGT201", **files) == [mend]
    assert _mends(tmp_path / "2", "CGT202", **files) == []


@pytest.mark.parametrize(
    ("given", "mend"),
    [
        ("Quill Works", "did you mean 'quill-works'?"),
        ("Quill-Works", "did you mean 'quill-works'?"),
        ("Somebody Else", "write it like juventas-cell-therapy"),
    ],
)
def test_a_record_that_is_given_by_its_name_is_looked_up(tmp_path: Path, given: str, mend: str) -> None:
    child = _organization("child", f"parent: {given}\n").replace("name: Quill Works", "name: Child", 1)
    child = child.replace("text: Quill Works", "text: Child")
    files = {"quill-works": _organization("quill-works"), "child": child}
    assert _mends(tmp_path, "CGT105", **files) == [mend]
