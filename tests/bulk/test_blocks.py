"""Blocks of good and bad lines, of records of every type, of old records; and that columns are what decides."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest
import yaml
from conftest import RAW
from line_reading import as_lines, assert_rows, assert_same, told
from old_records import RECORDS as OLD
from whole_records import ALL, Document, amount, borne_out, record, support

from cgt_dataset.build import check
from cgt_dataset.bulk import read_block
from cgt_dataset.bulk.block import slow
from cgt_dataset.schema import RECORDS, Record, references
from cgt_dataset.schema.migrations import migrate
from cgt_dataset.texts import Texts

TABLES = [model.table for model in RECORDS]
OWN = check(RAW, Texts()).records


def own(table: str) -> list[Record]:
    return [each for each in OWN if each.table == table]


def own_lines(table: str) -> bytes:
    return b"".join(each.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n" for each in own(table))


def invented(table: str) -> list[Document]:
    return [borne_out(document) for document in ALL if record(document).table == table]


@pytest.mark.parametrize("table", TABLES)
def test_records_that_have_every_value_become_the_rows_of_the_small_build(table: str) -> None:
    documents = invented(table)
    block = read_block(table, as_lines(documents))
    assert told(block) == []
    assert_rows(block, [record(document) for document in documents], [])


@pytest.mark.parametrize("table", TABLES)
def test_the_records_of_this_repository_become_the_rows_of_the_small_build(table: str) -> None:
    block = read_block(table, own_lines(table))
    assert told(block) == []
    assert_rows(block, own(table), [])


@pytest.mark.parametrize("table", TABLES)
def test_columns_decide_of_clean_lines(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns do not see enough of as many members as are counted."""
    clean = [
        document
        for document in [*invented(table), *map(json.loads, own_lines(table).split(b"\n")[:-1])]
        if not (document.get("members") and document.get("number"))
    ]
    monkeypatch.setattr(slow, "judge", None)
    monkeypatch.setattr("cgt_dataset.bulk.block.reading.judge", None)
    assert read_block(table, as_lines(clean)).slow == 0
    assert len(clean) > 0


def test_columns_settle_most_of_the_records_of_this_repository() -> None:
    blocks = [read_block(table, own_lines(table)) for table in TABLES]
    assert sum(block.slow for block in blocks) < 0.03 * sum(block.lines for block in blocks)


@pytest.mark.parametrize("table", TABLES)
def test_of_good_and_bad_lines_only_the_bad_are_refused(table: str) -> None:
    documents = []
    for number in range(120):
        document = {**invented(table)[number % len(invented(table))], "id": f"record-{number}"}
        if number % 7 == 3:
            document["evidence"] = [*document.get("evidence", ()), support("/nothing")]
        if number % 11 == 5:
            document["colour"] = "red"
        if number % 13 == 7:
            document["id"] = number
        documents.append(document)
    block = assert_same(table, as_lines(documents))
    bad = {line for line, _, _ in told(block)}
    assert bad == {n + 1 for n in range(120) if n % 7 == 3 or n % 11 == 5 or n % 13 == 7}
    assert block.ids["line"].to_pylist() == [line for line in range(1, 121) if line not in bad]
    assert block.tables[table]["id"].to_pylist() == block.ids["id"].to_pylist()


@pytest.mark.parametrize("table", TABLES)
def test_references_are_those_of_the_records(table: str) -> None:
    block = read_block(table, own_lines(table))
    found = sorted((target, *row.values()) for target, each in block.references.items() for row in each.to_pylist())
    expected = [
        (target, line, identifier)
        for line, each in enumerate(own(table), 1)
        for _, target, identifier in references(each)
    ]
    assert found == sorted(expected)


@pytest.mark.parametrize("name", OLD)
def test_a_line_of_an_older_schema_is_migrated(name: str) -> None:
    table, document = name.partition("/")[0], yaml.safe_load(OLD[name])
    block = assert_same(table, as_lines([document, {**document, "colour": "red"}]))
    assert block.ids["id"].to_pylist() == [document["id"]]
    assert told(block) == [(2, "CGT102", "/colour")]
    done = migrate(document)
    assert block.made.to_pylist() == [
        {"line": 1, "table": made.table, "document": json.dumps(made.document), "origin": made.origin}
        for made in done.made
    ]


def six_firms(members: int) -> Document:
    named = [{"organization": f"firm-{number}"} for number in range(members)]
    six = {"schema": "mention/2", "id": "firms", "text": "six firms", "language": "en", "members": named}
    return borne_out({**six, "number": amount(6, "eq", "1", "six firms")})


DEAL = {"schema": "agreement/2", "id": "deal", "kind": "licence", "status": "signed", "signed_on": "2021-05"}
ENDED = borne_out({**DEAL, "ended_on": "2021-06", "parties": [{"organization": "maker", "role": "licensor"}]})


def spanning(start: int, end: int) -> Document:
    return {"schema": "place/2", "id": "here", "kind": "city", "evidence": [support("/kind", start=start, end=end)]}


ALIKE = {
    "dates in their order": (ENDED, {**ENDED, "ended_on": "2021-04"}, [(2, "CGT111", "/ended_on")]),
    "a span with an end": (spanning(1, 2), spanning(2, 2), [(2, "CGT114", "/evidence/0/end")]),
    "a count of more than are named": (six_firms(2), six_firms(7), [(2, "CGT405", "/number")]),
    "a count of as many as are named": (six_firms(2), six_firms(6), []),
}


@pytest.mark.parametrize("name", ALIKE)
def test_lines_that_are_alike_but_for_numbers_or_dates_are_told_apart(name: str) -> None:
    """The same fields and terms are given; the good line comes first, so that its verdict is there for the other."""
    first, second, faults = ALIKE[name]
    table = record(first).table
    block = assert_same(table, as_lines([first, {**second, "id": "other"}]))
    assert told(block) == faults


def test_a_block_travels_between_processes() -> None:
    blocks = [own_lines("organizations"), own_lines("organizations")[:5000]]
    here = [read_block("organizations", block) for block in blocks]
    with ProcessPoolExecutor(2) as pool:
        there = [*pool.map(partial(read_block, "organizations", first_line=1), blocks)]
    for one, other in zip(here, there, strict=True):
        assert one == other
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 (made here)


def test_no_lines() -> None:
    for nothing in (b"", b"\n", b"\r\n \n"):
        block = assert_same("places", nothing)
        assert (block.lines, block.ids.num_rows) == (nothing.count(b"\n"), 0)


def test_there_is_no_such_table() -> None:
    with pytest.raises(KeyError, match="terms"):
        read_block("terms", b"{}")
