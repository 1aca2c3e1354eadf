"""Blocks of lines, and what is said of them line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from whole_records import Document

from cgt_dataset.bulk import Block, judge, read_block
from cgt_dataset.schema import Record, Tombstone
from cgt_dataset.tabular import tables_of

COMPUTED_OF_OTHERS = {"places": ["country", "subdivision"]}


def as_lines(documents: Iterable[Document]) -> bytes:
    return b"".join(json.dumps(document, ensure_ascii=False).encode() + b"\n" for document in documents)


def told(block: Block) -> list[tuple[int, str, str]]:
    """Line, code and pointer of every fault."""
    rows = block.rejected.select(["line", "code", "pointer"]).to_pylist()
    return [(row["line"], row["code"], row["pointer"]) for row in rows]


def one_by_one(table: str, content: bytes) -> tuple[list[Record], list[tuple[str, Tombstone]], list[Any]]:
    """The records, the tombstones and the faults of lines that are read each by itself."""
    records, tombstones, faults = [], [], []
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip(b" \t\r"):
            judged = judge(table, line)
            faults += [(number, fault.code, fault.pointer) for fault in judged.faults]
            if isinstance(judged.record, Tombstone):
                tombstones.append((table, judged.record))
            elif judged.record is not None:
                records.append(judged.record)
    return records, tombstones, faults


def assert_rows(block: Block, records: list[Record], tombstones: list[tuple[str, Tombstone]]) -> None:
    """The tables of a block are those of the records, cell by cell; of records with different ids."""
    expected = tables_of(records, tombstones)
    for name, table in block.tables.items():
        later = COMPUTED_OF_OTHERS.get(name, [])
        key = ["record", "item", "support"] if name == "evidence" else table.column_names[:2]
        sort = [(column, "ascending") for column in key]
        assert table.schema.equals(expected[name].schema, check_metadata=True)
        assert table.sort_by(sort).drop_columns(later).to_pylist() == (
            expected[name].sort_by(sort).drop_columns(later).to_pylist()
        ), name
    touched = {name for name, table in expected.items() if table.num_rows and name not in block.tables}
    assert touched <= {"terms", "term_mappings", "coverage"}
    assert block.ids["id"].to_pylist() == [record.id for record in records]


def assert_same(table: str, content: bytes) -> Block:
    """A block is read as its lines are one by one; gives what was read."""
    block = read_block(table, content)
    records, tombstones, faults = one_by_one(table, content)
    assert told(block) == faults
    if len({record.id for record in records}) == len(records):
        assert_rows(block, records, tombstones)
    else:
        assert block.ids["id"].to_pylist() == [record.id for record in records]
    return block
