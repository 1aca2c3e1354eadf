"""What a rule says when something does not hold; where that stands in a file is looked up afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from ..findings import Rule
from ..schema import Evidence, Record, Source, Tombstone
from ..texts import Texts, digest


class _Unknown:
    """What stands where a record is not good: something, of which nothing else is known; no comparison holds."""

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Any = _Unknown()
"""The value of a draft that is not known."""


@dataclass(frozen=True)
class Violation:
    """A rule that does not hold for one value of one record."""

    rule: Rule
    record: str
    """The record, as TABLE/ID."""
    pointer: str
    """JSON Pointer to the value that is to be mended."""
    message: str
    mend: str
    at_key: bool = False
    """Whether the key is at fault, not the value."""
    named: tuple[str, str] | None = None
    """The table and the text by which a record is named that may be meant."""
    field: str | None = None
    """The field that is missing, or that one which is not known is taken for."""


class Records:
    """The records of a dataset, as rules see them."""

    def __init__(
        self,
        records: Iterable[Record],
        known: Iterable[tuple[str, str]] = (),
        tombstones: Mapping[tuple[str, str], Tombstone] | None = None,
    ) -> None:
        """`known` names records, as (table, id), that exist but could not be read; references to them hold.
        `tombstones` are those that are gone.
        """
        self.by_id: dict[tuple[str, str], Record] = {(record.table, record.id): record for record in records}
        self.tombstones = tombstones or {}
        self._ids: dict[str, set[str]] = {}
        for table, identifier in (*self.by_id, *known):
            self._ids.setdefault(table, set()).add(identifier)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.by_id.values())

    def ids(self, table: str) -> set[str]:
        """The ids that exist in a table."""
        return self._ids.get(table, set())


@dataclass(frozen=True)
class Context:
    """What a rule may look at: all records, and the article texts at hand."""

    records: Records
    texts: Texts
    _fitting: dict[str, str | None] = default(default_factory=dict, compare=False)

    def source(self, item: Evidence) -> Source | None:
        """The record of the source that an evidence item names, which may be a draft."""
        identifier, seen = item.source, set()
        while (gone := self.records.tombstones.get(("sources", identifier))) is not None and identifier not in seen:
            seen.add(identifier)
            identifier = gone.merged_into or ""
        source = self.records.by_id.get(("sources", identifier))
        return source if isinstance(source, Source) else None

    def text(self, source: Source) -> str | None:
        """The text that a source describes; None where it is not at hand, or the text at hand is another."""
        if source.id not in self._fitting:
            text = self.texts.get(source.id)
            if text is not None and source.text_sha256 is UNKNOWN:
                fits = len(text) == source.text_length
            else:
                fits = text is not None and digest(text) == source.text_sha256
            self._fitting[source.id] = text if fits else None
        return self._fitting[source.id]

    def words(self, item: Evidence) -> str | None:
        """The words that an evidence item points at; None where the text is not at hand, or they are not those."""
        source = self.source(item)
        text = self.text(source) if source is not None else None
        if text is None or UNKNOWN in (item.start, item.end):
            return None
        words = text[item.start : item.end]
        return words if digest(words) == item.sha256 else None
