"""A record as JSON-LD: what it is about in terms of schema.org, where that comes from in terms of PROV, and the words
that bear each value out as Web Annotations. Everything else is in terms of the package itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..schema import edtf, fields_of
from ..schema.base import Model, Value, Vocabulary
from ..schema.fields import Field
from ..schema.relational import child_table
from ..schema.shown import shown
from ..schema.value_types import Name, Quantity
from ..schema.versions import VERSIONS
from .linked_terms import KINDS, PROPERTIES, TYPES
from .pointing import Pointed, pointed, titles_of, touches

if TYPE_CHECKING:
    from .dataset import Dataset

Node = dict[str, Any]

_STANDARDS = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
_JSON_POINTER = "http://tools.ietf.org/rfc/rfc6901"
_BOUNDS = {"eq": "value", "approx": "value", "le": "maxValue", "lt": "maxValue", "ge": "minValue", "gt": "minValue"}
"""What the number of a quantity is in schema.org; of `between` it is the lower of two."""
_SCHEMES = {vocabulary: scheme for version in VERSIONS.values() for scheme, vocabulary in version.vocabularies.items()}


def json_ld(dataset: Dataset, pointer: str) -> Node:
    """A record (TABLE/ID) or a part of one (TABLE/ID/FIELD…) as a JSON-LD 1.1 document with its context in it.

    `record:TABLE/ID` is the record, with `#this` what it is about, with `#/POINTER` a part of it; `table:`, `field:`
    and `term:` lead to what the data dictionary and the table `terms` explain. They begin with the home page of the
    package, or else with `urn:` and its name. Dates are `xsd:date` or EDTF.

    Raises UnknownTable, UnknownRecord or UnknownField.
    """
    part = pointed(dataset, pointer)
    base = _base(dataset.descriptor)
    view = _View(part, titles_of(dataset, shown(part.record)))
    annotations = list(view.annotations())
    derivations = [item for item in annotations if "prov:entity" in item]
    cited = {support.source for support in part.supports}
    document = {
        "@context": {
            "@version": 1.1,
            **_STANDARDS,
            **{name: f"{base}{name}/" for name in ("record", "table", "field", "term")},
        },
        "@id": view.here,
        "@type": ["schema:CreativeWork", "prov:Entity"],
        "schema:identifier": part.address,
        "schema:isPartOf": _package(dataset.descriptor, base),
        "schema:mainEntity": view.thing(),
        "schema:citation": [_source(row) for row in dataset.load("sources").to_pylist() if row["id"] in cited],
        "prov:wasDerivedFrom": [{"@id": one} for one in sorted({item["prov:entity"]["@id"] for item in derivations})],
        "prov:qualifiedDerivation": [{"@id": item["@id"]} for item in derivations],
        "field:evidence": annotations,
    }
    return _known(document)


class _View:
    """The nodes of a record, or of a part of it."""

    def __init__(self, part: Pointed, titles: dict[tuple[str, str], str]) -> None:
        self.part, self.titles = part, titles
        self.here = f"record:{part.address}"

    def thing(self) -> Node:
        """What the record is about."""
        record = self.part.record
        table = record.table
        closer = KINDS.get((table, getattr(record, "kind", None) or ""))
        types = [closer or TYPES.get(table)]
        node: Node = {
            "@id": f"{self.here}#this",
            "@type": [f"table:{table}", *(f"schema:{one}" for one in types if one)],
        }
        for name, content in self._fields(record, table, ""):
            node.setdefault(name, []).append(content)
        others = [name for name in getattr(record, "names", ()) if name.text != getattr(record, "name", None)]
        if touches(self.part.path, "/names"):
            node["schema:alternateName"] = [_in_language(name.text, name.language) for name in others]
        held_on = getattr(record, "held_on", None)
        if held_on and not held_on.startswith("[") and touches(self.part.path, "/held_on"):
            node["schema:startDate"], node["schema:endDate"] = (_date(held_on.split("/")[end]) for end in (0, -1))
        return {name: content[0] if _is_one(content) else content for name, content in _known(node).items()}

    def annotations(self) -> Iterator[Node]:
        """What the sources say: a target in a source, the values it bears on as bodies, and how they were got."""
        for position, item in enumerate(self.part.record.evidence):
            bodies = [pointer for pointer in item.supports if touches(self.part.path, pointer)]
            if not bodies:
                continue
            source = {"@id": f"record:sources/{item.source}#this"}
            contradicts = getattr(item, "stance", None) == "contradicts"
            node: Node = {
                "@id": f"{self.here}#/evidence/{position}",
                "@type": ["oa:Annotation"] if contradicts else ["oa:Annotation", "prov:Derivation"],
                "oa:motivatedBy": {"@id": "oa:linking"},
                "oa:hasBody": [self._body(pointer) for pointer in bodies],
                "oa:hasTarget": {
                    "@type": "oa:SpecificResource",
                    "oa:hasSource": source,
                    "oa:hasSelector": {
                        "@type": "oa:TextPositionSelector",
                        "oa:start": _offset(item.start),
                        "oa:end": _offset(item.end),
                    },
                },
                "prov:entity": None if contradicts else source,
            }
            apart = ("source", "supports", "start", "end")
            for name, content in self._fields(item, "evidence", f"/evidence/{position}", apart):
                node[name] = content
            yield _known(node)

    def _body(self, pointer: str) -> Node:
        return {
            "@type": "oa:SpecificResource",
            "oa:hasSource": {"@id": self.here},
            "oa:hasSelector": {
                "@type": "oa:FragmentSelector",
                "rdf:value": pointer,
                "dcterms:conformsTo": {"@id": _JSON_POINTER},
            },
        }

    def _fields(
        self, model: Model, owner: str, prefix: str, apart: tuple[str, ...] = ("id",)
    ) -> Iterator[tuple[str, Any]]:
        """The properties of a node with their values, one by one; `owner` is the table that explains them."""
        for spec in fields_of(type(model)):
            held, pointer = getattr(model, spec.name), f"{prefix}/{spec.name}"
            if held is None or spec.name in apart:
                continue
            term = PROPERTIES.get((owner, spec.name))
            name = f"schema:{term}" if term else f"field:{owner}/{spec.name}"
            if spec.kind in ("plain", "value"):
                if self._is_wanted(pointer):
                    yield from self._single(model, spec, held, (owner, name, pointer))
                continue
            child = child_table(type(self.part.record), spec)
            name = f"field:{child}/{spec.item_column}" if spec.kind == "items" and not term else name
            for position, item in enumerate(held):
                at = f"{pointer}/{position}"
                if self._is_wanted(at):
                    content = self._node(item, child, at) if isinstance(item, Model) else self._plain(spec, item)
                    yield name, content

    def _is_wanted(self, pointer: str) -> bool:
        return pointer.startswith("/evidence/") or touches(self.part.path, pointer)

    def _single(self, model: Model, spec: Field, held: Any, place: tuple[str, str, str]) -> Iterator[tuple[str, Any]]:
        owner, name, pointer = place
        if isinstance(held, Quantity):
            yield name, self._quantity(held, f"field:{owner}/{spec.name}", pointer)
        elif isinstance(held, Value):  # one of several references, as the columns have it
            for inner in fields_of(type(held)):
                if (one := getattr(held, inner.name)) is not None:
                    yield f"field:{owner}/{spec.name}_{inner.name}", self._plain(inner, one)
        else:
            yield name, _in_language(held, _language(model, spec)) or self._plain(spec, held)

    def _node(self, item: Model, child: str, pointer: str) -> Node:
        """An item of a list as a node of its own, called by its place in the record."""
        node: Node = {"@id": f"{self.here}#{pointer}", "@type": [f"table:{child}"]}
        if isinstance(item, Name):
            node["rdf:value"] = _in_language(item.text, item.language)
            node[f"field:{child}/kind"] = _term(item.kind)
            return node
        for name, content in self._fields(item, child, pointer):
            node[name] = content
        return node

    def _quantity(self, quantity: Quantity, column: str, pointer: str) -> Node:
        node: Node = {
            "@id": f"{self.here}#{pointer}",
            "@type": "schema:QuantitativeValue",
            "schema:unitText": quantity.unit.value,
            f"{column}_comparator": _term(quantity.comparator),
            f"{column}_as_stated": quantity.as_stated,
        }
        node[f"schema:{_BOUNDS.get(quantity.comparator, 'minValue')}"] = _number(quantity.value)
        if quantity.upper is not None:
            node["schema:maxValue"] = _number(quantity.upper)
        return node

    def _plain(self, spec: Field, value: Any) -> Any:
        if spec.references is not None:
            called = self.titles.get((spec.references, value))
            return _known({"@id": f"record:{spec.references}/{value}#this", "schema:name": called})
        if isinstance(value, Vocabulary):
            return _term(value)
        if spec.json.get("format") == "edtf":
            return _date(value)
        if spec.json.get("pattern", "").startswith("^https?"):
            return _address(value)
        return value


def _language(model: Model, spec: Field) -> str | None:
    """The language of a text, where the record says it: of the name that is displayed, of a title, of words."""
    if spec.name == "name":
        named = [name.language for name in getattr(model, "names", ()) if name.text == getattr(model, "name", None)]
        return named[0] if named else None
    return getattr(model, "language", None) if spec.name in ("title", "text") else None


def _in_language(text: Any, language: str | None) -> Node | str | None:
    """A text with its language; nothing where that is not known."""
    if language is None or language == "und":
        return None
    return {"@value": text, "@language": language}


def _term(term: Vocabulary) -> Node:
    return {"@id": f"term:{_SCHEMES[type(term)]}/{term.value}"}


def _date(date: str) -> Node:
    exact = edtf.is_plain(date) and len(date) == len("2021-06-21")
    return {"@type": "xsd:date" if exact else "edtf:EDTF", "@value": date}


def _number(number: float) -> Node:
    """A number whose form does not hang on the processor."""
    return {"@type": "xsd:decimal", "@value": f"{int(number) if number.is_integer() else number}"}


def _offset(position: int) -> Node:
    return {"@type": "xsd:nonNegativeInteger", "@value": position}


def _address(url: str) -> Node:
    """A web address; signs that no IRI may hold are written as their bytes."""
    return {"@id": quote(url, safe="%:/?#[]@!$&'()*+,;=~-._")}


def _source(row: dict[str, Any]) -> Node:
    """A source that is cited, from its row."""
    called = row["title"]
    return _known(
        {
            "@id": f"record:sources/{row['id']}#this",
            "@type": f"schema:{KINDS.get(('sources', row['kind'])) or TYPES['sources']}",
            "schema:headline": (_in_language(called, row["language"]) or called) if called else None,
            "schema:inLanguage": row["language"],
            "schema:publisher": {"schema:name": row["publisher"]} if row["publisher"] else None,
            "schema:datePublished": _date(row["published_on"]) if row["published_on"] else None,
            "schema:url": _address(row["url"]) if row["url"] else None,
            "field:sources/text_sha256": row["text_sha256"],
        }
    )


def _package(descriptor: dict[str, Any], base: str) -> Node:
    licences = [one["path"] for one in descriptor.get("licenses", []) if str(one.get("path", "")).startswith("http")]
    return {
        "@id": f"{base}package",
        "@type": "schema:Dataset",
        "schema:name": descriptor.get("title"),
        "schema:version": descriptor.get("version"),
        "schema:license": [_address(path) for path in licences],
        "schema:creator": [
            {"schema:name": one["title"]} for one in descriptor.get("contributors", []) if "title" in one
        ],
    }


def _base(descriptor: dict[str, Any]) -> str:
    """What the IRIs of a package begin with: its home page, or else a URN with its name."""
    homepage = str(descriptor.get("homepage") or "")
    if homepage.startswith(("https://", "http://")):
        return str(_address(homepage.rstrip("/"))["@id"]) + "/"
    name = re.sub("[^a-z0-9]+", "-", str(descriptor.get("name") or "").lower())[:31].strip("-")
    return f"urn:{name if len(name) > 1 else 'dataset'}:"


def _is_one(content: Any) -> bool:
    return isinstance(content, list) and len(content) == 1


def _known(node: Node) -> Node:
    """A node without what is not known."""
    return {name: content for name, content in node.items() if content not in (None, [])}
