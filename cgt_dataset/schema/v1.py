"""Schema 1: sources, and the heart of the model: organizations, agreements, regulations and facilities.

A null means "no source says", never "no". Texts in the curators' own words are marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .base import AnyRecord, Fault, Identity, Items, Measured, Model, NoEvidence, OwnWords, Part, References
from .value_types import (
    UNIQUE,
    Country,
    Id,
    LanguageTag,
    Name,
    Offset,
    Open,
    PartialDate,
    Pointer,
    Prose,
    Quantity,
    Sha256,
    Subdivision,
    Text,
    Url,
    date_order,
    display_name,
    exactly_one,
    location,
)
from .version import Version
from .vocabularies import (
    VOCABULARIES,
    AgreementKind,
    AgreementStatus,
    Assertion,
    Availability,
    DateBasis,
    Derivation,
    FacilityKind,
    FacilityStatus,
    Modality,
    OrganizationKind,
    Ownership,
    PartyRole,
    PlaceKind,
    ProfitStatus,
    RegulationEffect,
    RegulationKind,
    RegulationStatus,
    ServiceKind,
    SourceKind,
)

OrganizationId = Annotated[Id, References("organizations")]
RegulationId = Annotated[Id, References("regulations")]
FacilityId = Annotated[Id, References("facilities")]


class Evidence(Model):
    """What supports values of the record: a span of an article, and how the values were got from it."""

    source: Annotated[Id, References("sources")]
    """The source in which the words stand."""
    supports: Annotated[tuple[Pointer, ...], Field(min_length=1), *UNIQUE]
    """The values that the words support, as JSON Pointers into the record."""
    start: Offset
    """Where the words begin: code points of the source's text, from 0."""
    end: Offset
    """Where the words end, exclusive: code points of the source's text."""
    sha256: Sha256
    """SHA-256 of the words in UTF-8."""
    derivation: Derivation
    """How the values were got from the words."""
    assertion: Assertion
    """Who says it, and with what force."""
    asserted_by: Text | None = None
    """Who says it, as the source names them. Null: the source itself, or nobody is named."""
    note: Annotated[Prose | None, OwnWords] = None
    """Why, in the curators' words. Null: nothing to add."""

    def _faults(self) -> Iterator[Fault]:
        if self.end <= self.start:
            yield Fault("span_order", f"the span ends at {self.end}, not after its start {self.start}", ("end",))
        if self.assertion is Assertion.stated and self.asserted_by is not None:
            message = "assertion 'stated' is the source's own, yet asserted_by names somebody"
            yield Fault("bearer", message, ("asserted_by",))
        if self.derivation in (Derivation.inferred, Derivation.computed) and self.note is None:
            yield Fault("note_missing", f"derivation '{self.derivation}' needs a note that says how", ("derivation",))


class Record(AnyRecord):
    """What every record has: an id and the evidence for its values."""

    id: Annotated[Id, Identity]
    """Identifier, unique in its table; the stem of the record's file."""
    evidence: Annotated[tuple[Evidence, ...], NoEvidence("is the evidence")] = ()
    """What supports the record's values."""


class Source(Record):
    """An article that facts were taken from. Its text is not redistributed; digest and length identify it."""

    table: ClassVar[str] = "sources"

    schema_: Annotated[Literal["source/1"], Field(alias="schema"), Identity]
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
    note: Annotated[Prose | None, OwnWords] = None
    """Remarks of the curators on the source. Null: none."""

    def _faults(self) -> Iterator[Fault]:
        if not self.body_start < self.body_end <= self.text_length:
            yield Fault("span_order", "the body does not lie inside the text", ("body_end",))
        if (self.published_on is None) != (self.published_on_basis is None):
            alone = "published_on" if self.published_on_basis is None else "published_on_basis"
            yield Fault("date_basis", "published_on and published_on_basis stand together or not at all", (alone,))


class Organization(Record):
    """A body that acts: a company, an institute, an authority, an alliance that exists."""

    table: ClassVar[str] = "organizations"

    schema_: Annotated[Literal["organization/1"], Field(alias="schema"), Identity]
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
    country: Country | None = None
    """Country of its headquarters, or else where the source places it, ISO 3166-1 alpha-2. Null: not stated."""
    subdivision: Subdivision | None = None
    """First-level subdivision, likewise, ISO 3166-2. Null: not stated."""
    locality: Text | None = None
    """City or district, likewise, as stated. Null: not stated."""
    zone: Text | None = None
    """Development zone, free trade zone or science park, likewise, as stated. Null: not stated."""
    parent: OrganizationId | None = None
    """The organization that it is a part or a subsidiary of. Null: not stated."""
    website: Url | None = None
    """Its web address, where the article itself gives it. Null: not stated."""
    description: Prose | None = None
    """What the sources say of it, in the curators' own words. Null: nothing more."""
    distinct_from: Annotated[tuple[OrganizationId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Organizations that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)
        yield from location(self.country, self.subdivision)


class Party(Part):
    """A party of an agreement: an organization, or words for one that is not named."""

    one_of: ClassVar[tuple[str, ...]] = ("organization", "described_as")

    organization: OrganizationId | None = None
    """The party. Null: it is not named, see `described_as`."""
    described_as: Text | None = None
    """How the source describes a party that it does not name. Null: it is named, see `organization`."""
    role: PartyRole
    """The part that it plays."""
    contributes: Prose | None = None
    """What it brings in, in the curators' own words. Null: not stated."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)


class Agreement(Record):
    """What two or more parties agree, or what one calls on others to agree."""

    table: ClassVar[str] = "agreements"

    schema_: Annotated[Literal["agreement/1"], Field(alias="schema"), Identity]
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
    country: Country | None = None
    """Country where it was signed or announced, ISO 3166-1 alpha-2. Null: not stated."""
    subdivision: Subdivision | None = None
    """Subdivision where it was signed or announced, ISO 3166-2. Null: not stated."""
    locality: Text | None = None
    """City or district where it was signed or announced, as stated. Null: not stated."""
    scope: Prose | None = None
    """What it is about, in the curators' own words. Null: not stated."""
    technologies: Annotated[tuple[Modality, ...], Items("technology"), *UNIQUE] = ()
    """Technologies that it names."""
    technologies_open: Open | None = None
    """True: the source names the technologies as examples, there are more. Null: it does not say so."""
    products: Annotated[tuple[Text, ...], Items("product"), *UNIQUE] = ()
    """Products that it names, as stated."""
    parties: Annotated[tuple[Party, ...], Field(min_length=1), *UNIQUE]
    """Those who agree, or call for it."""

    def _faults(self) -> Iterator[Fault]:
        yield from date_order(self, "ended_on", "announced_on", "signed_on", "effective_on")
        yield from location(self.country, self.subdivision)


class Application(Part):
    """A place in which a regulation applies."""

    place: Text
    """The place as stated."""
    country: Country | None = None
    """Its country, ISO 3166-1 alpha-2. Null: not stated."""
    subdivision: Subdivision | None = None
    """Its first-level subdivision, ISO 3166-2. Null: it is none and lies in none that is stated."""
    kind: PlaceKind | None = None
    """What sort of place it is. Null: not stated."""

    def _faults(self) -> Iterator[Fault]:
        yield from location(self.country, self.subdivision)


class Regulation(Record):
    """A public act: a law, notice, list, plan or pilot, by whomever it was issued."""

    table: ClassVar[str] = "regulations"

    schema_: Annotated[Literal["regulation/1"], Field(alias="schema"), Identity]
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
    applies_in: Annotated[tuple[Application, ...], *UNIQUE] = ()
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


class Service(Part):
    """A service that a facility offers or is to offer."""

    kind: ServiceKind
    """What the service is."""
    availability: Availability
    """Whether it can be had."""
    capacity: Quantity | None = None
    """Its size. Null: not stated."""
    audience: Prose | None = None
    """For whom it is, in the curators' own words. Null: not stated."""


class Facility(Record):
    """A plant, park, centre or platform with an operator, a state of construction or an aim of its own."""

    table: ClassVar[str] = "facilities"

    schema_: Annotated[Literal["facility/1"], Field(alias="schema"), Identity]
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
    country: Country | None = None
    """Country, ISO 3166-1 alpha-2. Null: not stated."""
    subdivision: Subdivision | None = None
    """First-level subdivision, ISO 3166-2. Null: not stated."""
    locality: Text | None = None
    """City or district, as stated. Null: not stated."""
    zone: Text | None = None
    """Development zone, free trade zone or science park, as stated. Null: not stated."""
    opened_on: PartialDate | None = None
    """Date on which it was opened or established (EDTF). Null: not stated."""
    area: Quantity | None = None
    """Its size. Null: not stated."""
    services: Annotated[tuple[Service, ...], *UNIQUE] = ()
    """What it does for others."""
    functions: Annotated[tuple[ServiceKind, ...], Items("function"), *UNIQUE] = ()
    """What it does within its own walls, whether or not for others."""
    purpose: Prose | None = None
    """What it is for, in the curators' own words. Null: not stated."""
    distinct_from: Annotated[tuple[FacilityId, ...], Items("other"), OwnWords, *UNIQUE] = ()
    """Facilities that look like it and are not the same, by the curators' judgement."""

    def _faults(self) -> Iterator[Fault]:
        yield from display_name(self)
        yield from location(self.country, self.subdivision)


VERSION: Version[Record] = Version(1, (Source, Organization, Agreement, Regulation, Facility), VOCABULARIES)
"""Schema 1."""
