"""What a pointer such as `agreements/ID/parties/0/role` leads to: a record, its values, and what supports them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import UnknownField, no_such

if TYPE_CHECKING:
    from ..schema import Record
    from ..schema.base import Model
    from ..schema.shown import Shown
    from .dataset import Dataset
    from .evidence import Support


@dataclass(frozen=True)
class Pointed:
    """A record or a part of it."""

    record: Record
    path: str
    """JSON Pointer of the part; empty for the whole record."""
    values: tuple[Shown, ...]
    """The non-null values of the part, in the order of the record."""
    supports: tuple[Support, ...]
    """What the sources say of these values."""

    @property
    def address(self) -> str:
        """The record, as TABLE/ID; of one that was merged, the record that it was merged into."""
        return f"{self.record.table}/{self.record.id}"

    @property
    def pointer(self) -> str:
        """The pointer in full."""
        return self.address + self.path


def pointed(dataset: Dataset, pointer: str) -> Pointed:
    """What a pointer TABLE/ID or TABLE/ID/FIELD… leads to, where the part behind the id is a JSON Pointer.

    Raises UnknownTable, UnknownRecord or UnknownField, and NoPackage where the models of the records are not known.
    """
    from ..schema.shown import shown

    table, _, rest = pointer.partition("/")
    identifier, slash, path = rest.partition("/")
    record = dataset.record(f"{table}/{identifier}")
    path = slash + path
    if path:
        _check(type(record), record, path.split("/")[1:], "")
    values = tuple(value for value in shown(record) if touches(path, value.pointer))
    supports = tuple(
        support for support in dataset.evidence(f"{record.table}/{record.id}") if touches(path, support.pointer)
    )
    return Pointed(record, path, values, supports)


def touches(path: str, pointer: str) -> bool:
    """Whether one JSON Pointer is the other, is in it, or holds it; the empty one holds everything."""
    return f"{pointer}/".startswith(f"{path}/") or path.startswith(f"{pointer}/")


def _check(model: type[Model], content: Any, steps: list[str], here: str) -> None:
    """Refuse steps that lead to nothing that a model can have; a field that is null is there."""
    from ..schema import fields_of

    name, *rest = steps
    fields = {spec.name: spec for spec in fields_of(model)}
    if name not in fields:
        raise UnknownField(no_such("field", here + name, [here + known for known in fields]))
    spec, held, here = fields[name], getattr(content, name, ()), here + name
    if spec.kind in ("items", "values", "parts") and rest:
        position, *rest = rest
        if position not in map(str, range(len(held))):
            count = f"{len(held)} item{'' if len(held) == 1 else 's'}"
            raise UnknownField(f"there is no '{here}/{position}'; {here} has {count}, counted from 0")
        held, here = held[int(position)], f"{here}/{position}"
    if rest and spec.kind in ("plain", "items"):
        raise UnknownField(f"there is no '{here}/{'/'.join(rest)}'; {here} is a single value")
    if rest:
        _check(spec.type, held, rest, f"{here}/")


def titles_of(dataset: Dataset, values: Iterable[Shown]) -> dict[tuple[str, str], str]:
    """What the records are called that values refer to, by table and id; one without a name is left out."""
    from ..schema.shown import DISPLAY

    wanted: dict[str, set[str]] = {}
    for value in values:
        if value.field.references is not None:
            wanted.setdefault(value.field.references, set()).add(value.value)
    titles = {}
    for table, identifiers in wanted.items():
        rows = dataset.load(table)
        column = next((name for name in DISPLAY if name in rows.column_names), None)
        if column is None:
            continue
        for row in rows.select(["id", column]).to_pylist():
            if row["id"] in identifiers and row[column] is not None:
                titles[table, row["id"]] = row[column]
    return titles
