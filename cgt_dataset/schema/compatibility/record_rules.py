"""The rules for changes of the records' JSON Schemas."""

from __future__ import annotations

from typing import Any

from .rules import Example, Rule

_TEXT = {"type": "string"}
_KIND = {"type": "string", "oneOf": [{"const": "supply"}, {"const": "licence"}]}
_TITLE = {"title": _TEXT}
_STATUS = {"status": {"enum": ["signed", "ended"]}}
_NULLABLE = {"anyOf": [_TEXT, {"type": "null"}]}


def _things(fields: dict[str, Any], *required: str) -> dict[str, Any]:
    """The schema of a record type `thing` with these fields."""
    thing = {"type": "object", "additionalProperties": False, "properties": fields, "required": list(required)}
    return {"thing": thing}


def _of(old: Any, new: Any) -> Example:
    """A change of the one field of a record type."""
    return _things({"field": old}), _things({"field": new})


def _list(**more: Any) -> dict[str, Any]:
    return {"type": "array", "items": _TEXT, **more}


RECORD_RULES = (
    Rule(
        "CGS101",
        "a record type was added",
        "record",
        "backward",
        "minor",
        "No old record is of it. Who knows the old schema only cannot read the new records.",
        ({}, _things(_TITLE)),
        (_things(_TITLE), {}),
    ),
    Rule(
        "CGS102",
        "a record type was removed",
        "record",
        "forward",
        "major",
        "The old records of the type have no schema any more.",
        (_things(_TITLE), {}),
        ({}, _things(_TITLE)),
    ),
    Rule(
        "CGS103",
        "an optional field was added",
        "field",
        "backward",
        "minor",
        "Old records leave the field out. New records may have it, and the old schema admits no field that it does not "
        "name.",
        (_things({}), _things(_TITLE)),
        (_things({}), _things(_TITLE, "title")),
    ),
    Rule(
        "CGS104",
        "a required field was added",
        "field",
        "none",
        "major",
        "Old records do not have the field that new ones must have, and the old schema does not admit it.",
        (_things({}), _things(_TITLE, "title")),
        (_things(_TITLE), _things(_TITLE, "title")),
    ),
    Rule(
        "CGS105",
        "an optional field was removed",
        "field",
        "forward",
        "major",
        "Old records may have the field, and the new schema admits no field that it does not name.",
        (_things(_TITLE), _things({})),
        (_things(_TITLE, "title"), _things({})),
    ),
    Rule(
        "CGS106",
        "a required field was removed",
        "field",
        "none",
        "major",
        "Old records have a field that is not admitted any more, and new records lack one that the old schema "
        "requires. A field that has got another name is removed and added.",
        (_things(_TITLE, "title"), _things({})),
        (_things(_TITLE, "title"), _things(_TITLE)),
    ),
    Rule(
        "CGS107",
        "a field became required",
        "field",
        "forward",
        "major",
        "Old records may lack the field.",
        (_things(_TITLE), _things(_TITLE, "title")),
        (_things({}), _things(_TITLE, "title")),
    ),
    Rule(
        "CGS108",
        "a field became optional",
        "field",
        "backward",
        "minor",
        "Old records have the field. New records may lack it, which the old schema does not admit.",
        (_things(_TITLE, "title"), _things(_TITLE)),
        (_things({}), _things(_TITLE)),
    ),
    Rule(
        "CGS111",
        "a type was replaced by another",
        "type",
        "none",
        "major",
        "What was text is a number, or the like: no value of the old type is one of the new.",
        _of(_TEXT, {"type": "number"}),
        _of({"type": "integer"}, {"type": "number"}),
    ),
    Rule(
        "CGS112",
        "a type was widened",
        "type",
        "backward",
        "minor",
        "The old values are still admitted, and others with them: all numbers where whole ones were, or values of one "
        "more type.",
        _of({"type": "integer"}, {"type": "number"}),
        _of({"type": "number"}, {"type": "integer"}),
    ),
    Rule(
        "CGS113",
        "a type was narrowed",
        "type",
        "forward",
        "major",
        "Some old values are of a type that is not admitted any more.",
        _of({"type": "number"}, {"type": "integer"}),
        _of(_NULLABLE, _TEXT),
    ),
    Rule(
        "CGS114",
        "null is admitted",
        "null",
        "backward",
        "minor",
        "Old records never have a null there, new ones may.",
        _of(_TEXT, _NULLABLE),
        _of(_NULLABLE, {"type": ["string", "null"]}),
    ),
    Rule(
        "CGS115",
        "null is not admitted any more",
        "null",
        "forward",
        "major",
        "Old records may have a null there.",
        _of(_NULLABLE, _TEXT),
        _of({"type": ["string", "integer"]}, _TEXT),
    ),
    Rule(
        "CGS121",
        "a term was added",
        "term",
        "backward",
        "minor",
        "Old records do not use the term. New ones may, and the old schema does not know it.",
        _of({"enum": ["supply"]}, _KIND),
        _of({"enum": ["licence", "supply"]}, _KIND),
    ),
    Rule(
        "CGS122",
        "a term was removed",
        "term",
        "forward",
        "major",
        "Old records may use the term.",
        (_things(_STATUS), _things({"status": {"const": "signed"}})),
        (_things(_STATUS), _things({})),
    ),
    Rule(
        "CGS123",
        "a list of terms was opened",
        "term",
        "backward",
        "minor",
        "Every term is still admitted, and any other text with them.",
        _of(_KIND, {"type": "string", "maxLength": 100}),
        _of(_KIND, _KIND | {"maxLength": 100}),
    ),
    Rule(
        "CGS124",
        "texts were closed to a list of terms",
        "term",
        "forward",
        "major",
        "Old records may have a text there that is no term.",
        _of({"type": "string", "maxLength": 100}, _KIND),
        _of(_KIND | {"maxLength": 100}, _KIND),
    ),
    Rule(
        "CGS131",
        "a bound was widened",
        "bound",
        "backward",
        "minor",
        "A smallest or largest number, length or count lies further out, or is gone.",
        _of(_TEXT | {"maxLength": 100}, _TEXT | {"maxLength": 300}),
        _of({"type": "integer", "maximum": 1.2}, {"type": "integer", "maximum": 1.8}),
    ),
    Rule(
        "CGS132",
        "a bound was narrowed",
        "bound",
        "forward",
        "major",
        "Old records may have a number, a text or a list that lies beyond the new bound.",
        _of(_list(), _list(minItems=1)),
        _of({"type": "integer", "minimum": 0.2}, {"type": "integer", "minimum": 0.8}),
    ),
    Rule(
        "CGS133",
        "a pattern was removed",
        "pattern",
        "backward",
        "minor",
        "Texts of any form are admitted now.",
        _of(_TEXT | {"pattern": "^[a-z]+$"}, _TEXT),
        _of(_TEXT | {"pattern": "^[a-z]+$"}, _TEXT | {"pattern": "^[A-Z]+$"}),
    ),
    Rule(
        "CGS134",
        "a pattern was added",
        "pattern",
        "forward",
        "major",
        "Old records may have a text of another form.",
        _of(_TEXT, _TEXT | {"pattern": "^[a-z]+$"}),
        _of({"type": "integer"}, {"type": "integer", "pattern": "^[a-z]+$"}),
    ),
    Rule(
        "CGS135",
        "a pattern was replaced by another",
        "pattern",
        "unknown",
        "major",
        "Whether all texts of one pattern are texts of another is not decided here; it counts as breaking until "
        "somebody has shown that it is not.",
        _of(_TEXT | {"pattern": "^[a-z]+$"}, _TEXT | {"pattern": "^[a-z0-9]+$"}),
        _of(_TEXT, _TEXT | {"pattern": "^[a-z0-9]+$"}),
    ),
    Rule(
        "CGS136",
        "a format was changed",
        "pattern",
        "unknown",
        "major",
        "Some validators check formats and others do not.",
        _of(_TEXT, _TEXT | {"format": "uri"}),
        _of(_TEXT | {"format": "uri"}, _TEXT | {"format": "uri", "maxLength": 9}),
    ),
    Rule(
        "CGS137",
        "items may stand twice",
        "bound",
        "backward",
        "minor",
        "Old lists have each item once, new ones need not.",
        _of(_list(uniqueItems=True), _list()),
        _of(_list(uniqueItems=True, maxItems=1), _list(maxItems=1)),
    ),
    Rule(
        "CGS138",
        "items may not stand twice",
        "bound",
        "forward",
        "major",
        "Old lists may have an item twice.",
        _of(_list(), _list(uniqueItems=True)),
        _of(_list(uniqueItems=False, maxItems=1), _list(uniqueItems=True, maxItems=1)),
    ),
    Rule(
        "CGS141",
        "a text for people was changed",
        "text",
        "full",
        "patch",
        "Title, description, examples and the definitions of terms say what is meant; they admit and exclude nothing. "
        "Whether the meaning is still the same, only people can say.",
        _of(_TEXT, _TEXT | {"description": "As stated."}),
        _of(_TEXT | {"default": "a"}, _TEXT | {"default": "b"}),
    ),
    Rule(
        "CGS142",
        "a default was changed",
        "default",
        "full",
        "minor",
        "The same records are valid; one that leaves the field out may mean something else.",
        _of(_NULLABLE, _NULLABLE | {"default": None}),
        _of(_NULLABLE | {"default": None}, _NULLABLE | {"default": None, "title": "Field"}),
    ),
    Rule(
        "CGS190",
        "something else differs",
        "other",
        "unknown",
        "major",
        "The schema uses what our models do not emit, and what it admits is not decided here. It counts as breaking "
        "until somebody has shown that it is not.",
        _of(_TEXT, {"not": _TEXT}),
        _of({"not": _TEXT}, {"not": _TEXT}),
    ),
)
