"""One line, read as a curator's record is: by its model and the rules for one record. What is said here is final."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from ... import rules
from ...findings import Rule
from ...rules.evidence import check_support
from ...rules.lines import LINE, TWICE
from ...rules.plans import check_plans
from ...rules.references import REFERENCE
from ...rules.statements import check_quantities
from ...rules.tensions import check_counts
from ...schema import CURRENT, AnyRecord, Record, Tombstone
from ...schema.migrations import Made, migrate
from ...texts import Texts
from .lines import LINE_LIMIT

_DEPTH_LIMIT = 16
_LONGEST_INTEGER = 20
_ALONE = (check_support, check_quantities, check_plans, check_counts)
"""What holds of a record whatever the others are, and whether or not its texts are at hand."""


@dataclass(frozen=True)
class Fault:
    """A rule that does not hold for a line."""

    code: str
    message: str
    mend: str
    record: str | None
    """The record, as TABLE/ID; None where nothing can be read."""
    pointer: str
    """JSON Pointer to the value that is to be mended."""


@dataclass(frozen=True)
class Judged:
    """What became of a line."""

    record: Record | Tombstone | None = None
    """The record, brought to the present version of the schema; None where something is wrong."""
    made: tuple[Made, ...] = ()
    """The records that the migration made besides."""
    faults: tuple[Fault, ...] = ()
    refused: dict[str, Any] | None = None
    """What stands on a line of which something is wrong, where it can be read."""


_BROKEN = {
    "Extra data": "something follows the object",
    "Expecting value": "a value is missing",
    "Expecting property name": "the name of a field, in double quotes, is missing",
    "Expecting ':'": "a colon is missing",
    "Expecting ','": "a comma is missing",
    "Illegal trailing comma": "a comma is too many",
    "Unterminated string": "a text begins that does not end",
    "Invalid control character": "a text has a control character",
    "Invalid \\": "a text has an escape that there is not",
}
"""What Python says of broken JSON, by how it begins, and what we say of it, on whatever Python."""


class _Refused(Exception):
    def __init__(self, message: str, rule: Rule = LINE) -> None:
        super().__init__(message)
        self.rule = rule


def judge(table: str, line: bytes) -> Judged:
    """Read one line of a table's records, with everything that is wrong with it."""
    try:
        data = _parsed(line)
    except _Refused as refused:
        return Judged(faults=(Fault(refused.rule.code, str(refused), refused.rule.mend, None, ""),))
    identifier = data.get("id")
    named = identifier if isinstance(identifier, str) else "?"
    record, violations = rules.read_record(table, named, data)
    if isinstance(record, Tombstone):
        return Judged(record)
    where, drafts = f"{table}/{named}", {}
    subject = record
    if record is None:
        model = rules.model_of(table, data)
        if model is not None and issubclass(model, AnyRecord):
            draft = rules.Draft(where, model, data, violations)
            drafts[where], violations, subject = draft, draft.faults, draft.record
    if isinstance(subject, AnyRecord):
        violations += _alone(subject, drafts)
    made: tuple[Made, ...] = ()
    if not violations and isinstance(record, AnyRecord) and not isinstance(record, Record):
        record, made, violations = _present(where, data)
    if violations or not isinstance(record, Record):
        found = sorted({fault_of(violation) for violation in violations}, key=lambda each: (each.pointer, each.code))
        return Judged(faults=tuple(found), refused=data)
    return Judged(record, made)


def _alone(subject: AnyRecord, drafts: dict[str, rules.Draft]) -> list[rules.Violation]:
    records = rules.Records([subject])  # type: ignore[list-item]  # of any version
    context = rules.Context(records, Texts())
    checks = _ALONE if isinstance(subject, Record) else (check_support,)
    told = (violation for check in checks for violation in check(context) if not rules.follows(violation, drafts))
    return list(rules.grouped(told, records))


def _present(where: str, data: dict[str, Any]) -> tuple[Record | None, tuple[Made, ...], list[rules.Violation]]:
    """The record of the present version that one of an older version becomes."""
    try:
        done = migrate(data)
        record = CURRENT.models[done.document["schema"]].model_validate_json(json.dumps(done.document))
    except Exception as error:  # noqa: BLE001 (whatever a migration stumbles over is told as a finding)
        return None, (), [rules.unmigrated(where, error)]
    return record, done.made, _alone(record, {})


def fault_of(violation: rules.Violation) -> Fault:
    """What a violation says of the line on which the record stands."""
    rule = violation.rule
    # Of millions of ids only some are known here: which was meant is not guessed.
    mend = rule.mend if rule is REFERENCE else violation.mend
    return Fault(rule.code, violation.message, mend, violation.record, violation.pointer)


def _parsed(line: bytes) -> dict[str, Any]:
    """The object on a line; what readers of JSON do not agree upon is refused."""
    if len(line) > LINE_LIMIT:
        raise _Refused(f"the line has {len(line)} bytes, more than {LINE_LIMIT}")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Refused(f"byte 0x{line[error.start]:02x} at place {error.start + 1} is not UTF-8") from None
    if text.startswith("\ufeff"):
        raise _Refused("the line begins with a byte order mark")
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer)
        shown = json.dumps(data, ensure_ascii=False)
    except json.JSONDecodeError as error:
        wrong = next((ours for theirs, ours in _BROKEN.items() if error.msg.startswith(theirs)), "it cannot be read")
        raise _Refused(f"this is no JSON object: {wrong} at character {error.colno}") from None
    except RecursionError:
        raise _Refused(f"nested deeper than {_DEPTH_LIMIT} levels") from None
    if not isinstance(data, dict):
        raise _Refused("this is JSON, but no object")
    if any(depth > _DEPTH_LIMIT for depth in _depths(data)):
        raise _Refused(f"nested deeper than {_DEPTH_LIMIT} levels")
    try:
        shown.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _Refused(f"\\u{ord(shown[error.start]):04x} is half a character") from None
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise _Refused(f"'{twice[:80]}' stands twice", TWICE)
    return data


def _no_number(text: str) -> NoReturn:
    raise _Refused(f"{text} is no number of JSON")


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER or not -(2**63) <= int(text) < 2**63:
        raise _Refused(f"{text[:30]} is no number within 64 bits")
    return int(text)


def _depths(data: Any) -> Iterator[int]:
    """The depth of every value, as far as it is too deep."""
    left = [(data, 1)]
    while left:
        held, depth = left.pop()
        yield depth
        if depth <= _DEPTH_LIMIT and isinstance(held, (dict, list)):
            left += [(inner, depth + 1) for inner in (held.values() if isinstance(held, dict) else held)]
