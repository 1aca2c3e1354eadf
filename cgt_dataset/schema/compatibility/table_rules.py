"""The rules for changes of the published tables, and of the published vocabularies."""

from __future__ import annotations

from typing import Any

from .rules import Example, Rule

_ID = {"name": "id", "type": "string", "description": "The key.", "constraints": {"required": True}}
_AREA = {"name": "area", "type": "number", "description": "In square metres."}
_SITE = {"name": "site", "type": "string", "description": "Where it is."}
_KEY = {"fields": ["site"], "reference": {"resource": "sites", "fields": ["id"]}}


def _things(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Tables of which one, `things`, has these columns beside its key."""
    return {"things": {"fields": [_ID, *columns], "primaryKey": ["id"], **more}}


def _holding(column: dict[str, Any], **constraints: Any) -> dict[str, Any]:
    return column | {"constraints": constraints}


def _of(old: dict[str, Any], new: dict[str, Any]) -> Example:
    """A change of the constraints of one column."""
    return _things(_holding(_AREA, **old)), _things(_holding(_AREA, **new))


TABLE_RULES = (
    Rule(
        "CGS201",
        "a table was added",
        "table",
        "full",
        "minor",
        "Nobody has an old table of the name, and who reads the old tables finds them all.",
        ({}, _things()),
        (_things(), _things(_AREA)),
    ),
    Rule(
        "CGS202",
        "a table was removed",
        "table",
        "none",
        "major",
        "Who reads it does not find it, and the old one is described nowhere. A table that has got another name is "
        "removed and added.",
        (_things(), {}),
        (_things(_AREA), _things()),
    ),
    Rule(
        "CGS203",
        "a column that may be null was added",
        "column",
        "full",
        "minor",
        "In an old table it is null throughout; who reads by the old schema leaves it aside.",
        (_things(), _things(_AREA)),
        (_things(), _things(_holding(_AREA, required=True))),
    ),
    Rule(
        "CGS204",
        "a column without nulls was added",
        "column",
        "forward",
        "minor",
        "An old table does not have it. Who reads by the old schema leaves it aside.",
        (_things(), _things(_holding(_AREA, required=True))),
        (_things(), _things(_AREA)),
    ),
    Rule(
        "CGS205",
        "a column was removed",
        "column",
        "none",
        "major",
        "Who reads it does not find it, and the old table has a column that is described nowhere.",
        (_things(_AREA), _things()),
        (_things(_AREA), _things(_AREA | {"name": "size"})),
    ),
    Rule(
        "CGS206",
        "a column was renamed",
        "column",
        "none",
        "major",
        "One column went and one came with the same type and description. Who reads it by the old name does not find "
        "it.",
        (_things(_AREA), _things(_AREA | {"name": "size"})),
        (_things(_AREA), _things(_AREA | {"name": "size", "description": "In square feet."})),
    ),
    Rule(
        "CGS207",
        "the type of a column was changed",
        "type",
        "none",
        "major",
        "The columns of Parquet files have one type; what reads the one does not take the other, even where numbers "
        "become larger numbers.",
        (_things(_AREA | {"type": "integer"}), _things(_AREA)),
        (_things(_AREA | {"type": "integer"}), _things(_AREA | {"name": "size"})),
    ),
    Rule(
        "CGS208",
        "nulls of a column were forbidden",
        "null",
        "forward",
        "major",
        "An old table may have nulls there.",
        _of({}, {"required": True}),
        _of({"required": True}, {}),
    ),
    Rule(
        "CGS209",
        "nulls of a column were admitted",
        "null",
        "backward",
        "major",
        "Who reads by the old schema does not expect nulls there.",
        _of({"required": True}, {}),
        _of({}, {"required": True}),
    ),
    Rule(
        "CGS210",
        "columns stand in another order",
        "column",
        "full",
        "patch",
        "Columns are read by their names.",
        (_things(_AREA, _SITE), _things(_SITE, _AREA)),
        (_things(_SITE), _things(_AREA, _SITE)),
    ),
    Rule(
        "CGS211",
        "a term of a column was added",
        "term",
        "backward",
        "minor",
        "An old table does not use it. Who reads by the old schema meets a term that is new to them.",
        _of({"enum": [1]}, {"enum": [1, 2]}),
        _of({"enum": [1, 2]}, {"enum": [2, 1]}),
    ),
    Rule(
        "CGS212",
        "a term of a column was removed",
        "term",
        "forward",
        "major",
        "An old table may use it.",
        _of({"enum": [1, 2]}, {"enum": [1]}),
        _of({"enum": [1, 2]}, {}),
    ),
    Rule(
        "CGS213",
        "a constraint of a column was widened",
        "constraint",
        "backward",
        "minor",
        "Values may lie further out, be longer, stand twice or have any form.",
        _of({"maximum": 9}, {"maximum": 10}),
        _of({"maximum": 10}, {"maximum": 9}),
    ),
    Rule(
        "CGS214",
        "a constraint of a column was narrowed",
        "constraint",
        "forward",
        "minor",
        "An old table may have values beyond it. Who reads by the old schema expects all that comes.",
        _of({"maximum": 10}, {"maximum": 9}),
        _of({"maximum": 9}, {"maximum": 10}),
    ),
    Rule(
        "CGS215",
        "the pattern of a column was replaced by another",
        "constraint",
        "unknown",
        "major",
        "Whether all texts of one pattern are texts of another is not decided here.",
        _of({"pattern": "^a+$"}, {"pattern": "^[ab]+$"}),
        _of({"pattern": "^a+$"}, {}),
    ),
    Rule(
        "CGS221",
        "the primary key was changed",
        "key",
        "none",
        "major",
        "Who joins by the key, or takes a row by it, gets other rows.",
        (_things(_SITE), _things(_SITE, primaryKey=["id", "site"])),
        (_things(_SITE, primaryKey=["site"]), _things(_SITE | {"name": "place"}, primaryKey=["place"])),
    ),
    Rule(
        "CGS222",
        "a foreign key was added",
        "key",
        "forward",
        "minor",
        "An old table may name rows that are not there.",
        (_things(_SITE), _things(_SITE, foreignKeys=[_KEY])),
        (_things(_SITE, foreignKeys=[_KEY]), _things(_SITE)),
    ),
    Rule(
        "CGS223",
        "a foreign key was removed",
        "key",
        "backward",
        "major",
        "Who joins by it may not find the rows that a new table names.",
        (_things(_SITE, foreignKeys=[_KEY]), _things(_SITE)),
        (_things(_SITE), _things(_SITE, foreignKeys=[_KEY])),
    ),
    Rule(
        "CGS224",
        "a foreign key leads elsewhere",
        "key",
        "none",
        "major",
        "The same columns name rows of another table, or by other columns of it.",
        (
            _things(_SITE, foreignKeys=[_KEY]),
            _things(_SITE, foreignKeys=[{"fields": ["site"], "reference": {"fields": ["id"]}}]),
        ),
        (_things(_SITE, foreignKeys=[_KEY]), _things(_SITE)),
    ),
    Rule(
        "CGS231",
        "a description was changed",
        "text",
        "full",
        "patch",
        "It says what is meant; the same tables are valid. Whether the meaning is still the same, only people can say.",
        (_things(_AREA), _things(_AREA | {"description": "In m2."})),
        (_things(_AREA), _things(_AREA | {"name": "size", "description": "In m2."})),
    ),
    Rule(
        "CGS232",
        "where the values of a column come from was changed",
        "provenance",
        "full",
        "minor",
        "`value` names the column whose evidence supports it, `computed` says that the build computes it. The same "
        "tables are valid.",
        (_things(_AREA), _things(_AREA | {"computed": True})),
        (_things(_AREA), _things(_AREA | {"format": "default"})),
    ),
    Rule(
        "CGS290",
        "something else of a table differs",
        "other",
        "unknown",
        "major",
        "The Table Schema says what ours do not say, and what it means is not decided here.",
        (_things(), _things(missingValues=["-"])),
        (_things(missingValues=["-"]), _things(missingValues=["-"])),
    ),
    Rule(
        "CGS291",
        "the tables of one side are not published",
        "other",
        "unknown",
        "major",
        "One of the two has no tables.json, so that nothing can be said of the tables.",
        (None, _things()),
        (None, None),
    ),
)


def _unit(**terms: dict[str, Any]) -> dict[str, Any]:
    return {"unit": {"description": "Units.", "terms": terms}}


_LITRE = {"definition": "A litre.", "mappings": [{"relation": "exact", "standard": "UCUM", "target": "L"}]}

VOCABULARY_RULES = (
    Rule(
        "CGS301",
        "a vocabulary has more terms",
        "term",
        "full",
        "minor",
        "The list of terms is longer, or new. What that does to records and tables is said where they use it.",
        (_unit(), _unit(L=_LITRE)),
        (_unit(L=_LITRE), _unit()),
    ),
    Rule(
        "CGS302",
        "a vocabulary has lost terms",
        "term",
        "full",
        "major",
        "What that does to records and tables is said where they use it; who looks the term up does not find it.",
        (_unit(L=_LITRE), _unit()),
        (_unit(), _unit(L=_LITRE)),
    ),
    Rule(
        "CGS303",
        "a definition or a mapping of a vocabulary was changed",
        "text",
        "full",
        "patch",
        "The same records and tables are valid. Whether the meaning is still the same, only people can say.",
        (_unit(L=_LITRE), _unit(L=_LITRE | {"mappings": []})),
        (_unit(), _unit(L=_LITRE)),
    ),
)
