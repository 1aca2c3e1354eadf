"""For tests: hypothesis strategies of valid records and datasets, near-misses with one known fault, a pytest plugin.

Importing this loads nothing heavy; hypothesis is imported with the first strategy. Install it yourself, for instance
with `cgt-dataset[test]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .amounts import quantities
    from .generated import datasets, documents, evidence, names, records, tombstones
    from .misses import NearMiss, near_misses
    from .scalars import (
        countries,
        digests,
        ids,
        iso_codes,
        language_tags,
        locations,
        offsets,
        partial_dates,
        pointers,
        prose,
        texts,
        urls,
    )
    from .written import Generated, as_yaml

_WHERE = {
    "generated": ("datasets", "documents", "evidence", "names", "records", "tombstones"),
    "misses": ("NearMiss", "near_misses"),
    "amounts": ("quantities",),
    "scalars": (
        "countries",
        "digests",
        "ids",
        "iso_codes",
        "language_tags",
        "locations",
        "offsets",
        "partial_dates",
        "pointers",
        "prose",
        "texts",
        "urls",
    ),
    "written": ("Generated", "as_yaml"),
}
_MODULE_OF = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "Generated",
    "NearMiss",
    "as_yaml",
    "countries",
    "datasets",
    "digests",
    "documents",
    "evidence",
    "ids",
    "iso_codes",
    "language_tags",
    "locations",
    "names",
    "near_misses",
    "offsets",
    "partial_dates",
    "pointers",
    "prose",
    "quantities",
    "records",
    "texts",
    "tombstones",
    "urls",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
