"""One record against its model: what the model refuses, said in the words of the field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError

from ..findings import Rule, did_you_mean
from ..schema import MODELS, Record
from .shape_codes import (
    BEARER,
    DATE,
    DATE_BASIS,
    DATE_ORDER,
    DISPLAY_NAME,
    EXACTLY_ONE,
    FORM,
    LENGTH,
    MISSING,
    NOTE,
    QUANTITY,
    RANGE,
    REPEATED,
    SCHEMA,
    SPAN_ORDER,
    SUBDIVISION,
    TERM,
    TYPE,
    UNKNOWN,
)
from .shape_codes import RULES as RULES
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
}
_ITEM = "an item of "
_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true",
    "array": "a list",
    "object": "a mapping",
}


def read_record(table: str, identifier: str, data: dict[str, Any]) -> tuple[Record | None, list[Violation]]:
    """The record that `data` states, or everything that its model refuses. `data` are as parsed from YAML or JSON."""
    where = f"{table}/{identifier}"
    named = data.get("schema")
    model = MODELS.get(named) if isinstance(named, str) else None
    if model is None or model.table != table:
        return None, [_schema(where, table, data)]
    try:
        return model.model_validate_json(json.dumps(data)), []
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, [violation for fault in faults for violation in _violations(where, model, fault)]


def _schema(where: str, table: str, data: dict[str, Any]) -> Violation:
    fitting = [name for name, model in MODELS.items() if model.table == table]
    mend = f"write schema: {fitting[-1]}"
    if data.get("schema") is None:
        at = "/schema" if "schema" in data else ""
        return Violation(SCHEMA, where, at, "the record does not say which model reads it", mend)
    named = data["schema"]
    known = isinstance(named, str) and named in MODELS
    message = f"{named} is no model of {table}" if known else f"there is no model {_shown(named)}"
    return Violation(SCHEMA, where, "/schema", message, mend)


def _violations(where: str, model: type[Record], fault: Any) -> Iterator[Violation]:
    kind, context, path = fault["type"], fault.get("ctx", {}), list(fault["loc"])
    if kind == "inconsistent":
        for inner in context["faults"]:
            rule = _BETWEEN_FIELDS[inner.kind]
            yield Violation(rule, where, pointer_of([*path, *inner.at]), inner.message, rule.mend)
        return
    rule = _BY_ERROR.get(kind, TYPE)
    if kind == "too_short" and fault["input"]:
        return  # pydantic counts only the good items; the bad ones have their own findings
    path += context.get("at", [])
    name = _name(path)
    message, mend = _words(rule, name, fault, json_at(model, path))
    if rule is MISSING:
        yield Violation(rule, where, pointer_of(path[:-1]), message, mend)
    elif rule is UNKNOWN:
        siblings = json_at(model, path[:-1]).get("properties", {})
        yield Violation(rule, where, pointer_of(path), message, did_you_mean(name, siblings) or mend, at_key=True)
    else:
        yield Violation(rule, where, pointer_of(path), message, mend)


def _name(path: list[Any]) -> str:
    """What a person calls the value at a path: the field, or an item of it."""
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), "the record")
    return f"{_ITEM}{field}" if path and isinstance(path[-1], int) else field


def _words(rule: Rule, name: str, fault: Any, expected: dict[str, Any]) -> tuple[str, str]:
    """Message and mend, in the words of the field."""
    given, context = fault["input"], fault.get("ctx", {})
    if rule is MISSING:
        return f"{name} is missing", f"add {name}: {_first_sentence(expected)}"
    if rule is UNKNOWN:
        return f"there is no field {name}", rule.mend
    if rule is TERM:
        return _term(name, given, expected)
    if rule is FORM:
        examples = " or ".join(str(example) for example in expected.get("examples", ()))
        mend = f"write it like {examples}" if examples else "one line, no control characters, no space at the ends"
        return f"{name} does not have its form: {_shown(given)}", mend if given != "" else f"leave {name} out"
    if rule is LENGTH:
        if fault["type"] == "too_short":
            return f"{name} needs at least {context['min_length']} item", f"add an item to {name}"
        return f"{name} is longer than {context['max_length']} characters", "shorten it"
    if rule is RANGE:
        bounds = f"from {expected.get('minimum', 0):,} to {expected.get('maximum', 0):,}"
        return f"{name} is out of bounds: {_shown(given)}", f"write a number {bounds}"
    if rule in (DATE, REPEATED):
        return str(context.get("reason") or f"{name} stands twice"), rule.mend
    return _type(name, given, expected)


def _term(name: str, given: Any, expected: dict[str, Any]) -> tuple[str, str]:
    if "const" in expected:
        return f"{name} can only be true", f"write true, or leave {name} out"
    terms = [str(term) for term in expected["enum"]]
    if "AF" in terms and "ZW" in terms:
        listed = "write the two capitals of ISO 3166-1, such as CN"
    else:
        listed = f"one of {', '.join(terms)}"
    if not isinstance(given, str):
        mend = f'write it in quotes: "{given}"' if str(given) in terms else listed
        return f"{name} is {_shown(given)}, a term is expected", mend
    name = name.removeprefix(_ITEM)
    folded = re.sub("[ -]+", "_", given.strip().casefold())
    guess = next((f"did you mean '{term}'?" for term in terms if term.casefold() == folded), "")
    return f"{_shown(given)} is no term of {name}", guess or did_you_mean(given, terms, cutoff=0.75) or listed


def _type(name: str, given: Any, expected: dict[str, Any]) -> tuple[str, str]:
    wanted = _KINDS.get(expected.get("type", "object"), "a value")
    message = f"{name} is {_shown(given)}, {wanted} is expected"
    if given is None:
        return message, f"write {wanted}, or take it out" if name.startswith(_ITEM) else f"write {wanted}"
    if wanted == "text" and isinstance(given, (bool, int, float)):
        return message, "put it in quotes, as it stands"
    if wanted in ("a number", "a whole number"):
        return message, "write digits alone: no quotes, no thousands comma, no unit"
    if wanted == "a list":
        return message, f"write [{given}]" if isinstance(given, str) else "write a list: [first, second]"
    if wanted == "a mapping":
        fields = [field for field in expected.get("properties", {}) if field != "evidence"]
        return message, f"write its fields: {', '.join(fields)}"
    return message, f"write {wanted}"


def _shown(given: Any) -> str:
    if given is None:
        return "empty"
    if isinstance(given, (dict, list)):
        return "a mapping" if isinstance(given, dict) else "a list"
    text = json.dumps(given, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _first_sentence(expected: dict[str, Any]) -> str:
    sentence = str(expected.get("description", "")).partition(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def pointer_of(path: list[Any]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and positions."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


@cache
def _schema_of(model: type[Record]) -> dict[str, Any]:
    return model.model_json_schema()


def json_at(model: type[Record], path: list[Any]) -> dict[str, Any]:
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
