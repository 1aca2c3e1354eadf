"""The world around the heart: places, people, products and events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .. import iso3166
from ..base import Fault, Identity, Items, OwnWords, Part
from ..value_types import (
    UNIQUE,
    Isocode,
    Name,
    Open,
    PartialDate,
    Prose,
    Quantity,
    Text,
    date_order,
    display_name,
    exactly_one,
)
from ..vocabularies import Modality, PlaceKind
from .common import (
    EventId,
    MentionId,
    OrganizationId,
    PersonId,
    PlaceId,
    ProductId,
    Record,
    RegulationId,
)
from .vocabularies import (
    EventKind,
    EventStatus,
    ParticipantRole,
    ProductKind,
    ProductStage,
)


class Place(Record):
    """A place that locates things: a country, a city, a zone, a venue. What acts is an organization, what has an
    operator or an aim of its own a facility.
    """

    table: ClassVar[str] = "places"

    schema_: Annotated[Literal["place/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    name: Text | None = None
    """The name to display: one of `names`. Null: the sources give it no name."""
    names: Annotated[tuple[Name, ...], *UNIQUE] = ()
    """Every name that the sources give it."""
    kind: PlaceKind | None = None
    """What sort of place it is. Null: not stated."""
    parent: PlaceId | None = None
    """The place in which it lies. Null: not stated, or a country."""
    iso_code: Isocode | None = None
    """Its code in ISO 3166: alpha-2 of a country, or that of a first-level subdivision. Null: it has none."""
    description: Prose | None = None
    """What the sources say of it, in the curators' own words. Null: nothing more."""
    distinct_from: Annotated[tuple[PlaceId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Places that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)
        if self.iso_code is None or self.kind is None:
            return
        country = self.iso_code in iso3166.codes()
        if country != (self.kind is PlaceKind.country):
            what = "country" if country else "subdivision"
            yield Fault("subdivision", f"{self.iso_code} is the code of a {what}, kind is '{self.kind}'", ("iso_code",))


class Office(Part):
    """A public office that a person holds or held."""

    one_of: ClassVar[tuple[str, ...]] = ("organization", "described_as")

    organization: OrganizationId | None = None
    """The body in which it is held. Null: it is not named, see `described_as`."""
    described_as: Text | None = None
    """How the source describes a body that it does not name. Null: it is named, see `organization`."""
    title: Text
    """The office as stated."""
    as_of: PartialDate | None = None
    """When the person is known to hold it (EDTF). Null: not stated."""
    ended_on: PartialDate | None = None
    """When the person ceased to hold it (EDTF). Null: not stated."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)
        yield from date_order(self, "ended_on", "as_of")


class Person(Record):
    """A person by name and public office, and no more."""

    table: ClassVar[str] = "people"

    schema_: Annotated[Literal["person/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    name: Text
    """The name to display: one of `names`."""
    names: Annotated[tuple[Name, ...], Field(min_length=1), *UNIQUE]
    """Every name that the sources give them."""
    offices: Annotated[tuple[Office, ...], *UNIQUE] = ()
    """The offices that the sources state."""
    distinct_from: Annotated[tuple[PersonId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """People who look like them and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)


class Designation(Part):
    """A special standing that an authority has given a product."""

    name: Text
    """The designation as stated."""
    authority: OrganizationId | None = None
    """The body that gave it. Null: not stated."""
    granted_on: PartialDate | None = None
    """When it was given (EDTF). Null: not stated."""
    regulation: RegulationId | None = None
    """The record of the act itself. Null: it has none."""


class Product(Record):
    """A therapy, an instrument, a solution, by name or by what it is."""

    table: ClassVar[str] = "products"

    schema_: Annotated[Literal["product/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    name: Text | None = None
    """The name to display: one of `names`. Null: the sources give it no name."""
    names: Annotated[tuple[Name, ...], *UNIQUE] = ()
    """Every name that the sources give it."""
    kind: ProductKind | None = None
    """What sort of product it is. Null: not stated."""
    developers: Annotated[tuple[OrganizationId, ...], *UNIQUE] = ()
    """Who developed it, makes it or offers it as their own."""
    modalities: Annotated[tuple[Modality, ...], Items("modality"), *UNIQUE] = ()
    """The sort of therapy or of cell technology."""
    indications: Annotated[tuple[Text, ...], Items("indication"), *UNIQUE] = ()
    """What it treats, or is meant to treat."""
    stage: ProductStage | None = None
    """How far it has come by the words of the source. Null: not stated."""
    stage_in: PlaceId | None = None
    """The place for which the stage holds. Null: not stated."""
    designations: Annotated[tuple[Designation, ...], *UNIQUE] = ()
    """Special standings that authorities have given it."""
    launched_on: PartialDate | None = None
    """When it was put on offer (EDTF). Null: not stated."""
    description: Prose | None = None
    """What the sources say of it, in the curators' own words. Null: nothing more."""
    distinct_from: Annotated[tuple[ProductId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Products that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)


class Participant(Part):
    """Somebody who takes part in an event."""

    one_of: ClassVar[tuple[str, ...]] = ("person", "organization", "mention")

    person: PersonId | None = None
    """The person. Null: it is no person that is named."""
    organization: OrganizationId | None = None
    """The organization. Null: it is no organization that is named."""
    mention: MentionId | None = None
    """Whom the source mentions without a name. Null: it names them."""
    role: ParticipantRole
    """The part that they play."""
    on_behalf_of: Text | None = None
    """For whom they act, as stated. Null: not stated."""
    title: Text | None = None
    """Title of their talk or paper as stated. Null: not stated."""
    topic: Prose | None = None
    """What they speak about, in the curators' own words. Null: not stated."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)


class Exhibit(Part):
    """What is shown at an event: a product, or what the source mentions without a name."""

    one_of: ClassVar[tuple[str, ...]] = ("product", "mention")

    product: ProductId | None = None
    """The product. Null: it has no name of its own, see `mention`."""
    mention: MentionId | None = None
    """What the source mentions without a name. Null: it names the product."""
    exhibitor: OrganizationId | None = None
    """Who shows it. Null: not stated."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)


class Event(Record):
    """Something that takes place at a time: a conference, a fair, a launch, a signing."""

    table: ClassVar[str] = "events"

    schema_: Annotated[Literal["event/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    name: Text | None = None
    """The name to display: one of `names`. Null: the sources give it no name."""
    names: Annotated[tuple[Name, ...], *UNIQUE] = ()
    """Every name that the sources give it."""
    kind: EventKind
    """What sort of event it is."""
    status: EventStatus
    """Whether it has taken place by the words of the source."""
    held_on: PartialDate | None = None
    """When it takes or took place (EDTF). Null: not stated."""
    place: PlaceId | None = None
    """Where it takes or took place. Null: not stated."""
    part_of: EventId | None = None
    """The event of which it is a part. Null: not stated."""
    organizers: Annotated[tuple[OrganizationId, ...], *UNIQUE] = ()
    """The organizations that hold it."""
    organizers_open: Open | None = None
    """True: the source names the organizers as examples, there are more. Null: it does not say so."""
    participants: Annotated[tuple[Participant, ...], *UNIQUE] = ()
    """Those who take part, as far as the source speaks of them."""
    participants_open: Open | None = None
    """True: the source names the participants as examples, there are more. Null: it does not say so."""
    attendance: Quantity | None = None
    """How many take part, by the source's own count. Null: not counted."""
    exhibits: Annotated[tuple[Exhibit, ...], *UNIQUE] = ()
    """What is shown."""
    exhibits_open: Open | None = None
    """True: the source names the exhibits as examples, there are more. Null: it does not say so."""
    products: Annotated[tuple[ProductId, ...], *UNIQUE] = ()
    """Products that it is about, other than those that are shown."""
    regulations: Annotated[tuple[RegulationId, ...], *UNIQUE] = ()
    """Public acts under which it takes place, or which it is about."""
    description: Prose | None = None
    """What takes place, in the curators' own words. Null: nothing more."""
    distinct_from: Annotated[tuple[EventId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Events that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)
