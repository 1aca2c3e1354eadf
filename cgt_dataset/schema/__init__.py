"""What a record is: value types, vocabularies, the models of each version, and the tables that follow from them."""

from .base import AnyRecord
from .changes import CHANGES
from .fields import evidence_of, fields_of, references, references_of, values, values_of
from .table import Column, Table
from .table_schema import PROFILE, table_schema
from .v2 import (
    Agreement,
    Bearer,
    Event,
    Evidence,
    Facility,
    Mention,
    Organization,
    Person,
    Place,
    Product,
    Record,
    Regulation,
    Relation,
    Source,
    Statistic,
    Tombstone,
)
from .value_types import Name, Quantity
from .versions import CURRENT, MODELS, TABLES

RECORDS = CURRENT.records
SCHEMA_VERSION = CURRENT.number
VOCABULARIES = CURRENT.vocabularies

__all__ = [
    "CHANGES",
    "CURRENT",
    "MODELS",
    "PROFILE",
    "RECORDS",
    "SCHEMA_VERSION",
    "TABLES",
    "VOCABULARIES",
    "Agreement",
    "AnyRecord",
    "Bearer",
    "Column",
    "Event",
    "Evidence",
    "Facility",
    "Mention",
    "Name",
    "Organization",
    "Person",
    "Place",
    "Product",
    "Quantity",
    "Record",
    "Regulation",
    "Relation",
    "Source",
    "Statistic",
    "Table",
    "Tombstone",
    "evidence_of",
    "fields_of",
    "references",
    "references_of",
    "table_schema",
    "values",
    "values_of",
]
