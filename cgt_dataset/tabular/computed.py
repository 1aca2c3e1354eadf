"""What the build computes of what stands in other columns."""

from __future__ import annotations

from collections.abc import Mapping


def enclosing_codes(parents: Mapping[str, str | None], codes: Mapping[str, str | None]) -> dict[str, str | None]:
    """For each place the code of ISO 3166 that is nearest: its own, or else that of the first that has one of the
    places in which it lies. None where no place has one, where a parent is missing, or where the parents run in a
    circle.

    >>> enclosing_codes({"zone": "city", "city": "nl", "nl": None}, {"nl": "NL"})
    {'zone': 'NL', 'city': 'NL', 'nl': 'NL'}
    """
    found: dict[str, str | None] = {}
    for identifier in parents:
        path: dict[str, None] = {}
        at: str | None = identifier
        while at is not None and at not in found and at not in path and codes.get(at) is None:
            path[at] = None
            at = parents.get(at)
        code = None if at is None else found.get(at) or codes.get(at)
        found |= dict.fromkeys([*path, identifier], code)
    return {identifier: found[identifier] for identifier in parents}


def country_and_subdivision(code: str | None) -> tuple[str | None, str | None]:
    """The country and the subdivision that a code of ISO 3166 names.

    >>> country_and_subdivision("CN-TJ"), country_and_subdivision("NL")
    (('CN', 'CN-TJ'), ('NL', None))
    """
    if code is None:
        return None, None
    return code[:2], code if len(code) > 2 else None
