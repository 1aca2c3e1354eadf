"""What every record of schema 2 has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from ..base import AnyRecord, Fault, Identity, Model, NoEvidence, OwnWords, References, Value
from ..value_types import UNIQUE, Id, Offset, Pointer, Prose, Sha256, Text, exactly_one
from ..vocabularies import Assertion, Derivation
from .vocabularies import Ground, Stance

OrganizationId = Annotated[Id, References("organizations")]
AgreementId = Annotated[Id, References("agreements")]
RegulationId = Annotated[Id, References("regulations")]
FacilityId = Annotated[Id, References("facilities")]
PlaceId = Annotated[Id, References("places")]
PersonId = Annotated[Id, References("people")]
ProductId = Annotated[Id, References("products")]
EventId = Annotated[Id, References("events")]
StatisticId = Annotated[Id, References("statistics")]
MentionId = Annotated[Id, References("mentions")]


class Bearer(Value):
    """Whose words they are: a person, an organization, or whom the source does not name."""

    one_of: ClassVar[tuple[str, ...]] = ("person", "organization", "mention")

    person: PersonId | None = None
    """The person. Null: it is no person that is named."""
    organization: OrganizationId | None = None
    """The organization. Null: it is no organization that is named."""
    mention: MentionId | None = None
    """Whom the source mentions without a name. Null: it names them."""

    def _faults(self) -> Iterator[Fault]:
        yield from exactly_one(self, *self.one_of)


class Evidence(Model):
    """What a source says of values of the record: a span of an article, and how the values were got from it."""

    source: Annotated[Id, References("sources")]
    """The source in which the words stand."""
    supports: Annotated[tuple[Pointer, ...], Field(min_length=1), *UNIQUE]
    """The values that the words bear on, as JSON Pointers into the record."""
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
    asserted_by: Bearer | None = None
    """Who says it. Null: the source itself, or nobody is named."""
    stance: Stance = Stance.supports
    """Whether the words bear the values out or contradict them."""
    says: Text | None = None
    """What the words say instead of the value, in short. Null: they bear it out."""
    outweighed_by: Ground | None = None
    """Why the record keeps its value against these words. Null: they bear it out."""
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
        for name in ("says", "outweighed_by"):
            given = getattr(self, name) is not None
            if given and self.stance is Stance.supports:
                yield Fault("stance", f"{name} stands beside stance 'supports'", (name,))
            elif not given and self.stance is Stance.contradicts:
                yield Fault("stance", f"stance 'contradicts' needs {name}", ("stance",))


class Record(AnyRecord):
    """What every record has: an id and the evidence for its values."""

    id: Annotated[Id, Identity]
    """Identifier, unique in its table; the stem of the record's file."""
    evidence: Annotated[tuple[Evidence, ...], NoEvidence("is the evidence")] = ()
    """What sources say of the record's values."""
