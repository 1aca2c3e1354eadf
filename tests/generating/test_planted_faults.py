"""The manifest is exact: each line that it names has that finding and no other, and no other line has any."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from judging import Verdict, judge, lines_of

from cgt_dataset.generating import Plan, generate
from cgt_dataset.generating.faults import SORTS
from cgt_dataset.rules import RULES
from cgt_dataset.schema import RECORDS

_NOT_IN_LINES = {
    *("CGT121",),  # of older versions of the schema
    *("CGT305", "CGT306", "CGT402", "CGT403"),  # of texts
}


def _manifest(folder: Path) -> dict[Verdict, str]:
    told = [json.loads(line) for line in (folder / "faults.jsonl").read_text().splitlines()]
    return {Verdict(one["file"], one["line"], one["code"], one["pointer"]): one["sort"] for one in told}


@pytest.mark.parametrize("seed", range(4))
def test_planted_faults_are_found_no_more_and_no_fewer(seed: int, tmp_path: Path) -> None:
    planted = generate(Plan(5000, faults=0.3, seed=seed), tmp_path / "out")
    manifest = _manifest(tmp_path / "out")
    assert judge(lines_of(tmp_path / "out")).verdicts == sorted(manifest)
    assert len(manifest) == planted == pytest.approx(1500, abs=20)
    assert len({(verdict.file, verdict.line) for verdict in manifest}) == planted  # one a line


def test_every_sort_of_fault_is_planted_and_found(tmp_path: Path) -> None:
    sorts: dict[str, str] = {}
    for tables in (tuple(record.table for record in RECORDS), ("sources",), ("sources", "places", "mentions")):
        generate(Plan(4000, tables, faults=0.5, seed=9), tmp_path / "out")
        manifest = _manifest(tmp_path / "out")
        assert judge(lines_of(tmp_path / "out")).verdicts == sorted(manifest)
        sorts |= {sort: verdict.code for verdict, sort in manifest.items()}
    assert sorts == SORTS


def test_every_rule_that_lines_can_break_has_a_fault() -> None:
    assert {rule.code for rule in RULES} - _NOT_IN_LINES == {*SORTS.values()}


@pytest.mark.parametrize("records", [60, 155])
def test_few_records_have_exact_faults_too(records: int, tmp_path: Path) -> None:
    for seed in range(6):
        generate(Plan(records, faults=0.5, seed=seed), tmp_path / "out")
        assert judge(lines_of(tmp_path / "out")).verdicts == sorted(_manifest(tmp_path / "out"))


def test_only_the_chosen_codes_are_planted(tmp_path: Path) -> None:
    generate(Plan(4000, faults=0.4, codes=("CGT2", "CGT108")), tmp_path / "out")
    codes = {verdict.code for verdict in _manifest(tmp_path / "out")}
    assert codes == {"CGT108", "CGT201", "CGT202", "CGT203", "CGT204", "CGT205"}


def test_a_faulty_line_changes_no_other(tmp_path: Path) -> None:
    generate(Plan(3000), tmp_path / "good")
    generate(Plan(3000, faults=0.1), tmp_path / "faulty")
    good, faulty = lines_of(tmp_path / "good"), lines_of(tmp_path / "faulty")
    changed = {
        (f"{table}.jsonl", number)
        for table, lines in faulty.items()
        for number, line in enumerate(lines, 1)
        if line != good[table][number - 1]
    }
    assert changed == {(verdict.file, verdict.line) for verdict in _manifest(tmp_path / "faulty")}


def test_the_manifest_names_compressed_files(tmp_path: Path) -> None:
    generate(Plan(2000, faults=0.01), tmp_path / "out", compress=True)
    for verdict in _manifest(tmp_path / "out"):
        with gzip.open(tmp_path / "out" / verdict.file) as file:
            assert len(file.read().split(b"\n")) > verdict.line


def test_a_name_is_given_to_one_faulty_record_at_most(tmp_path: Path) -> None:
    generate(Plan(3000, ("sources", "organizations"), faults=0.5, codes=("CGT204",)), tmp_path / "out")
    manifest = _manifest(tmp_path / "out")
    assert len(manifest) > 500
    assert judge(lines_of(tmp_path / "out")).verdicts == sorted(manifest)
