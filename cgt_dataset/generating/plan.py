"""What is to be generated; from it follows every byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random

from ..schema import CURRENT, RECORDS, AnyRecord, evidence_of, fields_of, iso3166
from ..schema.base import Model
from .numbering import MOST
from .proportions import counts

MOST_FAULTS = 0.5
"""The largest share of faulty records: the others are those that are referred to."""


class Impossible(Exception):
    """What is asked for cannot be generated; the message says why."""


@dataclass(frozen=True)
class Plan:
    """How many records of which tables, with how many faults. Raises Impossible where there can be none such."""

    records: int
    tables: tuple[str, ...] = tuple(record.table for record in RECORDS)
    faults: float = 0.0
    """The share of the records in which a fault is planted."""
    codes: tuple[str, ...] = ()
    """The beginnings of the codes of the faults; empty for all."""
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for table in self.tables:
            if table not in _MODELS:
                raise Impossible(f"there is no table '{table}'; there are {', '.join(_MODELS)}")
            for needed in _needs(_MODELS[table]):
                if needed not in self.tables:
                    raise Impossible(f"{table} cannot be without {needed}; name it too")
        if len(set(self.tables)) < len(self.tables):
            raise Impossible("a table is named twice")
        if self.records < len(self.tables):
            raise Impossible(f"{self.records} records are fewer than the {len(self.tables)} tables")
        if not 0 <= self.faults <= MOST_FAULTS:
            raise Impossible(f"a share of {self.faults:g} is not from 0 to {MOST_FAULTS:g}")
        if max(self.counts.values()) > MOST:
            raise Impossible(f"a table has more than the {MOST:,} names that are not alike")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many records each table has."""
        return counts(self.records, self.tables)

    @cached_property
    def codes_of_places(self) -> list[tuple[str, int]]:
        """Codes of ISO 3166, each country before its subdivisions, with the place in this list of their country."""
        countries = sorted(iso3166.codes())
        self.random("places").shuffle(countries)
        found: list[tuple[str, int]] = []
        for country in countries:
            at = len(found)
            found += [(code, at) for code in (country, *sorted(iso3166.codes()[country]))]
        return found

    def random(self, *what: object) -> Random:
        """The source of chance for something: the same for the same seed, whoever asks, and when."""
        return Random("/".join(map(str, (self.seed, *what))))  # noqa: S311 (nothing secret)


_MODELS: Mapping[str, type[AnyRecord]] = CURRENT.by_table


def model_of(table: str) -> type[AnyRecord]:
    """The model of a table."""
    return _MODELS[table]


def name_of(model: type[AnyRecord]) -> str:
    """What a record of the model gives as `schema`."""
    return next(name for name, held in CURRENT.models.items() if held is model)


def _needs(model: type[AnyRecord]) -> Iterable[str]:
    """The tables without which there can be no record of a model, but for one of several."""
    for inner in (model, evidence_of(model)):
        yield from (spec.references for spec in fields_of(inner) if spec.required and spec.references is not None)


@cache
def required_lists(model: type[Model]) -> frozenset[str]:
    """The lists of a model that may not be empty."""
    properties = model.model_json_schema()["properties"]
    return frozenset(name for name, said in properties.items() if said.get("minItems"))


def sites(
    model: type[Model], held: dict[str, object], at: str = ""
) -> Iterator[tuple[str, type[Model], dict[str, object]]]:
    """A mapping and every mapping in it, each with its pointer and its model."""
    yield at, model, held
    inner = [(spec.name, spec.type, spec.kind) for spec in fields_of(model) if spec.kind not in ("plain", "items")]
    if issubclass(model, AnyRecord):
        inner.append(("evidence", evidence_of(model), "parts"))
    for name, kind, form in inner:
        found = held.get(name)
        if form == "value" and isinstance(found, dict):
            yield from sites(kind, found, f"{at}/{name}")
        elif isinstance(found, list):
            for index, part in enumerate(found):
                yield from sites(kind, part, f"{at}/{name}/{index}")
