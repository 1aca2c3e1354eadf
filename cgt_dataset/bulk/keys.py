"""What of a block is compared with other records: ids, references, spans of evidence, parents and codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..rules import model_of
from ..rules.plans import OF_PLANS, PLANS
from ..rules.tensions import PAST
from ..schema import Record, Source, evidence_of, fields_of, references_of
from ..schema.relational import is_place
from ..schema.v2.vocabularies import Stance
from .block import Block
from .block.frames import Frame, list_frame
from .block.values import days_of

GOOD, REJECTED, GONE = range(3)
"""What has become of the record of an id."""

_ANY_DAY = date.max
"""Later than any source: what a record that is refused tells as past is looked at as a whole."""

KEYS = pa.schema(
    [
        pa.field("kind", pa.string(), False),
        pa.field("key", pa.string(), False),
        pa.field("line", pa.int64(), False),
        pa.field("state", pa.int8()),
        pa.field("other", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("supports", pa.int64()),
        pa.field("own", pa.bool_()),
        pa.field("latest", pa.date32()),
    ]
)
"""The keys of a block. By `kind` there are
`id`, an id with its `state`;
`to/TABLE`, an id that a record refers to;
`span`, a source with an item of evidence: its places, the number of values that it supports, whether it is the
source's `own`, and the `latest` day of which the record tells as past;
`up/FIELD`, an id with that of its parent in the field, as `other`;
`code`, the id of a place with its code as `other`.
"""


def columns_of(kind: str) -> list[str]:
    """The columns that keys of a kind have."""
    others = {"id": ["state"], "span": ["start", "end", "supports", "own", "latest"], "code": ["state", "other"]}
    return ["key", "line", *others.get(kind, ["state", "other"] if kind.startswith("up/") else [])]


def keys_of(block: Block) -> pa.Table:
    """The keys of a block, sorted by kind, key and line."""
    frame = block.frame
    parts = [*_ids(block), *_references(block)]
    parts += [_spans(block, frame), *_parents(block, frame), *_of_refused(block)]
    keys = pa.concat_tables(parts).combine_chunks()
    return keys.take(pc.sort_indices(keys, [(name, "ascending") for name in ("kind", "key", "line")]))


def _part(kind: str, key: pa.Array, line: pa.Array, **others: Any) -> pa.Table:
    nothing = {field.name: pa.nulls(len(key), field.type) for field in KEYS if field.name not in others}
    columns = {**nothing, "kind": pa.repeat(kind, len(key)), "key": key, "line": line, **others}
    return pa.Table.from_arrays([columns[field.name] for field in KEYS], schema=KEYS)


def _rows(kind: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{"kind": kind, **row} for row in rows], schema=KEYS)


def _ids(block: Block) -> Iterator[pa.Table]:
    ids = block.frame.columns["id"]
    yield _part("id", ids, block.record_lines, state=pa.repeat(pa.scalar(GOOD, pa.int8()), len(ids)))
    gone = [{"key": each.id, "line": line, "state": GONE} for line, each in block.tombstones]
    refused = [
        {"key": data["id"], "line": line, "state": REJECTED}
        for line, data in block.refused
        if isinstance(data.get("id"), str)
    ]
    if gone or refused:
        yield _rows("id", [*gone, *refused])


def _references(block: Block) -> Iterator[pa.Table]:
    for target, found in block.references.items():
        if target != Source.table:  # they are those of the spans
            yield _part(f"to/{target}", found["id"].combine_chunks(), found["line"].combine_chunks())
    for line, data in _readable(block):
        for _, target, identifier in references_of(block.model, data):
            if target != Source.table:
                yield _rows(f"to/{target}", [{"key": identifier, "line": line}])
    for line, gone in block.tombstones:
        if gone.merged_into is not None:
            yield _rows(f"to/{block.model.table}", [{"key": gone.merged_into, "line": line}])


def _spans(block: Block, frame: Frame) -> pa.Table:
    items = list_frame(frame, "evidence", evidence_of(block.model))
    columns, of = items.columns, items.records
    sources = columns["source"]
    own = pc.equal(sources, frame.columns["id"].take(of)) if block.model is Source else pa.repeat(False, len(of))
    told = pc.invert(pc.is_in(columns["assertion"], pa.array([way.value for way in OF_PLANS])))
    told = pc.and_(told, pc.not_equal(columns["stance"], Stance.contradicts.value))
    latest = pc.if_else(told, _latest(frame).take(of), pa.scalar(None, pa.date32()))
    return _part(
        "span",
        sources,
        block.record_lines.take(of),
        start=columns["start"],
        end=columns["end"],
        supports=pc.list_value_length(columns["supports"]).cast(pa.int64()),
        own=own,
        latest=latest,
    )


def _latest(frame: Frame) -> pa.Array:
    """For each record the latest of the first days that its dates can mean, of what is done with."""
    found: list[pa.Array] = [pa.nulls(len(frame.records), pa.date32())]
    for (model, path), state in PAST.items():
        if model is not frame.model:
            continue
        name, _, inner = path.partition("/")
        if inner:
            part = next(spec.type for spec in fields_of(model) if spec.name == name)
            parts = list_frame(frame, name, part)
            days = pa.table({"record": parts.records, "day": days_of(parts.columns[inner])[1]})
            last = days.group_by("record").aggregate([("day", "max")])
            found.append(last["day_max"].combine_chunks().take(pc.index_in(frame.records, last["record"])))
        else:
            first = days_of(frame.columns[name])[1]
            if state is not None:
                planned = pc.is_in(frame.columns[state], pa.array([term.value for term in PLANS[model, state]]))
                first = pc.if_else(planned, pa.scalar(None, pa.date32()), first)
            found.append(first)
    return pc.max_element_wise(*found)


def _parents(block: Block, frame: Frame) -> Iterator[pa.Table]:
    for kind, name in _above(block.model).items():
        column = frame.columns[name]
        held = column.is_valid()
        state = pa.repeat(pa.scalar(GOOD, pa.int8()), pc.sum(held).as_py() or 0)
        ids, lines = frame.columns["id"].filter(held), block.record_lines.filter(held)
        yield _part(kind, ids, lines, other=column.filter(held), state=state)


def _above(model: type[Record]) -> dict[str, str]:
    """By kind of key the fields that lead to what a record lies in or belongs to."""
    names = [spec.name for spec in fields_of(model) if spec.kind == "plain" and spec.references == model.table]
    return {**{f"up/{name}": name for name in names}, **({"code": "iso_code"} if is_place(model) else {})}


def _of_refused(block: Block) -> Iterator[pa.Table]:
    """The keys of what stands on rejected lines, as far as it can be read."""
    for line, data in _readable(block):
        evidence = data.get("evidence")
        spans = []
        for item in evidence if isinstance(evidence, list) else ():
            if isinstance(item, dict) and isinstance(item.get("source"), str):
                places = {name: item[name] for name in ("start", "end") if type(item.get(name)) is int}
                own = block.model is Source and item["source"] == data.get("id")
                latest = _ANY_DAY if block.model in {model for model, _ in PAST} else None
                spans.append({"key": item["source"], "line": line, "own": own, "latest": latest, **places})
        yield _rows("span", spans)
        for kind, name in _above(block.model).items():
            if isinstance(data.get("id"), str) and isinstance(data.get(name), str):
                row = {"key": data["id"], "line": line, "state": REJECTED, "other": data[name]}
                yield _rows(kind, [row])


def _readable(block: Block) -> Iterator[tuple[int, dict[str, Any]]]:
    """What stands on rejected lines as records of the present version of the schema."""
    return ((line, data) for line, data in block.refused if model_of(block.model.table, data) is block.model)
