"""A citation as CSL-JSON, for Zotero, pandoc and other processors of the Citation Style Language 1.0.2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..schema import edtf
from ..schema.wording import date_in_words

if TYPE_CHECKING:
    from .citing import Citation, Source

Item = dict[str, Any]


def as_csl(cited: Citation) -> str:
    """An array of items: what is cited, and each source."""
    dataset = {
        "id": f"{cited.name}-{cited.version or '0'}:{cited.pointer}",
        "type": "dataset",
        "title": f"{cited.title}: {cited.pointer}",
        "author": [{"literal": name} for name in cited.authors],
        "issued": _date(cited.issued_on),
        "version": cited.version,
        "URL": cited.homepage,
        "note": ". ".join(part for part in (cited.cited, cited.grounds, cited.licence) if part),
    }
    items = [dataset, *(_of_source(f"{cited.name}:sources/{source.id}", source) for source in cited.sources)]
    known = [{name: content for name, content in item.items() if content} for item in items]
    return json.dumps(known, ensure_ascii=False, indent=2)


def _of_source(key: str, source: Source) -> Item:
    return {
        "id": key,
        "type": "webpage" if source.url else "document",
        "title": source.called,
        "publisher": source.publisher,
        "issued": _date(source.published_on),
        "URL": source.url,
    }


def _date(date: str | None) -> Item | None:
    """A date as CSL has it; one that it cannot say is written in words, a day within a stretch is marked as about."""
    if date is None:
        return None
    if date.startswith("["):
        days = edtf.days(date)
        if days.first is None or days.last is None:
            return {"literal": date_in_words(date)}
        return {"date-parts": [_parts(day.isoformat()) for day in days if day], "circa": True}
    ends = date.split("/")
    if all(map(edtf.is_plain, ends)):
        return {"date-parts": [_parts(end) for end in ends]}
    return {"literal": date_in_words(date)}


def _parts(point: str) -> list[int]:
    return [int(part) for part in point.split("-")]
