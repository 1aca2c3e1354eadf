"""What a record is: value types, vocabularies, the models of each version, and the tables that follow from them."""

from .fields import fields_of, references, references_of, values, values_of
from .relational import Column, Table
from .table_schema import PROFILE, table_schema
from .v1 import Agreement, Evidence, Facility, Organization, Record, Regulation, Source
from .value_types import Name, Quantity
from .versions import CURRENT, MODELS, TABLES

RECORDS = CURRENT.records
SCHEMA_VERSION = CURRENT.number
VOCABULARIES = CURRENT.vocabularies

__all__ = [
    "MODELS",
    "PROFILE",
    "RECORDS",
    "SCHEMA_VERSION",
    "TABLES",
    "VOCABULARIES",
    "Agreement",
    "Column",
    "Evidence",
    "Facility",
    "Name",
    "Organization",
    "Quantity",
    "Record",
    "Regulation",
    "Source",
    "Table",
    "fields_of",
    "references",
    "references_of",
    "table_schema",
    "values",
    "values_of",
]
