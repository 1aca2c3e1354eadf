"""How a reader cites a record or a value: the dataset, and the sources that the value comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from .errors import UnknownStyle, no_such
from .pointing import Pointed, pointed

if TYPE_CHECKING:
    from .dataset import Dataset
    from .evidence import Support

Style = Literal["text", "bibtex", "csl"]
"""As plain text, for biblatex, or as CSL-JSON."""


@dataclass(frozen=True)
class Source:
    """A source that is cited, as far as it says what it is."""

    id: str
    title: str | None
    publisher: str | None
    published_on: str | None
    """Date of publication (EDTF)."""
    url: str | None
    places: tuple[tuple[int, int], ...]
    """Where the words stand that bear the value out: start and end, exclusive, in code points of the text."""
    against: tuple[Support, ...]
    """What it says against the value."""

    @property
    def called(self) -> str:
        """Its title; in brackets its id, where it has none."""
        return self.title or f"[{self.id}]"


@dataclass(frozen=True)
class Whole:
    """What is to be cited for a package as a whole."""

    name: str
    """Name of the package."""
    title: str
    authors: tuple[str, ...]
    version: str | None
    issued_on: str | None
    """Date of the release, `YYYY-MM-DD`."""
    licence: str | None
    homepage: str | None

    @property
    def words(self) -> str:
        """In a line, as plain text."""
        issue = ", ".join(part for part in (f"Version {self.version}" if self.version else "", self.issued_on) if part)
        return _sentences(", ".join(self.authors), self.title, issue, self.licence, self.homepage)


@dataclass(frozen=True)
class Citation(Whole):
    """What is to be cited for a record or a value."""

    pointer: str
    """What is cited, as TABLE/ID or TABLE/ID/FIELD…"""
    value: str | None
    """The value in words. None: a whole record, a list, or nothing that a source states."""
    recorded: bool
    """Whether there is a value at all."""
    sources: tuple[Source, ...]

    @property
    def cited(self) -> str:
        """What is cited, with its value where it is one."""
        return self.pointer if self.value is None else f"{self.pointer}: {self.value}"

    @property
    def grounds(self) -> str:
        """Where it stands, source by source: `news [10, 20), [30, 40)`."""
        stated = [f"{source.id} {spans(source.places)}" for source in self.sources if source.places]
        against = [
            f"against it {source.id} [{support.start}, {support.end}), which says {support.says}"
            for source in self.sources
            for support in source.against
        ]
        unstated = "The curators record it, no source states it" if self.recorded else "No source states it"
        return "; ".join([*(stated or [unstated]), *against])


def cite(dataset: Dataset, pointer: str, style: Style = "text") -> str:
    """How to cite a record (TABLE/ID) or a value of one (TABLE/ID/FIELD…, such as `agreements/x/parties/0/role`).

    It names the dataset with its version and, with the places in their texts, the sources that bear the value out and
    those that contradict it. `bibtex` gives entries for biblatex, `csl` an array of CSL-JSON items. The entry of a
    source is the same whatever is cited from it.

    Raises UnknownStyle, UnknownTable, UnknownRecord or UnknownField.
    """
    from .bibtex import as_bibtex
    from .csl import as_csl

    styles: dict[str, Callable[[Citation], str]] = {"text": as_text, "bibtex": as_bibtex, "csl": as_csl}
    if style not in styles:
        raise UnknownStyle(no_such("style", style, get_args(Style)))
    return styles[style](citation(dataset.descriptor, pointed(dataset, pointer)))


def citation(descriptor: dict[str, Any], part: Pointed) -> Citation:
    """What is to be cited for a part of a package with this descriptor."""
    held = [value for value in part.values if _leads_to(part.path, value.pointer)]
    return Citation(
        **vars(whole(descriptor)),
        pointer=part.pointer,
        value=held[0].words if held else None,
        recorded=bool(part.values),
        sources=_sources(part.supports),
    )


def whole(descriptor: dict[str, Any]) -> Whole:
    """What is to be cited for a package with this descriptor, as far as it says."""
    contributors = descriptor.get("contributors", [])
    makers = [one for one in contributors if {"creator", "author"} & set(one.get("roles", ()))] or contributors
    licences = [one.get("name") or one.get("title") or one.get("path") for one in descriptor.get("licenses", [])]
    name = str(descriptor.get("name") or "dataset")
    return Whole(
        name=name,
        title=str(descriptor.get("title") or name),
        authors=tuple(title for one in makers if (title := _called(one))),
        version=descriptor.get("version"),
        issued_on=str(descriptor["created"])[:10] if descriptor.get("created") else None,
        licence=", ".join(licence for licence in licences if licence) or None,
        homepage=descriptor.get("homepage"),
    )


def _leads_to(path: str, pointer: str) -> bool:
    """Whether a path leads to the one value at a pointer, or into it."""
    return f"{path}/".startswith(f"{pointer}/")


def _called(contributor: dict[str, Any]) -> str:
    names = (contributor.get("givenName"), contributor.get("familyName"))
    return str(contributor.get("title") or " ".join(name for name in names if name) or contributor.get("organization"))


def _sources(supports: tuple[Support, ...]) -> tuple[Source, ...]:
    """The sources in the order in which they first speak."""
    of_source: dict[str, list[Support]] = {}
    for support in supports:
        of_source.setdefault(support.source, []).append(support)
    return tuple(
        Source(
            id=name,
            title=said[0].title,
            publisher=said[0].publisher,
            published_on=said[0].published_on,
            url=said[0].url,
            places=_widest([(support.start, support.end) for support in said if not support.contradicts]),
            against=tuple(support for support in said if support.contradicts),
        )
        for name, said in of_source.items()
    )


def _widest(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Places in order, each once, without those that lie within another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def spans(places: tuple[tuple[int, int], ...]) -> str:
    """Places in a text: `[10, 20), [30, 40)`."""
    return ", ".join(f"[{start}, {end})" for start, end in places)


def as_text(cited: Citation) -> str:
    """A citation for people: what is cited, and a line for each source."""
    lines = [_sentences(cited.words, cited.cited, None if cited.sources else cited.grounds)]
    for number, source in enumerate(cited.sources, start=1):
        who = [source.called, source.publisher, source.published_on or "No date", source.url]
        against = [
            f"Against it, characters [{support.start}, {support.end}): {support.says}" for support in source.against
        ]
        stated = f"Characters {spans(source.places)} of sources/{source.id}" if source.places else None
        lines.append(f"[{number}] {_sentences(*who, stated, *against)}")
    return "\n".join(lines)


def _sentences(*parts: str | None) -> str:
    """Parts one after another, each with a full stop where it has no such mark of its own."""
    return " ".join(part if part.endswith(tuple(".?!。？！")) else f"{part}." for part in parts if part)
