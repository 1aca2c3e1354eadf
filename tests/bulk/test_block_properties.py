"""Whatever is generated: good documents are taken, faulty ones are refused as the small check refuses them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from line_reading import as_lines, assert_rows, assert_same, told
from whole_records import record

from cgt_dataset import testing
from cgt_dataset.build import check
from cgt_dataset.bulk import read_block
from cgt_dataset.schema import RECORDS
from cgt_dataset.texts import Texts

slow = settings(deadline=None, suppress_health_check=list(HealthCheck))
TABLES = [model.table for model in RECORDS]
OF_ONE_RECORD = [f"CGT{number}" for number in (*range(101, 121), 301, 302, 401, 404, 405)]


@pytest.mark.parametrize("table", TABLES)
@settings(slow, max_examples=6)
@given(data=st.data())
def test_good_documents_become_the_rows_of_the_small_build(table: str, data: st.DataObject) -> None:
    documents = data.draw(st.lists(testing.documents(table), max_size=4, unique_by=lambda each: each["id"]))
    block = read_block(table, as_lines(documents))
    assert told(block) == []
    assert_rows(block, [record(document) for document in documents], [])


@pytest.mark.parametrize("code", OF_ONE_RECORD)
@settings(slow, max_examples=3)
@given(data=st.data())
def test_a_near_miss_is_refused_as_the_small_check_refuses_it(code: str, data: st.DataObject) -> None:
    miss = data.draw(testing.near_misses(code=code))
    assume(miss.document.get("parent") != "a-country")  # a fault between two places
    table, _, identifier = miss.record.partition("/")
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = miss.dataset.write(Path(folder))
        findings = check(raw, Texts(articles)).findings
    # Another date may besides lie after its source, which the record alone does not tell.
    expected = [(finding.code, finding.pointer) for finding in findings if finding.code in OF_ONE_RECORD]
    assert [found for found, _ in expected] == [code]
    mine = {where: held for where, held in miss.dataset.documents.items() if where.startswith(f"{table}/")}
    at = [*mine].index(miss.record) + 1
    block = assert_same(table, as_lines(mine.values()))
    assert told(block) == [(at, *each) for each in expected]
    living = [where.partition("/")[2] for where, held in mine.items() if not str(held.get("schema")).startswith("tomb")]
    assert block.ids["id"].to_pylist() == [each for each in living if each != identifier]


@settings(slow, max_examples=50)
@given(data=st.data())
def test_what_is_changed_at_random_is_read_as_line_by_line(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    documents = data.draw(st.lists(testing.documents(table), min_size=1, max_size=3))
    for document in documents:
        if data.draw(st.booleans()):
            _change(data, document)
    content = bytearray(as_lines(documents))
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from(PIECES))
    assert_same(table, bytes(content))


PIECES = [b"", b"\n", b"\r", b"}", b"{", b'"', b",", b"null", b"\0", b"\xff", b"\xc2\xa0", b"\\u0000", b"\\ud800"]
PIECES += [b"NaN", b" ", b"}\n{", b"}{", b":", b"-", b"0", b"[]", b"{}", b"\xef\xbb\xbf", b"9999999999999999999999"]
PIECES += [b"1e5", b"/", b"\\"]
ODD_VALUES: list[Any] = [None, [], {}, "", " ", 0, -1, 1.0, 5.5, -0.0, True, False, "5", "1_000", [None], [[]]]
ODD_VALUES += ["2021-02-30", "0000", "\u00a0maker", "maker\u3000", "\x7f", "café", 2**63, 1e300, {"text": "x"}]
ODD_VALUES += ["null", "maker\n", "/names/0", "supports", "contradicts", "planned", "2021", "[..2021]"]


def _change(data: st.DataObject, document: dict[str, Any]) -> None:
    """Change one value of a document, wherever in it."""
    at: Any = document
    while True:
        key = data.draw(st.sampled_from([*at] if isinstance(at, dict) else range(len(at))))
        if isinstance(at[key], (dict, list)) and at[key] and data.draw(st.integers(0, 4)):
            at = at[key]
            continue
        how = data.draw(st.sampled_from(["replace", "delete", "double", "add"]))
        if how == "delete":
            del at[key]
        elif how == "double" and isinstance(at, list):
            at.append(json.loads(json.dumps(at[key])))
        elif how == "add" and isinstance(at, dict):
            at[data.draw(st.sampled_from(["stance", "note", "parent", "kind", "upper", "knd"]))] = "x"
        else:
            at[key] = data.draw(st.sampled_from(ODD_VALUES))
        return
