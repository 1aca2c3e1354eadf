"""The heart of schema 2: sources, organizations, agreements, regulations and facilities.

A null means "no source says", never "no". Texts in the curators' own words are marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..base import Fault, Identity, Items, Measured, OwnWords, Part
from ..v1 import Party, Service
from ..value_types import (
    UNIQUE,
    LanguageTag,
    Name,
    Offset,
    Open,
    PartialDate,
    Prose,
    Quantity,
    Sha256,
    Text,
    Url,
    date_order,
    display_name,
)
from ..vocabularies import (
    AgreementKind,
    AgreementStatus,
    DateBasis,
    FacilityKind,
    FacilityStatus,
    Modality,
    OrganizationKind,
    Ownership,
    ProfitStatus,
    RegulationEffect,
    RegulationStatus,
    ServiceKind,
    SourceKind,
)
from .common import (
    EventId,
    FacilityId,
    OrganizationId,
    PlaceId,
    ProductId,
    Record,
    RegulationId,
)
from .vocabularies import OmissionReason, RegulationKind


class Passage(Part):
    """A stretch of an article's body from which nothing was recorded."""

    start: Annotated[Offset, Measured]
    """Where it begins: code points of the source's text, from 0."""
    end: Annotated[Offset, Measured]
    """Where it ends, exclusive: code points of the source's text."""
    sha256: Annotated[Sha256, Measured]
    """SHA-256 of the stretch in UTF-8."""
    reason: Annotated[OmissionReason, OwnWords]
    """Why nothing of it is recorded."""
    note: Annotated[Prose | None, OwnWords] = None
    """What it speaks of, in the curators' own words. Null: nothing to add."""

    def _faults(self) -> Iterator[Fault]:
        if self.end <= self.start:
            yield Fault("span_order", f"the stretch ends at {self.end}, not after its start {self.start}", ("end",))


class Source(Record):
    """An article that facts were taken from. Its text is not redistributed; digest and length identify it."""

    table: ClassVar[str] = "sources"

    schema_: Annotated[Literal["source/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    title: Text | None = None
    """Title as printed. Null: the text has none."""
    kind: SourceKind
    """What sort of publication it is."""
    publisher: Text | None = None
    """Who published it, as the text says. Null: not stated."""
    language: LanguageTag
    """Main language of the text (BCP 47)."""
    published_on: PartialDate | None = None
    """Date of publication (EDTF). Null: not stated."""
    published_on_basis: DateBasis | None = None
    """How the date of publication is known. Null: there is no date."""
    url: Url | None = None
    """Web address that the text gives for itself. Null: not stated."""
    text_sha256: Annotated[Sha256, Measured]
    """SHA-256 of the whole text file."""
    text_length: Annotated[Offset, Measured]
    """Length of the whole text in Unicode code points."""
    body_start: Annotated[Offset, Measured]
    """Where the article begins in the text, after page furniture: code points from 0."""
    body_end: Annotated[Offset, Measured]
    """Where the article ends in the text, exclusive: code points from 0."""
    left_out: Annotated[tuple[Passage, ...], OwnWords, *UNIQUE] = ()
    """Stretches of the body from which nothing was recorded, and why."""
    note: Annotated[Prose | None, OwnWords] = None
    """Remarks of the curators on the source. Null: none."""

    def _faults(self) -> Iterator[Fault]:
        if not self.body_start < self.body_end <= self.text_length:
            yield Fault("span_order", "the body does not lie inside the text", ("body_end",))
        for index, passage in enumerate(self.left_out):
            if not self.body_start <= passage.start < passage.end <= self.body_end:
                at = ("left_out", str(index), "start")
                yield Fault("span_order", "the stretch does not lie inside the body", at)
        if (self.published_on is None) != (self.published_on_basis is None):
            alone = "published_on" if self.published_on_basis is None else "published_on_basis"
            yield Fault("date_basis", "published_on and published_on_basis stand together or not at all", (alone,))


class Organization(Record):
    """A body that acts: a company, an institute, an authority, an alliance that exists."""

    table: ClassVar[str] = "organizations"

    schema_: Annotated[Literal["organization/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    name: Text
    """The name to display: one of `names`."""
    names: Annotated[tuple[Name, ...], Field(min_length=1), *UNIQUE]
    """Every name that the sources give it."""
    kind: OrganizationKind | None = None
    """What sort of body it is. Null: not stated."""
    profit_status: ProfitStatus | None = None
    """Whether it works for profit. Null: not stated."""
    ownership: Annotated[tuple[Ownership, ...], *UNIQUE] = ()
    """Who owns it, where stated."""
    place: PlaceId | None = None
    """Place of its headquarters, or else where the source places it. Null: not stated."""
    parent: OrganizationId | None = None
    """The organization that it is a part or a subsidiary of. Null: not stated."""
    website: Url | None = None
    """Its web address, where the article itself gives it. Null: not stated."""
    technologies: Annotated[tuple[Modality, ...], Items("technology"), *UNIQUE] = ()
    """Technologies in which it works, where the source says so of it."""
    technologies_open: Open | None = None
    """True: the source names the technologies as examples, there are more. Null: it does not say so."""
    description: Prose | None = None
    """What the sources say of it, in the curators' own words. Null: nothing more."""
    distinct_from: Annotated[tuple[OrganizationId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Organizations that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)


class Agreement(Record):
    """What two or more parties agree, or what one calls on others to agree."""

    table: ClassVar[str] = "agreements"

    schema_: Annotated[Literal["agreement/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    title: Text | None = None
    """Title of the document as stated. Null: not stated."""
    kind: AgreementKind
    """What the parties bind themselves to."""
    status: AgreementStatus
    """How far it has come by the words of the source."""
    announced_on: PartialDate | None = None
    """Date of the announcement (EDTF). Null: not stated."""
    signed_on: PartialDate | None = None
    """Date of signature (EDTF). Null: not stated."""
    effective_on: PartialDate | None = None
    """Date from which it applies (EDTF). Null: not stated."""
    ended_on: PartialDate | None = None
    """Date on which it ended (EDTF). Null: not stated."""
    place: PlaceId | None = None
    """Where it was signed or announced. Null: not stated."""
    scope: Prose | None = None
    """What it is about, in the curators' own words. Null: not stated."""
    technologies: Annotated[tuple[Modality, ...], Items("technology"), *UNIQUE] = ()
    """Technologies that it names."""
    technologies_open: Open | None = None
    """True: the source names the technologies as examples, there are more. Null: it does not say so."""
    aims: Annotated[tuple[Prose, ...], Items("aim"), *UNIQUE] = ()
    """What the parties want to reach with it, each in the curators' own words."""
    aims_open: Open | None = None
    """True: the source names the aims as examples, there are more. Null: it does not say so."""
    products: Annotated[tuple[ProductId, ...], *UNIQUE] = ()
    """Products that it names."""
    events: Annotated[tuple[EventId, ...], *UNIQUE] = ()
    """Events at which it was announced, signed or carried out."""
    parties: Annotated[tuple[Party, ...], Field(min_length=1), *UNIQUE]
    """Those who agree, or call for it."""
    parties_open: Open | None = None
    """True: the source names the parties as examples, there are more. Null: it does not say so."""

    def _faults(self) -> Iterator[Fault]:
        yield from date_order(self, "ended_on", "announced_on", "signed_on", "effective_on")


class Regulation(Record):
    """A public act: a law, notice, list, plan or pilot, by whomever it was issued."""

    table: ClassVar[str] = "regulations"

    schema_: Annotated[Literal["regulation/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    title: Text | None = None
    """Title of the document as stated. Null: not stated."""
    names: Annotated[tuple[Name, ...], *UNIQUE] = ()
    """Other names that the sources give it."""
    kind: RegulationKind
    """Its form."""
    effect: RegulationEffect | None = None
    """What it chiefly does to those whom it addresses. Null: not stated."""
    status: RegulationStatus | None = None
    """Its legal force by the words of the source. Null: not stated."""
    document_number: Text | None = None
    """Number of the document as stated. Null: not stated."""
    issued_on: PartialDate | None = None
    """Date of issue (EDTF). Null: not stated."""
    effective_on: PartialDate | None = None
    """Date from which it applies (EDTF). Null: not stated."""
    expires_on: PartialDate | None = None
    """Date on which it ends (EDTF). Null: not stated."""
    target_on: PartialDate | None = None
    """Date by which its aim is to be reached (EDTF). Null: not stated."""
    issuers: Annotated[tuple[OrganizationId, ...], *UNIQUE] = ()
    """The bodies that issued it."""
    issuers_open: Open | None = None
    """True: the source names the issuers as examples, there are more. Null: it does not say so."""
    applies_in: Annotated[tuple[PlaceId, ...], *UNIQUE] = ()
    """The places in which it applies, as far as they are named."""
    applies_in_open: Open | None = None
    """True: the source names the places as examples, there are more. Null: it does not say so."""
    applies_in_count: Quantity | None = None
    """How many places it applies in, by the source's own count. Null: not counted."""
    applies_to: Prose | None = None
    """Whom it addresses, in the curators' own words. Null: not stated."""
    subject: Annotated[tuple[Text, ...], Items("subject"), *UNIQUE] = ()
    """What it is about: short technical terms."""
    subject_open: Open | None = None
    """True: the source names the subjects as examples, there are more. Null: it does not say so."""
    products: Annotated[tuple[ProductId, ...], *UNIQUE] = ()
    """The products that it acts on, where it is an act on products and not a general rule."""
    based_on: RegulationId | None = None
    """The regulation that it carries out or rests on. Null: not stated."""
    derogates_from: RegulationId | None = None
    """The regulation to which it makes an exception. Null: not stated."""
    sites: Annotated[tuple[FacilityId, ...], *UNIQUE] = ()
    """Facilities in which it is carried out."""
    sites_open: Open | None = None
    """True: the source names the sites as examples, there are more. Null: it does not say so."""
    scope: Prose | None = None
    """What it provides, in the curators' own words. Null: not stated."""

    def _faults(self) -> Iterator[Fault]:
        yield from date_order(self, "expires_on", "issued_on", "effective_on")
        yield from date_order(self, "target_on", "issued_on")


class Facility(Record):
    """A plant, park, centre or platform with an operator, a state of construction or an aim of its own."""

    table: ClassVar[str] = "facilities"

    schema_: Annotated[Literal["facility/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    name: Text | None = None
    """The name to display: one of `names`. Null: the sources give it no name."""
    names: Annotated[tuple[Name, ...], *UNIQUE] = ()
    """Every name that the sources give it."""
    kind: FacilityKind | None = None
    """What it is built or run for. Null: not stated."""
    status: FacilityStatus | None = None
    """How far it has come by the words of the source. Null: not stated."""
    operator: OrganizationId | None = None
    """The organization that runs it or has put it in place. Null: not stated."""
    partners: Annotated[tuple[OrganizationId, ...], *UNIQUE] = ()
    """Organizations with which the operator set it up or runs it."""
    place: PlaceId | None = None
    """Where it is. Null: not stated."""
    opened_on: PartialDate | None = None
    """Date on which it was opened or established (EDTF). Null: not stated."""
    area: Quantity | None = None
    """Its size. Null: not stated."""
    services: Annotated[tuple[Service, ...], *UNIQUE] = ()
    """What it does for others."""
    functions: Annotated[tuple[ServiceKind, ...], Items("function"), *UNIQUE] = ()
    """What it does within its own walls, whether or not for others."""
    products: Annotated[tuple[ProductId, ...], *UNIQUE] = ()
    """Products that it uses, houses or makes."""
    events: Annotated[tuple[EventId, ...], *UNIQUE] = ()
    """Events of which it is the subject, such as its opening."""
    purpose: Prose | None = None
    """What it is for, in the curators' own words. Null: not stated."""
    distinct_from: Annotated[tuple[FacilityId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Facilities that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)
