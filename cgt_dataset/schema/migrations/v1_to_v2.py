"""Schema 1 → 2: places, products and bearers, which were words, become records.

`country`, `subdivision`, `locality` and `zone` become `place`; the places in which a regulation applies and the
products that an agreement names become references; `asserted_by` becomes a mention.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from .migrated import Doc, Made, Migrated

DROPS = (
    "The kind of a place that was given two kinds in one record: the first stays.",
    "That a place or a product was given twice in one record, in spellings that differ in capitals and marks alone: it "
    "becomes one record with both names.",
    "Whether a place was given as locality or as zone, where it was given as one of them.",
    "`verbatim` of evidence for a code, or for a locality that is not the innermost: the record's `place` is "
    "normalised there, the place's own value keeps it.",
    "The spelling of a bearer that another record gives in other capitals or marks: the first stays.",
)
"""What is not in the new documents, in words."""

_LEVELS = ("country", "subdivision", "locality", "zone")
_UNDETERMINED = "und"
_ID_LENGTH = 63
_BEARER = "Schema 1 named the bearer in words, as asserted_by."
_LIES = "Schema 1 gave the two together as where one thing is."


def migrate(document: Doc) -> Migrated:
    """A document of schema 1 as one of schema 2.

    >>> done = migrate({"schema": "facility/1", "id": "cell-works", "country": "NL", "locality": "Alkmaar"})
    >>> done.document
    {'schema': 'facility/2', 'id': 'cell-works', 'place': 'nl-alkmaar'}
    >>> [made.document["id"] for made in done.made], done.origin("/place")
    (['nl', 'nl-alkmaar'], '/locality')
    """
    work = _Work(document)
    for name, content in document.items():
        if name == "schema":
            work.new[name] = f"{str(content).partition('/')[0]}/2"
        elif name in _LEVELS:
            work.locate()
        elif name == "applies_in" and content:
            work.apply(content)
        elif name == "products" and content:
            work.name_products(content)
        else:
            work.new[name] = content
    if document.get("evidence"):
        work.support(document["evidence"])  # last, whatever the order of the fields: it follows what they became
    return Migrated(work.new, work.moved, tuple(work.made.values()))


@dataclass
class _Work:
    """A document under way."""

    old: Doc
    new: Doc = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    places: list[_Chain] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    """Old pointers of values that have another pointer now."""

    def locate(self) -> None:
        """One place for the four fields that said where something is."""
        if "place" in self.new:
            return
        parts = [(level, f"/{level}", self.old.get(level)) for level in _LEVELS]
        chain = self._chain("/place", [(level, at, text, None) for level, at, text in parts if text is not None])
        if chain is not None:
            self.new["place"] = chain.leaf.id
            self.moved["/place"] = chain.leaf.origin

    def apply(self, applications: list[Doc]) -> None:
        """References for the places in which a regulation applies."""
        held: list[str] = []
        for index, application in enumerate(applications):
            at = f"/applies_in/{index}"
            kind, text = application.get("kind"), application["place"]
            country, subdivision = application.get("country"), application.get("subdivision")
            parts: list[_Part] = []
            if country is not None:
                whole = kind == "country" and subdivision is None
                parts.append(("country", f"{at}/country", country, text if whole else None))
            if subdivision is not None:
                whole = kind in ("province", "municipality")
                parts.append(("subdivision", f"{at}/subdivision", subdivision, text if whole else None))
            if not parts or parts[-1][3] is None:
                parts.append(("place", f"{at}/place", text, None))
            chain = self._chain(at, parts, kind)
            if chain is None:
                continue
            chain.within = at
            if chain.leaf.id not in held:
                held.append(chain.leaf.id)
                self.moved[f"/applies_in/{len(held) - 1}"] = at
            chain.pointer = f"/applies_in/{held.index(chain.leaf.id)}"
        self.new["applies_in"] = held

    def name_products(self, products: list[str]) -> None:
        """References for the products that an agreement names."""
        held: list[str] = []
        for index, text in enumerate(products):
            identifier = _identifier("product", text)
            self._make("products", identifier, f"/products/{index}", _named(text))
            if identifier not in held:
                held.append(identifier)
                self.moved[f"/products/{len(held) - 1}"] = f"/products/{index}"
            self.renamed[f"/products/{index}"] = f"/products/{held.index(identifier)}"
        self.new["products"] = held

    def support(self, evidence: list[Doc]) -> None:
        """Evidence for the new pointers, and for the documents that were made."""
        items: list[Doc] = []
        for index, old in enumerate(evidence):
            item = self._borne(old, index)
            for derivation, supports in self._of_the_record(item):
                here, there = f"/evidence/{len(items)}", f"/evidence/{index}"
                self.moved[here] = there
                for position, before in enumerate(supports.values()):
                    if before != position:
                        self.moved[f"{here}/supports/{position}"] = f"{there}/supports/{before}"
                if item.get("asserted_by") is not None:
                    self.moved[f"{here}/asserted_by/mention"] = f"{there}/asserted_by"
                items.append(_item(item, [*supports], derivation=derivation))
            self._of_the_made(item)
        self.new["evidence"] = items

    def _borne(self, old: Doc, index: int) -> Doc:
        """An item whose bearer is a mention."""
        text = old.get("asserted_by")
        if text is None:
            return old
        identifier = _identifier("mention", text)
        known = self.made.get(f"mentions/{identifier}")
        if known is not None and known.document["text"] != text:
            identifier = _identifier("mention", text, hashed=True)
        named = {"text": text, "language": _UNDETERMINED}
        mention = self._make("mentions", identifier, f"/evidence/{index}/asserted_by", named)
        span = {name: old[name] for name in ("source", "start", "end", "sha256")}
        proof = _item(span, ["/text"], derivation="inferred", note=_BEARER, assertion="stated")
        if proof not in mention["evidence"]:
            mention["evidence"].append(proof)
        return {**old, "asserted_by": {"mention": identifier}}

    def _of_the_record(self, item: Doc) -> Iterator[tuple[str, dict[str, int]]]:
        """What becomes of an item: one for what stays, and one for each place that it supported a part of; how the
        values were got, and what it supports, each with its place in the old list.
        """
        positions = {pointer: position for position, pointer in enumerate(item["supports"])}
        located = {at for chain in self.places for at in chain.fields}
        staying: dict[str, int] = {}
        for pointer, position in positions.items():
            if pointer not in located:
                staying.setdefault(self.renamed.get(pointer, pointer), position)
        if staying:
            yield item["derivation"], staying
        parts: dict[str, list[str]] = {}
        names: set[str | None] = set()
        for chain in self.places:
            own = [pointer for pointer in positions if pointer in chain.fields]
            if own:
                parts.setdefault(chain.pointer, []).extend(own)
                names.add(chain.named)
        for at, own in parts.items():
            verbatim = item["derivation"] == "verbatim" and names.isdisjoint(own)
            yield "normalised" if verbatim else item["derivation"], {at: positions[own[0]]}

    def _of_the_made(self, item: Doc) -> None:
        for pointer in item["supports"]:
            for identifier, values, derived in self._values_from(pointer):
                document = self.made[identifier].document
                proof = _item(item, values)
                if derived:
                    proof = _item(item, values, derivation="inferred", note=item.get("note") or _LIES)
                if proof not in document["evidence"]:
                    document["evidence"].append(proof)

    def _values_from(self, pointer: str) -> Iterator[tuple[str, list[str], bool]]:
        """The made documents that a value of the old one says something of: which values, and whether indirectly."""
        if pointer in self.renamed:
            text = self.old["products"][int(pointer.rpartition("/")[2])]
            identifier = f"products/{_identifier('product', text)}"
            yield identifier, _name_pointers(self.made[identifier].document, text), False
        for chain in self.places:
            yield from chain.values_from(pointer, self.made)

    def _chain(self, pointer: str, parts: list[_Part], kind: str | None = None) -> _Chain | None:
        """The places that lie in one another, each made; None for no part."""
        if not parts:
            return None
        chain = _Chain(pointer, kind=kind)
        parent: str | None = None
        for level, origin, text, name in parts:
            coded = level in ("country", "subdivision")
            contents: Doc = {"iso_code": text, **(_named(name) if name is not None else {})} if coded else _named(text)
            if level == "country":
                contents["kind"] = "country"
            elif origin == parts[-1][1] and kind is not None:
                contents["kind"] = kind
            if parent is not None:
                contents["parent"] = parent
            identifier = text.lower() if coded else self._place_id(parent, text)
            self._make("places", identifier, origin, contents)
            chain.places.append(_Link(identifier, origin, name if coded else text, coded))
            parent = identifier
        self.places.append(chain)
        return chain

    def _place_id(self, parent: str | None, text: str) -> str:
        identifier = _identifier(parent or "place", text)
        known = self.made.get(f"places/{identifier}")
        if known is not None and known.document.get("parent") != parent:
            return _identifier(f"{parent}-{identifier}"[:40].rstrip("-"), text + str(parent), hashed=True)
        return identifier

    def _make(self, table: str, identifier: str, origin: str, contents: Doc) -> Doc:
        """A document that is made once; what a second maker knows more is added."""
        pointer = f"{table}/{identifier}"
        if pointer not in self.made:
            kind = {"places": "place", "products": "product", "mentions": "mention"}[table]
            blank: Doc = {"schema": f"{kind}/2", "id": identifier}
            self.made[pointer] = Made(table, {**blank, "evidence": []}, origin)
        document = self.made[pointer].document
        for name, content in contents.items():
            if name == "names":
                names = document.setdefault("names", [])
                names += [given for given in content if given not in names]
            else:
                document.setdefault(name, content)
        document["evidence"] = document.pop("evidence")
        return document


_Part = tuple[str, str, str, str | None]
"""A level, the old pointer of its value, the value, and the name of a place that is given by a code."""


@dataclass(frozen=True)
class _Link:
    """A place of a chain."""

    id: str
    origin: str
    """The old pointer of the value that it was made of."""
    name: str | None
    coded: bool
    """Whether that value is its code in ISO 3166."""


@dataclass
class _Chain:
    """Places that lie in one another, from the outermost."""

    pointer: str
    """The new pointer of the value that refers to the innermost."""
    kind: str | None
    """The kind of the innermost, where it was given."""
    places: list[_Link] = field(default_factory=list)
    within: str | None = None
    """The old pointer of the part that says where it is; None: the fields of the record itself."""

    @property
    def leaf(self) -> _Link:
        return self.places[-1]

    @property
    def named(self) -> str | None:
        """The old pointer of the words that name the innermost; None where it was given by its code alone."""
        if not self.leaf.coded:
            return self.leaf.origin
        return None if self.leaf.name is None else f"{self.within}/place"

    @property
    def fields(self) -> set[str]:
        """The old pointers of all that says where it is."""
        inner = () if self.within is None else (f"{self.within}/kind", f"{self.within}/place")
        return {*(link.origin for link in self.places), *inner}

    def values_from(self, pointer: str, made: dict[str, Made]) -> Iterator[tuple[str, list[str], bool]]:
        """What an old value says of the places: of one itself, and that it lies in the one around it."""
        for index, link in enumerate(self.places):
            where = f"places/{link.id}"
            document = made[where].document
            if pointer == link.origin and link.coded:
                yield where, ["/iso_code"], False
            if pointer == link.origin and document.get("kind") == "country":
                yield where, ["/kind"], True
            if pointer == link.origin and index:
                yield where, ["/parent"], True
            named = link.origin if not link.coded else f"{self.within}/place"
            if link.name is not None and pointer == named:
                yield where, _name_pointers(document, link.name), False
            of_kind = link is self.leaf and pointer == f"{self.within}/kind"
            if of_kind and self.kind is not None and document["kind"] == self.kind:
                yield where, ["/kind"], False


def _named(text: str) -> Doc:
    return {"name": text, "names": [{"text": text, "language": _UNDETERMINED, "kind": "as_stated"}]}


def _name_pointers(document: Doc, text: str) -> list[str]:
    """Pointers to a name, and to the name that is displayed where it is that."""
    index = next(index for index, name in enumerate(document["names"]) if name["text"] == text)
    shown = ["/name"] if document["name"] == text else []
    return [*shown, f"/names/{index}"]


def _item(old: Doc, supports: list[str] | None = None, **changed: str) -> Doc:
    """An evidence item with other supports, its fields in their order."""
    new = {**old, **changed}
    if supports is not None:
        new["supports"] = supports
    order = ("source", "supports", "start", "end", "sha256", "derivation", "assertion", "asserted_by", "note")
    return {name: new[name] for name in order if new.get(name) is not None}


def _identifier(within: str, text: str, *, hashed: bool = False) -> str:
    """An id for what had none: the words of its name after the id of what it lies in.

    >>> _identifier("nl", "Alkmaar"), _identifier("cn-sh", "Minhang district")
    ('nl-alkmaar', 'cn-sh-minhang-district')
    >>> _identifier("product", "细胞")
    'product-93fa687c'
    """
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.findall("[a-z0-9]+", kept.lower())
    lost = any(not character.isascii() and character.isalnum() for character in kept)
    whole = "-".join([within, *words])
    if hashed or lost or not words or len("".join(words)) <= 3 or len(whole) > _ID_LENGTH:
        told = f"{within} {text}" if len(whole) > _ID_LENGTH else text  # what is cut off is told apart by the digest
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{whole[: _ID_LENGTH - 9].rstrip('-')}-{digest}"
    return whole
