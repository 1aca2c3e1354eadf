"""A record in which a fault is to be planted, and what it takes to change it without a second fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from ..schema import AnyRecord, fields_of
from ..schema.base import Model
from ..schema.fields import Field
from .numbering import evens, slugs
from .plan import Plan, model_of, sites

Doc = dict[str, Any]


class Site(NamedTuple):
    """A plain value, or an item of a list of them."""

    pointer: str
    spec: Field
    held: Any
    """The mapping or list that holds it."""
    key: Any
    """Its key there."""


@dataclass
class Target:
    """A record that nobody refers to."""

    plan: Plan
    table: str
    number: int
    lines: Mapping[int, str]
    """The good lines of the block, by number."""
    rng: Random
    taken: set[int]
    """Records of the block whose name a faulty one has."""

    @cached_property
    def model(self) -> type[AnyRecord]:
        """The model of the record."""
        return model_of(self.table)

    @cached_property
    def line(self) -> str:
        """The good line."""
        return self.lines[self.number]

    @cached_property
    def document(self) -> Doc:
        """The record, which is changed in its place."""
        made: Doc = json.loads(self.line)
        return made

    @cached_property
    def mappings(self) -> list[tuple[str, type[Model], Doc]]:
        """The record and every mapping in it, each with its pointer and its model."""
        return list(sites(self.model, self.document))

    def plain(self, fits: Callable[[Field], bool]) -> Site | None:
        """One of the plain values whose field fits, if there is one."""
        found: list[Site] = []
        for at, model, held in self.mappings:
            for spec in fields_of(model):
                value = held.get(spec.name)
                if value is None or spec.name == "id" or not fits(spec):
                    continue
                if spec.kind == "plain":
                    found.append(Site(f"{at}/{spec.name}", spec, held, spec.name))
                elif spec.kind == "items":
                    found += [Site(f"{at}/{spec.name}/{place}", spec, value, place) for place in range(len(value))]
        return self.rng.choice(found) if found else None

    def any(self, found: list[Any]) -> Any:
        """One of several, if there are any."""
        return self.rng.choice(found) if found else None

    def some_id(self, table: str) -> str | None:
        """The id of a record of a table."""
        there = evens(self.plan.counts.get(table, 0))
        return slugs([2 * self.rng.randrange(there)])[0] if there else None

    def items(self) -> list[Doc]:
        """The evidence."""
        found: list[Doc] = self.document["evidence"]
        return found

    def put(self, name: str, value: object, assertion: str = "stated") -> None:
        """Give a field of the record a value, with evidence of its own and no other."""
        proof = {key: self.items()[0][key] for key in ("source", "start", "end", "sha256")}
        self.unsupport(f"/{name}")
        self.document[name] = value
        more = {"supports": [f"/{name}"], "derivation": "normalised", "assertion": assertion}
        self.items().append({**proof, **more})

    def support(self, *pointers: str) -> None:
        """Let values have evidence that have none yet."""
        for pointer in pointers:
            if not any(pointer in item["supports"] for item in self.items()):
                self.items()[0]["supports"].append(pointer)  # the first bears out what it supports

    def unsupport(self, pointer: str) -> None:
        """Let a value, and what stands in it, have no evidence."""
        for item in self.items():
            item["supports"] = [
                held for held in item["supports"] if held != pointer and not held.startswith(f"{pointer}/")
            ]
        self.document["evidence"] = [item for item in self.items() if item["supports"]]
