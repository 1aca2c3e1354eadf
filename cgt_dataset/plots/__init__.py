"""Pictures of a package, as Altair charts: each shows every record that it is about, or says which it leaves out.

Importing this loads nothing heavy. Every picture takes a `Dataset`, by default the installed one, and raises
MissingExtra without the extra `[plots]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .dates import timeline
    from .effects import regulations
    from .links import network
    from .saving import rendered, save
    from .sites import facilities
    from .supports import evidence

PLOTS = {
    "timeline": "agreements, regulations, events and openings of facilities by date, as exact as it is known",
    "network": "how organizations, agreements, facilities and regulations are linked, and by what role",
    "regulations": "regulations by the place in which they apply and by what they do",
    "facilities": "facilities by country, kind and area",
    "evidence": "how many supports the values of each table have, by derivation and by assertion",
}
"""The pictures by name, with what each shows."""

__all__ = ["PLOTS", "evidence", "facilities", "network", "regulations", "rendered", "save", "timeline"]

_WHERE = {
    "timeline": "dates",
    "network": "links",
    "regulations": "effects",
    "facilities": "sites",
    "evidence": "supports",
    "save": "saving",
    "rendered": "saving",
}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        from ..reader.frames import needed

        needed("altair", "plots")
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
