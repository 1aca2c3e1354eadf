"""One record against its model: what the model refuses, said in the words of the field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from ..findings import Rule, closest
from ..schema import CURRENT, MODELS, SCHEMA_VERSION, AnyRecord, Tombstone, evidence_of, fields_of
from ..schema.migrations import version_of
from ..schema.versions import VERSIONS
from .guesses import codes_listed
from .shape_codes import (
    BEARER,
    DATE,
    DATE_BASIS,
    DATE_ORDER,
    DISPLAY_NAME,
    EXACTLY_ONE,
    FORM,
    LENGTH,
    MIGRATION,
    MISSING,
    NOTE,
    QUANTITY,
    RANGE,
    REPEATED,
    SCHEMA,
    SPAN_ORDER,
    STANCE,
    SUBDIVISION,
    TERM,
    TYPE,
    UNKNOWN,
)
from .shape_codes import RULES as RULES
from .shape_words import ITEM, shown, words
from .violation import Violation

_BY_ERROR = {
    "missing": MISSING,
    "extra_forbidden": UNKNOWN,
    "enum": TERM,
    "literal_error": TERM,
    "string_pattern_mismatch": FORM,
    "string_unicode": FORM,
    "string_too_long": LENGTH,
    "string_too_short": LENGTH,
    "too_short": LENGTH,
    "greater_than_equal": RANGE,
    "less_than_equal": RANGE,
    "finite_number": RANGE,
    "iso_code": TERM,
    "partial_date": DATE,
    "repeated_item": REPEATED,
}
_BETWEEN_FIELDS = {
    "exactly_one": EXACTLY_ONE,
    "date_order": DATE_ORDER,
    "quantity_bounds": QUANTITY,
    "subdivision": SUBDIVISION,
    "span_order": SPAN_ORDER,
    "note_missing": NOTE,
    "bearer": BEARER,
    "date_basis": DATE_BASIS,
    "display_name": DISPLAY_NAME,
    "stance": STANCE,
}


def read_record(
    table: str, identifier: str, data: dict[str, Any]
) -> tuple[AnyRecord | Tombstone | None, list[Violation]]:
    """The record that `data` state, of whichever version, or everything that its model refuses.

    `data` are as parsed from YAML or JSON.
    """
    where = f"{table}/{identifier}"
    model, named = model_of(table, data), _named(table, data)
    violations = [] if named else [_schema(where, table, data)]
    if model is None:
        return None, violations
    read = data if named else {**data, "schema": _name_of(model)}
    try:
        record = model.model_validate_json(json.dumps(read))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, violations + without_doubles([v for fault in faults for v in _violations(where, model, fault)])
    return (record if named else None), violations


def _named(table: str, data: dict[str, Any]) -> type[AnyRecord | Tombstone] | None:
    """The model that a document found in the folder of a table names; None where it names none of that table."""
    named = data.get("schema")
    if named == f"tombstone/{SCHEMA_VERSION}":
        return Tombstone
    model = MODELS.get(named) if isinstance(named, str) else None
    return model if model is not None and model.table == table else None


def unmigrated(where: str, error: Exception) -> Violation:
    """A record of an older schema over which its migration stumbles."""
    why = f"{error.error_count()} faults" if isinstance(error, ValidationError) else repr(error)[:200]
    message = f"this record cannot be brought to schema {CURRENT.number}: {why}"
    return Violation(MIGRATION, where, "", message, MIGRATION.mend)


def model_of(table: str, data: dict[str, Any]) -> type[AnyRecord | Tombstone] | None:
    """The model that reads a document found in the folder of a table: the one that it names, or the one that it must
    mean. None where it names one of another table, or of a version that is not known here.
    """
    if (named := _named(table, data)) is not None:
        return named
    given, version = data.get("schema"), version_of(data)
    if str(given).startswith("tombstone") and (version or 0) <= SCHEMA_VERSION:
        return Tombstone
    if (isinstance(given, str) and given in MODELS) or (version or 0) > SCHEMA_VERSION:
        return None
    records = VERSIONS[version].records if version in VERSIONS else CURRENT.records
    return next((model for model in records if model.table == table), None)


def _name_of(model: type[Any]) -> str:
    return next((name for name, known in MODELS.items() if known is model), f"tombstone/{SCHEMA_VERSION}")


def between_fields(
    where: str, path: list[Any], faults: Iterable[Any], given: Mapping[str, Any] | None = None
) -> Iterator[Violation]:
    """What does not fit between the fields of a model that stands at `path`; `given` are its values."""
    for fault in faults:
        rule = _BETWEEN_FIELDS[fault.kind]
        message, mend = _between(rule, fault, given or {})
        yield Violation(rule, where, pointer_of([*path, *fault.at]), message, mend)


def _between(rule: Rule, fault: Any, given: Mapping[str, Any]) -> tuple[str, str]:
    """Message and mend of a fault between fields."""
    if rule is QUANTITY and fault.message.startswith("upper stands"):
        return fault.message, "delete upper, or write comparator: between"
    if rule is SUBDIVISION and (country := re.search(r"of country ([A-Z]{2})$", fault.message)):
        listed = codes_listed(country.group(1))
        return fault.message, f"{rule.mend}; {listed}" if listed else rule.mend
    if rule is SPAN_ORDER and fault.at == ("body_end",):
        start, end, length = (given.get(name) for name in ("body_start", "body_end", "text_length"))
        if isinstance(start, int) and isinstance(end, int) and end <= start:
            return f"the body ends at {end}, not after its start {start}", rule.mend
        if isinstance(end, int) and isinstance(length, int):
            return f"the body ends at {end}, after the text of {length} characters", rule.mend
    return fault.message, rule.mend


def repeated(where: str, pointer: str, name: str, item: Any) -> Violation:
    """An item of the list `name` that stood before."""
    if isinstance(item, dict):
        item = next((held for key, held in item.items() if isinstance(held, str) and key != "kind"), None)
    what = f"an item of {name}" if item is None else shown(item)
    return Violation(REPEATED, where, pointer, f"{what} stands twice in {name}", REPEATED.mend)


def _schema(where: str, table: str, data: dict[str, Any]) -> Violation:
    fitting = next(name for name, model in CURRENT.models.items() if model.table == table)
    mend = f"write schema: {fitting}"
    if data.get("schema") is None:
        at = "/schema" if "schema" in data else ""
        return Violation(SCHEMA, where, at, "the record does not say by which schema it is read", mend)
    named = data["schema"]
    if isinstance(named, str) and named in MODELS:
        other = MODELS[named].table
        message = f"a record of {named} stands in the folder {table}"
        return Violation(SCHEMA, where, "/schema", message, f"move the file to {other}, or {mend}")
    version = version_of(data)
    if version is not None and version > SCHEMA_VERSION:
        message = f"{named} is of a later schema than this release knows, which is {SCHEMA_VERSION}"
        return Violation(SCHEMA, where, "/schema", message, f"use a later release of cgt-dataset, or {mend}")
    model = model_of(table, data)
    mend = f"write schema: {_name_of(model)}" if model is not None else mend
    return Violation(SCHEMA, where, "/schema", f"there is no schema {shown(named)}", mend)


def without_doubles(violations: list[Violation]) -> list[Violation]:
    """One slip, one finding: a field that is missing because its name is misspelt is not told to be missing."""
    meant = {
        (violation.pointer.rpartition("/")[0], violation.field) for violation in violations if violation.rule is UNKNOWN
    }
    return [
        violation
        for violation in violations
        if violation.rule is not MISSING or (violation.pointer, violation.field) not in meant
    ]


def _violations(where: str, model: type[Any], fault: Any) -> Iterator[Violation]:
    kind, context, path = fault["type"], fault.get("ctx", {}), list(fault["loc"])
    if kind == "inconsistent":
        given = fault["input"] if isinstance(fault["input"], dict) else {}
        yield from between_fields(where, path, context["faults"], given)
        return
    rule = _BY_ERROR.get(kind, TYPE)
    if kind == "too_short" and fault["input"]:
        return  # pydantic counts only the good items; the bad ones have their own findings
    if rule is REPEATED:
        index = context["at"][0]
        yield repeated(where, pointer_of([*path, index]), _name(path), fault["input"][index])
        return
    name = _name(path)
    message, mend = words(rule, name, fault, json_at(model, path))
    if rule is MISSING:
        yield Violation(rule, where, pointer_of(path[:-1]), message, mend, field=name)
    elif rule is UNKNOWN:
        siblings = json_at(model, path[:-1]).get("properties", {})
        elsewhere = _of_another_version(model, path)
        meant = None if elsewhere else closest(name, siblings)
        mend = elsewhere or (f"did you mean '{meant}'?" if meant else mend)
        yield Violation(rule, where, pointer_of(path), message, mend, at_key=True, field=meant)
    else:
        table = _table_of(model, path) if rule is FORM else None
        named = (table, fault["input"]) if table is not None else None
        yield Violation(rule, where, pointer_of(path), message, mend, named=named)


def _table_of(model: type[Any], path: list[Any]) -> str | None:
    """The table to which the value at a path refers, if it does."""
    *outer, last = [part for part in path if isinstance(part, str)]
    inner: Any = model
    for name in outer:
        evidence = name == "evidence" and issubclass(inner, AnyRecord)
        inner = evidence_of(inner) if evidence else next(spec.type for spec in fields_of(inner) if spec.name == name)
    return next((spec.references for spec in fields_of(inner) if spec.name == last), None)


def _of_another_version(model: type[Any], path: list[Any]) -> str | None:
    """What to do with a field that another version of the record has."""
    for name, other in MODELS.items():
        if other.__name__ == model.__name__ and other is not model and json_at(other, path):
            if name not in CURRENT.models:
                return f"{path[-1]} is a field of {name}; this version has other fields, see `cgt-dataset new`"
            return f"{path[-1]} is a field of {name}: run `cgt-dataset migrate` on the file, then add it"
    return None


def _name(path: list[Any]) -> str:
    """What a person calls the value at a path: the field, or an item of it."""
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), "the record")
    return f"{ITEM}{field}" if path and isinstance(path[-1], int) else field


def pointer_of(path: list[Any]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and positions."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def json_at(model: type[BaseModel], path: list[Any]) -> dict[str, Any]:
    """The JSON Schema of the value at `path`; empty where the model knows no such value."""
    schema = _schema_of(model)
    here: dict[str, Any] = schema
    for part in path:
        here = _one(here, schema)
        here = here.get("items", {}) if isinstance(part, int) else here.get("properties", {}).get(part, {})
    described = here.get("description")
    here = _one(here, schema)
    return {**here, "description": described} if described else here


def _one(here: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow `$ref`, and the branch of `anyOf` that is not null."""
    if "anyOf" in here:
        here = next(option for option in here["anyOf"] if option.get("type") != "null")
    if "$ref" in here:
        here = schema["$defs"][here["$ref"].rpartition("/")[2]]
    return here
