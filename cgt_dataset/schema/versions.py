"""Every version of the schema, and the one that this release writes."""

from __future__ import annotations

from typing import Any

from . import v1
from .relational import Table, tables_of_version
from .version import Version

VERSIONS: dict[int, Version[Any]] = {version.number: version for version in (v1.VERSION,)}
"""Every version of the schema by its number."""
CURRENT = v1.VERSION
"""The version that this release writes."""
MODELS = CURRENT.models
"""The models by the name that a record gives in `schema`: `agreement/1` → Agreement."""
TABLES: dict[str, Table] = tables_of_version(CURRENT)
"""Every table of the package by name."""
