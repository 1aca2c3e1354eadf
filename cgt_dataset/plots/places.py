"""Places with where they lie."""

from __future__ import annotations

from ..reader import Dataset
from .records import NOT_STATED, rows, shown

NO_PLACE = f"Place {NOT_STATED}"
NO_COUNTRY = f"Country {NOT_STATED}"


class Places:
    """The places of a package."""

    def __init__(self, dataset: Dataset) -> None:
        self._rows = {row["id"]: row for row in rows(dataset, "places")}
        self._countries = {
            row["iso_code"]: shown(row)
            for row in self._rows.values()
            if row.get("kind") == "country" and row.get("iso_code")
        }

    def path(self, place: str | None) -> str:
        """A place after those in which it lies: `China › Shanghai › Pudong`."""
        names: list[str] = []
        seen = set()
        while place in self._rows and place not in seen:
            seen.add(place)  # a package of strangers may have places that lie in each other
            names.insert(0, shown(self._rows[place]))
            place = self._rows[place].get("parent")
        return " › ".join(names) or NO_PLACE

    def country(self, place: str | None) -> str:
        """The country in which a place lies: its name, or its code where it has no record."""
        code = self._rows[place].get("country") if place in self._rows else None
        return NO_COUNTRY if code is None else self._countries.get(code, str(code))
