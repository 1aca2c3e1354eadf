"""Schema 2: the heart, and the world around it."""

from ..v1 import Party, Service
from ..version import Version
from .common import Bearer, Evidence, Record
from .figures import Member, Mention, Relation, Statistic
from .heart import Agreement, Facility, Organization, Regulation, Source
from .tombstone import Tombstone
from .vocabularies import VOCABULARIES
from .world import (
    Designation,
    Event,
    Exhibit,
    Office,
    Participant,
    Person,
    Place,
    Product,
)

VERSION: Version[Record] = Version(
    2,
    (
        Source,
        Organization,
        Agreement,
        Regulation,
        Facility,
        Place,
        Person,
        Product,
        Event,
        Statistic,
        Relation,
        Mention,
    ),
    VOCABULARIES,
    Tombstone,
)
"""Schema 2."""

__all__ = [
    "VERSION",
    "VOCABULARIES",
    "Agreement",
    "Bearer",
    "Designation",
    "Event",
    "Evidence",
    "Exhibit",
    "Facility",
    "Member",
    "Mention",
    "Office",
    "Organization",
    "Participant",
    "Party",
    "Person",
    "Place",
    "Product",
    "Record",
    "Regulation",
    "Relation",
    "Service",
    "Source",
    "Statistic",
    "Tombstone",
]
