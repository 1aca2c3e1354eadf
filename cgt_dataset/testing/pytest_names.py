"""What the plugin and its items both call by name; light, for the plugin is imported by every run of pytest."""

TABLES = ("sources", "organizations", "agreements", "regulations", "facilities")
"""The folders in which records are; named here so that nothing need be imported to look for them."""
STRUCTURE_ONLY = "structure only"
