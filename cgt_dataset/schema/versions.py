"""Every version of the schema, and the one that this release writes."""

from __future__ import annotations

from typing import Any

from . import v1, v2
from .base import AnyRecord
from .relational import tables_of_version
from .table import Table
from .version import Version

VERSIONS: dict[int, Version[Any]] = {version.number: version for version in (v1.VERSION, v2.VERSION)}
"""Every version of the schema by its number."""
CURRENT: Version[v2.Record] = v2.VERSION
"""The version that this release writes."""
MODELS: dict[str, type[AnyRecord]] = {
    name: model for version in VERSIONS.values() for name, model in version.models.items()
}
"""The models by the name that a record gives in `schema`: `agreement/1` → Agreement."""
TABLES: dict[str, Table] = tables_of_version(CURRENT)
"""Every table of the package by name."""
