"""What the plugin and its items both call by name; light, for the plugin is imported by every run of pytest."""

TABLES = (
    "sources",
    "organizations",
    "agreements",
    "regulations",
    "facilities",
    "places",
    "people",
    "products",
    "events",
    "statistics",
    "relations",
    "mentions",
)
"""The folders in which records are; named here so that nothing need be imported to look for them."""
TYPES = (
    "source",
    "organization",
    "agreement",
    "regulation",
    "facility",
    "place",
    "person",
    "product",
    "event",
    "statistic",
    "relation",
    "mention",
    "tombstone",
)
"""What a record's schema begins with, in any version."""
STRUCTURE_ONLY = "structure only"
