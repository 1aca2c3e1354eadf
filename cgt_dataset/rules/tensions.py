"""What a record states against what else it states: counts against members, dates against their source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..findings import Rule
from ..schema import (
    Agreement,
    Event,
    Facility,
    Mention,
    Person,
    Product,
    Quantity,
    Record,
    Regulation,
    Statistic,
    edtf,
)
from ..schema.v2.vocabularies import Stance
from ..schema.vocabularies import Comparator
from .evidence import proofs
from .plans import OF_PLANS, PLANS, held_at
from .violation import Context, Violation

COUNT = Rule(
    "CGT405",
    "a count is not below its named members",
    "Six firms of which seven are named are not six: a member does not belong there, the count is that of another "
    "set, or the article is at odds with itself. An article that is at odds with itself is recorded as it is, with "
    "evidence that contradicts the count, so that a reader is told.",
    "correct the count or the members, or add evidence with stance contradicts that shows where the article is at "
    "odds with itself",
    wrong="applies_in:\n- nl-nh-alkmaar\n- nl-nh-haarlem\napplies_in_open: true\n"
    'applies_in_count: {value: 1, comparator: eq, unit: "1", as_stated: five towns}',
    right="applies_in:\n- nl-nh-alkmaar\n- nl-nh-haarlem\napplies_in_open: true\n"
    'applies_in_count: {value: 5, comparator: eq, unit: "1", as_stated: five towns}',
)
AFTER_SOURCE = Rule(
    "CGT406",
    "what a source tells as past does not lie after the source",
    "An article of March cannot tell what took place in April. The date is misread, that of another thing, or the "
    "words speak of a plan; a plan that is recorded as done stays in the dataset even if nothing comes of it.",
    "correct the date, or the assertion of its evidence if the words speak of what is to come",
    wrong="# raw/sources/invented-article.yaml\npublished_on: 2031-03-14\n"
    "# raw/events/alkmaar-signing.yaml\nstatus: took_place\nheld_on: 2031-04-12",
    right="# raw/sources/invented-article.yaml\npublished_on: 2031-03-14\n"
    "# raw/events/alkmaar-signing.yaml\nstatus: took_place\nheld_on: 2031-03-12",
)
RULES = (COUNT, AFTER_SOURCE)

COUNTS: dict[tuple[type[Record], str], tuple[str, str | None]] = {
    (Mention, "number"): ("members", None),
    (Regulation, "applies_in_count"): ("applies_in", None),
    (Event, "attendance"): ("participants", "person"),
}
"""The counts, each with the list that it counts and, where only some of it, the field that those have."""

PAST: dict[tuple[type[Record], str], str | None] = {
    (Agreement, "announced_on"): None,
    (Agreement, "signed_on"): None,
    (Event, "held_on"): "status",
    (Facility, "opened_on"): "status",
    (Person, "offices/as_of"): None,
    (Product, "designations/granted_on"): None,
    (Product, "launched_on"): None,
    (Regulation, "issued_on"): None,
    (Statistic, "period"): "basis",
}
"""The dates of what is done with, each with the field that may say that it is still a plan."""


def check_counts(context: Context) -> Iterator[Violation]:
    """Counts that are below the number of members that the record names, with no evidence that shows the tension."""
    for record in context.records:
        for (model, name), (listed, only) in COUNTS.items():
            if not isinstance(record, model):
                continue
            held: Any = getattr(record, listed)
            parts = [part for index, part in enumerate(held) if part not in held[:index]]  # twice in a list is one
            named = sum(only is None or getattr(part, only, None) is not None for part in parts)
            most = at_most(getattr(record, name))
            if most is not None and named > most and not _contradicted(record, f"/{name}"):
                message = f"it is at most {most:g}, and {listed} names {named}"
                yield Violation(COUNT, f"{record.table}/{record.id}", f"/{name}", message, COUNT.mend)


def at_most(quantity: Any) -> float | None:
    """The largest number that a count can mean; None where it has no upper bound, or is not known."""
    if not isinstance(quantity, Quantity) or not isinstance(quantity.value, float):
        return None
    bounds = {
        Comparator.eq: quantity.value,
        Comparator.le: quantity.value,
        Comparator.lt: quantity.value - 1,
        Comparator.between: quantity.upper,
    }
    most = bounds.get(quantity.comparator)
    return most if isinstance(most, float) else None


def _contradicted(record: Record, pointer: str) -> bool:
    return any(item.stance is Stance.contradicts and pointer in item.supports for _, item in proofs(record))


def check_past(context: Context) -> Iterator[Violation]:
    """Dates that a source gives for what has happened, and that lie after the source."""
    for record in context.records:
        for pointer, date in past_dates(record):
            before = next(_sources_before(context, record, pointer, date), None)
            if before is not None:
                message = f"{date} lies after {before}, which tells it as past"
                yield Violation(AFTER_SOURCE, f"{record.table}/{record.id}", pointer, message, AFTER_SOURCE.mend)


def past_dates(record: Record) -> Iterator[tuple[str, str]]:
    """The dates of what is done with, by the terms of the record."""
    for (model, path), state in PAST.items():
        if not isinstance(record, model) or (state and getattr(record, state) in PLANS[model, state]):
            continue
        yield from ((pointer, date) for pointer, date in held_at(record, path) if isinstance(date, str))


def _sources_before(context: Context, record: Record, pointer: str, date: str) -> Iterator[str]:
    """The sources that state a date, as no plan, and are older than it, each with its own date."""
    first = edtf.days(date).first
    for _, item in proofs(record):
        states = pointer in item.supports and item.stance is not Stance.contradicts and item.assertion not in OF_PLANS
        source = context.source(item) if states and first is not None else None
        if source is not None and isinstance(source.published_on, str):
            last = edtf.days(source.published_on).last
            if last is not None and first is not None and first > last:
                yield f"sources/{source.id} of {source.published_on}"
