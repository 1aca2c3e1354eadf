"""The rules of compatibility as a page of Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .rules import Example, Rule

_WIDTH = 150
_TITLES = {"records": "Records", "tables": "Tables", "vocabularies": "Vocabularies"}
_TOP = """# Compatibility

Made by `cgt-dataset schema rules --out docs` from the rules themselves. What a change of the schema does to records and
tables, and how large a step of the versions it needs:

```sh
cgt-dataset schema diff 1 1
```

Each side is a schema number (`1` or `v1`: as this installation publishes it), a folder such as `schemas/v1`, one file
`*.schema.json` or `tables.json`, or a revision of git (`HEAD~1`, a tag, `REV:schemas/v1`; without a folder the highest
`schemas/vN` there). What exists as a path is taken as a path, then comes a number, then a revision. Where one side is a
file, only what it describes is compared.

## Verdicts

| Verdict | Every old record is valid under the new schema | Every new record is valid under the old schema |
| --- | --- | --- |
| full | yes | yes |
| backward | yes | no |
| forward | no | yes |
| none | no | no |
| unknown | one of the two cannot be decided | |

For a table, backward means that an old table is valid under the new Table Schema, where a column that it lacks is null;
forward, that who knows the old schema finds every column of a new table as it was, and leaves others aside. Several
changes come to what holds for each of them.

The name of the schema in a record's field `schema` is not compared. A pattern is taken to leave some texts of every
length, and to exclude some; a field, to have values that it admits. A node that uses keywords which our models do not
emit is compared as it is written; where it differs the verdict is unknown.

## Bumps

The schema needs a new number unless every old record is known to be valid; tables do not count. The package needs a
major step where the schema needs a number or a rule below says so, otherwise a minor or a patch step. While the first
number of the version is 0, a step of the second is enough for a major one (0.1.0 → 0.2.0). Unknown counts as breaking.

The exit status is 0 whenever the comparison was made, and 2 where it could not be. With `--released X.Y.Z --version
A.B.C` it is 1 where the step from the one to the other is too small. This is what CI calls:

```bash
cgt-dataset schema diff v0.1.0 schemas/v1 --format github --released 0.1.0 --version 0.2.0
```

## JSON

`--format json` prints one object:

| Field | Meaning |
| --- | --- |
| `version` | number of this form: 1 |
| `old`, `new` | the two sides as they were given |
| `verdict` | of all changes together |
| `backward`, `forward` | whether each direction holds; null where that cannot be decided |
| `parts` | the verdict of `records`, `tables` and `vocabularies` each |
| `schema_bump` | `none` or `new schema number` |
| `package_bump` | `none`, `patch`, `minor` or `major` |
| `changes` | the changes, worst first |

A change has `rule`, `title`, `category`, `part` (as in `parts`), `name` (of the record type, table or vocabulary),
`path` (the fields that lead to it, each after a slash, `*` for the items of a list; empty for the whole), `verdict`,
`package_bump` and `message`. With `--released` and `--version` there are also `released`, `given`, `needed` (the
smallest version that is enough) and `enough`. Fields may be added to this form; the number changes where one goes or
means something else.

"""


def rules_page(rules: Iterable[Rule]) -> str:
    """The page: how it is used, then every rule with its examples."""
    rules = list(rules)
    parts = [_TOP]
    for part, title in _TITLES.items():
        held = [rule for rule in rules if rule.part == part]
        rows = "".join(
            f"| [{rule.code}](#{rule.code.lower()}) | {rule.title} "
            f"| {rule.category} | {rule.verdict} | {rule.package} |\n"
            for rule in held
        )
        head = "| Code | What has changed | Category | Verdict | Package |\n| --- | --- | --- | --- | --- |\n"
        parts.append(f"## {title}\n\n{head}{rows}\n" + "".join(map(_section, held)))
    return "".join(parts).rstrip("\n") + "\n"


def _section(rule: Rule) -> str:
    return (
        f"### {rule.code}\n\n{rule.title[0].upper()}{rule.title[1:]}: {rule.verdict}, package {rule.package}. "
        f"{rule.why}\n\n{_shown('The change', rule.change)}{_shown('Not this change', rule.other)}"
    )


def _shown(title: str, example: Example) -> str:
    sides = "\n".join(f"{word}: {_compact(side)}" for word, side in zip(("old", "new"), example, strict=True))
    return f"{title}:\n\n```text\n{sides}\n```\n\n"


def _compact(value: Any) -> str:
    """JSON in as few lines as its width allows."""
    if value is None:
        return "not published"
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= _WIDTH else _broken(value, "")


def _broken(value: Any, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, (dict, list)):
        return line
    deeper = f"{indent}  "
    if isinstance(value, list):
        inner = [_broken(one, deeper) for one in value]
        return "[\n" + ",\n".join(f"{deeper}{one}" for one in inner) + f"\n{indent}]"
    inner = [f"{json.dumps(key)}: {_broken(one, deeper)}" for key, one in value.items()]
    return "{\n" + ",\n".join(f"{deeper}{one}" for one in inner) + f"\n{indent}" + "}"
