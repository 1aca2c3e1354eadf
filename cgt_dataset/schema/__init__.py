"""What a record is: value types, vocabularies, the models, and the tables that follow from them."""

from .fields import fields_of, references, references_of, values, values_of
from .relational import TABLES, Column, Table
from .v1 import RECORDS, Agreement, Facility, Organization, Record, Regulation, Source
from .values import Evidence, Name, Quantity
from .vocabularies import VOCABULARIES

SCHEMA_VERSION = 1
"""The schema version that this release writes."""
MODELS: dict[str, type[Record]] = {
    model.model_fields["schema_"].annotation.__args__[0]: model  # type: ignore[union-attr]  # a Literal of one name
    for model in RECORDS
}
"""The models by the name that a record gives in `schema`: `agreement/1` → Agreement."""

__all__ = [
    "MODELS",
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
    "values",
    "values_of",
]
