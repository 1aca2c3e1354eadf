"""What a rule says when something does not hold; where that stands in a file is looked up afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..findings import Rule
from ..schema import Evidence, Record, Source
from ..texts import Texts, digest


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


class Records:
    """The records of a dataset, as rules see them."""

    def __init__(self, records: Iterable[Record], known: Iterable[tuple[str, str]] = ()) -> None:
        """`known` names records, as (table, id), that exist but could not be read; references to them hold."""
        self.by_id: dict[tuple[str, str], Record] = {(record.table, record.id): record for record in records}
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

    def words(self, item: Evidence) -> str | None:
        """The words that an evidence item points at; None where the text is not at hand, or they are not those."""
        source = self.records.by_id.get(("sources", item.source))
        text = self.texts.get(item.source)
        if text is None or not isinstance(source, Source) or digest(text) != source.text_sha256:
            return None
        words = text[item.start : item.end]
        return words if digest(words) == item.sha256 else None
