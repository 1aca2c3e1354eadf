"""How many records there are of each table, and how often each field is given.

Counted once in the curated records of release 2.0.0. Where those are too few to say, at least one record in ten has a
field, so that it is seen at all.
"""

from __future__ import annotations

from collections.abc import Sequence

_TABLES = {
    "sources": 5,
    "organizations": 33,
    "agreements": 4,
    "regulations": 6,
    "facilities": 5,
    "places": 14,
    "people": 11,
    "products": 10,
    "events": 11,
    "statistics": 14,
    "relations": 4,
    "mentions": 38,
}
_OTHER_TABLES = 5
"""For a table that the curated records do not have yet."""
_OFTEN = {
    "sources": {"title": 0.8, "publisher": 0.2, "published_on": 0.8, "url": 0.2, "left_out": 0.5},
    "organizations": {"kind": 0.8, "place": 0.6, "technologies": 0.3, "description": 0.7},
    "agreements": {
        "title": 0.5,
        "signed_on": 0.3,
        "announced_on": 0.3,
        "place": 0.5,
        "scope": 0.9,
        "technologies": 0.8,
        "technologies_open": 0.3,
        "aims": 0.5,
        "events": 0.5,
    },
    "regulations": {
        "effect": 0.8,
        "status": 0.7,
        "issued_on": 0.3,
        "target_on": 0.3,
        "issuers": 0.7,
        "applies_in": 0.7,
        "applies_to": 0.7,
        "subject": 0.9,
        "scope": 0.9,
        "names": 0.2,
    },
    "facilities": {
        "name": 0.6,
        "kind": 0.8,
        "status": 0.6,
        "operator": 0.6,
        "place": 0.8,
        "opened_on": 0.2,
        "area": 0.2,
        "services": 0.4,
        "functions": 0.2,
        "purpose": 0.9,
    },
    "places": {"name": 0.95, "kind": 0.95, "parent": 0.8, "description": 0.2},
    "people": {"offices": 0.95},
    "products": {
        "name": 0.95,
        "kind": 0.8,
        "developers": 0.6,
        "modalities": 0.2,
        "launched_on": 0.3,
        "description": 0.9,
    },
    "events": {
        "name": 0.3,
        "held_on": 0.6,
        "place": 0.4,
        "organizers": 0.3,
        "participants": 0.9,
        "description": 0.9,
        "products": 0.2,
        "regulations": 0.2,
    },
    "statistics": {"population": 0.8, "period": 0.6, "place": 0.4, "mention": 0.7, "event": 0.4, "description": 0.5},
    "relations": {"description": 0.7, "since_on": 0.3},
    "mentions": {"kind": 0.95, "number": 0.3, "members": 0.3, "members_open": 0.6, "place": 0.3, "description": 0.9},
}
_SELDOM = 0.1
LONG_LISTS = 0.3
"""How often a list has another item."""
LONGEST = 4
"""The most items of a list."""
MORE_EVIDENCE = 0.35
"""How often a record has another item of evidence. Curators write four or more, of a clause each; a machine takes a
sentence at a time, and all that it says at once."""
TENSION = 0.1
"""How often an item of evidence speaks of a plan or contradicts, beside those that bear the values out."""


def often(table: str, field: str) -> float:
    """How often a record of a table has a field that it can do without."""
    return _OFTEN.get(table, {}).get(field, _SELDOM)


def counts(records: int, tables: Sequence[str]) -> dict[str, int]:
    """How many records each table has: at least one, the others by proportion, the largest remainders rounded up."""
    weights = {table: _TABLES.get(table, _OTHER_TABLES) for table in tables}
    whole, rest = sum(weights.values()), records - len(tables)
    shares = {table: divmod(rest * weight, whole) for table, weight in weights.items()}
    found = {table: 1 + share for table, (share, _) in shares.items()}
    left = records - sum(found.values())
    for table in sorted(tables, key=lambda table: -shares[table][1])[:left]:
        found[table] += 1
    return found
