"""Values against the words that state them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from ..findings import Rule
from ..schema import Evidence, Name, Quantity, Record, fields_of, references, values
from ..schema.v2.vocabularies import Stance
from ..schema.vocabularies import Comparator, Derivation, Unit
from ..texts import folded
from .evidence import proofs
from .numbers import names_month, numbers
from .violation import UNKNOWN, Context, Violation

AMOUNT = Rule(
    "CGT401",
    "an amount says what its words say",
    '"More than 3,500 m2" is not 3,500 m2. A number, a unit or an "up to" that is lost on the way is a wrong figure in '
    "somebody's report.",
    "correct number, comparator or unit by the words, or the words by the source; what no reader of numbers can see in "
    "them is inferred, with a note that says how it was got",
    wrong="area:\n  value: 3500\n  comparator: eq\n  unit: m2\n  as_stated: more than 3,500 m2",
    right="area:\n  value: 3500\n  comparator: gt\n  unit: m2\n  as_stated: more than 3,500 m2",
)
NOT_THERE = Rule(
    "CGT402",
    "what is verbatim stands in the words of its evidence",
    "Verbatim promises that a reader finds the value in the article letter by letter. What is put into a term or "
    "written in another way is normalised, what is put into another language translated.",
    "point at the words in which it stands, or choose another derivation",
    wrong="title: Cell Plants Notice\n# …\nsupports: [/title, /document_number]\n# …\nderivation: verbatim",
    right="title: Cell Plant Notice\n# …\nsupports: [/title, /document_number]\n# …\nderivation: verbatim",
)
DATE_NOT_THERE = Rule(
    "CGT403",
    "a date that is not inferred stands in the words of its evidence",
    '"Opened in October 2030" states a month and no day; "since January of last year" states no year. A date that '
    "nobody wrote was made up, or resolved from something, mostly from the date of the article; then a reader must "
    "see from what.",
    "write the date as far as the words state it, or mark it inferred and say in a note how it was got",
    wrong="opened_on: 2030-10-01\n# …\nsupports: [/status, /opened_on]",
    right="opened_on: 2030-10\n# …\nsupports: [/status, /opened_on]",
)
_AS_STATED = "copy the words that state the amount, or point at the words in which they stand"
RULES = (AMOUNT, NOT_THERE, DATE_NOT_THERE)

# What follows "not" stands before what it turns around; the first cue that is found decides.
_CUES: tuple[tuple[str, frozenset[Comparator]], ...] = (
    (
        r"\b(?:at least|not? (?:less|fewer) than|a minimum of|or more\b|upwards of)|[≥]|至少|不少于|不低于|以上",
        frozenset({Comparator.ge}),
    ),
    (
        r"\b(?:up to|at most|not? more than|not? (?:over|above)|not exceeding|a maximum of|at maximum|within|or less\b)"
        r"|[≤]|至多|最多|不超过|不多于|不高于|以内|以下|高达",
        frozenset({Comparator.le}),
    ),
    (
        r"\b(?:more than|over|above|exceed\w*|beyond)\b|>|[0-9]\+|超过|多于|高于|大于|逾|[0-9十百千万][余多]",
        frozenset({Comparator.gt}),
    ),
    (r"\b(?:nearly|almost|close to)\b|(?<![附最])近(?!年)", frozenset({Comparator.lt, Comparator.approx})),
    (r"\b(?:less than|fewer than|under|below)\b|<|不到|不足|少于|低于|小于", frozenset({Comparator.lt})),
    (r"\b(?:about|around|approximately|some|roughly)\b|~|约|左右", frozenset({Comparator.approx})),
)
_RANGE = re.compile(r"\b(?:to|or|and|through)\b|[-–—~至到]")
_UNIT_WORDS = {
    Unit.m2: re.compile(r"m2|m²|sq(?:uare|\.)?[ -]?m|平方米|平米|㎡", re.IGNORECASE),
    Unit.litre: re.compile(r"(?<![A-Za-z])l(?![A-Za-z])|litre|liter|升", re.IGNORECASE),
    Unit.week: re.compile(r"week|wk|周|星期", re.IGNORECASE),
    Unit.month: re.compile(r"month|月", re.IGNORECASE),
    Unit.year: re.compile(r"year|年", re.IGNORECASE),
}


def check_quantities(context: Context) -> Iterator[Violation]:
    """Number, comparator and unit of every quantity against its own as_stated, unless a note says how it was got."""
    for record in context.records:
        waived = _waived(record)
        for pointer, value in values(record):
            if isinstance(value, Quantity) and value.as_stated is not UNKNOWN and pointer not in waived:
                for name, message in disagreements(value):
                    yield Violation(AMOUNT, f"{record.table}/{record.id}", f"{pointer}/{name}", message, AMOUNT.mend)


def _waived(record: Record) -> set[str]:
    """The values that no words state as they are: all evidence says in a note how they were got."""
    noted: dict[str, bool] = {}
    for _, item in proofs(record):
        if item.stance is not Stance.contradicts:
            by_note = item.derivation in (Derivation.inferred, Derivation.computed)
            for pointer in item.supports:
                noted[pointer] = by_note and noted.get(pointer, True)
    return {pointer for pointer, by_note in noted.items() if by_note}


def disagreements(quantity: Quantity) -> Iterator[tuple[str, str]]:
    """The fields that are not what the words say, and what is wrong."""
    words = quantity.as_stated
    stated = numbers(words)
    made_up = False
    for name, number in (("value", quantity.value), ("upper", quantity.upper)):
        if number not in (None, UNKNOWN) and not any(math.isclose(number, found, rel_tol=1e-9) for found in stated):
            made_up = True
            yield name, f"'{words}' does not state {number:g}"
    fitting = next((allowed for cue, allowed in _CUES if re.search(cue, words.lower())), None)
    if fitting is None:
        ranged = len(stated) > 1 and _RANGE.search(words) is not None
        fitting = frozenset({Comparator.between, Comparator.eq}) if ranged else frozenset({Comparator.eq})
    ranged_by_us = made_up and quantity.upper is not None  # the number that was made up has its own finding
    if quantity.comparator not in (*fitting, UNKNOWN) and not ranged_by_us:
        yield "comparator", f"'{words}' means {' or '.join(sorted(fitting))}, not {quantity.comparator}"
    unit = _UNIT_WORDS.get(quantity.unit)
    if unit is not None and not unit.search(words):
        yield "unit", f"'{words}' does not state the unit {quantity.unit}"


def check_words(context: Context) -> Iterator[Violation]:
    """Verbatim values and plainly stated dates against the words of their evidence, where the text is at hand."""
    for record in context.records:
        held = dict(values(record))
        targets = {pointer: (table, identifier) for pointer, table, identifier in references(record)}
        dates = _date_pointers(record)
        for index, item in proofs(record):
            raw = context.words(item)
            if raw is None or item.stance is Stance.contradicts:
                continue
            words, where = folded(raw), f"{record.table}/{record.id}"
            for pointer in item.supports:
                value = held.get(pointer, UNKNOWN)
                if value is UNKNOWN:
                    continue
                target = targets.get(pointer)
                forms = _forms(value) if target is None else _names(context.records.by_id.get(target))
                if _must_stand(item, value) and forms and not any(folded(form) in words for form in forms):
                    message = f"'{forms[0]}' does not stand in the words of evidence {index}: {_shown(words)}"
                    mend = _AS_STATED if isinstance(value, Quantity) else NOT_THERE.mend
                    yield Violation(NOT_THERE, where, pointer, message, mend)
                elif pointer in dates and _is_plain(item) and not _states_date(words, value):
                    message = f"the words of evidence {index} do not state {value}: {_shown(words)}"
                    yield Violation(DATE_NOT_THERE, where, pointer, message, DATE_NOT_THERE.mend)


def _shown(words: str) -> str:
    return f"'{words}'" if len(words) <= 60 else f"'{words[:28]} … {words[-28:]}'"


def _date_pointers(record: Record) -> set[str]:
    dates = set()
    for spec in fields_of(type(record)):
        if spec.json.get("format") == "edtf":
            dates.add(f"/{spec.name}")
        elif spec.kind == "parts":
            inner = [part.name for part in fields_of(spec.type) if part.json.get("format") == "edtf"]
            dates |= {
                f"/{spec.name}/{index}/{name}" for index in range(len(getattr(record, spec.name))) for name in inner
            }
    return dates


def _is_plain(item: Evidence) -> bool:
    return item.derivation in (Derivation.verbatim, Derivation.normalised)


def _must_stand(item: Evidence, value: Any) -> bool:
    """What is verbatim, and the words of a quantity in any case."""
    return item.derivation is Derivation.verbatim or isinstance(value, Quantity)


def _names(target: Record | None) -> list[str]:
    """The names of the record that a reference leads to; none where one of them could not be read."""
    texts = [getattr(name, "text", UNKNOWN) for name in getattr(target, "names", ())]
    return [] if UNKNOWN in texts else texts


def _forms(value: Any) -> list[str]:
    """The texts of which one must stand in the words."""
    if isinstance(value, Name):
        value = value.text
    elif isinstance(value, Quantity):
        value = value.as_stated
    return [str(value)] if isinstance(value, str) else []


def _states_date(words: str, date: str) -> bool:
    found = numbers(words)
    for point in re.findall(r"[0-9]{4}(?:-[0-9]{2}){0,2}", date):
        year, *rest = (int(part) for part in point.split("-"))
        if float(year) not in found:
            return False
        if rest and rest[0] <= 12 and not names_month(words, rest[0]):
            return False
        if len(rest) == 2 and float(rest[1]) not in found:
            return False
    return True
