"""What supports a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Support:
    """One span of one source that supports one value, and how the value was got from it."""

    pointer: str
    """The value in the record (JSON Pointer, RFC 6901)."""
    source: str
    """Id of the source."""
    title: str | None
    """Title of the source. Null: it has none."""
    publisher: str | None
    """Publisher of the source. Null: not stated."""
    published_on: str | None
    """Date of publication (EDTF). Null: not stated."""
    url: str | None
    """Web address of the source. Null: not stated."""
    start: int
    """Where the words begin: code points of the source's text, from 0."""
    end: int
    """Where the words end, exclusive."""
    sha256: str
    """SHA-256 of the words in UTF-8."""
    derivation: str
    """How the value was got from the words: a term of `derivation`."""
    assertion: str
    """Who says it, and with what force: a term of `assertion`."""
    asserted_by: str | None
    """Who says it: the name of the person or organization, or the words of a mention. Null: the source itself, or
    nobody is named."""
    stance: str
    """Whether the words bear the value out or contradict it: a term of `stance`."""
    says: str | None
    """What the words say instead of the value. Null: they bear it out."""
    outweighed_by: str | None
    """Why the value is kept against them: a term of `ground`. Null: they bear it out."""
    note: str | None
    """Why, in the curators' words."""

    @property
    def contradicts(self) -> bool:
        """Whether the words say something else than the value."""
        return self.stance == "contradicts"

    def __str__(self) -> str:
        """The support in one line, to be cited."""
        about = [self.title or self.source, self.publisher, self.published_on, self.url]
        force = self.assertion + (f" by {self.asserted_by}" if self.asserted_by else "")
        instead = f"{self.stance}: says {self.says}, outweighed by {self.outweighed_by}" if self.contradicts else None
        how = "; ".join(part for part in (self.derivation, force, instead, self.note) if part)
        return f"{', '.join(part for part in about if part)} [{self.start}, {self.end}): {how}"

    def _repr_html_(self) -> str:
        """The support as a notebook shows it."""
        return Supports([self])._repr_html_()


class Supports(list[Support]):
    """Supports, as a list; a notebook shows them as a table."""

    def _repr_html_(self) -> str:
        from .html import supports_table

        return supports_table(self)
