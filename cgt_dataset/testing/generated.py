"""Strategies of documents and datasets, derived from the models: a new field is drawn without a word here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError

from .. import rules
from ..schema import MODELS, RECORDS, Evidence, Name, Quantity, Record, Source, fields, fields_of, references, values
from ..schema.base import Model
from ..schema.vocabularies import Assertion, Derivation
from ..texts import Texts, digest
from .amounts import quantities
from .scalars import ids, lines, locations, plain, prose, texts
from .written import Generated

Doc = dict[str, Any]
Known = Mapping[str, Sequence[str]]
"""The ids that a document may refer to, by table."""

_ABSENT = object()

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NAMES = {model.table: name for name, model in MODELS.items()}


def model_of(table: str) -> type[Record]:
    """The model of a table."""
    return MODELS[_NAMES[table]]


@st.composite
def mappings(draw: st.DrawFn, model: type[Model], known: Known | None = None) -> Doc:
    """What a model accepts, but for `schema` and `evidence`. Without `known`, references lead anywhere."""
    if model is Quantity:
        return draw(quantities())
    document = {}
    for spec in fields_of(model):
        content = draw(_contents(model, spec, known))
        if content is not _ABSENT:
            document[spec.name] = content
    _fit(draw, model, document)
    _settle(model, document)
    return document


def _contents(model: type[Model], spec: fields.Field, known: Known | None) -> st.SearchStrategy[Any]:
    """The contents of a field: absent and null where it may be."""
    one: st.SearchStrategy[Any]
    if spec.references is not None and known is not None:
        targets = known[spec.references]
        one = st.sampled_from(list(targets)) if targets else st.nothing()
    elif spec.kind in ("plain", "items"):
        one = _plain(model, spec.name)
    else:
        one = mappings(spec.type, known)
    if spec.kind in ("plain", "value"):
        absent = st.sampled_from([_ABSENT, _ABSENT, _ABSENT, None])
        return one if spec.required else st.one_of(absent, one, one)
    bounds = _bounds(model)[spec.name]
    least = bounds.get("minItems", 0)
    if one.is_empty:
        return st.just([]) if not least else one
    listed = st.lists(one, min_size=least, max_size=min(3, bounds.get("maxItems", 3)), unique_by=_key)
    return listed if least else st.just(_ABSENT) | listed


@cache
def _bounds(model: type[Model]) -> dict[str, Any]:
    return dict(model.model_json_schema()["properties"])


@cache
def _plain(model: type[Model], name: str) -> st.SearchStrategy[Any]:
    return next(plain(spec) for spec in fields_of(model) if spec.name == name)


def _key(item: Any) -> str:
    return json.dumps(
        {name: held for name, held in item.items() if held is not None} if isinstance(item, dict) else item
    )


def _fit(draw: st.DrawFn, model: type[Model], document: Doc) -> None:
    """Make fields that depend on each other fit."""
    has = {spec.name for spec in fields_of(model)}.issuperset
    if has(("country", "subdivision")):
        _put(document, zip(("country", "subdivision"), draw(locations()), strict=True))
    if has(("name", "names")):
        named = [name["text"] for name in document.get("names") or ()]
        _put(document, [("name", draw(st.sampled_from(named)) if named else None)])
    if has(("organization", "described_as")):
        if document.get("organization") is None:
            document["described_as"] = document.get("described_as") or draw(texts())
        elif document.get("described_as") is not None:
            del document[draw(st.sampled_from(["organization", "described_as"]))]
    if has(("published_on", "published_on_basis")) and document.get("published_on") is None:
        _put(document, [("published_on_basis", None)])
    elif has(("published_on", "published_on_basis")) and document.get("published_on_basis") is None:
        _put(document, [("published_on", None)])
    if has(("body_start", "body_end", "text_length")):
        one, two, three = sorted(draw(st.sets(st.integers(0, 100_000_000), min_size=3, max_size=3)))
        document |= {"body_start": one, "body_end": two, "text_length": three}
    if has(("start", "end")):
        document["start"], document["end"] = sorted(draw(st.sets(st.integers(0, 100_000_000), min_size=2, max_size=2)))
    if has(("assertion", "asserted_by")) and document["assertion"] == Assertion.stated:
        _put(document, [("asserted_by", None)])
    if has(("derivation", "note")) and document["derivation"] in (Derivation.inferred, Derivation.computed):
        document["note"] = document.get("note") or draw(prose())


def _put(document: Doc, contents: Any) -> None:
    for name, content in contents:
        if content is None:
            document.pop(name, None)
        else:
            document[name] = content


def _settle(model: type[Model], document: Doc) -> None:
    """Take out what still does not fit, such as a date before an earlier one; nothing stays that the model refuses."""
    optional = {spec.name for spec in fields_of(model) if not spec.required}
    whole = {"schema": _NAMES[model.table]} if issubclass(model, Record) else {}
    while True:
        try:
            model.model_validate_json(json.dumps({**whole, **document}))
        except ValidationError as error:
            faults = [fault for each in error.errors() for fault in each.get("ctx", {}).get("faults", ())]
            unfit = {fault.at[0] for fault in faults if fault.at} & optional & document.keys()
            if not unfit:
                raise
            for name in unfit:
                del document[name]
        else:
            return


def names() -> st.SearchStrategy[Doc]:
    """Names with language and kind."""
    return mappings(Name)


def evidence() -> st.SearchStrategy[Doc]:
    """Evidence items on their own: well-formed, their spans in no text."""
    return mappings(Evidence)


class Article:
    """A text that grows with the words that state the values; spans stay where they are."""

    def __init__(self, header: str) -> None:
        self._parts = [f"{header}\n", "¶\n"]
        self._length = len("".join(self._parts))
        self.body_start = len(header) + 1

    def add(self, words: str) -> tuple[int, int]:
        """Append words to the body; gives their span."""
        start = self._length
        self._parts.append(f"{words}\n")
        self._length += len(words) + 1
        return start, start + len(words)

    def finish(self, document: Doc) -> str:
        """The text, whose measures go into the document of its source."""
        body = "".join(self._parts)
        text = f"{body}Contact: nobody\n"
        measures = {"text_length": len(text), "body_start": self.body_start, "body_end": len(body)}
        document |= {"text_sha256": digest(text), **measures}
        return text


@st.composite
def _supports(
    draw: st.DrawFn, document: Doc, articles: Mapping[str, Article], named: Mapping[str, list[str]]
) -> list[Doc]:
    """Evidence for every value of a document; `named` has the names of records that it may refer to, by TABLE/ID."""
    record = MODELS[document["schema"]].model_validate_json(json.dumps(document))
    targets = {pointer: named.get(f"{table}/{target}", []) for pointer, table, target in references(record)}
    dates = {f"/{spec.name}" for spec in fields_of(type(record)) if spec.json.get("format") == "edtf"}
    items: list[Doc] = []
    held = list(values(record))
    while held:
        size = draw(st.integers(1, 4))
        group, held = held[:size], held[size:]
        item = draw(mappings(Evidence, {"sources": [*articles]}))
        derivation = item["derivation"]
        parts = [
            draw(_words(value, derivation, targets.get(pointer), dated=pointer in dates)) for pointer, value in group
        ]
        words = " | ".join(parts)
        start, end = articles[item["source"]].add(words)
        span = {"start": start, "end": end, "sha256": digest(words)}
        items.append({**item, "supports": [pointer for pointer, _ in group], **span})
    return items


def _warned(bare: Mapping[str, Doc]) -> bool:
    """Whether a rule warns of the records, such as of two names that are alike by chance."""
    read = [MODELS[document["schema"]].model_validate_json(json.dumps(document)) for document in bare.values()]
    violations = rules.check_records(rules.Context(rules.Records(read), Texts()))
    return any(violation.rule.severity == "warning" for violation in violations)


def _words(value: Any, derivation: str, names_of_target: list[str] | None, *, dated: bool) -> st.SearchStrategy[str]:
    """Words from which a value can be got in that way."""
    if isinstance(value, Quantity):
        return st.just(value.as_stated)
    if dated and derivation == Derivation.normalised:
        return st.sampled_from([value, _in_words(value)])
    if derivation != Derivation.verbatim:
        return lines(40)
    if names_of_target is not None:
        return st.sampled_from(names_of_target) if names_of_target else lines(40)
    if isinstance(value, Name):
        return st.just(value.text)
    return st.just(str(value)) if isinstance(value, str) else lines(40)


def _in_words(text: str) -> str:
    """A partial date as an article would write it."""
    points = []
    for year, month, day in re.findall("([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", text):
        named = _MONTHS[int(month) - 1] if month and int(month) <= 12 else ""
        points.append(" ".join(part for part in (named, day and f"{int(day)},", year) if part))
    return " until ".join(points)


@st.composite
def documents(draw: st.DrawFn, table: str) -> Doc:
    """Documents that are valid records of a table, with evidence for every value. What they refer to is not there."""
    model = model_of(table)
    document = {"schema": _NAMES[table], **draw(mappings(model))}
    source = document["id"] if model is Source else draw(ids())
    article = Article(draw(lines(20)))
    items = draw(_supports(document, {source: article}, {}))
    if model is Source:
        article.finish(document)
    return {**document, "evidence": items}


def records(table: str) -> st.SearchStrategy[Record]:
    """Records of a table: `documents(table)`, read by their model."""
    return documents(table).map(lambda document: model_of(table).model_validate_json(json.dumps(document)))


@st.composite
def datasets(draw: st.DrawFn, *, holding: Sequence[str] = (), most: int = 2) -> Generated:
    """Small datasets in which nothing is wrong: at least one source, up to `most` records a table, at least one of each
    table in `holding`.
    """
    known: dict[str, list[str]] = {}
    bare: dict[str, Doc] = {}
    for model in RECORDS:
        least = 1 if model is Source or model.table in holding else 0
        known[model.table] = draw(st.lists(ids(), min_size=least, max_size=max(most, least), unique=True))
    for model in RECORDS:
        table = model.table
        for position, identifier in enumerate(known[table]):
            may = {**known, table: known[table][:position]}  # no chain of references runs in a circle
            drawn = draw(mappings(model, may))
            bare[f"{table}/{identifier}"] = {"schema": _NAMES[table], **drawn, "id": identifier}
    assume(not _warned(bare))
    named = {where: [name["text"] for name in document.get("names") or ()] for where, document in bare.items()}
    articles = {source: Article(draw(lines(20))) for source in known["sources"]}
    for where, document in bare.items():
        table, _, identifier = where.partition("/")
        own = {identifier: articles[identifier]} if table == "sources" else articles
        document["evidence"] = draw(_supports(document, own, named))
    finished = {source: article.finish(bare[f"sources/{source}"]) for source, article in articles.items()}
    return Generated(bare, finished)
