"""The changes between two sets of Table Schemas, and between two sets of vocabularies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from .rules import Change, told
from .table_rules import TABLE_RULES, VOCABULARY_RULES

RULES = {rule.code: rule for rule in (*TABLE_RULES, *VOCABULARY_RULES)}
_COLUMN = ("name", "type", "description", "constraints", "value", "computed")
_TABLE = ("description", "fields", "primaryKey", "foreignKeys")
_LOWER = ("minimum", "minLength")
_UPPER = ("maximum", "maxLength")
_CONSTRAINTS = ("required", "enum", "pattern", "unique", *_LOWER, *_UPPER)
Tables = Mapping[str, Any]


def table_changes(old: Tables | None, new: Tables | None) -> list[Change]:
    """The changes between the Table Schemas by table; None where they are not published."""
    if old is None or new is None:
        side = "old" if old is None else "new"
        return [] if old is new else [Change(RULES["CGS291"], "", "", f"the {side} side has no tables.json")]
    renames = {table: _renames(old[table], new[table]) for table in old.keys() & new.keys()}
    changes: list[Change] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            changes.append(Change(RULES["CGS202"], name, "", "the table is gone"))
        elif name not in old:
            changes.append(Change(RULES["CGS201"], name, "", "the table is new"))
        else:
            changes += _Comparison(name, renames).table(old[name], new[name])
    return changes


def _renames(old: Any, new: Any) -> dict[str, str]:
    """The columns that went while one with the same type and description came; where several could be it, none."""
    before, after = _columns(old), _columns(new)
    gone = Counter(_meaning(before[name]) for name in before if name not in after)
    come = Counter(_meaning(after[name]) for name in after if name not in before)
    became = {_meaning(after[name]): name for name in after if name not in before}
    return {
        name: became[meaning]
        for name in before
        if name not in after and gone[meaning := _meaning(before[name])] == come[meaning] == 1
    }


def _meaning(column: Mapping[str, Any]) -> tuple[str, str]:
    return column["type"], _json(column.get("description"))


def _columns(table: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {column["name"]: column for column in table["fields"]}


class _Comparison:
    """Two Table Schemas of one table on their way to a list of changes."""

    def __init__(self, name: str, renames: Mapping[str, Mapping[str, str]]) -> None:
        self.name, self.renames = name, renames
        self.changes: list[Change] = []

    def add(self, code: str, column: str, message: str) -> None:
        self.changes.append(Change(RULES[code], self.name, f"/{column}" if column else "", message))

    def table(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """All changes of the table."""
        before, after = _columns(old), _columns(new)
        renamed = self.renames[self.name]
        for name, column in before.items():
            if name in renamed:
                self.add("CGS206", name, f"the column is called {renamed[name]} now")
                self.column(column, after[renamed[name]], renamed[name])
            elif name not in after:
                self.add("CGS205", name, "the column is gone")
            else:
                self.column(column, after[name], name)
        for name, column in after.items():
            if name not in before and name not in renamed.values():
                required = column.get("constraints", {}).get("required") is True
                code, sort = ("CGS204", "has no nulls") if required else ("CGS203", "may be null")
                self.add(code, name, f"the column is new and {sort}")
        both = [renamed.get(name, name) for name in before if renamed.get(name, name) in after]
        if both != [name for name in after if name in both]:
            self.add("CGS210", "", "the columns stand in another order")
        self.keys(old, new)
        if _differ("description", old, new):
            self.add("CGS231", "", "another description")
        for key in sorted(old.keys() | new.keys()):
            if key not in _TABLE and _differ(key, old, new):
                self.add("CGS290", "", f"{key} differs")
        return self.changes

    def column(self, old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> None:
        """Compare a column with what it has become."""
        if old["type"] != new["type"]:
            self.add("CGS207", name, f"the type was {old['type']}, now {new['type']}")
        if _differ("description", old, new):
            self.add("CGS231", name, "another description")
        if _differ("value", old, new) or _differ("computed", old, new):
            self.add("CGS232", name, "another value that it is part of, or computed by the build")
        for key in sorted(old.keys() | new.keys()):
            if key not in _COLUMN and _differ(key, old, new):
                self.add("CGS290", name, f"{key} differs")
        before, after = old.get("constraints", {}), new.get("constraints", {})
        for key in sorted(before.keys() | after.keys()):
            if _differ(key, before, after) and not _is_met_anyway(key, before, after):
                self.constraint(key, before.get(key), after.get(key), name)

    def constraint(self, key: str, old: Any, new: Any, name: str) -> None:
        """Compare a constraint that differs; None where it is absent."""
        text = f"{key} was {told(old)}, now {told(new)}"
        if key not in _CONSTRAINTS:
            self.add("CGS290", name, text)
        elif key == "required":
            if bool(old) is not bool(new):
                self.add("CGS208" if new else "CGS209", name, f"nulls are {'forbidden' if new else 'admitted'}")
        elif key == "unique":
            if bool(old) is not bool(new):
                self.add("CGS214" if new else "CGS213", name, text)
        elif old is None or new is None:
            self.add("CGS213" if new is None else "CGS214", name, text)
        elif key == "enum":
            before, after = set(map(_json, old)), set(map(_json, new))
            for code, some, verb in (("CGS212", before - after, "removed"), ("CGS211", after - before, "added")):
                if some:
                    self.add(code, name, f"{verb}: {', '.join(sorted(some))}")
        elif key == "pattern":
            self.add("CGS215", name, text)
        elif not _alike(old, new):
            self.add("CGS290", name, text)
        else:
            self.add("CGS213" if (new < old) is (key in _LOWER) else "CGS214", name, text)

    def keys(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Compare the primary key and the foreign keys, by the new names of the columns."""
        primary = [self.renames[self.name].get(name, name) for name in old.get("primaryKey", [])]
        if primary != new.get("primaryKey", []):
            was, now = (", ".join(key) or "none" for key in (old.get("primaryKey", []), new.get("primaryKey", [])))
            self.add("CGS221", "", f"the primary key was {was}, now {now}")
        before, after = _foreign_keys(old, self.name, self.renames), _foreign_keys(new, self.name, {})
        for fields in sorted(before.keys() | after.keys()):
            own, there, here = ", ".join(fields), before.get(fields), after.get(fields)
            if there is None:
                self.add("CGS222", "", f"{own} names rows of {_list(here)}")
            elif here is None:
                self.add("CGS223", "", f"{own} does not name rows of {_list(there)} any more")
            elif there != here:
                self.add("CGS224", "", f"{own} named rows of {_list(there)}, now {_list(here)}")


def _foreign_keys(
    table: Mapping[str, Any], name: str, renames: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, ...], list[str]]:
    """Where each group of columns leads, as TABLE(COLUMNS); a reference without a table is to the table itself."""
    keys: dict[tuple[str, ...], list[str]] = {}
    for key in table.get("foreignKeys", []):
        reference = key["reference"]
        other = reference.get("resource") or name
        own, theirs = renames.get(name, {}), renames.get(other, {})
        columns = ", ".join(theirs.get(column, column) for column in reference["fields"])
        fields = tuple(own.get(column, column) for column in key["fields"])
        keys[fields] = sorted([*keys.get(fields, []), f"{other}({columns})"])
    return keys


def vocabulary_changes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Change]:
    """The changes between the vocabularies; none where a side does not publish them: they admit and exclude nothing."""
    changes: list[Change] = []
    if old is None or new is None:
        return changes
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, {"terms": {}}), new.get(name, {"terms": {}})
        gone = [term for term in before["terms"] if term not in after["terms"]]
        come = [term for term in after["terms"] if term not in before["terms"]]
        if come or name not in old:
            changes.append(Change(RULES["CGS301"], name, "", f"added: {_list(come)}"))
        if gone or name not in new:
            changes.append(Change(RULES["CGS302"], name, "", f"removed: {_list(gone)}"))
        both = before["terms"].keys() & after["terms"].keys()
        changes += [
            Change(RULES["CGS303"], name, f"/{term}", "another definition or mapping")
            for term in sorted(both)
            if _differ(term, before["terms"], after["terms"])
        ]
        if name in old and name in new and {**before, "terms": 0} != {**after, "terms": 0}:
            changes.append(Change(RULES["CGS303"], name, "", "another description"))
    return changes


def _differ(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return _json(old.get(key)) != _json(new.get(key))


def _is_met_anyway(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the terms of the one side lie within the bound of the other, so that the bound changes nothing."""
    before, after = old.get(key), new.get(key)
    if key not in (*_LOWER, *_UPPER) or not (before is None or after is None or _alike(before, after)):
        return False
    narrowed = before is None or (after is not None and (before < after) is (key in _LOWER))
    terms, bound = (old.get("enum"), after) if narrowed else (new.get("enum"), before)
    return terms is not None and all(_meets(term, key, bound) for term in terms)


def _meets(term: Any, key: str, bound: Any) -> bool:
    """Whether a term lies within a bound of its own sort."""
    size = len(term) if key.endswith("Length") and isinstance(term, str) else term
    return _alike(size, bound) and bool(size >= bound if key in _LOWER else size <= bound)


def _alike(one: Any, other: Any) -> bool:
    """Whether one of the two is larger, or they are the same: numbers, or texts such as dates."""
    return any(
        isinstance(one, sort) and isinstance(other, sort) and bool not in (type(one), type(other))
        for sort in (str, int | float)
    )


def _list(names: Any) -> str:
    return ", ".join(names or []) or "no terms"


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
