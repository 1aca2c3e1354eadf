from __future__ import annotations

import json
from pathlib import Path

import pytest
from two_packages import ONE, between, edited, fields_of, package, rewritten

from cgt_dataset.package.changes import changes_table, shrunk
from cgt_dataset.package.comparing import changes_between
from cgt_dataset.schema import CHANGES
from cgt_dataset.tabular import arrow_schema


def test_the_table_of_changes_leaves_something_out(tmp_path: Path) -> None:
    new = edited(website="https://other.example", names=ONE["names"][1:])
    new["evidence"] = [{**ONE["evidence"][0], "supports": ["/name", "/names/0"]}, ONE["evidence"][1]]
    changes = between(tmp_path, [ONE], [new])
    table = changes_table(changes)
    assert table.schema.equals(arrow_schema(CHANGES), check_metadata=True)
    rows = table.to_pylist()
    assert [row["number"] for row in rows] == list(range(len(rows)))
    assert [(row["change"], row["what"], row["table"], row["row"], row["column"]) for row in rows] == [
        ("changed", "cell", "organizations", '["one"]', "website"),
        ("removed", "row", "organization_names", '["one",0]', None),
        ("removed", "row", "evidence", '["organizations/one",2,0]', None),
    ]
    assert (rows[0]["before"], rows[0]["after"], rows[1]["after"]) == (
        '"https://one.example"',
        '"https://other.example"',
        None,
    )
    assert json.loads(rows[1]["before"]) == {"organization": "one", "position": 0, **ONE["names"][0]}
    assert None not in json.loads(rows[2]["before"]).values()
    assert {row["record"] for row in rows} == {"organizations/one"}


def test_a_value_that_came_has_something_before_it(tmp_path: Path) -> None:
    bare = {name: value for name, value in ONE.items() if name != "website"}
    (row,) = changes_table(between(tmp_path, [bare], [ONE])).to_pylist()
    assert (row["change"], row["before"], row["after"]) == ("changed", None, '"https://one.example"')


def test_columns_and_tables_stand_in_the_table_of_changes_otherwise(tmp_path: Path) -> None:
    old, new = package(tmp_path / "old", ONE), package(tmp_path / "new", ONE)
    narrow = old.table("organizations").drop_columns(["website"])
    new = rewritten(tmp_path / "new", "organizations", narrow)
    new = rewritten(tmp_path / "new", "terms", old.table("terms"), primaryKey=["term", "scheme"])
    rows = changes_table(changes_between(old, new)).to_pylist()
    assert (rows[0]["change"], rows[0]["what"], rows[0]["column"]) == ("removed", "column", "website")
    assert (json.loads(rows[0]["before"]), rows[0]["after"]) == ({"type": "string", "values": 1}, None)
    table = next(row for row in rows if row["what"] == "table")
    assert (table["change"], table["record"], table["row"]) == ("changed", None, None)
    assert json.loads(table["after"]) == {"key": ["term", "scheme"], "rows": old.table("terms").num_rows}


def test_a_first_release_has_changes(tmp_path: Path) -> None:
    assert changes_table(None).num_rows == 0
    assert changes_table(None).schema.equals(changes_table(between(tmp_path, [ONE], [])).schema, check_metadata=True)


def test_the_changes_of_a_release_are_changes_of_the_next(tmp_path: Path) -> None:
    package(tmp_path / "old", ONE)
    changes = changes_between(package(tmp_path / "new"), package(tmp_path / "old", ONE))
    fields = {"primaryKey": ["number"], "foreignKeys": []}
    old = rewritten(tmp_path / "old", "changes", changes_table(changes), **fields)
    new = package(tmp_path / "third", ONE)
    if "changes" not in new.resources:
        assert changes_between(old, new).empty
    new = rewritten(tmp_path / "third", "changes", changes_table(None), **fields)
    assert changes_between(old, new).empty
    assert shrunk(old, new, {}) == []


@pytest.mark.parametrize(
    ("allowances", "tables"),
    [
        ({}, ["organizations", "organization_names", "evidence"]),
        ({"organizations": 1}, ["organization_names", "evidence"]),
        ({"organizations": 1, "organization_names": 2, "evidence": 3}, ["evidence"]),
        ({"organizations": 1, "organization_names": 2, "evidence": 4}, []),
    ],
)
def test_a_table_shrinks_unseen(tmp_path: Path, allowances: dict[str, int], tables: list[str]) -> None:
    old, new = package(tmp_path / "old", ONE, edited(id="two")), package(tmp_path / "new", ONE)
    assert [one.table for one in shrunk(old, new, allowances)] == tables
    assert shrunk(new, old, {}) == []


def test_a_table_is_gone_unseen(tmp_path: Path) -> None:
    new = package(tmp_path / "p", ONE)
    held = new.table("organizations").slice(0, 0)
    old = rewritten(tmp_path / "p", "laboratories", held, fields=fields_of(new), primaryKey=["id"], foreignKeys=[])
    (lost,) = shrunk(old, new, {})
    assert (lost.table, lost.before, lost.after) == ("laboratories", 0, None)
    assert shrunk(old, new, {"laboratories": 0}) == []
