"""Making a shape from the models: a new field of theirs is filled by what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from ..schema import Name, Quantity, evidence_of, fields_of
from ..schema.base import Model
from ..schema.fields import Field
from ..schema.relational import is_place
from ..schema.v2.vocabularies import Stance
from ..schema.vocabularies import Assertion, Comparator, Derivation, PlaceKind, Unit
from . import columns
from .columns import Producer, as_json
from .numbering import evens, measures, slugs
from .plan import Plan, model_of, name_of, required_lists
from .proportions import LONG_LISTS, LONGEST, MORE_EVIDENCE, TENSION, often
from .scalars import plain_tokens
from .shapes import Shape, Sort
from .wording import LANGUAGES, YEARS, amounts, dates, namings

SHAPES = 96
"""How many shapes the records of a table have."""
_BEARING = (Assertion.stated,) * 4 + (Assertion.quoted, Assertion.claimed, Assertion.hedged)
"""How words speak that bear out what is so; words of plans stand beside them."""
_FIRST_YEAR = 2001
PUBLISHED = 2024
"""The first year in which sources are published; what they tell as past lies before."""


@cache
def shape(plan: Plan, table: str, sort: Sort, index: int) -> Shape:
    """One of the shapes of the records of a table."""
    return _Builder(plan, table, sort, index).build()


class _Builder:
    """Writes one shape."""

    def __init__(self, plan: Plan, table: str, sort: Sort, index: int) -> None:
        self.plan, self.table, self.sort, self.index = plan, table, sort, index
        self.rng = plan.random("shape", table, *sort, index)
        self.model = model_of(table)
        self.language = self.rng.choice(LANGUAGES)
        self.parts: list[str] = []
        self.order: list[int] = []
        self.producers: list[Producer] = []
        self.made = 0
        self.places: dict[str, int] = {}
        """How many references there are to each table."""
        self.namings = namings(self.rng, table, self.language)
        self.terms: set[str] = set()
        """Pointers to terms; no words of plans stand beside them, which say how far something has come."""
        self.share = slice(None)
        """Which texts a part may have: none that another part of the list has, so that no two parts are the same."""
        self.shared: dict[int, int] = {}
        """The columns of the names, which stand twice."""

    def build(self) -> Shape:
        self.text(f'{{"schema":"{name_of(self.model)}","id":"')
        self.gap(self.column(columns.own_id))
        self.text('"')
        pointers = self.fields(self.model, "", self.record_givers())
        self.evidence(pointers)
        self.text("}")
        return Shape("".join(self.parts), tuple(self.producers), tuple(self.order))

    # --- text and gaps ---

    def text(self, text: str) -> None:
        self.parts.append(text.replace("%", "%%"))

    def column(self, producer: Producer, many: int = 1) -> int:
        self.producers.append(producer)
        self.made += many
        return self.made - many

    def gap(self, column: int) -> None:
        self.parts.append("%s")
        self.order.append(column)

    def quoted(self, column: int) -> None:
        self.parts.append('"%s"')
        self.order.append(column)

    def any_of(self, tokens: Sequence[str]) -> None:
        if len(tokens) == 1:
            self.text(tokens[0])
        else:
            self.gap(self.column(columns.one_of(tokens)))

    # --- which fields ---

    def given(self, model: type[Model], without: frozenset[str] = frozenset()) -> set[str]:
        """The fields that a mapping has."""
        specs = fields_of(model)
        optional = [spec.name for spec in specs if not spec.required]
        forced = {optional[self.index % len(optional)]} if optional else set()
        chance = 0.4 if model is not self.model else None
        given = {
            spec.name
            for spec in specs
            if spec.required
            or spec.name in forced
            or self.rng.random() < (often(self.table, spec.name) if chance is None else chance)
        }
        given |= required_lists(model)
        given = {spec.name for spec in specs if spec.name in given and self.can(spec)} - without
        rivals = getattr(model, "one_of", ()), getattr(model, "one_at_most", ())
        for names, least in zip(rivals, (1, 0), strict=True):
            possible = [spec.name for spec in specs if spec.name in names and self.can(spec)]
            wanted = [name for name in possible if name in forced] or possible
            if len(given & {*names}) != 1 and possible and (least or given & {*names}):
                given = given - {*names} | {self.rng.choice(wanted)}
        return self.together(given, {spec.name: spec for spec in specs})

    def together(self, given: set[str], specs: dict[str, Field]) -> set[str]:
        """Fields that stand together or not at all."""
        if {"name", "names"} <= specs.keys() and given & {"name", "names"}:
            given = given | {"name", "names"}
        for name in specs:
            base = name.removesuffix("_basis").removesuffix("_open")
            if base != name and base in specs:
                follows = name.endswith("_basis") or name in given
                given = given | {name} if base in given and follows else given - {name}
        return given

    def can(self, spec: Field) -> bool:
        """Whether there is something that a field can refer to."""
        if spec.references is None:
            return True
        there = evens(self.plan.counts.get(spec.references, 0))
        if spec.references != self.table:
            return there > 0
        return there > 1 and (spec.kind == "items" or not self.sort.first)

    # --- mappings ---

    def record_givers(self) -> dict[str, Callable[[], None] | None]:
        """The fields of the record that follow from its number; those that it has not are None."""
        givers: dict[str, Callable[[], None] | None] = {}
        for name, value in zip(("body_start", "body_end", "text_length"), range(3), strict=True):
            givers[name] = self.measure(value)
        if self.sort.undated:
            givers["published_on"] = givers["published_on_basis"] = None
        elif self.table == "sources":
            known = [date for date in dates(self.plan.seed, PUBLISHED) if not date.endswith('..]"')]
            givers["published_on"] = lambda: self.any_of(known)
        if is_place(self.model):
            self.give_place(givers)
        return givers

    def measure(self, which: int) -> Callable[[], None]:
        produce = columns.by_number(lambda number: measures(number)[which])
        return lambda: self.gap(self.column(produce))

    def give_place(self, givers: dict[str, Callable[[], None] | None]) -> None:
        codes = self.plan.codes_of_places
        givers["iso_code"] = givers["parent"] = None
        kinds: list[PlaceKind] = [kind for kind in PlaceKind if kind is not PlaceKind.country]
        if self.sort.place:
            code = columns.by_number(lambda number: codes[number // 4][0])
            givers["iso_code"] = lambda: self.quoted(self.column(code))
            kinds = [PlaceKind.province, PlaceKind.municipality]
        if self.sort.place == "country":
            kinds = [PlaceKind.country]
        elif self.sort.place:
            country = columns.by_number(lambda number: slugs([codes[number // 4][1] * 4])[0])
            givers["parent"] = lambda: self.quoted(self.column(country))
        else:
            del givers["parent"]
        givers["kind"] = lambda: self.any_of([as_json(kind.value) for kind in kinds])

    def fields(self, model: type[Model], at: str, givers: dict[str, Callable[[], None] | None]) -> list[str]:
        """Write the fields of a mapping after what stands in it already; gives the pointers that need evidence."""
        never = frozenset(name for name, give in givers.items() if give is None)
        given = self.given(model, never)
        if self.sort.place and model is self.model:
            given |= {name for name in ("kind", "iso_code", "parent") if givers.get(name) is not None}
        elif self.table == "sources" and model is self.model and not self.sort.undated:
            given |= {"published_on", "published_on_basis"}
        pointers: list[str] = []
        for spec in fields_of(model):
            if spec.name not in given or spec.name == "id":
                continue
            self.text(f',"{spec.name}":' if self.parts[-1] != "{" else f'"{spec.name}":')
            pointer = f"{at}/{spec.name}"
            give = givers.get(spec.name)
            if give is not None:
                give()
                inner = [pointer]
            else:
                inner = self.field(model, spec, pointer)
            pointers += inner if spec.evidence else ()
        return pointers

    def field(self, model: type[Model], spec: Field, pointer: str) -> list[str]:
        if spec.kind == "plain":
            self.plain(model, spec, 0, 1)
            self.terms |= {pointer} if "enum" in spec.json else set()
            return [pointer]
        if spec.kind == "value":
            self.value(spec.type, spec, 0)
            return [pointer]
        many, pointers = self.length(spec), []
        gaps = self.column(columns.stretches(many), 2 * many) if {"start", "end"} <= _names(spec) else None
        self.text("[")
        for place in range(many):
            self.text("," if place else "")
            if spec.kind == "items":
                self.plain(model, spec, place, many)
            elif spec.kind == "values":
                self.value(spec.type, spec, place)
            else:
                self.share = slice(place, None, many)
                pointers += self.part(spec, f"{pointer}/{place}", None if gaps is None else gaps + 2 * place)
                self.share = slice(None)
                continue
            pointers.append(f"{pointer}/{place}")
        self.text("]")
        return pointers

    def part(self, spec: Field, at: str, span: int | None) -> list[str]:
        givers: dict[str, Callable[[], None] | None] = {}
        if span is not None:
            givers = {"start": lambda: self.gap(span), "end": lambda: self.gap(span + 1)}
        return self.mapping(spec.type, at, givers)

    def mapping(self, model: type[Model], at: str, givers: dict[str, Callable[[], None] | None]) -> list[str]:
        self.text("{")
        pointers = self.fields(model, at, givers)
        self.text("}")
        return pointers

    def length(self, spec: Field) -> int:
        """How many items a list has: no more than there are things to refer to, or terms."""
        many = 1
        while many < LONGEST and self.rng.random() < LONG_LISTS:
            many += 1
        tables = [spec.references] if spec.references else []
        if spec.kind == "parts":
            tables = [inner.references for inner in fields_of(spec.type) if inner.references in self.plan.counts]
        there = [evens(self.plan.counts[table]) - (table == self.table) for table in tables]
        if spec.kind == "parts":
            there = [count // 4 for count in there]
        terms = len(spec.json["enum"]) if "enum" in spec.json else many
        named = len(self.namings) if spec.type is Name else many
        return max(1, min((many, terms, named, *there)))

    # --- values ---

    def value(self, model: type[Model], spec: Field, place: int) -> None:
        if model is Name:
            self.name(place)
        elif model is Quantity:
            unit = {"area": Unit.m2, "quantity": self.rng.choice([*Unit])}.get(spec.name, Unit.one)
            comparator = [*Comparator][self.index % len(Comparator)]
            column = self.column(columns.one_row_of(amounts(self.plan.seed, comparator, unit)), 3)
            tokens = {"value": column, "upper": column + 1, "as_stated": column + 2}
            givers: dict[str, Callable[[], None] | None] = {
                "value": lambda: self.gap(tokens["value"]),
                "comparator": lambda: self.text(as_json(comparator.value)),
                "upper": lambda: self.gap(tokens["upper"]),
                "unit": lambda: self.text(as_json(unit.value)),
                "as_stated": lambda: self.quoted(tokens["as_stated"]),
            }
            if comparator is not Comparator.between:
                givers["upper"] = None
            self.whole(model, givers)
        else:
            self.mapping(model, "", {})

    def whole(self, model: type[Model], givers: dict[str, Callable[[], None] | None]) -> None:
        """A mapping all whose fields are made at once; others that the model has are made as they come."""
        self.text("{")
        for spec in fields_of(model):
            give = givers.get(spec.name, lambda spec=spec: self.field(model, spec, ""))
            if give is not None:
                self.text(f',"{spec.name}":' if self.parts[-1] != "{" else f'"{spec.name}":')
                give()
        self.text("}")

    def name(self, place: int) -> None:
        naming, column = self.namings[place], self.name_column(place)
        self.whole(
            Name,
            {
                "text": lambda: self.quoted(column),
                "language": lambda: self.text(as_json(naming.language)),
                "kind": lambda: self.text(as_json(naming.kind.value)),
            },
        )

    def name_column(self, place: int) -> int:
        """The column of one of the names of the record; the first of them is shown."""
        if place not in self.shared:
            _, _, made, ending = self.namings[place]
            self.shared[place] = self.column(columns.by_number(lambda number: made(number) + ending))
        return self.shared[place]

    def plain(self, model: type[Model], spec: Field, place: int, many: int) -> None:
        if spec.references is not None:
            self.reference(spec)
        elif spec.name == "name" and "names" in _names_of(model):
            self.quoted(self.name_column(0))
        elif spec.json.get("format") == "edtf":
            order = [each.name for each in fields_of(model) if each.json.get("format") == "edtf"].index(spec.name)
            self.any_of(dates(self.plan.seed, _FIRST_YEAR + YEARS * (order % 4)))
        elif spec.json.get("pattern") == _SHA256:
            self.quoted(self.column(columns.digests))
        else:
            tokens = plain_tokens(spec, self.language, self.plan.seed)[place::many]
            self.any_of(tokens if "enum" in spec.json else tokens[self.share] or tokens)

    def reference(self, spec: Field) -> None:
        table = str(spec.references)
        if table == self.table and spec.kind == "plain":
            self.quoted(self.column(columns.earlier))
            return
        place = self.places[table] = self.places.get(table, -1) + 1
        every = self.places
        count = self.plan.counts[table]
        own = table == self.table
        self.quoted(self.column(columns.reference(count, place, lambda: every[table] + 1, own=own)))

    # --- evidence ---

    def evidence(self, pointers: list[str]) -> None:
        self.text(',"evidence":[')
        many = 1
        while many < min(LONGEST, len(pointers)) and self.rng.random() < MORE_EVIDENCE:
            many += 1
        cuts = sorted(self.rng.sample(range(1, len(pointers)), many - 1))
        groups = [pointers[start:end] for start, end in zip((0, *cuts), (*cuts, len(pointers)), strict=True)]
        beside = [pointers[self.rng.randrange(len(pointers))]] if self.rng.random() < TENSION else []
        of_itself = None if self.table == "sources" else self.plan.counts["sources"]
        spans = self.column(columns.spans(of_itself, many + 1), 2 * many + 3)
        for place, group in enumerate((*groups, beside)):
            if group:
                self.text("," if place else "")
                self.item(group, spans, spans + 1 + 2 * place, bearing=place < many)
        self.text("]")

    def item(self, pointers: list[str], source: int, start: int, *, bearing: bool) -> None:
        against = not bearing and self.rng.random() < 0.3
        assertion = self.rng.choice(_BEARING if bearing or pointers[0] in self.terms else [*Assertion])
        derivation = self.rng.choice([*Derivation])
        model = evidence_of(self.model)
        givers: dict[str, Callable[[], None] | None] = {
            "source": lambda: self.quoted(source),
            "supports": lambda: self.text(as_json(pointers).replace(", ", ",")),
            "start": lambda: self.gap(start),
            "end": lambda: self.gap(start + 1),
            "derivation": lambda: self.text(as_json(derivation.value)),
            "assertion": lambda: self.text(as_json(assertion.value)),
            "stance": lambda: self.text(as_json((Stance.contradicts if against else Stance.supports).value)),
        }
        wanted = {spec.name for spec in fields_of(model) if spec.required} | {"supports"}
        if against:
            wanted |= {"stance", "says", "outweighed_by"}
        if derivation in (Derivation.inferred, Derivation.computed) or self.rng.random() < 0.2:
            wanted.add("note")
        if assertion is not Assertion.stated and self.can_bear(model) and self.rng.random() < 0.5:
            wanted.add("asserted_by")
        decided = {*wanted, "stance", "says", "outweighed_by", "note", "asserted_by"}
        for spec in fields_of(model):
            if spec.name not in wanted and (spec.name in decided or self.rng.random() < 0.5):
                givers[spec.name] = None
        self.whole(model, givers)

    def can_bear(self, model: type[Model]) -> bool:
        bearer = next(spec.type for spec in fields_of(model) if spec.name == "asserted_by")
        return any(self.can(spec) for spec in fields_of(bearer))


_SHA256 = r"^[0-9a-f]{64}$"


def _names(spec: Field) -> set[str]:
    return _names_of(spec.type) if spec.kind == "parts" else set()


def _names_of(model: type[Any]) -> set[str]:
    return {spec.name for spec in fields_of(model)} if issubclass(model, Model) else set()
