"""The verdict on lines of records, by the models and the rules themselves, one line at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cgt_dataset.rules import Context, Draft, Records, check_records, follows, grouped, model_of, read_record
from cgt_dataset.schema import AnyRecord, Record, Tombstone
from cgt_dataset.texts import Texts


class Verdict(NamedTuple):
    """A finding on a line."""

    file: str
    line: int
    code: str
    pointer: str


class _Twice(dict[str, Any]):
    """A mapping with a key that stands in it twice."""

    key = ""


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = _Twice(pairs)
    keys = [key for key, _ in pairs]
    held.key = next((key for key in keys if keys.count(key) > 1), "")
    return held if held.key else dict(pairs)


def _strictly(content: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """What JSON parsers let through."""
    if isinstance(content, _Twice):
        yield "CGT015", ""
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from _strictly(inner, f"{at}/{key}")
    elif isinstance(content, list):
        for index, inner in enumerate(content):
            yield from _strictly(inner, f"{at}/{index}")
    elif (isinstance(content, float) and content - content != 0) or (
        isinstance(content, int) and not -(2**63) <= content < 2**63
    ):
        yield "CGT014", ""


def _document(line: bytes) -> tuple[Any, list[tuple[str, str]]]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None, [("CGT014", "")]
    if re.search("[\x00-\x1f\ufeff]", text) or re.search(r"\\u[dD][89a-fA-F]", text):
        return None, [("CGT014", "")]
    try:
        content = json.loads(text, object_pairs_hook=_mapping)
    except ValueError:
        return None, [("CGT014", "")]
    if not isinstance(content, dict):
        return None, [("CGT014", "")]
    return content, list(_strictly(content))


class Judged(NamedTuple):
    """What a folder of lines comes to."""

    verdicts: list[Verdict]
    records: list[Record]
    tombstones: dict[tuple[str, str], Tombstone]


def judge(files: dict[str, list[bytes]]) -> Judged:
    """Every finding on the lines of some tables, by the table: what a curator is told of such records."""
    found: list[Verdict] = []
    records: list[Record] = []
    tombstones: dict[tuple[str, str], Tombstone] = {}
    places: dict[str, tuple[str, int]] = {}
    drafts: dict[str, Draft] = {}
    for table, lines in files.items():
        for number, line in enumerate(lines, 1):
            file = f"{table}.jsonl"
            document, faults = _document(line)
            if faults:
                found += [Verdict(file, number, *fault) for fault in faults]
                continue
            identifier = document["id"]
            where = f"{table}/{identifier}"
            record, violations = read_record(table, identifier, document)
            if record is not None and where in places:
                found.append(Verdict(file, number, "CGT201", "/id"))
                continue
            places.setdefault(where, (file, number))
            if isinstance(record, Tombstone):
                tombstones[table, record.id] = record
            elif isinstance(record, Record):
                records.append(record)
            elif (model := model_of(table, document)) is not None and issubclass(model, AnyRecord):
                drafts[where] = Draft(where, model, document, violations)
                violations = drafts[where].faults
            found += [Verdict(file, number, each.rule.code, each.pointer) for each in violations]
    known = [draft.record for draft in drafts.values() if isinstance(draft.record, Record)]
    everything = Records([*records, *known], [(where.partition("/")[0], where.partition("/")[2]) for where in drafts])
    everything.tombstones = tombstones
    certain = (each for each in check_records(Context(everything, Texts())) if not follows(each, drafts))
    for each in grouped(certain, everything):
        found.append(Verdict(*places[each.record], each.rule.code, each.pointer))
    return Judged(sorted(found), records, tombstones)


def lines_of(folder: Path) -> dict[str, list[bytes]]:
    """The lines of the files of tables in a folder."""
    return {
        path.stem: path.read_bytes().removesuffix(b"\n").split(b"\n")
        for path in sorted(folder.glob("*.jsonl"))
        if path.stem != "faults"
    }
