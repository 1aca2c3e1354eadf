"""A near-miss has exactly one finding, with the code that it was made for, where the fault is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from cgt_dataset import testing
from cgt_dataset.build import RULES, check
from cgt_dataset.curation import read_document
from cgt_dataset.schema import RECORDS
from cgt_dataset.testing.faults import changes
from cgt_dataset.testing.mapping_faults import Change
from cgt_dataset.testing.misses import CODES
from cgt_dataset.testing.written import Generated
from cgt_dataset.texts import Texts

slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _judge(miss: testing.NearMiss, folder: Path) -> None:
    raw, articles = miss.dataset.write(folder)
    path = raw / f"{miss.record}.yaml"
    findings = check(raw, Texts(articles)).findings
    assert [(finding.code, finding.path) for finding in findings] == [(miss.code, str(path))], [*map(str, findings)]
    (finding,) = findings
    pointer = finding.pointer or ""
    assert pointer == miss.pointer or pointer.startswith(f"{miss.pointer}/")
    document, _ = read_document(path, str(path))
    assert document is not None
    assert (finding.line, finding.column) == document.place(pointer, key=miss.code == "CGT102")
    assert pointer in document.values
    if pointer == miss.pointer:
        assert (finding.line, finding.column) in (document.values[pointer], document.keys.get(pointer))


@pytest.mark.parametrize("code", CODES)
@settings(slow, max_examples=4)
@given(data=st.data())
def test_a_near_miss_has_one_finding(code: str, data: st.DataObject) -> None:
    miss = data.draw(testing.near_misses(code=code))
    assert miss.code == code
    with tempfile.TemporaryDirectory() as folder:
        _judge(miss, Path(folder))


def test_a_tombstone_has_one_finding_whatever_befalls_it(tmp_path: Path) -> None:
    def fresh() -> tuple[Generated, list[Change]]:
        document = {"schema": "tombstone/2", "id": "old", "reason": "Withdrawn."}
        dataset = Generated({"facilities/old": document}, {})
        return dataset, changes(document, "facilities", dataset)

    for number, change in enumerate(fresh()[1]):
        dataset, made = fresh()
        made[number].make()
        dataset.documents.update(change.besides)
        document = dataset.documents["facilities/old"]
        _judge(
            testing.NearMiss(document, change.code, change.pointer, "facilities/old", dataset), tmp_path / str(number)
        )


@pytest.mark.parametrize("table", [model.table for model in RECORDS])
@settings(slow, max_examples=3)
@given(data=st.data())
def test_a_near_miss_of_a_table(table: str, data: st.DataObject) -> None:
    miss = data.draw(testing.near_misses(table))
    assert miss.record.startswith(f"{table}/")
    assert miss.dataset.documents[miss.record] == miss.document
    with tempfile.TemporaryDirectory() as folder:
        _judge(miss, Path(folder))


@settings(slow, max_examples=6)
@given(data=st.data())
def test_a_near_miss_on_the_command_line(cgt: Callable[..., Any], data: st.DataObject) -> None:
    miss = data.draw(testing.near_misses())
    with tempfile.TemporaryDirectory() as folder:
        raw, articles = miss.dataset.write(Path(folder))
        ran = cgt("check", raw, "--articles", articles)
    assert ran.status == 1
    told = [line for line in ran.out.split("\n") if line.startswith(f"{raw}/")]
    assert [f": {miss.code} " in line for line in told] == [True]
    assert "Traceback" not in ran.out + ran.err


def test_every_rule_of_records_has_near_misses() -> None:
    assert set(CODES) == {rule.code for rule in RULES if "CGT100" <= rule.code < "CGT500"}


@pytest.mark.parametrize(("table", "code"), [("mentions", "CGT203"), (None, "CGT501"), ("regulation", None)])
def test_a_near_miss_that_cannot_be_is_an_error(table: str | None, code: str | None) -> None:
    @settings(slow, database=None, max_examples=1)
    @given(testing.near_misses(table, code))
    def draw(_: testing.NearMiss) -> None: ...

    with pytest.raises(InvalidArgument, match="no near-misses"):
        draw()
