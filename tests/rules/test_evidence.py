from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import check
from cgt_dataset.rules import Context, Records, check_records
from cgt_dataset.schema import MODELS
from cgt_dataset.texts import Texts, digest

WORDS = "Head\nAcme\nFoot"
BODY = (5, 9)
BASE = {"derivation": "inferred", "assertion": "stated", "note": "So."}


def _span(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "sha256": digest(WORDS[start:end])}


def _source(identifier: str, span: dict[str, Any], **measures: Any) -> Any:
    item = {"source": "a-text", **span, **BASE, "supports": ["/kind", "/language"]}
    document = {
        "schema": "source/2",
        "id": identifier,
        "kind": "news",
        "language": "en",
        "text_sha256": digest(WORDS),
        "text_length": len(WORDS),
        "body_start": BODY[0],
        "body_end": BODY[1],
        "evidence": [item],
        **measures,
    }
    return MODELS["source/2"].model_validate(document, strict=False)


def _codes(folder: Path, *records: Any) -> list[str]:
    (folder / "a-text.txt").write_bytes(WORDS.encode())
    return [violation.rule.code for violation in check_records(Context(Records(records), Texts(folder)))]


@pytest.mark.parametrize(
    ("start", "end", "own", "codes"),
    [
        (5, 9, False, []),
        (4, 9, False, ["CGT303"]),  # the character before the body
        (5, 10, False, ["CGT303"]),  # the character after it
        (0, 4, True, []),  # a source says something of itself
        (0, 4, False, ["CGT303"]),  # and not another source of it
        (10, 14, True, []),  # to the last character of the text
        (10, 15, True, ["CGT304"]),
    ],
)
def test_a_span_lies_in_body_and_text_to_the_character(
    tmp_path: Path, start: int, end: int, own: bool, codes: list[str]
) -> None:
    inside = _span(*BODY)
    records = [_source("a-text", _span(start, end) if own else inside)]
    if not own:
        records.append(_source("another", _span(start, end)))
    assert _codes(tmp_path, *records) == codes


def test_a_text_that_is_described_by_its_digest_is_that_text(tmp_path: Path) -> None:
    wrong = {**_span(*BODY), "sha256": digest("other words")}
    records = [_source("a-text", _span(*BODY), text_length=len(WORDS) + 1), _source("another", wrong)]
    assert _codes(tmp_path, *records) == ["CGT305", "CGT306"]


def _facility(tmp_path: Path, text: str) -> list[tuple[str, str | None, str, str]]:
    folder = tmp_path / "raw" / "facilities"
    folder.mkdir(parents=True)
    (folder / "plant.yaml").write_text(f"schema: facility/2\nid: plant\n{text}")
    findings = check(tmp_path / "raw", Texts()).findings
    return [(each.code, each.pointer, each.message, each.mend) for each in findings]


ITEM = "- {source: a-text, supports: [%s], start: 0, end: 1, sha256: " + "0" * 64 + ", derivation: inferred, "
ITEM += "assertion: stated, note: So.}\n"


def test_a_pointer_that_is_nearly_one_is_mended(tmp_path: Path) -> None:
    found = _facility(tmp_path, "purpose: x\nevidence:\n" + ITEM % "/pupose")
    assert ("CGT302", "did you mean '/purpose'?") in [(code, mend) for code, _, _, mend in found]
    assert "CGT301" not in [code for code, *_ in found]  # it is supported by what was meant


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("kind: gmp_facility\nstatus: opened\npurpose: x\n", ["/kind", "/status", "/purpose"]),
        ("kind: gmp_facility\nstatus: opened\npurpose: x\nfunctions: [testing]\n", [""]),
    ],
)
def test_many_values_without_any_evidence_are_told_together(tmp_path: Path, fields: str, told: list[str]) -> None:
    found = _facility(tmp_path, fields)
    assert [pointer for code, pointer, *_ in found if code == "CGT301"] == told
    if told == [""]:
        ((_, _, message, mend),) = found
        assert message == "there is no evidence: nothing supports /kind, /status, /functions/0 and 1 more"
        assert 'cgt-dataset cite SOURCE "words" --into facilities/plant --field /kind' in mend


def test_many_values_without_evidence_beside_some_with_it_are_told_one_by_one(tmp_path: Path) -> None:
    fields = "kind: gmp_facility\nstatus: opened\npurpose: x\nfunctions: [testing, cell_banking]\n"
    found = _facility(tmp_path, f"{fields}evidence:\n{ITEM % '/kind'}")
    lacking = [(pointer, mend) for code, pointer, _, mend in found if code == "CGT301"]
    assert [pointer for pointer, _ in lacking] == ["/status", "/purpose", "/functions/0", "/functions/1"]
    assert all("cgt-dataset cite a-text " in mend for _, mend in lacking)


@pytest.mark.parametrize(("sha256", "codes"), [(digest("Acme"), []), (digest("other words"), ["CGT306"])])
def test_a_stretch_that_is_left_out_is_the_one_that_the_curator_saw(
    tmp_path: Path, sha256: str, codes: list[str]
) -> None:
    stretch = {"start": BODY[0], "end": BODY[1], "sha256": sha256, "reason": "opinion"}
    assert _codes(tmp_path, _source("a-text", _span(*BODY), left_out=[stretch])) == codes
