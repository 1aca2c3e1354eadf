"""jsonschema-rs with the published JSON Schemas, line by line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs

from ..places import TABLES
from . import asked, tell

_SCHEMAS = Path(__file__).resolve().parent.parent.parent.parent / "schemas" / "v2"


def main() -> None:
    """Read the records."""
    place, _, _ = asked()
    valid = {}
    for path in _SCHEMAS.glob("*.schema.json"):
        schema = json.loads(path.read_bytes())
        valid[schema["properties"]["schema"]["const"]] = jsonschema_rs.validator_for(schema).is_valid
    read = refused = 0
    for table in TABLES:
        with place.lines(table).open("rb") as lines:
            for line in lines:
                read += 1
                try:
                    record = json.loads(line)
                    good = valid[record["schema"]](record)
                except (ValueError, KeyError, TypeError, RecursionError):
                    good = False
                refused += not good
    tell(read, refused)


if __name__ == "__main__":
    main()
