"""Ids and references of records that were read one by one, in sets: what is twice, and what leads nowhere."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cgt_dataset.schema import AnyRecord, evidence_of, fields_of
from cgt_dataset.schema.base import Model


class Sets:
    """The ids of each table, and those that are referred to."""

    def __init__(self) -> None:
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.referred: dict[str, set[str]] = defaultdict(set)
        self.twice = 0

    def take(self, table: str, identifier: str) -> None:
        """Note an id."""
        if identifier in self.ids[table]:
            self.twice += 1
        self.ids[table].add(identifier)

    def faults(self) -> int:
        """How many ids stand twice or are missing."""
        return self.twice + sum(len(named - self.ids[table]) for table, named in self.referred.items())


class Gatherer:
    """Takes the references out of an object with the attributes of a model; knows beforehand where they can be."""

    def __init__(self, model: type[Model]) -> None:
        specs = fields_of(model)
        self.plain = [(spec.name, spec.references) for spec in specs if spec.references and spec.kind == "plain"]
        self.items = [(spec.name, spec.references) for spec in specs if spec.references and spec.kind == "items"]
        inner = [
            (spec.name, Gatherer(spec.type), spec.kind == "value")
            for spec in specs
            if spec.kind in ("value", "values", "parts")
        ]
        if issubclass(model, AnyRecord):
            inner.append(("evidence", Gatherer(evidence_of(model)), False))
        self.values = [(name, gatherer) for name, gatherer, one in inner if one and gatherer]
        self.lists = [(name, gatherer) for name, gatherer, one in inner if not one and gatherer]

    def __bool__(self) -> bool:
        return bool(self.plain or self.items or self.values or self.lists)

    def gather(self, held: Any, referred: dict[str, set[str]]) -> None:
        """Note what `held` refers to."""
        for name, table in self.plain:
            identifier = getattr(held, name)
            if identifier is not None:
                referred[table].add(identifier)
        for name, table in self.items:
            referred[table].update(getattr(held, name))
        for name, gatherer in self.values:
            value = getattr(held, name)
            if value is not None:
                gatherer.gather(value, referred)
        for name, gatherer in self.lists:
            for part in getattr(held, name):
                gatherer.gather(part, referred)
