"""What does not fit between the fields of a model, for whole columns.

The models say it in Python, of one record. What they look at is whether a field is given, which term it has, and how
its numbers and dates stand to one another. So the rows of a table fall into few groups that no model can tell apart,
and one row of each is put before the model. The model is watched: where it looks at more than the groups are made by,
its verdict holds for that row alone and all rows of the group are doubted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations
from types import SimpleNamespace
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import fields_of
from ..schema.base import Model
from .frames import Frame, numbers
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


class _Row:
    """One row, as a model sees itself."""

    def __init__(self, model: type[Model], held: dict[str, Any]) -> None:
        self._model, self._fields = model, held

    def __getattr__(self, name: str) -> Any:
        return self._fields[name] if name in self._fields else getattr(self._model, name)


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
            spec.name: found
            for spec in plain
            if not is_date(spec) and (found := distinct_of(model, spec.name)) is not None
        }
        self._numbers = [spec.name for spec in plain if spec.json["type"] in _NUMBERS]
        self._dates = [spec.name for spec in plain if is_date(spec)]
        self._displays = {"name", "names"} <= {spec.name for spec in self._specs}
        self._verdicts: dict[int, bool] = {}

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
        return verdicts.take(encoded.indices)

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

    def _verdict(self, code: int, codes: pa.Array, frame: Frame) -> bool:
        known = self._verdicts.get(code)
        if known is None:
            index = pc.index(codes, pa.scalar(code, pa.int64())).as_py()
            held = {spec.name: self._held(spec.name, spec.kind, frame, index) for spec in self._specs}
            try:
                known = not list(self._model._faults(_Row(self._model, held)))  # type: ignore[arg-type]
            except Exception:  # noqa: BLE001 (whatever the model stumbles over, the row is put before it as a whole)
                known = False
            self._verdicts[code] = known
        return known

    def _held(self, name: str, kind: str, frame: Frame, index: int) -> Any:
        value = frame.columns[name][index]
        if name in self._terms:
            column = frame.columns[name].slice(index, 1)
            return self._terms[name].held(max(self._terms[name].ordinals(column)[0].as_py(), 0))
        if self._displays and name == "names":
            return tuple(SimpleNamespace(**item) for item in value.as_py() or () if item is not None)
        if kind in ("plain", "value"):
            exact = name in (*self._numbers, *self._dates) or (self._displays and name == "name")
            if not value.is_valid:
                return None
            return value.as_py() if exact else _Text(value.as_py()) if kind == "plain" else _PRESENT
        return _Several() if value.is_valid and len(value) else ()


class _Several(tuple[Any, ...]):
    """A list that is not empty, of which no more is known."""

    __slots__ = ()
    __iter__ = __len__ = __getitem__ = __contains__ = _beyond


def _answer(column: pa.Array) -> pa.Array:
    """No, yes or unknown as 0, 1, 2."""
    return column.cast(pa.int64()).fill_null(2)


def _is_among(name: pa.Array, names: pa.Array) -> pa.Array:
    """Whether each name is one of the names of its row; null where there is none."""
    rows = pc.list_parent_indices(names)
    same = pc.equal(pc.struct_field(names.flatten(), "text"), name.take(rows)).fill_null(False)
    found = pc.unique(rows.filter(same))
    return pc.if_else(name.is_valid(), pc.is_in(numbers(len(name)), found), None)
