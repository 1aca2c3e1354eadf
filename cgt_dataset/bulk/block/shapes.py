"""Whole columns against the models: types, terms, lengths, bounds, lists, and what does not fit between fields."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ...schema import AnyRecord, fields_of
from .between import groups_of
from .frames import Frame
from .values import agrees, list_rules

_LARGEST = 1 << 62


class Doubts:
    """The records that are not certainly good, by their numbers."""

    def __init__(self) -> None:
        self.records: set[int] = set()

    def unless(self, good: pa.Array, records: pa.Array) -> None:
        """Doubt the records of all rows that are not good; a row of which it is not known is good."""
        if not pc.all(good, min_count=0).as_py():
            self.records.update(records.filter(pc.invert(good).fill_null(False)).to_pylist())


def check_shape(frame: Frame, name: str | None, doubts: Doubts) -> None:
    """Doubt the records whose rows in a frame are not what their model says; `name` is that of its schema."""
    model, records = frame.model, frame.records
    if name is not None:
        doubts.unless(pc.equal(frame.columns["schema"], name).fill_null(False), records)
    for spec in fields_of(model):
        column = frame.columns[spec.name]
        if column.null_count and model.model_fields[spec.name].is_required():
            doubts.unless(column.is_valid(), records)
        if spec.kind == "plain":
            if column.null_count < len(column):
                doubts.unless(agrees(model, spec, column), records)
        elif spec.kind != "value":
            parents = pc.list_parent_indices(column)
            items = column.flatten()
            _check_list(frame, spec.name, column, items, parents, doubts)
            if spec.kind == "items" and len(items):
                doubts.unless(agrees(model, spec, items), records.take(parents))
    if issubclass(model, AnyRecord):
        evidence = frame.columns["evidence"]
        _check_list(frame, "evidence", evidence, evidence.flatten(), pc.list_parent_indices(evidence), doubts)
    groups = groups_of(model)
    if groups is not None and len(records):
        doubts.unless(groups.agree(frame), records)


def _check_list(frame: Frame, name: str, column: pa.Array, items: pa.Array, parents: pa.Array, doubts: Doubts) -> None:
    least, differing, known = list_rules(frame.model, name)
    lengths = pc.list_value_length(column).fill_null(0)
    if least:
        doubts.unless(pc.greater_equal(lengths, least), frame.records)
    if not known:
        doubts.unless(pc.equal(lengths, 0), frame.records)
    if items.null_count:
        doubts.unless(items.is_valid(), frame.records.take(parents))
    if differing and len(items) and pc.max(lengths).as_py() > 1:
        several = pc.greater(lengths, 1).take(parents)
        repeated = _repeated(items.filter(several), parents.filter(several))
        if len(repeated):
            doubts.records.update(frame.records.take(repeated).to_pylist())


def _repeated(items: pa.Array, parents: pa.Array) -> pa.Array:
    """The parents of items that stand twice in one list."""
    keys, size = parents, pc.max(parents).as_py() + 1
    for leaf in _leaves(items):
        encoded = leaf.dictionary_encode()
        radix = len(encoded.dictionary) + 1
        if size * radix > _LARGEST:
            numbered = keys.dictionary_encode()
            keys, size = numbered.indices.cast(pa.int64()), len(numbered.dictionary)
        codes = encoded.indices.cast(pa.int64()).fill_null(radix - 1)
        keys, size = pc.add(pc.multiply(keys, radix), codes), size * radix
    falling = pc.less_equal(keys.slice(1), keys.slice(0, len(keys) - 1))
    unsure = pc.is_in(parents, pc.unique(parents.slice(1).filter(falling)))  # where keys rise, none stands twice
    keys, parents = keys.filter(unsure), parents.filter(unsure)
    if pc.count_distinct(keys).as_py() == len(keys):
        return parents.slice(0, 0)
    counted = keys.value_counts()
    twice = counted.field(0).filter(pc.greater(counted.field(1), 1))
    return pc.unique(parents.filter(pc.is_in(keys, twice)))


def _leaves(items: pa.Array) -> Iterator[pa.Array]:
    if not pa.types.is_struct(items.type):
        yield pc.add(items, 0.0) if pa.types.is_floating(items.type) else items  # -0.0 equals 0.0
        return
    yield items.is_valid()
    for inner in items.flatten():
        yield from _leaves(inner)
