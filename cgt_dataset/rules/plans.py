"""What is planned is not recorded as done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..findings import Rule
from ..schema import Agreement, Event, Facility, Product, Record, Regulation, Statistic
from ..schema.base import Vocabulary
from ..schema.v2.vocabularies import EventStatus, ProductStage, Stance, StatisticBasis
from ..schema.vocabularies import (
    AgreementStatus,
    Assertion,
    Availability,
    FacilityStatus,
    RegulationEffect,
    RegulationStatus,
)
from .evidence import proofs
from .violation import Context, Violation

PLANNED = Rule(
    "CGT404",
    "what is planned is not recorded as done",
    "A plant that is to be opened is not open, and a service that is to be offered cannot be bought. Where all words "
    "that support a status speak of a plan, an expectation or a condition, the status is a plan as well; else a plan "
    "that comes to nothing stays in the dataset as a fact.",
    "write a term for plans, or point at words that say that it is so",
    wrong="services:\n- kind: gmp_manufacturing\n  availability: offered",
    right="services:\n- kind: gmp_manufacturing\n  availability: planned",
)
RULES = (PLANNED,)

OF_PLANS = frozenset({Assertion.planned, Assertion.expected, Assertion.conditional})
"""How words speak of what is not, or not yet."""
_Terms = tuple[Vocabulary, ...]
PLANS: dict[tuple[type[Record], str], _Terms] = {
    (Facility, "status"): (FacilityStatus.announced, FacilityStatus.planned, FacilityStatus.under_construction),
    (Facility, "services/availability"): (Availability.planned,),
    (Agreement, "status"): (AgreementStatus.proposed, AgreementStatus.announced),
    (Regulation, "status"): (RegulationStatus.proposed,),
    (Event, "status"): (EventStatus.planned,),
    (Product, "stage"): (ProductStage.preclinical,),
    (Statistic, "basis"): tuple(basis for basis in StatisticBasis if basis is not StatisticBasis.observed),
}
"""The fields that say how far something has come, each with its terms for plans; every other term says that it is."""


def check_plans(context: Context) -> Iterator[Violation]:
    """A term that says that something is so, of which all evidence speaks of a plan."""
    for record in context.records:
        said: dict[str, set[Any]] = {}
        for _, item in proofs(record):
            if item.stance is not Stance.contradicts:
                for pointer in item.supports:
                    said.setdefault(pointer, set()).add(item.assertion)
        for pointer, term, plans in _terms(record):
            ways = said.get(pointer, set())
            if ways and ways <= OF_PLANS and term not in plans:
                message = f"'{term}' says that it is so, yet all words that support it are {_either(sorted(ways))}"
                mend = f"write {_either(plans)}, or point at words that say that it is so"
                yield Violation(PLANNED, f"{record.table}/{record.id}", pointer, message, mend)


def _terms(record: Record) -> Iterator[tuple[str, Vocabulary, _Terms]]:
    """The pointer and the term of each field that says how far something has come, and its terms for plans."""
    if isinstance(record, Regulation) and record.effect is RegulationEffect.plans:
        return  # it is in force, and what it says are plans
    for (model, path), plans in PLANS.items():
        if not isinstance(record, model):
            continue
        for pointer, term in held_at(record, path):
            if isinstance(term, Vocabulary):
                yield pointer, term, plans


def held_at(record: Record, path: str) -> Iterator[tuple[str, Any]]:
    """The pointers to what a record holds at the path of a field, or of a field of its parts, and what it holds."""
    name, _, inner = path.partition("/")
    held: Any = getattr(record, name)
    if not inner:
        yield f"/{name}", held
        return
    for index, part in enumerate(held):
        yield f"/{name}/{index}/{inner}", getattr(part, inner, None)


def _either(terms: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(terms[:-1]), terms[-1])))
