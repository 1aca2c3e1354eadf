"""What is said of the things of the dataset: figures, relations and mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..base import Fault, Identity, NoEvidence, Part
from ..value_types import UNIQUE, LanguageTag, Open, PartialDate, Prose, Quantity, Text, date_order, exactly_one
from .common import (
    AgreementId,
    EventId,
    FacilityId,
    MentionId,
    OrganizationId,
    PersonId,
    PlaceId,
    ProductId,
    Record,
    RegulationId,
    StatisticId,
)
from .vocabularies import MentionKind, RelationKind, StatisticBasis


class Statistic(Record):
    """A figure with its bearer: what was counted or measured, of whom, where and when."""

    table: ClassVar[str] = "statistics"
    one_at_most: ClassVar[tuple[str, ...]] = (
        "organization",
        "facility",
        "product",
        "agreement",
        "regulation",
    )

    schema_: Annotated[Literal["statistic/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    measure: Text
    """What the figure is of, as a short technical term."""
    quantity: Quantity
    """The figure."""
    basis: StatisticBasis
    """What the figure rests on."""
    population: Text | None = None
    """What is counted or measured, where `measure` does not say it. Null: it does."""
    period: PartialDate | None = None
    """The time for which it holds (EDTF). Null: not stated."""
    place: PlaceId | None = None
    """The place for which it holds. Null: not stated, or it is about no place."""
    organization: OrganizationId | None = None
    """The organization whose figure it is. Null: it is not the figure of one."""
    facility: FacilityId | None = None
    """The facility whose figure it is. Null: it is not the figure of one."""
    product: ProductId | None = None
    """The product whose figure it is. Null: it is not the figure of one."""
    event: EventId | None = None
    """The event whose figure it is, or at which it was counted. Null: it belongs to none."""
    agreement: AgreementId | None = None
    """The agreement whose figure it is. Null: it is not the figure of one."""
    regulation: RegulationId | None = None
    """The regulation whose figure it is. Null: it is not the figure of one."""
    mention: MentionId | None = None
    """The unnamed or partly named set that is counted, or whose figure it is. Null: none."""
    baseline: StatisticId | None = None
    """The figure with which the source compares it. Null: none."""
    description: Prose | None = None
    """What else must be known to read it rightly, in the curators' own words. Null: nothing more."""

    def _faults(self) -> Iterator[Fault]:
        given = [name for name in self.one_at_most if getattr(self, name) is not None]
        if len(given) > 1:
            yield Fault("exactly_one", f"a figure has one bearer, here {' and '.join(given)} are given")


class Relation(Record):
    """How an organization stands to another, or to a place or facility, without an agreement."""

    table: ClassVar[str] = "relations"
    one_of: ClassVar[tuple[str, ...]] = ("other", "mention", "place", "facility")

    schema_: Annotated[Literal["relation/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    organization: OrganizationId
    """The organization of which it is said."""
    kind: RelationKind
    """How it stands to the other."""
    other: OrganizationId | None = None
    """The other organization. Null: the other is none, or not named."""
    mention: MentionId | None = None
    """The other, whom the source mentions without a name. Null: it is named."""
    place: PlaceId | None = None
    """The place to which it stands so. Null: the other is no place."""
    facility: FacilityId | None = None
    """The facility to which it stands so. Null: the other is no facility."""
    since_on: PartialDate | None = None
    """From when it holds (EDTF). Null: not stated."""
    until_on: PartialDate | None = None
    """Until when it holds or held (EDTF). Null: not stated."""
    description: Prose | None = None
    """What the relation is, in the curators' own words. Null: nothing more."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)
        yield from date_order(self, "until_on", "since_on")


class Member(Part):
    """One of those that a mention means, whom the sources name."""

    one_of: ClassVar[tuple[str, ...]] = (
        "organization",
        "person",
        "product",
        "facility",
        "place",
        "regulation",
        "event",
    )

    organization: OrganizationId | None = None
    """The organization. Null: the member is none."""
    person: PersonId | None = None
    """The person. Null: the member is none."""
    product: ProductId | None = None
    """The product. Null: the member is none."""
    facility: FacilityId | None = None
    """The facility. Null: the member is none."""
    place: PlaceId | None = None
    """The place. Null: the member is none."""
    regulation: RegulationId | None = None
    """The regulation. Null: the member is none."""
    event: EventId | None = None
    """The event. Null: the member is none."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)


class Mention(Record):
    """What a source names only as a set or without a name: "several departments", "six firms", "the head of"."""

    table: ClassVar[str] = "mentions"

    schema_: Annotated[Literal["mention/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    text: Text
    """The words that mention them, as stated."""
    language: Annotated[LanguageTag, NoEvidence("what the words are, not what they say")]
    """Language of the words (BCP 47); `und` where it is not known."""
    kind: MentionKind | None = None
    """What is mentioned. Null: not known."""
    number: Quantity | None = None
    """How many they are. Null: not stated."""
    organization: OrganizationId | None = None
    """The organization whose people, parts or owners they are. Null: of none, of several, or of an unnamed one."""
    members: Annotated[tuple[Member, ...], *UNIQUE] = ()
    """Those of them whom the sources name."""
    members_open: Open | None = None
    """True: the source names the members as examples, there are more. Null: it does not say so."""
    place: PlaceId | None = None
    """Where they are. Null: not stated."""
    description: Prose | None = None
    """What the sources say of them, in the curators' own words. Null: nothing more."""
