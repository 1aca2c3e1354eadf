"""Documents that several migrations made of one thing, put together."""

from __future__ import annotations

from collections.abc import Iterable

from .migrated import Doc

_ADDED = ("names", "evidence")
"""Lists in which what each knows stands beside what the others know."""


def merged(documents: Iterable[Doc]) -> tuple[Doc, list[str]]:
    """One document of several with one id, and the fields of which they say different things; the first stays.

    >>> merged([{"id": "nl", "kind": None}, {"id": "nl", "iso_code": "NL"}])
    ({'id': 'nl', 'kind': None, 'iso_code': 'NL'}, [])
    >>> merged([{"id": "west", "parent": "nl"}, {"id": "west", "parent": "be"}])
    ({'id': 'west', 'parent': 'nl'}, ['parent'])
    """
    first, *others = documents
    whole = {name: list(held) if name in _ADDED else held for name, held in first.items()}
    conflicts: list[str] = []
    for other in others:
        indexes = _names(whole, other)
        for name, held in other.items():
            if name == "evidence":
                for item in held:
                    supports = dict.fromkeys(indexes.get(pointer, pointer) for pointer in item["supports"])
                    moved = {**item, "supports": [*supports]}
                    if moved not in whole.setdefault("evidence", []):
                        whole["evidence"].append(moved)
            elif name == "name":
                whole.setdefault(name, held)
            elif name == "text":
                whole.setdefault(name, held)  # another spelling of the words that the id was made of: the first stays
            elif name != "names" and whole.setdefault(name, held) != held:
                conflicts.append(name)
    return whole, conflicts


def _names(whole: Doc, other: Doc) -> dict[str, str]:
    """Add the names of another document; where the evidence of its names and of its name to display points now."""
    names = whole.setdefault("names", []) if other.get("names") else []
    indexes = {}
    for index, name in enumerate(other.get("names", ())):
        if name not in names:
            names.append(name)
        indexes[f"/names/{index}"] = f"/names/{names.index(name)}"
    if other.get("name") is not None and whole.get("name") not in (None, other["name"]):
        # Another name is displayed: what supported this one supports it among the names.
        indexes["/name"] = next(f"/names/{index}" for index, name in enumerate(names) if name["text"] == other["name"])
    return indexes
