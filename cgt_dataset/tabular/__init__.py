"""Records → relational tables, typed by Arrow schemas that are derived from the models."""

from .arrow import arrow_schema
from .computed import country_and_subdivision, enclosing_codes
from .content import BY_COLUMNS, content_hash, content_hash_as_in_1_0, contents_hash
from .flatten import tables_of

__all__ = [
    "BY_COLUMNS",
    "arrow_schema",
    "content_hash",
    "content_hash_as_in_1_0",
    "contents_hash",
    "country_and_subdivision",
    "enclosing_codes",
    "tables_of",
]
