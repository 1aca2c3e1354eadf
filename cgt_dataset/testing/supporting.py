"""Strategies of evidence: every value of a document is stated somewhere in an invented text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from ..rules import Context, Records
from ..rules.plans import check_plans
from ..schema import CURRENT, MODELS, Name, Quantity, evidence_of, fields, fields_of, references, values
from ..schema.base import Model
from ..schema.migrations import migrate
from ..schema.v2.vocabularies import Stance
from ..schema.vocabularies import Assertion, Derivation
from ..texts import Texts, digest
from .mappings import ABSENT, Doc, Known, mappings
from .scalars import lines

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


class Article:
    """A text that grows with the words that state the values; spans stay where they are."""

    def __init__(self, header: str) -> None:
        self._parts = [f"{header}\n", "¶\n"]
        self._length = len("".join(self._parts))
        self._left_out: list[Doc] = []
        self.body_start = len(header) + 1

    def add(self, words: str) -> Doc:
        """Append words to the body; gives their span."""
        start = self._length
        self._parts.append(f"{words}\n")
        self._length += len(words) + 1
        return {"start": start, "end": start + len(words), "sha256": digest(words)}

    def leave_out(self, words: str, stretch: Doc) -> None:
        """Append words of which nothing is recorded."""
        self._left_out.append({**stretch, **self.add(words)})

    def finish(self, document: Doc) -> str:
        """The text, whose measures go into the document of its source."""
        body = "".join(self._parts)
        text = f"{body}Contact: nobody\n"
        measures = {"text_length": len(text), "body_start": self.body_start, "body_end": len(body)}
        document |= {"text_sha256": digest(text), **measures}
        if self._left_out:
            document["left_out"] = self._left_out
        return text


_SPAN = {"start": 0, "end": 1, "sha256": "0" * 64}
MEASURES = {"text_sha256": "0" * 64, "text_length": 1, "body_start": 0, "body_end": 1, "left_out": ABSENT}
"""What a source says of its text before there is one."""


@st.composite
def articles(draw: st.DrawFn, model: type[Model]) -> Article:
    """The beginnings of articles, those that a source of the model can have."""
    article = Article(draw(lines(20)))
    for spec in fields_of(model):
        if spec.name == "left_out" and draw(st.booleans()):
            article.leave_out(draw(lines(40)), draw(mappings(spec.type, given=_SPAN)))
    return article


@st.composite
def supports(
    draw: st.DrawFn,
    document: Doc,
    texts: Mapping[str, Article],
    named: Mapping[str, list[str]] | None = None,
    known: Known | None = None,
) -> list[Doc]:
    """Evidence for every value of a document, in the texts; now and then some that contradicts it. `named` has the
    names of records that it may refer to, by TABLE/ID.
    """
    record = MODELS[document["schema"]].model_validate_json(json.dumps(document))
    model = evidence_of(type(record))
    names = named or {}
    targets = {pointer: names.get(f"{table}/{target}", []) for pointer, table, target in references(record)}
    stances = [ABSENT, ABSENT, Stance.supports.value]
    items: list[Doc] = []
    held = list(values(record))
    for stance in (None, Stance.contradicts.value):
        if stance is not None and ("stance" not in model.model_fields or not held or not draw(_SELDOM)):
            continue
        left = held if stance is None else [draw(st.sampled_from(held))]
        while left:
            size = draw(st.integers(1, 4))
            group, left = left[:size], left[size:]
            given: Doc = {**_SPAN, "supports": [pointer for pointer, _ in group]}
            given |= {"source": draw(st.sampled_from([*texts])), "stance": stance or draw(st.sampled_from(stances))}
            item = draw(mappings(model, known, given))
            if stance is None:
                derivation = item["derivation"]
                parts = [
                    draw(words_of(value, derivation, targets.get(at), dated=is_date(type(record), at)))
                    for at, value in group
                ]
            else:
                parts = [draw(lines(40))]
            items.append({**item, **texts[item["source"]].add(" | ".join(parts))})
    for pointer in only_planned({**document, "evidence": items}):
        for item in items:
            if pointer in item["supports"] and item.get("stance") != Stance.contradicts:
                item["assertion"] = Assertion.claimed.value
    return items


def only_planned(document: Doc) -> list[str]:
    """The pointers to terms that say that something is so, where all evidence speaks of a plan."""
    present = migrate(document).document
    record = CURRENT.models[present["schema"]].model_validate_json(json.dumps(present))
    return [violation.pointer for violation in check_plans(Context(Records([record]), Texts()))]


_SELDOM = st.integers(0, 3).map(lambda number: number == 3)


def field_at(model: type[Model], pointer: str) -> fields.Field:
    """The field of the value at a pointer."""
    name, *rest = pointer.split("/")[1:]
    spec = next(each for each in fields_of(model) if each.name == name)
    return field_at(spec.type, f"/{rest[1]}") if len(rest) == 2 else spec


def is_date(model: type[Model], pointer: str) -> bool:
    """Whether the value at a pointer is a partial date."""
    return field_at(model, pointer).json.get("format") == "edtf"


def words_of(value: Any, derivation: str, names_of_target: list[str] | None, *, dated: bool) -> st.SearchStrategy[str]:
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
