from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cgt_dataset.schema import MODELS, SCHEMA_VERSION, AnyRecord, fields_of, migrations, references, v1, values
from cgt_dataset.schema.base import Model
from cgt_dataset.schema.fields import values_of
from cgt_dataset.schema.migrations import DROPS, Made, Migrated, migrate, version_of
from cgt_dataset.schema.migrations.merging import merged
from cgt_dataset.schema.value_types import Quantity
from cgt_dataset.schema.vocabularies import Assertion, Derivation
from cgt_dataset.testing.scalars import locations, plain, texts

Doc = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
PAIRS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "migrations").glob("*.yaml"))
}
each_pair = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
SCHEMAS = {
    path.name.partition(".")[0]: jsonschema.Draft202012Validator(json.loads(path.read_bytes()))
    for path in (ROOT / "schemas" / f"v{SCHEMA_VERSION}").glob("*.schema.json")
}
generating = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(document: Doc) -> AnyRecord:
    """The record of a document, which the published schema admits as well."""
    faults = [str(error) for error in SCHEMAS[document["schema"].partition("/")[0]].iter_errors(document)]
    assert faults == []
    return MODELS[document["schema"]].model_validate_json(json.dumps(document))


# Pairs of documents, gone over by hand


def test_there_is_a_pair_of_every_record_type_of_schema_1() -> None:
    assert {pair["before"]["schema"] for pair in PAIRS.values()} == set(v1.VERSION.models)


@each_pair
def test_a_document_becomes_the_one_that_stands_beside_it(pair: Doc) -> None:
    v1.VERSION.models[pair["before"]["schema"]].model_validate_json(json.dumps(pair["before"]))
    done = migrate(pair["before"])
    assert done.document == pair["after"]
    assert [*done.document] == [*pair["after"]], "fields in another order"
    assert [vars(made) for made in done.made] == pair["made"]
    read(done.document)
    for made in done.made:
        read(made.document)


@each_pair
def test_a_value_is_followed_back_to_where_it_stood(pair: Doc) -> None:
    done = migrate(pair["before"])
    assert {pointer: done.origin(pointer) for pointer in pair["origins"]} == pair["origins"]


# Documents of schema 1, drawn from its models

WORDS = ["Alkmaar", "alkmaar", "Alkmaar West", "Alkmaar-West", "ALKMAAR", "西", "西区", "İstanbul", "★", "A", "b j"]
LONG = "the long name of a place that goes on and on for more characters than an id can have, in any case"
names_of_things = st.sampled_from([*WORDS, LONG, f"{LONG} indeed"]) | texts()
ADDED: dict[str, st.SearchStrategy[Any]] = {
    "locality": names_of_things,
    "zone": names_of_things,
    "place": names_of_things,
    "products": names_of_things,
    "country": st.sampled_from(["CN", "NL"]),
}


def without_nulls(item: Any) -> str:
    return json.dumps({k: v for k, v in item.items() if v is not None} if isinstance(item, dict) else item)


@cache
def _plain(model: type[Model], name: str) -> st.SearchStrategy[Any]:
    return next(plain(spec) for spec in fields_of(model) if spec.name == name)


def contents(model: type[Model], spec: Any) -> st.SearchStrategy[Any]:
    one = ADDED.get(spec.name)
    if one is None:
        one = _plain(model, spec.name) if spec.kind in ("plain", "items") else mappings(spec.type)
    if spec.kind in ("plain", "value"):
        return one if spec.required else st.none() | one
    least = int((model.__name__, spec.name) in (("Organization", "names"), ("Agreement", "parties")))
    return st.lists(
        one, min_size=least, max_size=4 if spec.name in ("applies_in", "products") else 2, unique_by=without_nulls
    )


@st.composite
def mappings(draw: st.DrawFn, model: type[Model]) -> Doc:
    if model is Quantity:
        return {"value": 8, "comparator": "eq", "unit": "1", "as_stated": "eight cities"}
    document = {spec.name: draw(contents(model, spec)) for spec in fields_of(model)}
    if {"country", "subdivision"} <= document.keys():
        country, subdivision = draw(st.sampled_from([("CN", "CN-BJ"), ("CN", "CN-SH"), ("NL", None)]) | locations())
        document |= {"country": country, "subdivision": subdivision}
    if {"name", "names"} <= document.keys():
        document["name"] = document["names"][0]["text"] if document["names"] else None
    if "described_as" in document:
        document["described_as"] = None if document["organization"] else "a hospital"
    if "published_on" in document:
        document |= {"published_on": None, "published_on_basis": None}
    if "body_start" in document:
        document |= {"text_length": 90, "body_start": 5, "body_end": 80}
    for later in ("ended_on", "expires_on", "target_on"):
        if later in document:
            document[later] = None
    kept = {name: held for name, held in document.items() if held is not None or draw(st.booleans())}
    return {name: held for name, held in kept.items() if held != [] or draw(st.booleans())}


@st.composite
def evidence(draw: st.DrawFn, model: type[Model], document: Doc) -> list[Doc]:
    """Items that support every value of a document, several of one and one of several."""
    pointers = [pointer for pointer, _ in values_of(model, document)]
    left, items = draw(st.permutations(pointers)), []
    while left:
        size = draw(st.integers(1, 3))
        more = draw(st.lists(st.sampled_from(pointers), max_size=1))
        supports, left = [*dict.fromkeys([*left[:size], *more])], left[size:]
        start = draw(st.integers(0, 3))
        item: Doc = {"source": draw(st.sampled_from(["one", "two"])), "supports": supports, "start": start}
        item |= {"end": start + draw(st.integers(1, 2)), "sha256": draw(st.sampled_from("09")) * 64}
        item["derivation"] = draw(st.sampled_from(Derivation)).value
        item["assertion"] = draw(st.sampled_from(Assertion)).value
        if item["assertion"] != "stated" and draw(st.booleans()):
            item["asserted_by"] = draw(names_of_things)
        if item["derivation"] in ("inferred", "computed") or draw(st.booleans()):
            item["note"] = draw(st.sampled_from(["By the context.", "So it was."]))
        items.append(dict(draw(st.permutations(list(item.items())))))
    return items


@st.composite
def documents(draw: st.DrawFn, *tables: str) -> Doc:
    """Valid documents of schema 1 with evidence for every value, their fields in any order."""
    name, model = draw(st.sampled_from([(n, m) for n, m in v1.VERSION.models.items() if m.table in tables]))
    document = {"schema": name, **draw(mappings(model))}
    document["evidence"] = draw(evidence(model, document))
    model.model_validate_json(json.dumps(document))
    return dict(draw(st.permutations(list(document.items()))))


ANY = documents(*(model.table for model in v1.VERSION.records))
MOVING = documents("organizations", "agreements", "regulations", "facilities")


def known(done: Migrated) -> dict[str, Doc]:
    return {f"{made.table}/{made.document['id']}": made.document for made in done.made}


@generating
@given(ANY)
def test_what_becomes_of_a_valid_document_is_valid_and_so_is_all_that_is_made(old: Doc) -> None:
    done = migrate(old)
    assert done.document["schema"] == old["schema"].replace("/1", "/2")
    assert done.document["id"] == old["id"]
    assert len(known(done)) == len(done.made), "one thing is made twice"
    for document in (done.document, *known(done).values()):
        record = read(document)
        supported = {pointer for item in document.get("evidence", []) for pointer in item["supports"]}
        assert supported == {pointer for pointer, _ in values(record)}
        for _, table, identifier in references(record):
            if table in ("places", "products", "mentions"):
                assert f"{table}/{identifier}" in known(done)
    for where, document in known(done).items():
        assert where.partition("/")[0] == MODELS[document["schema"]].table


@generating
@given(ANY)
def test_migrating_leaves_its_input_alone_and_what_is_up_to_date_as_it_is(old: Doc) -> None:
    before = deepcopy(old)
    done = migrate(old)
    assert old == before
    assert [*old] == [*before]
    for document in (done.document, *known(done).values()):
        again = migrate(document)
        assert again.document is document
        assert (again.moved, again.made) == ({}, ())
        assert again.origin("/evidence/0/start") == "/evidence/0/start"
    assert migrate(old) == done


def pointers_into(content: Any, at: str = "") -> Iterator[str]:
    """The JSON Pointer of every value below."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, held in inner:
        yield f"{at}/{key}"
        yield from pointers_into(held, f"{at}/{key}")


@generating
@given(ANY)
def test_every_value_comes_from_one_of_the_old_document(old: Doc) -> None:
    done = migrate(old)
    there = set(pointers_into(old))
    for pointer in pointers_into(done.document):
        assert done.origin(pointer) in there, pointer
    for made in done.made:
        assert made.origin in there
    for index, item in enumerate(done.document.get("evidence", [])):
        for position, pointer in enumerate(item["supports"]):
            stood = resolve(old, done.origin(f"/evidence/{index}/supports/{position}"))
            becomes = [fresh for fresh, _ in becoming(old, stood)]
            assert pointer in becomes or any(re.fullmatch(form, pointer) for form in becomes)


def resolve(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


# Nothing is lost but what DROPS declares


def becoming(old: Doc, pointer: str) -> list[tuple[str, str]]:
    """Patterns of the pointers that an old one becomes in the record, and what it is there."""
    name, *below = pointer.split("/")[1:]
    if name in ("country", "subdivision", "locality", "zone"):
        return [("/place", name)]
    if name == "applies_in":
        return [("/applies_in/[0-9]+", below[1])]
    if name == "products" and old["schema"] == "agreement/1":
        return [("/products/[0-9]+", "product")]
    return [(pointer, "")]


def chain(place: str, made: dict[str, Doc]) -> list[Doc]:
    """A place and those in which it lies, from the outermost."""
    here: Doc | None = made[f"places/{place}"]
    found: list[Doc] = []
    while here is not None:
        found.insert(0, here)
        here = made[f"places/{here['parent']}"] if "parent" in here else None
    return found


def codes(places: list[Doc]) -> tuple[str | None, str | None]:
    """Country and subdivision."""
    held = [place["iso_code"] for place in places if "iso_code" in place]
    assert [len(code) > 2 for code in held] == [False, True][: len(held)]
    return (held[0] if held else None, held[1] if len(held) > 1 else None)


def words(document: Doc) -> list[str]:
    return [name["text"] for name in document.get("names", [])]


@generating
@given(documents("organizations", "agreements", "facilities"))
def test_where_a_record_is_can_be_read_from_its_place(old: Doc) -> None:
    done = migrate(old)
    stated = [old.get(level) for level in ("country", "subdivision", "locality", "zone")]
    if not any(stated):
        assert "place" not in done.document
        return
    places = chain(done.document["place"], known(done))
    assert codes(places) == (stated[0], stated[1])
    named = [place for place in places if "iso_code" not in place]
    # Of a place with one name DROPS says that it may have been a locality or a zone.
    assert [words(place) for place in named] == [[text] for text in stated[2:] if text is not None]
    assert [place["name"] for place in named] == [text for text in stated[2:] if text is not None]
    assert all(place.get("kind") == ("country" if len(place.get("iso_code", "")) == 2 else None) for place in places)


def spelt(text: str) -> str:
    """A text without what may differ between spellings of one name."""
    return "".join(character for character in text.casefold() if character.isalnum())


@generating
@given(documents("regulations"))
def test_where_a_regulation_applies_can_be_read_from_its_places(old: Doc) -> None:
    done = migrate(old)
    places = [chain(place, known(done)) for place in done.document.get("applies_in") or []]
    meant: list[list[Doc]] = [[] for _ in places]
    for application in old.get("applies_in") or []:
        kind = application.get("kind")
        wanted = (application.get("country"), application.get("subdivision"))
        fitting = [
            index
            for index, place in enumerate(places)
            if codes(place) == wanted and application["place"] in words(place[-1])
        ]
        exact = [index for index in fitting if places[index][-1].get("kind") == kind]
        assert fitting
        meant[(exact or fitting)[0]].append(application)
    for place, applications in zip(places, meant, strict=True):
        assert applications, "a place that nobody gave"
        assert {*words(place[-1])} >= {application["place"] for application in applications}
        kinds = [application["kind"] for application in applications if application.get("kind") is not None]
        assert place[-1].get("kind") in kinds or not kinds
    others = [place for place in known(done).values() if place["schema"] == "place/2"]
    stated = {application["place"] for application in old.get("applies_in") or []}
    assert {text for place in others for text in words(place)} == stated


@generating
@given(documents("agreements"))
def test_the_products_that_an_agreement_names_keep_their_words(old: Doc) -> None:
    done = migrate(old)
    products = [known(done)[f"products/{identifier}"] for identifier in done.document.get("products") or []]
    held = [text for product in products for text in words(product)]
    assert sorted(held) == sorted(old.get("products") or [])
    for product in products:
        assert product["name"] == words(product)[0]
        assert len({spelt(text) for text in words(product)}) == 1


def told(item: Doc, made: dict[str, Doc]) -> str:
    """What an item of either version says but for what it supports and how the values were got from it."""
    bearer = item.get("asserted_by")
    if isinstance(bearer, dict):
        (mention,) = bearer.values()
        bearer = made[f"mentions/{mention}"]["text"]
    fields = ("source", "start", "end", "sha256", "assertion")
    return json.dumps([*(item[name] for name in fields), bearer], ensure_ascii=False)


@generating
@given(MOVING)
def test_every_support_stays_and_none_is_invented(old: Doc) -> None:
    done = migrate(old)
    made = known(done)
    stood = {
        (told(item, made), form, item["derivation"], item.get("note"))
        for item in old["evidence"]
        for pointer in item["supports"]
        for form, _ in becoming(old, pointer)
    }
    stands = {
        (told(item, made), re.sub("^/(applies_in|products)/[0-9]+$", r"/\1/[0-9]+", pointer), item["derivation"], note)
        if old["schema"] in ("agreement/1", "regulation/1")
        else (told(item, made), pointer, item["derivation"], note)
        for item in done.document["evidence"]
        for note in [item.get("note")]
        for pointer in item["supports"]
    }
    for support in stood:
        normalised = (*support[:2], "normalised", support[3])
        located = re.match("/(place$|applies_in/)", support[1]) is not None
        assert support in stands or (located and support[2] == "verbatim" and normalised in stands), support
    for support in stands:
        located = re.match("/(place$|applies_in/)", support[1]) is not None
        verbatim = (*support[:2], "verbatim", support[3])
        assert support in stood or (located and support[2] == "normalised" and verbatim in stood), support


def said_of_the_made(old: Doc, made: dict[str, Doc]) -> Iterator[tuple[str, str, str, str]]:
    """What the old evidence says of places, products and bearers: words, what of them, its value, how it was got."""
    for item in old["evidence"]:
        span = told(item, made)
        for pointer in item["supports"]:
            (_, what), held = becoming(old, pointer)[0], resolve(old, pointer)
            if what in ("country", "subdivision"):
                yield span, "iso_code", held, item["derivation"]
            elif what in ("locality", "zone", "place", "product"):
                yield span, "name", held, item["derivation"]
            elif what == "kind":
                yield span, "kind", held, item["derivation"]


@generating
@given(MOVING)
def test_what_is_made_has_the_evidence_of_what_it_was_made_of(old: Doc) -> None:
    done = migrate(old)
    made = known(done)
    stood = set(said_of_the_made(old, made))
    stands = set()
    for where, document in made.items():
        for item in document["evidence"]:
            for pointer in item["supports"]:
                held = resolve(document, pointer)
                what = pointer.split("/")[1].removesuffix("s") if pointer.startswith("/names/") else pointer[1:]
                value = held["text"] if isinstance(held, dict) else held
                if where.startswith("mentions/"):
                    assert (what, item["derivation"], item["assertion"]) == ("text", "inferred", "stated")
                    spans = [one for one in old["evidence"] if one.get("asserted_by") == value]
                    place = ("source", "start", "end", "sha256")
                    assert {name: item[name] for name in place} in [
                        {name: one[name] for name in place} for one in spans
                    ]
                elif what == "parent" or (what, value, item["derivation"]) == ("kind", "country", "inferred"):
                    # Schema 1 gave it by giving the two together: the note says so, or what was noted already.
                    assert item["derivation"] == "inferred"
                    assert told(item, made) in {told(one, made) for one in old["evidence"]}
                else:
                    stands.add((told(item, made), what, value, item["derivation"]))
    kinds = {support for support in stood if support[1] == "kind"}
    assert stands <= stood
    dropped = stood - stands
    assert dropped <= kinds, "only the second kind of one place is given up"
    for support in dropped - {kind for kind in kinds if kind[2:] == ("country", "inferred")}:
        spellings = [application["kind"] for application in old["applies_in"] if application.get("kind") is not None]
        assert len({*spellings}) > 1, support


def test_what_a_migration_gives_up_is_declared() -> None:
    assert set(DROPS) == set(range(1, SCHEMA_VERSION))
    for drops in DROPS.values():
        assert all(words.endswith(".") and "\n" not in words for words in drops)


# Documents that are made of one thing


@st.composite
def made_of_one_thing(draw: st.DrawFn) -> list[Doc]:
    """What several documents say of one place, product or mention."""
    groups: dict[str, list[Doc]] = {}
    for old in draw(st.lists(MOVING, min_size=2, max_size=4)):
        for where, document in known(migrate(old)).items():
            groups.setdefault(where, []).append(document)
    return draw(st.sampled_from([*groups.values()])) if groups else []


def resolved(document: Doc) -> set[str]:
    """The evidence of a document with the values that it supports, its name to display and its names taken alike, and
    the words of a mention in whichever spelling.
    """
    found = set()
    for item in document["evidence"]:
        for pointer in item["supports"]:
            held, name = resolve(document, pointer), pointer.split("/")[1].removesuffix("s")
            held = held["text"] if isinstance(held, dict) else held
            held = held.casefold() if name == "text" else held
            found.add(json.dumps([{**item, "supports": None}, name, held], sort_keys=True))
    return found


@generating
@given(made_of_one_thing(), st.randoms())
def test_the_order_of_documents_that_are_merged_decides_only_what_is_displayed(group: list[Doc], chance: Any) -> None:
    if not group:
        return
    before = deepcopy(group)
    whole, conflicts = merged(group)
    assert group == before, "the input is changed"
    shuffled = [*group]
    chance.shuffle(shuffled)
    other, others = merged(shuffled)
    assert {*conflicts} == {*others}
    names = {json.dumps(name, sort_keys=True) for document in group for name in document.get("names", [])}
    for one, first in ((whole, group), (other, shuffled)):
        held = [json.dumps(name, sort_keys=True) for name in one.get("names", [])]
        assert len(held) == len({*held})
        assert {*held} == names
        shown = [document["name"] for document in first if document.get("name") is not None]
        assert one.get("name") == (shown[0] if shown else None)
        for item in one["evidence"]:
            assert one["evidence"].count(item) == 1
    assert whole["evidence"] == merged([*group, *group])[0]["evidence"]
    if not conflicts:
        read(whole)
        assert resolved(whole) == resolved(other)
        assert resolved(whole) == set().union(*map(resolved, group))
        rest = ("name", "names", "text", "evidence")
        assert {k: v for k, v in whole.items() if k not in rest} == {k: v for k, v in other.items() if k not in rest}


def place(*supports: list[str], **fields: Any) -> Doc:
    common = {"source": "an-article", "sha256": "0" * 64, "derivation": "verbatim", "assertion": "stated"}
    items = [{**common, "supports": each, "start": start, "end": start + 1} for start, each in enumerate(supports)]
    return {"schema": "place/2", "id": "nl-west", **fields, "evidence": items}


def named(text: str) -> Doc:
    return {"text": text, "language": "und", "kind": "as_stated"}


def test_evidence_of_names_follows_them_when_documents_are_merged() -> None:
    one = place(["/name", "/names/0"], name="West", names=[named("West")])
    two = place(["/names/1"], ["/name", "/names/0"], name="WEST", names=[named("WEST"), named("West")])
    whole, conflicts = merged([one, two])
    assert conflicts == []
    assert whole["name"] == "West"
    assert whole["names"] == [named("West"), named("WEST")]
    assert [item["supports"] for item in whole["evidence"]] == [["/name", "/names/0"], ["/names/0"], ["/names/1"]]
    read(whole)


def test_the_name_of_a_later_document_is_displayed_where_the_first_has_none() -> None:
    one, two = place(iso_code="NL"), place(["/name", "/names/0"], name="West", names=[named("West")])
    for group in ([one, two], [two, one]):
        whole, conflicts = merged(group)
        assert conflicts == []
        assert (whole["name"], whole["iso_code"], whole["names"]) == ("West", "NL", [named("West")])
        assert [item["supports"] for item in whole["evidence"]] == [["/name", "/names/0"]]
        read(whole)


def test_what_documents_disagree_on_is_named_and_the_first_stays() -> None:
    one, two = place(parent="nl", kind="city"), place(parent="be", kind="city")
    assert merged([one, two]) == (one, ["parent"])
    assert merged([two, one]) == (two, ["parent"])
    assert merged([one, one, place(parent="nl")]) == (one, [])


def test_one_document_is_itself() -> None:
    for pair in PAIRS.values():
        for made in migrate(pair["before"]).made:
            assert merged([made.document]) == (made.document, [])
            assert merged([made.document, made.document]) == (made.document, [])


# Several steps


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("agreement/1", 1),
        ("agreement/2", 2),
        ("agreement/10", 10),
        ("agreement/99999", 99999),
        ("agreement/100000", None),
        ("agreement", None),
        ("agreement/", None),
        ("agreement/-1", None),
        ("agreement/٢", None),
        ("agreement/1.0", None),
        (None, None),
        (["agreement/1"], None),
    ],
)
def test_the_version_of_a_document_is_what_its_schema_says(name: object, version: int | None) -> None:
    assert version_of({"schema": name}) == version
    assert version_of({}) is None


@pytest.mark.parametrize("name", [None, "agreement/2", "agreement/3", "agreement/0", "x"])
def test_a_document_of_no_older_version_is_left_as_it_is(name: object) -> None:
    document = {"schema": name, "country": "NL", "products": ["One"]}
    assert migrate(document) == Migrated(document)


def test_steps_follow_on_each_other_and_every_value_is_followed_back_through_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def onward(document: Doc) -> Migrated:
        """An imagined step: `place` is called `site`, the first evidence item goes to the end, a zone is a unit."""
        new = {**document, "schema": document["schema"].replace("/2", "/3")}
        moved: dict[str, str] = {}
        made: tuple[Made, ...] = ()
        if document["schema"] == "facility/2":
            new["site"] = new.pop("place")
            first, second = new["evidence"]
            new["evidence"] = [second, first]
            moved = {"/site": "/place", "/evidence/0": "/evidence/1", "/evidence/1": "/evidence/0"}
            made = (Made("units", {"schema": "unit/3", "id": "a-unit"}, "/place"),)
        return Migrated(new, moved, made)

    monkeypatch.setitem(migrations._STEPS, 2, onward)
    item = {"source": "a", "start": 0, "end": 1, "sha256": "0" * 64, "derivation": "normalised"}
    old = {
        "schema": "facility/1",
        "id": "a-plant",
        "status": "planned",
        "zone": "West",
        "evidence": [{**item, "supports": ["/status", "/zone"], "assertion": "claimed", "asserted_by": "Paul"}],
    }
    done = migrate(old)
    assert done.document["schema"] == "facility/3"
    assert [(made.table, made.document["schema"], made.origin) for made in done.made] == [
        ("units", "unit/3", "/zone"),
        ("places", "place/3", "/zone"),
        ("mentions", "mention/3", "/evidence/0/asserted_by"),
    ]
    followed = {
        "/site": "/zone",
        "/status": "/status",
        "/evidence/0": "/evidence/0",
        "/evidence/0/supports/0": "/evidence/0/supports/1",
        "/evidence/1/supports/0": "/evidence/0/supports/0",
        "/evidence/0/asserted_by/mention": "/evidence/0/asserted_by",
        "/evidence/1/asserted_by/mention": "/evidence/0/asserted_by",
        "/evidence/1/start": "/evidence/0/start",
    }
    assert {pointer: done.origin(pointer) for pointer in followed} == followed


def test_two_long_places_of_one_beginning_are_not_one() -> None:
    def inner(locality: str) -> str:
        document = {
            "schema": "facility/1",
            "id": "a-plant",
            "country": "NL",
            "locality": locality,
            "zone": "North Park",
        }
        return str(migrate(document).document["place"])

    long = "a locality of which the name is very long and goes on"
    assert inner(f"{long} east of here and there") != inner(f"{long} east of there and here")


def test_a_name_of_a_thing_and_a_code_never_give_one_place() -> None:
    zone = {"schema": "facility/1", "id": "a-plant", "country": "CN", "zone": "BJ"}
    code = {"schema": "facility/1", "id": "a-plant", "country": "CN", "subdivision": "CN-BJ"}
    assert migrate(zone).document["place"] != migrate(code).document["place"]
