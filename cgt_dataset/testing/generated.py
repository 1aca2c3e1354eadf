"""Strategies of records and datasets of every version of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from hypothesis import assume
from hypothesis import strategies as st

from .. import rules
from ..rules.tensions import past_dates
from ..schema import CURRENT, AnyRecord, Evidence, Name, Record, Tombstone, edtf
from ..schema.base import Model
from ..schema.migrations import migrate
from ..schema.migrations.merging import merged
from ..schema.relational import is_place
from ..schema.versions import VERSIONS
from ..texts import Texts
from .mappings import Doc, can_be, mappings, needed_tables, put, schema_of, within
from .scalars import ids
from .supporting import MEASURES, articles, supports
from .written import Generated


def model_of(table: str, version: int = CURRENT.number) -> type[AnyRecord]:
    """The model of a table in a version of the schema."""
    return next(model for model in VERSIONS[version].records if model.table == table)


@cache
def _source(version: int) -> type[AnyRecord]:
    """The model of what has a text."""
    return next(model for model in VERSIONS[version].records if _has_text(model))


def _has_text(model: type[Model]) -> bool:
    return MEASURES.keys() - {"left_out"} <= model.model_fields.keys()


def names() -> st.SearchStrategy[Doc]:
    """Names with language and kind."""
    return mappings(Name)


def evidence() -> st.SearchStrategy[Doc]:
    """Evidence items on their own: well-formed, their spans in no text."""
    return mappings(Evidence)


@st.composite
def tombstones(draw: st.DrawFn) -> Doc:
    """What stays of a record that is gone. What it was merged into is not there."""
    return {"schema": schema_of(Tombstone), **draw(mappings(Tombstone))}


@st.composite
def documents(draw: st.DrawFn, table: str, version: int = CURRENT.number) -> Doc:
    """Documents that are valid records of a table, in the present version of the schema or an older one, with evidence
    for every value. What they refer to is not there.
    """
    model = model_of(table, version)
    has_text = _has_text(model)
    document = {"schema": schema_of(model), **draw(mappings(model, given=MEASURES if has_text else None))}
    article = draw(articles(_source(version)))
    items = draw(supports(document, {document["id"] if has_text else draw(ids()): article}))
    if has_text:
        article.finish(document)
    return {**document, "evidence": items}


def records(table: str, version: int = CURRENT.number) -> st.SearchStrategy[AnyRecord]:
    """Records of a table: `documents(table)`, read by their model."""
    model = model_of(table, version)
    return documents(table, version).map(lambda document: model.model_validate_json(json.dumps(document)))


@st.composite
def datasets(
    draw: st.DrawFn, *, holding: Sequence[str] = (), most: int = 8, version: int = CURRENT.number
) -> Generated:
    """Small datasets in which nothing is wrong: at least one source, a record of a table for each time that it is
    in `holding`, what they cannot do without, and up to `most` more of any table. The records are of the present
    version of the schema or of an older one; with them are tombstones, which nothing refers to.
    """
    models = VERSIONS[version].records
    source = _source(version)
    known = _identify(draw, models, [*holding] if source.table in holding else [source.table, *holding], most)
    gone = _bury(draw, known)
    bare: dict[str, Doc] = {}
    for model in models:
        for position, identifier in enumerate(known[model.table]):
            may = {**known, model.table: known[model.table][:position]}  # no chain of references runs in a circle
            given = {"id": identifier, **(MEASURES if model is source else {})}
            document = {"schema": schema_of(model), **draw(mappings(model, may, given))}
            if is_place(model):
                within(draw, document, _code_above(document, model.table, bare))
            bare[f"{model.table}/{identifier}"] = document
    _reconcile(bare)
    named = {where: [name["text"] for name in document.get("names") or ()] for where, document in bare.items()}
    texts = {identifier: draw(articles(source)) for identifier in known[source.table]}
    for where, document in bare.items():
        table, _, identifier = where.partition("/")
        own = {identifier: texts[identifier]} if table == source.table else texts
        document["evidence"] = draw(supports(document, own, named, known))
    finished = {
        identifier: article.finish(bare[f"{source.table}/{identifier}"]) for identifier, article in texts.items()
    }
    return Generated({**bare, **gone}, finished)


def _identify(
    draw: st.DrawFn, models: Sequence[type[AnyRecord]], holding: Sequence[str], most: int
) -> dict[str, list[str]]:
    """The ids of the records, by table."""
    of_table = {model.table: model for model in models}
    tables = [*holding, *draw(st.lists(st.sampled_from([*of_table]), max_size=most))]
    for table in tables:  # grows as it runs
        if not can_be(of_table[table], {each: [each] if each in tables else [] for each in of_table}):
            tables += [each for each in needed_tables(of_table[table]) if each not in tables]
    counts = {table: tables.count(table) for table in of_table}
    return {
        table: draw(st.lists(ids(), min_size=count, max_size=count, unique=True)) for table, count in counts.items()
    }


def _bury(draw: st.DrawFn, known: Mapping[str, Sequence[str]]) -> dict[str, Doc]:
    """Tombstones of any table, by TABLE/ID."""
    gone = {}
    for table in draw(st.lists(st.sampled_from([*known]), max_size=1)):
        identifier = draw(ids())
        assume(identifier not in known[table])
        heir = draw(st.sampled_from([None, *known[table]]))
        document = draw(mappings(Tombstone, given={"id": identifier, "merged_into": heir}))
        gone[f"{table}/{identifier}"] = {"schema": schema_of(Tombstone), **document}
    return gone


def _code_above(place: Doc, table: str, bare: Mapping[str, Doc]) -> str | None:
    """The code of the nearest place around one that has a code."""
    above = bare.get(f"{table}/{place.get('parent')}")
    while above is not None and above.get("iso_code") is None:
        above = bare.get(f"{table}/{above.get('parent')}")
    return None if above is None else str(above["iso_code"])


def _date_sources(bare: Mapping[str, Doc], read: Sequence[Record]) -> None:
    """Leave sources undated that are older than what the records hold to be past."""
    past = [edtf.days(stated).first for record in read for _, stated in past_dates(record)]
    latest = max((first for first in past if first is not None), default=date.min)
    for document in bare.values():
        dated = document.get("published_on")
        if dated is not None and (edtf.days(dated).last or date.max) < latest:
            put(document, [("published_on", None), ("published_on_basis", None)])


def _reconcile(bare: dict[str, Doc]) -> None:
    """Say of records whose names are alike by chance that they are distinct, and let no source be older than what it
    tells.
    """
    present: dict[str, Doc] = {}
    made: dict[str, list[Doc]] = {}
    for where, document in bare.items():
        done = migrate(document)
        present[where] = done.document
        for part in done.made:
            made.setdefault(f"{part.table}/{part.document['id']}", []).append(part.document)
    for where, parts in made.items():
        present[where], conflicts = merged(parts)
        assume(not conflicts)
    read = [CURRENT.models[each["schema"]].model_validate_json(json.dumps(each)) for each in present.values()]
    _date_sources(bare, read)
    for violation in rules.check_records(rules.Context(rules.Records(read), Texts())):
        if violation.rule.severity == "warning":
            table, _, identifier = violation.record.partition("/")
            assume(violation.record in bare)  # not made by a migration
            others = [where.partition("/")[2] for where in bare if where.startswith(f"{table}/")]
            put(bare[violation.record], [("distinct_from", sorted({*others} - {identifier}))])
