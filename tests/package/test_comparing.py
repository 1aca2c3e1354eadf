from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from two_packages import ONE, Doc, Rows, between, edited, fields_of, package, record, rewritten, rows_of, table_of

from cgt_dataset import testing
from cgt_dataset.package.changes import Changes, Kind, RowChange, TableChanges, changes_table
from cgt_dataset.package.comparing import CELL, changes_between
from cgt_dataset.package.opened import Opened, cells
from cgt_dataset.schema import CURRENT
from cgt_dataset.testing import Generated


def test_a_changed_cell_does_not_show_the_evidence_that_changed_it(tmp_path: Path) -> None:
    new = edited(website="https://other.example")
    new["evidence"][1]["end"] = 9
    found = rows_of(between(tmp_path, [ONE], [new]))
    (row,), (support,) = found["organizations"], found["evidence"]
    (cell,) = row.cells
    assert (row.change, row.record, row.key) == ("changed", "organizations/one", ("one",))
    assert (cell.column, cell.before, cell.after, cell.value) == (
        "website",
        "https://one.example",
        "https://other.example",
        "website",
    )
    assert cell.evidence == (support,)
    assert [(one.column, one.before, one.after) for one in support.cells] == [("end", 4, 9)]
    assert set(found) == {"organizations", "evidence"}


def test_a_cell_is_given_evidence_that_did_not_change(tmp_path: Path) -> None:
    new = edited(website="https://other.example")
    new["evidence"][0]["end"] = 9  # of the name
    found = rows_of(between(tmp_path, [ONE], [new]))
    assert found["organizations"][0].cells[0].evidence == ()
    assert [row.after and row.after["pointer"] for row in found["evidence"]] == ["/name", "/names/1"]


def test_an_inserted_item_changes_those_after_it_and_their_evidence(tmp_path: Path) -> None:
    new = edited()
    new["names"].insert(0, {"text": "Un", "language": "fr", "kind": "short"})
    new["evidence"][0]["supports"] = ["/name", "/names/2"]
    new["evidence"][2]["supports"] = ["/names/1"]
    new["evidence"].insert(0, {**ONE["evidence"][1], "supports": ["/names/0"]})
    found = rows_of(between(tmp_path, [ONE], [new]))
    assert {table: [(row.change, row.key) for row in rows] for table, rows in found.items()} == {
        "organization_names": [("added", ("one", 0))],
        "evidence": [("added", ("organizations/one", 0, 0))],
    }


def test_a_changed_item_that_moved_loses_its_evidence(tmp_path: Path) -> None:
    new = edited(names=[{"text": "Eins", "language": "nl", "kind": "short"}])
    new["evidence"] = [{**ONE["evidence"][0], "supports": ["/name", "/names/0"], "start": 1}, ONE["evidence"][1]]
    found = rows_of(between(tmp_path, [ONE], [new]))
    gone, changed = found["organization_names"]
    assert (gone.change, gone.key, changed.change, changed.key) == ("removed", ("one", 0), "changed", ("one", 0))
    assert changed.before is not None
    assert changed.before["position"] == 1
    (cell,) = changed.cells
    assert (cell.before, cell.after, [one.column for one in cell.evidence[0].cells]) == ("de", "nl", ["start"])
    assert [row.change for row in found["evidence"]] == ["changed", "changed", "removed"]


def test_a_cell_of_a_list_is_given_the_evidence_of_another_item(tmp_path: Path) -> None:
    new = edited()
    new["names"][1]["kind"] = "former"
    new["evidence"][0]["end"] = 9
    (row,) = rows_of(between(tmp_path, [ONE], [new]))["organization_names"]
    (cell,) = row.cells
    assert (row.key, cell.column, cell.value) == (("one", 1), "kind", "text")
    assert [support.before and support.before["pointer"] for support in cell.evidence] == ["/names/1"]


def test_a_record_whose_every_value_changed_is_another_one(tmp_path: Path) -> None:
    names = [{"text": "Zwei", "language": "fr", "kind": "former"}]
    found = rows_of(between(tmp_path, [ONE], [edited(name="Zwei", names=names, website="https://other.example")]))
    assert [row.change for row in found["organizations"]] == ["changed"]


def test_an_item_with_nothing_in_common_is_a_changed_one(tmp_path: Path) -> None:
    alone = edited(names=ONE["names"][1:])
    names = [{"text": "Zwei", "language": "fr", "kind": "former"}]
    found = rows_of(between(tmp_path, [alone], [edited(name="Zwei", names=names)]))
    assert [row.change for row in found["organization_names"]] == ["removed", "added"]


def test_evidence_in_another_order_is_a_change(tmp_path: Path) -> None:
    assert between(tmp_path, [ONE], [edited(evidence=ONE["evidence"][::-1])]).empty


def test_a_swap_of_two_items_is_no_change(tmp_path: Path) -> None:
    """One of them moved; its evidence is what was the other's, and is compared with its own."""
    found = rows_of(between(tmp_path, [ONE], [edited(names=ONE["names"][::-1])]))
    assert {row.change for row in found["organization_names"]} == {"removed", "added"}
    assert sorted(row.change for row in found["evidence"]) == ["added", "changed", "removed"]


def test_a_record_comes_or_goes_without_being_named(tmp_path: Path) -> None:
    changes = between(tmp_path, [edited(id="two")], [ONE])
    assert [(row.change, row.record) for row in rows_of(changes)["organizations"]] == [
        ("added", "organizations/one"),
        ("removed", "organizations/two"),
    ]
    assert {row.record for row in rows_of(changes)["organization_names"]} == {"organizations/one", "organizations/two"}


# Packages that another release could have written.


def test_a_column_on_one_side_is_told_cell_by_cell(tmp_path: Path) -> None:
    old, new = package(tmp_path / "old", ONE, edited(id="two")), package(tmp_path / "new", ONE, edited(id="two"))
    wider = old.table("organizations").append_column("size", pa.array([5, None], pa.int64()))
    new = rewritten(tmp_path / "new", "organizations", wider)
    for changes, kind, sides in (
        (changes_between(old, new), "added", (None, ("integer", 1))),
        (changes_between(new, old), "removed", (("integer", 1), None)),
    ):
        (column,) = table_of(changes, "organizations").columns
        shapes = tuple(shape and (shape.type, shape.values) for shape in (column.before, column.after))
        assert (column.change, column.column, shapes) == (kind, "size", sides)
        assert not rows_of(changes)


def test_a_changed_type_changes_cells_that_say_the_same(tmp_path: Path) -> None:
    place = tmp_path / "p"
    base = package(place, ONE, edited(id="three"), edited(id="two")).table("organizations")
    numbers = base.append_column("size", pa.array([5, 6, None], pa.int64()))
    for texts, cell in ((["5", "6", None], None), (["5", "7", None], (6, "7")), (["5", "6", "x"], (None, "x"))):
        old = rewritten(place, "organizations", numbers)
        other = tmp_path / "q"
        package(other, ONE, edited(id="three"), edited(id="two"))
        new = rewritten(other, "organizations", base.append_column("size", pa.array(texts, pa.string())))
        changes = changes_between(old, new)
        (column,) = table_of(changes, "organizations").columns
        assert (column.change, column.before and column.before.type) == ("changed", "integer")
        found = [(one.before, one.after) for row in rows_of(changes).get("organizations", ()) for one in row.cells]
        assert found == ([cell] if cell else [])


def test_another_primary_key_compares_rows(tmp_path: Path) -> None:
    old, new = package(tmp_path / "old", ONE), package(tmp_path / "new", ONE)
    new = rewritten(tmp_path / "new", "terms", old.table("terms"), primaryKey=["term", "scheme"])
    changes = changes_between(old, new)
    terms = table_of(changes, "terms")
    assert terms.change == "changed"
    assert [row.change for row in terms.rows].count("added") == old.table("terms").num_rows == len(terms.rows) / 2
    assert set(rows_of(changes)) == {"terms"}


def test_a_new_table_is_told_without_its_rows(tmp_path: Path) -> None:
    old, new = package(tmp_path / "old", ONE), package(tmp_path / "new", ONE)
    held = old.table("organizations")
    new = rewritten(tmp_path / "new", "laboratories", held, fields=fields_of(old), primaryKey=["id"], foreignKeys=[])
    for changes, kind in ((changes_between(old, new), "added"), (changes_between(new, old), "removed")):
        assert table_of(changes, "laboratories").change == kind
        (row,) = rows_of(changes)["laboratories"]
        assert (row.change, row.record) == (kind, "laboratories/one")


def test_a_tombstone_names_no_record(tmp_path: Path) -> None:
    old, new = package(tmp_path / "old", ONE), package(tmp_path / "new", ONE)
    row = {"table": "organizations", "id": "gone", "reason": "It was withdrawn."}
    new = rewritten(tmp_path / "new", "tombstones", pa.Table.from_pylist([row], schema=new.table("tombstones").schema))
    rows = rows_of(changes_between(old, new))["tombstones"]
    assert [(row.change, row.record) for row in rows] == [("added", "organizations/gone")]


def test_numbers_that_are_none_differ_from_themselves(tmp_path: Path) -> None:
    old = package(tmp_path / "p", ONE)
    held = old.table("organizations").append_column("share", pa.array([float("nan")], pa.float64()))
    weird = rewritten(tmp_path / "p", "organizations", held)
    assert changes_between(weird, weird).empty
    changes_table(changes_between(weird, package(tmp_path / "q")))  # and can be written as JSON


# Any two packages.


@st.composite
def edits(draw: st.DrawFn, document: Doc) -> Doc:
    """The document with lists cut and shuffled, their evidence following them; values and evidence changed."""
    edited = deepcopy(document)
    for name, content in edited.items():
        if name not in ("evidence", "distinct_from") and isinstance(content, list) and content:
            order = draw(st.permutations(range(len(content))))[: draw(st.integers(0, len(content)))]
            edited[name] = [content[place] for place in order]
            for item in edited["evidence"]:
                item["supports"] = list(_followed(item["supports"], name, list(order)))
        elif name in ("name", "title", "note", "locality", "purpose", "scope") and draw(st.booleans()):
            edited[name] = draw(st.sampled_from(["Other", None]))
    edited["evidence"] = [item for item in draw(st.permutations(edited["evidence"])) if item["supports"]]
    for item in edited["evidence"]:
        item["end"] += draw(st.sampled_from([0, 0, 1]))
    try:
        record(edited)
    except ValidationError:
        return document
    return edited


def _followed(supports: list[str], name: str, order: list[int]) -> Iterator[str]:
    for pointer in supports:
        match = re.fullmatch(f"/{name}/([0-9]+)(.*)", pointer)
        if match is None:
            yield pointer
        elif int(match[1]) in order:
            yield f"/{name}/{order.index(int(match[1]))}{match[2]}"


@st.composite
def two(draw: st.DrawFn) -> tuple[list[Doc], list[Doc]]:
    generated: Generated = draw(testing.datasets())
    old = [document for document in generated.documents.values() if document["schema"] in CURRENT.models]
    kept = [document for document in old if draw(st.integers(0, 4))]
    return [document for document in old if draw(st.integers(0, 4))], [draw(edits(document)) for document in kept]


def mirrored(changes: Changes) -> dict[str, tuple[Any, ...]]:
    """The changes as they are the other way round."""
    turned: dict[Kind | None, Kind | None] = {"added": "removed", "removed": "added"}

    def row(one: RowChange) -> str:
        told = [
            (cell.column, cell.after, cell.before, cell.value, sorted(map(row, cell.evidence))) for cell in one.cells
        ]
        return repr((turned.get(one.change, one.change), one.record, one.after, one.before, told))

    return {
        table.table: (turned.get(table.change, table.change), table.after, table.before, sorted(map(row, table.rows)))
        for table in changes.tables
    }


def straight(changes: Changes) -> dict[str, tuple[Any, ...]]:
    def row(one: RowChange) -> str:
        told = [
            (cell.column, cell.before, cell.after, cell.value, sorted(map(row, cell.evidence))) for cell in one.cells
        ]
        return repr((one.change, one.record, one.before, one.after, told))

    return {
        table.table: (table.change, table.before, table.after, sorted(map(row, table.rows))) for table in changes.tables
    }


def held(one: Opened, name: str) -> Rows:
    columns = cells(one.table(name))
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def applied(rows: Rows, key: tuple[str, ...], changes: TableChanges) -> tuple[Rows, dict[Any, Any]]:
    """The rows after the changes, positions counted anew; and where rows of lists went."""
    gone = {row.key for row in changes.rows if row.change == "removed"}
    cells_of = {tuple((row.before or {})[name] for name in key): row.cells for row in changes.rows if row.cells}
    kept = [(row, tuple(row[name] for name in key)) for row in rows]
    lists: dict[Any, list[tuple[Any, Any]]] = {}
    for row, identity in kept:
        if identity not in gone:
            changed = {cell.column: cell.after for cell in cells_of.get(identity, ())}
            lists.setdefault(identity[:-1] if key[-1] == "position" else identity, []).append((identity, row | changed))
    for one in changes.rows:  # in the order of their keys
        if one.change == "added":
            group = lists.setdefault(one.key[:-1] if key[-1] == "position" else one.key, [])
            group.insert(int(str(one.key[-1])) if key[-1] == "position" else 0, (None, one.after))
    result: Rows = []
    went = dict.fromkeys(gone)
    for group in lists.values():
        for position, (identity, row) in enumerate(group):
            result.append(row | ({"position": position} if key[-1] == "position" else {}))
            if identity is not None and key[-1] == "position":
                went[identity] = position
    return sorted(result, key=lambda row: [row[name] for name in key]), went


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(two())
def test_changes_do_not_lead_from_one_package_to_the_other(documents: tuple[list[Doc], list[Doc]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        old, new = (package(Path(place, side), *docs) for side, docs in zip("ab", documents, strict=True))
        changes = changes_between(old, new)
        assert changes_between(old, old).empty
        assert mirrored(changes) == straight(changes_between(new, old))
        went: dict[Any, Any] = {}
        for table in changes.tables:
            if table.table != "evidence":
                key = new.resources[table.table].table.primaryKey
                rows, moved = applied(held(old, table.table), key, table)
                assert rows == held(new, table.table)
                went |= {(table.table, *identity): now for identity, now in moved.items() if key[-1] == "position"}
        supports = table_of(changes, "evidence").rows
        assert sorted(map(repr, followed(held(old, "evidence"), went, supports))) == sorted(
            repr(numberless(row)) for row in held(new, "evidence")
        )


def followed(rows: Rows, went: dict[Any, Any], changes: tuple[RowChange, ...]) -> Iterator[Any]:
    """The rows of evidence after the changes, those that follow a row of a list with its new position."""
    by_key = {tuple((row.before or {}).get(name) for name in ("record", "item", "support")): row for row in changes}
    for row in rows:
        change = by_key.get((row["record"], row["item"], row["support"]))
        if change is not None and change.change == "removed":
            continue
        position = went.get(tuple(row[name] for name in CELL[:3]), row["position"])
        head, *rest = row["pointer"][1:].split("/")
        if rest and position != row["position"]:
            rest[0] = str(position)
        now = {**row, "position": position, "pointer": "/" + "/".join([head, *rest])}
        yield numberless(now | {cell.column: cell.after for cell in (change.cells if change else ())})
    yield from (numberless(row.after) for row in changes if row.change == "added" and row.after)


def numberless(row: Any) -> Any:
    return {name: value for name, value in row.items() if name not in ("item", "support")}
