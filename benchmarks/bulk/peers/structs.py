"""msgspec with structs that are made from our models, line by line, with ids and references in sets."""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import Annotated, Any, Literal

import msgspec

from cgt_dataset.generating.plan import required_lists
from cgt_dataset.schema import RECORDS, AnyRecord, Tombstone, evidence_of, fields_of
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.fields import Field

from ..places import TABLES
from . import asked, tell
from .gathering import Gatherer, Sets

_TYPES = {"string": str, "integer": int, "number": float, "boolean": bool}


@cache
def _struct(model: type[Model], name: str | None = None) -> Any:
    """The struct of a model; one of a record says by `name` what its `schema` is."""
    fields = [_field(model, spec) for spec in fields_of(model)]
    if issubclass(model, AnyRecord):
        fields.append(("evidence", GenericAlias(tuple, (_struct(evidence_of(model)), ...)), ()))
    tag: dict[str, Any] = {"tag_field": "schema", "tag": name} if name else {}
    return msgspec.defstruct(model.__name__, fields, kw_only=True, forbid_unknown_fields=True, **tag)


def _field(model: type[Model], spec: Field) -> tuple[Any, ...]:
    info = model.model_fields[spec.name]
    inner = _plain(spec) if spec.kind in ("plain", "items") else _struct(spec.type)
    if spec.kind not in ("plain", "value"):
        least = 1 if spec.name in required_lists(model) else None
        listed: Any = GenericAlias(tuple, (inner, ...))
        several: Any = Annotated[listed, msgspec.Meta(min_length=least)]
        return (spec.name, several) if info.is_required() else (spec.name, several, ())
    if info.is_required():
        return spec.name, inner
    return (spec.name, inner | None, None) if info.default is None else (spec.name, inner, str(info.default))


def _plain(spec: Field) -> Any:
    said = spec.json
    if "enum" in said and said["type"] == "string":
        return Literal[tuple(said["enum"])]
    if said.get("const") is True:
        return bool
    meta = {
        "pattern": said.get("pattern"),
        "max_length": said.get("maxLength"),
        "ge": said.get("minimum"),
        "le": said.get("maximum"),
    }
    return Annotated[_TYPES[said["type"]], msgspec.Meta(**meta)]


def main() -> None:
    """Read the records."""
    place, _, _ = asked()
    sets, read, refused = Sets(), 0, 0
    names = {model.table: (model, model.model_json_schema()["properties"]["schema"]["const"]) for model in RECORDS}
    gone = _struct(Tombstone, Tombstone.model_json_schema()["properties"]["schema"]["const"])
    for table in TABLES:
        model, name = names[table]
        decode = msgspec.json.Decoder(_struct(model, name) | gone).decode
        gather = Gatherer(model).gather
        with place.lines(table).open("rb") as lines:
            for line in lines:
                read += 1
                try:
                    record = decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    refused += 1
                    continue
                sets.take(table, record.id)
                if not isinstance(record, gone):
                    gather(record, sets.referred)
    tell(read, refused + sets.faults())


if __name__ == "__main__":
    main()
