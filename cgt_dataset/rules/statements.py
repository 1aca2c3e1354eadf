"""Values against the words that state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..findings import Rule
from ..schema import Evidence, Name, Quantity, Record, fields_of, references, values
from ..schema.vocabularies import Comparator, Derivation, Unit
from ..texts import folded
from .numbers import names_month, numbers
from .violation import Context, Violation

AMOUNT = Rule(
    "CGT401",
    "a quantity says what its as_stated says",
    "A number, a unit or a 'more than' that got lost on the way is a wrong figure in somebody's report.",
    "correct number, comparator or unit by the words, or the words by the source",
)
NOT_THERE = Rule(
    "CGT402",
    "what is verbatim stands in the words of its evidence",
    "Verbatim means that a reader finds it there.",
    "point at the words in which it stands, or choose another derivation",
)
DATE_NOT_THERE = Rule(
    "CGT403",
    "a date that is not inferred stands in the words of its evidence",
    "A date that nobody wrote was resolved from something: say from what.",
    "point at the words that state the date, or mark it inferred and say how",
)
RULES = (AMOUNT, NOT_THERE, DATE_NOT_THERE)

_CUES: tuple[tuple[str, frozenset[Comparator]], ...] = (
    (r"at least|no (?:less|fewer) than|至少|不少于|以上", frozenset({Comparator.ge})),
    (r"up to|at most|no more than|at maximum|至多|最多|不超过", frozenset({Comparator.le})),
    (r"more than|over\b|above|exceed|超过|多于", frozenset({Comparator.gt})),
    (r"nearly|almost|近(?!年)", frozenset({Comparator.lt, Comparator.approx})),
    (r"less than|fewer than|under\b|below|不到|不足|少于", frozenset({Comparator.lt})),
    (r"about|around|approximately|some\b|roughly|约|左右", frozenset({Comparator.approx})),
)
_RANGE = re.compile(r"\b(?:to|or|and|through)\b|[-–—~至到]")
_UNIT_WORDS = {
    Unit.m2: re.compile(r"m2|m²|sq(?:uare|\.)? ?m|平方米|㎡", re.IGNORECASE),
    Unit.litre: re.compile(r"[0-9 ]l\b|litre|liter|升", re.IGNORECASE),
}


def check_quantities(context: Context) -> Iterator[Violation]:
    """Number, comparator and unit of every quantity against its own as_stated."""
    for record in context.records:
        for pointer, value in values(record):
            if isinstance(value, Quantity) and (message := _disagreement(value)):
                yield Violation(AMOUNT, f"{record.table}/{record.id}", pointer, message, AMOUNT.mend)


def _disagreement(quantity: Quantity) -> str | None:
    words = quantity.as_stated
    stated = numbers(words)
    for number in (quantity.value, quantity.upper):
        if number is not None and number not in stated:
            return f"'{words}' does not state {number:g}"
    fitting = next((allowed for cue, allowed in _CUES if re.search(cue, words.lower())), None)
    if fitting is None:
        ranged = len(stated) > 1 and _RANGE.search(words) is not None
        fitting = frozenset({Comparator.between, Comparator.eq}) if ranged else frozenset({Comparator.eq})
    if quantity.comparator not in fitting:
        return f"'{words}' means {' or '.join(sorted(fitting))}, not {quantity.comparator}"
    unit = _UNIT_WORDS.get(quantity.unit)
    if unit is not None and not unit.search(words):
        return f"'{words}' does not state the unit {quantity.unit}"
    return None


def check_words(context: Context) -> Iterator[Violation]:
    """Verbatim values and plainly stated dates against the words of their evidence, where the text is at hand."""
    for record in context.records:
        held = dict(values(record))
        targets = {pointer: (table, identifier) for pointer, table, identifier in references(record)}
        dates = _date_pointers(record)
        for index, item in enumerate(record.evidence):
            text = context.texts.get(item.source)
            if text is None:
                continue
            words = folded(text[item.start : item.end])
            for position, pointer in enumerate(item.supports):
                if pointer not in held:
                    continue
                at = f"/evidence/{index}/supports/{position}"
                where = f"{record.table}/{record.id}"
                forms = _forms(held[pointer], context.records.by_id.get(targets.get(pointer, ("", ""))))
                if _must_stand(item, held[pointer]) and forms and not any(folded(form) in words for form in forms):
                    message = f"'{forms[0]}' does not stand in the words"
                    yield Violation(NOT_THERE, where, at, message, NOT_THERE.mend)
                elif pointer in dates and _is_plain(item) and not _states_date(words, held[pointer]):
                    message = f"the words do not state {held[pointer]}"
                    yield Violation(DATE_NOT_THERE, where, at, message, DATE_NOT_THERE.mend)


def _date_pointers(record: Record) -> set[str]:
    return {f"/{spec.name}" for spec in fields_of(type(record)) if spec.json.get("format") == "edtf"}


def _is_plain(item: Evidence) -> bool:
    return item.derivation in (Derivation.verbatim, Derivation.normalised)


def _must_stand(item: Evidence, value: Any) -> bool:
    """What is verbatim, and the words of a quantity in any case."""
    return item.derivation is Derivation.verbatim or isinstance(value, Quantity)


def _forms(value: Any, target: Record | None) -> list[str]:
    """The texts of which one must stand in the words; for a reference the names of the record that it leads to."""
    if target is not None:
        return [name.text for name in getattr(target, "names", ())]
    if isinstance(value, Name):
        return [value.text]
    if isinstance(value, Quantity):
        return [value.as_stated]
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
