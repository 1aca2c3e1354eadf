"""Evidence in whole columns: its pointers lead to values, every value has some, and none that speaks of a plan is for
what is recorded as done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from ...rules.plans import OF_PLANS, PLANS
from ...schema import AnyRecord, evidence_of, fields_of
from ...schema.base import Model
from ...schema.v2.vocabularies import Stance
from .frames import Frame, list_frame
from .shapes import Doubts


@dataclass
class _Places:
    """The places of all values that need evidence: those of a field lie together, those of a list in its order."""

    groups: dict[str, tuple[int, int]]
    """By the pointer without its position: the first place of the field, and the list by whose lengths it is one."""
    starts: pa.Array
    """Where the items of each record begin in each list: list by list, record by record."""
    lengths: pa.Array
    given: pa.Array
    """Whether there is a value at each place."""
    records: list[pa.Array]


def _places(frame: Frame) -> _Places:
    rows = frame.records
    starts, lengths = [rows], [pa.repeat(pa.scalar(1, pa.int64()), len(rows))]  # a plain value is a list of one
    groups: dict[str, tuple[int, int]] = {}
    given: list[pa.Array] = []
    records: list[pa.Array] = []
    size = 0

    def add(path: str, valid: pa.Array, of: pa.Array, listed: int) -> None:
        nonlocal size
        groups[path] = size, listed
        size += len(valid)
        given.append(valid)
        records.append(of)

    for spec in fields_of(frame.model):
        if not spec.evidence:
            continue
        column, path = frame.columns[spec.name], f"/{spec.name}"
        if spec.kind in ("plain", "value"):
            add(path, column.is_valid(), rows, 0)
            continue
        count = pc.list_value_length(column).cast(pa.int64()).fill_null(0)
        starts.append(pc.subtract(pc.cumulative_sum(count), count))
        lengths.append(count)
        parents = pc.list_parent_indices(column)
        if spec.kind != "parts":
            add(path, column.flatten().is_valid(), parents, len(starts) - 1)
            continue
        parts = list_frame(frame, spec.name, spec.type)
        for inner in fields_of(spec.type):
            if inner.evidence:
                add(f"{path}//{inner.name}", parts.columns[inner.name].is_valid(), parents, len(starts) - 1)
    return _Places(groups, pa.concat_arrays(starts), pa.concat_arrays(lengths), pa.concat_arrays(given), records)


def check_evidence(frame: Frame, doubts: Doubts) -> None:
    """Doubt the records of which a value has no evidence, or evidence no value."""
    if not len(frame.records):
        return
    if not issubclass(frame.model, AnyRecord):
        raise TypeError(f"{frame.model.__name__} is no record")
    places = _places(frame)
    items = list_frame(frame, "evidence", evidence_of(frame.model))
    pointers = items.columns["supports"]
    item_of = pc.list_parent_indices(pointers)
    record_of = items.records.take(item_of)
    found, good = _resolve(pointers.flatten(), record_of, places, len(frame.records))
    doubts.unless(good, record_of)
    borne_out = pc.not_equal(items.columns["stance"], Stance.contradicts.value)
    counts = pc.and_(good, borne_out.take(item_of))
    if not pc.all(counts, min_count=0).as_py():
        found, item_of = found.filter(counts), item_of.filter(counts)
    bare = pc.and_(places.given, _unnamed(found, len(places.given)))
    if pc.any(bare).as_py():
        doubts.records.update(pa.concat_arrays(places.records).filter(bare).to_pylist())
    _check_plans(frame, items, found, item_of, places, doubts)


def _unnamed(found: pa.Array, count: int) -> pa.Array:
    """Which of so many places are not among those found."""
    # As long as both: before pyarrow 23 the result is as long as what is given.
    padded = pa.concat_arrays([found, pa.nulls(max(count - len(found), 0), found.type)])
    return pc.inverse_permutation(padded).slice(0, count).is_null()


def _resolve(pointers: pa.Array, records: pa.Array, places: _Places, count: int) -> tuple[pa.Array, pa.Array]:
    """The place to which each pointer leads, and whether there is a value."""
    encoded = pointers.dictionary_encode()
    read = [_read(pointer) for pointer in encoded.dictionary.to_pylist()]
    groups = [(*places.groups.get(path, (-1, 0)), position) for path, position in read]
    # A pointer into a list has a position, one to a plain value has none.
    groups = [
        (base if (listed > 0) == (at is not None) else -1, listed * count, at or 0) for base, listed, at in groups
    ]
    base, offset, position = (
        pa.array([group[which] for group in groups], pa.int64()).take(encoded.indices) for which in range(3)
    )
    row = pc.add(offset, records)
    good = pc.and_(pc.greater_equal(base, 0), pc.less(position, places.lengths.take(row))).fill_null(False)
    found = pc.add(base, pc.add(places.starts.take(row), position))
    if not pc.all(good, min_count=0).as_py():
        found = pc.if_else(good, found, 0)
    if len(places.given):
        good = pc.and_(good, places.given.take(found))
    return found, good


@lru_cache(maxsize=1 << 16)
def _read(pointer: str | None) -> tuple[str, int | None]:
    """A pointer without its position, and the position: `/services/1/area` → (`/services//area`, 1)."""
    parts = (pointer or "").split("/")
    if len(parts) < 3 or not parts[2].isdecimal():
        return pointer or "", None
    return "/".join([*parts[:2], *(["", *parts[3:]] if parts[3:] else [])]), int(parts[2])


def _check_plans(
    frame: Frame, items: Frame, found: pa.Array, item_of: pa.Array, places: _Places, doubts: Doubts
) -> None:
    """Doubt the records of which evidence speaks of a plan for what is recorded as done."""
    paths = {path: plans for (model, path), plans in PLANS.items() if model is frame.model}
    if not paths:
        return
    planned = pc.is_in(items.columns["assertion"], pa.array([way.value for way in OF_PLANS])).take(item_of)
    if not pc.any(planned, min_count=0).as_py():
        return
    found, record_of = found.filter(planned), items.records.take(item_of.filter(planned))
    for path, plans in paths.items():
        name, _, inner = path.partition("/")
        outer = frame if not inner else list_frame(frame, name, _part(frame, name))
        terms = outer.columns[inner or name]
        done = pc.invert(pc.is_in(terms, pa.array([term.value for term in plans])))
        base = places.groups[f"/{name}//{inner}" if inner else f"/{name}"][0]
        mine = pc.and_(pc.greater_equal(found, base), pc.less(found, base + len(terms)))
        doubts.unless(pc.invert(done.take(pc.subtract(found.filter(mine), base))), record_of.filter(mine))


def _part(frame: Frame, name: str) -> type[Model]:
    part: type[Model] = next(spec.type for spec in fields_of(frame.model) if spec.name == name)
    return part
