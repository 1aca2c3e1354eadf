"""`cgt-dataset show`: show a record or a value of it, with what supports each value."""

from __future__ import annotations

import argparse
import json
import shutil
import warnings
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ..findings import printable
from ..reader import Dataset
from .arguments import add_package, known
from .printing import say
from .usage import Usage
from .wrapping import padded, width_of, wrapped

if TYPE_CHECKING:
    from ..reader.evidence import Support
    from ..reader.pointing import Pointed

HELP = "show a record or a value, with what supports each value"
_FORMATS = ("text", "json", "jsonld", "bibtex", "csl")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What of which package, and in which form."""
    parser.add_argument(
        "pointer", metavar="POINTER", help="TABLE/ID, or a part of a record such as agreements/ID/parties/0/role"
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        help="text for people (the default), json, jsonld (linked data), or how to cite it: bibtex, csl (CSL-JSON)",
    )
    add_package(parser)


def run(options: argparse.Namespace) -> int:
    """Show a record or a value of it, with what supports each value."""
    if "/" not in options.pointer:
        raise Usage(f"'{options.pointer}' is no record; write TABLE/ID, such as agreements/ID")
    dataset = Dataset(options.package)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        text = _written(dataset, options.pointer, options.format)
    for message in dict.fromkeys(str(warning.message) for warning in told):
        say(printable(message))
    print(text.rstrip("\n"))
    return 0


def _written(dataset: Dataset, pointer: str, form: str) -> str:
    from ..reader.citing import cite
    from ..reader.linked import json_ld
    from ..reader.pointing import pointed

    if form in ("bibtex", "csl"):
        return known(partial(cite, dataset), pointer, form)
    if form == "jsonld":
        return _json(known(partial(json_ld, dataset), pointer))
    part = known(partial(pointed, dataset), pointer)
    return _json(_document(part)) if form == "json" else "\n".join(map(printable, _lines(dataset, part)))


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _document(part: Pointed) -> dict[str, Any]:
    """The values of a part, each with the words that bear on it."""
    from ..schema.base import Model

    return {
        "record": part.address,
        "values": [
            {
                "pointer": value.pointer,
                "value": value.value.model_dump(mode="json") if isinstance(value.value, Model) else value.value,
                "supports": [vars(support) for support in part.supports if support.pointer == value.pointer],
            }
            for value in part.values
        ],
    }


def _lines(dataset: Dataset, part: Pointed) -> Iterator[str]:
    """The record's pointer and name, its values with what supports each, and the sources by their numbers."""
    from ..reader.pointing import titles_of
    from ..schema.shown import title_of

    width = max(shutil.get_terminal_size((100, 24)).columns, 40)
    titles = titles_of(dataset, part.values)
    numbers = {source: number for number, source in enumerate(dict.fromkeys(s.source for s in part.supports), start=1)}
    values = [value for value in part.values if value.pointer != "/id" or part.path == "/id"]
    labels = max((width_of(value.pointer) - 1 for value in values), default=0)
    column = min(labels, width // 3) + 2
    called = title_of(part.record)
    yield part.address
    yield from wrapped(called, width) if called else ()
    for value in values:
        title = titles.get((value.field.references, value.value)) if value.field.references else None
        yield from _beside(value.pointer[1:], value.words + (f" ({title})" if title else ""), column, width)
        said = [support for support in part.supports if support.pointer == value.pointer]
        for support in said:
            yield from _below(_told(support, numbers), column, width)
        if not said:
            yield from _below("the curators record it, no source states it", column, width)
    if not values:
        yield from wrapped(f"no source states {part.path[1:] or 'anything of it'}", width)
    if numbers:
        yield from ("", "sources")
    for source, number in numbers.items():
        first = next(support for support in part.supports if support.source == source)
        about = [first.title or "(no title)", first.publisher, first.published_on or "(no date)", f"sources/{source}"]
        cited = ", ".join(part for part in about if part)
        yield from _beside(f"[{number}]", f"{cited} {first.url or ''}".rstrip(), 6, width)


def _told(support: Support, numbers: dict[str, int]) -> str:
    """Where the words stand, how the value was got from them, who says it; what speaks against the value is marked."""
    bearer = f"{support.assertion} by {support.asserted_by}" if support.asserted_by else support.assertion
    against = (
        f"✗ contradicts: says {support.says}, outweighed by {support.outweighed_by}" if support.contradicts else ""
    )
    how = "; ".join(part for part in (against, support.derivation, bearer, support.note) if part)
    return f"[{numbers[support.source]}] [{support.start}, {support.end}) {how}"


def _beside(label: str, text: str, column: int, width: int) -> Iterator[str]:
    """A label and a text beside it; a label that is too wide stands above."""
    first, *rest = wrapped(text, width - column)
    if width_of(label) > column - 2:
        yield label
        label = ""
    yield padded(label, column) + first
    yield from (" " * column + line for line in rest)


def _below(text: str, column: int, width: int) -> Iterator[str]:
    """What belongs to the text at a column, stepped back, its further lines once more."""
    first, *rest = wrapped(text, width - column - 6)
    yield " " * (column + 2) + first
    yield from (" " * (column + 6) + line for line in rest)
