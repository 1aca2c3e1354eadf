"""What a line of JSON Lines must be before it is read as a record: one object, each of whose fields stands once."""

from __future__ import annotations

from ..findings import Rule

LINE = Rule(
    "CGT014",
    "a line is one record as a JSON object",
    "JSON Lines have one record on each line, as an object in UTF-8. What stands on half a line, or beside another "
    "object, cannot be told apart from what is damaged.",
    "write each record as one JSON object on a line of its own, in UTF-8 without a byte order mark",
    wrong='{"schema": "place/2", "id": "alkmaar"} {"schema": "place/2", "id": "haarlem"}',
    right='{"schema": "place/2", "id": "alkmaar"}\n{"schema": "place/2", "id": "haarlem"}',
)
TWICE = Rule(
    "CGT015",
    "a field of a line stands once",
    "Readers of JSON take the first of two fields of one name, or the last, or refuse both. What they read must not "
    "follow from which reader it is.",
    "delete one of the two",
    wrong='{"schema": "place/2", "id": "alkmaar", "id": "haarlem"}',
    right='{"schema": "place/2", "id": "alkmaar"}',
)
RULES = (LINE, TWICE)
