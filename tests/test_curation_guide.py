"""The curation guide keeps its word: its precedents are numbered, and the records to which they point are there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.curation import Document, read_document
from cgt_dataset.schema import RECORDS, fields_of

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "curation-guide.md").read_text("utf-8")
PRECEDENTS = re.findall(r"^- \*\*P(\d+)\. (.*(?:\n  .*)*)", GUIDE, re.MULTILINE)
FIELDS = {record.table: {spec.name for spec in fields_of(record)} for record in RECORDS}
_RECORD = "([a-z]+/[a-z0-9-]+)"
_POINTER = re.compile(rf"`{_RECORD}((?:/[a-z0-9_]+)*)`")
_NULL = re.compile(rf"`{_RECORD}`\s+has\s+no\s+`([a-z_]+)`")


def _record(address: str) -> Document:
    file = ROOT / "raw" / f"{address}.yaml"
    assert file.is_file(), f"{address} is no record"
    document, findings = read_document(file, address)
    assert document is not None and not findings
    return document


def _value(document: Document, pointer: str) -> Any:
    held: Any = document.data
    for step in pointer.split("/")[1:]:
        held = held[int(step) if step.isdecimal() else step]
    return held


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_precedents_are_numbered_one_by_one() -> None:
    assert sorted(int(number) for number, _ in PRECEDENTS) == list(range(1, len(PRECEDENTS) + 1))
    assert len(PRECEDENTS) == len(re.findall(r"\*\*P\d", GUIDE))


def test_precedents_that_are_referred_to_are_there() -> None:
    referred = set(re.findall(r"\bP(\d+)\b", GUIDE))
    assert referred <= {number for number, _ in PRECEDENTS}


@pytest.mark.parametrize(("number", "text"), PRECEDENTS, ids=[f"P{number}" for number, _ in PRECEDENTS])
def test_a_precedent_points_at_a_record(number: str, text: str) -> None:
    assert _POINTER.search(text), f"P{number} points at nothing"


@pytest.mark.parametrize(("address", "pointer"), sorted(set(_POINTER.findall(GUIDE))), ids=str)
def test_a_pointer_leads_to_a_value(address: str, pointer: str) -> None:
    document = _record(address)
    assert not pointer or (pointer in document.values and _value(document, pointer) not in (None, [])), pointer


@pytest.mark.parametrize(("address", "field"), sorted(set(_NULL.findall(GUIDE))), ids=str)
def test_a_value_that_is_null_by_the_guide_is_null(address: str, field: str) -> None:
    assert field in FIELDS[address.partition("/")[0]]
    assert not _record(address).data.get(field)


def test_no_sentence_of_an_article_stands_in_the_guide(articles: Path) -> None:
    """Never eight words, or ten Han characters, in a row."""
    words = _words(GUIDE)
    runs = {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}
    han = {run[i : i + 10] for run in re.findall("[\u4e00-\u9fff]{10,}", GUIDE) for i in range(len(run) - 9)}
    texts = [path.read_text("utf-8") for path in sorted(articles.glob("*.txt"))]
    assert texts
    assert [run for run in runs for text in texts if f" {run} " in f" {' '.join(_words(text))} "] == []
    assert [run for run in han for text in texts if run in text] == []
