"""What does not fit between the fields of a model, for whole columns.

The models say it in Python, of one record. What they look at is whether a field is given, which term it has, and how
its numbers and dates stand to one another. So the rows of a table fall into few groups that no model can tell apart,
and one row of each is put before the model. The model is watched: where it looks at more than the groups are made by,
each row of the group is put before it with its parts and their numbers; what it looks at beyond these is doubted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice, permutations
from types import SimpleNamespace
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from ...schema import fields_of
from ...schema.base import Model
from ...schema.fields import Field
from .frames import Frame, list_frame, numbers
from .values import Distinct, days_of, distinct_of, is_date

_LARGEST = 1 << 62
_NUMBERS = ("integer", "number")


class _Beyond(Exception):
    """The model looks at more than the groups are made by."""


def _beyond(*_: object) -> NoReturn:
    raise _Beyond


class _Text(str):
    """A text of which only is known that it is there."""

    __slots__ = ()
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __contains__ = __len__ = _beyond
    __getitem__ = __iter__ = _beyond


_PRESENT: Any = object()
"""What stands for something that is there and may not be looked into."""


@cache
def groups_of(model: type[Model]) -> Groups | None:
    """How the rows of a model are grouped; None where nothing is said between its fields."""
    return Groups(model) if model._faults is not Model._faults else None


class Groups:
    """The groups of the rows of a model, with what the model says of each."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._specs = fields_of(model)
        plain = [spec for spec in self._specs if spec.kind == "plain"]
        self._terms: dict[str, Distinct] = {
            spec.name: found for spec in plain if (found := terms(model, spec)) is not None
        }
        self._numbers = [spec.name for spec in plain if spec.json["type"] in _NUMBERS]
        self._dates = [spec.name for spec in plain if is_date(spec)]
        self._displays = displays(model)
        self._verdicts: dict[int, bool | None] = {}

    def agree(self, frame: Frame) -> pa.Array:
        """Whether the model has nothing to say of each row."""
        codes: pa.Array | None = None
        size = 1
        for part, radix in self._parts(frame):
            size *= radix
            if size > _LARGEST:
                return pa.repeat(pa.scalar(False), len(frame.records))  # more groups than can be told apart
            part = part.cast(pa.int64())
            codes = part if codes is None else pc.add(pc.multiply(codes, radix), part)
        encoded = codes.dictionary_encode()  # type: ignore[union-attr]  # every model has fields
        verdicts = pa.array([self._verdict(code, codes, frame) for code in encoded.dictionary.to_pylist()], pa.bool_())
        good = verdicts.take(encoded.indices)
        if not good.null_count:
            return good
        rows = pc.indices_nonzero(good.is_null())
        return pc.replace_with_mask(good, good.is_null(), self._one_by_one(frame, rows))

    def _parts(self, frame: Frame) -> Iterator[tuple[pa.Array, int]]:
        for spec in self._specs:
            column = frame.columns[spec.name]
            if spec.name in self._terms:
                distinct = self._terms[spec.name]
                yield pc.max_element_wise(distinct.ordinals(column), 0), distinct.size
            elif spec.kind in ("plain", "value"):
                yield column.is_valid(), 2
            else:
                yield pc.greater(pc.list_value_length(column), 0).fill_null(False), 2
        for one, other in combinations(self._numbers, 2):
            for compare in (pc.less, pc.greater):
                yield _answer(compare(frame.columns[one], frame.columns[other])), 3
        days = {name: days_of(frame.columns[name]) for name in self._dates}
        for one, other in permutations(self._dates, 2):
            yield _answer(pc.greater(days[one][1], days[other][2])), 3
        if self._displays:
            yield _answer(_is_among(frame.columns["name"], frame.columns["names"])), 3

    def _verdict(self, code: int, codes: pa.Array, frame: Frame) -> bool | None:
        """Whether all rows of a group are good; None where the model has to see each of them."""
        if code not in self._verdicts:
            index = pc.index(codes, pa.scalar(code, pa.int64())).as_py()
            (self._verdicts[code],) = self._told(_Rows(frame, pa.array([index])))
        return self._verdicts[code]

    def _one_by_one(self, frame: Frame, rows: pa.Array) -> pa.Array:
        """What the model says of each row by itself, where it may see the numbers of parts as well."""
        told = self._told(_Rows(frame, rows, parts=True))
        return pa.array([verdict is True for verdict in told], pa.bool_())

    def _told(self, rows: _Rows) -> Iterator[bool | None]:
        for index in range(rows.count):
            try:
                yield next(iter(self._model._faults(_Row(rows, index))), None) is None  # type: ignore[arg-type]
            except _Beyond:
                yield None
            except Exception:  # noqa: BLE001 (whatever the model stumbles over, the row is put before it as a whole)
                yield False


class _Row:
    """One row, as a model sees itself."""

    def __init__(self, rows: _Rows, index: int) -> None:
        self._rows, self._index = rows, index

    def __getattr__(self, name: str) -> Any:
        return self._rows.of(name)[self._index]


class _Rows:
    """What a model may see of rows, field by field when it looks."""

    def __init__(self, frame: Frame, rows: pa.Array, *, parts: bool = False) -> None:
        self._model, self._frame, self._rows, self._parts = frame.model, frame, rows, parts
        self._specs = {spec.name: spec for spec in fields_of(frame.model)}
        self._displays = displays(frame.model)
        self._seen: dict[str, list[Any]] = {}
        self.count = len(rows)

    def of(self, name: str) -> list[Any]:
        """The values of a field."""
        if name not in self._seen:
            if name not in self._specs:  # an attribute of the class
                return [getattr(self._model, name)] * self.count
            column = self._frame.columns[name]
            here = column.slice(self._rows[0].as_py(), 1) if self.count == 1 else column.take(self._rows)
            self._seen[name] = self._values(self._specs[name], here)
        return self._seen[name]

    def _values(self, spec: Field, column: pa.Array) -> list[Any]:
        if (distinct := terms(self._model, spec)) is not None:
            return [distinct.held(max(ordinal, 0)) for ordinal in distinct.ordinals(column).to_pylist()]
        if self._displays and spec.name == "names":
            return [
                tuple(SimpleNamespace(**item) for item in each or () if item is not None) for each in column.to_pylist()
            ]
        if spec.kind == "plain":
            exact = spec.json["type"] in _NUMBERS or is_date(spec) or (self._displays and spec.name == "name")
            return (
                column.to_pylist() if exact else [None if each is None else _Text(each) for each in column.to_pylist()]
            )
        if spec.kind == "value":
            return [_PRESENT if there else None for there in column.is_valid().to_pylist()]
        lengths = pc.list_value_length(column).fill_null(0).to_pylist()
        if spec.kind == "items" or not self._parts:
            return [_Several() if length else () for length in lengths]
        within = Frame(self._model, {spec.name: column}, self._rows, self._rows)
        parts = list_frame(within, spec.name, spec.type)
        inner = _Rows(parts, numbers(len(parts.records)))
        items = iter([_Row(inner, index) for index in range(inner.count)])
        return [tuple(islice(items, length)) for length in lengths]


class _Several(tuple[Any, ...]):
    """A list that is not empty, of which no more is known."""

    __slots__ = ()
    __iter__ = __len__ = __getitem__ = __contains__ = _beyond


def displays(model: type[Model]) -> bool:
    """Whether the rows of a model have names of which one is displayed."""
    return {"name", "names"} <= {spec.name for spec in fields_of(model)}


def terms(model: type[Model], spec: Field) -> Distinct | None:
    """The terms of a field that has few."""
    return distinct_of(model, spec.name) if spec.kind == "plain" and not is_date(spec) else None


def _answer(column: pa.Array) -> pa.Array:
    """No, yes or unknown as 0, 1, 2."""
    return column.cast(pa.int64()).fill_null(2)


def _is_among(name: pa.Array, names: pa.Array) -> pa.Array:
    """Whether each name is one of the names of its row; null where there is none."""
    rows = pc.list_parent_indices(names)
    same = pc.equal(pc.struct_field(names.flatten(), "text"), name.take(rows)).fill_null(False)
    found = pc.unique(rows.filter(same))
    return pc.if_else(name.is_valid(), pc.is_in(numbers(len(name)), found), None)
