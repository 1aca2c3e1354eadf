"""Records → relational tables, typed by Arrow schemas that are derived from the models."""

from .arrow import arrow_schema
from .computed import country_and_subdivision, enclosing_codes
from .content import content_hash, contents_hash
from .flatten import tables_of

__all__ = ["arrow_schema", "content_hash", "contents_hash", "country_and_subdivision", "enclosing_codes", "tables_of"]
