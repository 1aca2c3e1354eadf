"""A record's page shows every value, what it means and what bears it out, and leads to all that it is linked with."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from html_tree import Element, parsed, shape
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_packages import packaged, whole
from whole_records import Document, record

from cgt_dataset import Dataset, UnknownRecord, UnknownTable
from cgt_dataset.explore.record_page import anchor, record_html
from cgt_dataset.plots.records import words
from cgt_dataset.schema.shown import Shown, shown

ROOT = Path(__file__).resolve().parents[2]


def link(pointer: str) -> str:
    return f"at:{pointer}"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return packaged(tmp_path_factory.mktemp("invented"), whole())


@pytest.fixture(scope="module")
def own(package: Path) -> Dataset:
    return Dataset(package)


@pytest.fixture(scope="module", params=["invented", "own", "old"])
def dataset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Invented records of every type, our own, and those of the first release, of an older schema."""
    if request.param == "old":
        folder = tmp_path_factory.mktemp("old")
        with zipfile.ZipFile(ROOT / "releases/cgt-dataset-1.0.0.zip") as archive:
            archive.extractall(folder)
        return Dataset(next(folder.rglob("datapackage.json")).parent)
    made: Dataset = request.getfixturevalue(request.param)
    return made


def pointers(dataset: Dataset) -> Iterator[str]:
    for table in dataset.tables():
        if dataset.describe(table).primary_key == ("id",):
            yield from (f"{table}/{identifier}" for identifier in dataset.load(table)["id"].to_pylist())


@cache
def values(dataset: Dataset, pointer: str) -> list[Shown]:
    return list(shown(dataset.record(pointer)))


def pages(dataset: Dataset) -> Iterator[tuple[str, Element]]:
    found = [(pointer, parsed(record_html(dataset, pointer, link))) for pointer in pointers(dataset)]
    assert len(found) > 20
    yield from found


def place(page: Element, pointer: str) -> Element:
    return page.one(id=f"v{pointer}")


def in_words(value: Shown) -> str:
    """What must be read where a value stands, apart from references and dates."""
    held = value.value
    if value.field.kind == "value":
        return str(held.as_stated)
    if value.field.kind == "values":
        return str(held.text)
    if isinstance(held, bool):
        return "there are more" if value.pointer.endswith("_open") else str(held)
    return f"{held:,}" if isinstance(held, int) else str(held)


def test_every_value_stands_in_the_order_of_the_model(dataset: Dataset) -> None:
    for pointer, page in pages(dataset):
        held = [value for value in values(dataset, pointer) if value.pointer != "/id"]
        order = [one.attributes["id"][1:] for one in page.all(class_="value") if "id" in one.attributes]
        opened = {at for at in order if at.endswith("_open")}
        assert set(order) == {value.pointer for value in held}
        assert [at for at in order if at not in opened] == [one.pointer for one in held if one.pointer not in opened]
        for value in held:
            at = place(page, value.pointer).text
            if value.field.json.get("format") == "edtf" or value.field.references:
                continue
            assert in_words(value).replace("_", " ").lower() in at.replace("_", " ").lower(), value.pointer


def test_every_value_has_a_label_that_unfolds_to_what_it_means(dataset: Dataset) -> None:
    for pointer, page in pages(dataset):
        meant = {(one.one("summary").text, one.one("p").text) for one in page.all("details", class_="label")}
        for value in values(dataset, pointer):
            name = value.field.name
            if name != "id" and not name.endswith("_open"):
                words = name.replace("_", " ").capitalize()
                assert any(label.lower() == words.lower() and value.field.description in said for label, said in meant)


@pytest.mark.parametrize(
    ("pointer", "at", "words"),
    [
        ("agreements/deal", "/signed_on", "second quarter of 2021 2021-04-01 to 2021-06-30"),
        ("agreements/deal", "/announced_on", "in or before 2 July 2021 open to 2021-07-02"),
        ("agreements/deal", "/ended_on", "in or after March 2024 2024-03-01 to open"),
        ("facilities/plant", "/opened_on", "29 February 2020 2020-02-29"),
        ("facilities/plant", "/area", "0.1 to 20,000 L as stated: “0.1 to 20,000 L”"),
        ("facilities/plant", "/services/1/capacity", "at most 200 L as stated: “up to 200L”"),
        ("events/forum", "/attendance", "more than 300 as stated: “more than 300”"),
        ("organizations/maker", "/names/1", "製造 zh-Hant, as stated"),
        ("people/chair-li", "/offices/0/as_of", "2021 2021-01-01 to 2021-12-31"),
    ],
)
def test_dates_amounts_and_names_are_in_words(invented: Dataset, pointer: str, at: str, words: str) -> None:
    page = parsed(record_html(invented, pointer, link))
    assert place(page, at).one(class_="content").text == words


def test_the_language_of_a_name_is_marked(invented: Dataset) -> None:
    page = parsed(record_html(invented, "organizations/maker", link))
    assert [one.text for one in page.all(lang="zh-Hant")] == ["製造"]


def test_an_open_list_says_so_with_its_evidence(invented: Dataset) -> None:
    page = parsed(record_html(invented, "agreements/deal", link))
    for field in ("technologies", "aims", "parties"):
        said = place(page, f"/{field}_open")
        assert "there are more" in said.text
        assert said.all("details", class_="evidence")
    assert "there are more" not in parsed(record_html(invented, "agreements/deal", link)).one("header").text
    assert "there are more" not in parsed(record_html(invented, "organizations/holding", link)).text


def test_a_computed_value_says_that_it_is(invented: Dataset) -> None:
    text = parsed(record_html(invented, "places/port-zone", link)).text
    assert "CN computed" in text
    assert "CN-HB computed" in text


def test_every_passage_is_told_where_its_value_is(dataset: Dataset) -> None:
    sources = {row["id"]: row for row in dataset.load("sources").to_pylist()}
    terms = {(row["scheme"], row["term"]): row["definition"] for row in dataset.load("terms").to_pylist()}
    rows: dict[str, list[Document]] = {}
    for row in dataset.load("evidence").to_pylist():
        rows.setdefault(row["record"], []).append(row)
    assert rows
    for pointer, held in rows.items():
        page = parsed(record_html(dataset, pointer, link))
        passages = {
            at: place(page, at).one("details", class_="evidence").all("li") for at in {r["pointer"] for r in held}
        }
        assert sum(map(len, passages.values())) == len(held)
        for row in held:
            assert any(is_about(passage, row, sources[row["source"]], terms) for passage in passages[row["pointer"]])


def is_about(passage: Element, row: Document, source: Document, terms: dict[tuple[str, str], str]) -> bool:
    needed = [
        source["title"] or source["id"],
        source["publisher"],
        f"[{row['start']:,}, {row['end']:,})",
        *(part for scheme in ("derivation", "assertion") for part in (row[scheme], terms[scheme, row[scheme]])),
        row["note"],
        row.get("says"),
    ]
    if row.get("stance") == "contradicts":
        needed += ["Contradicts the value", terms["ground", row["outweighed_by"]]]
    links = {one.attributes["href"] for one in passage.all("a")}
    linked = {f"at:sources/{source['id']}", source["url"]}
    tables = {"person": "people", "organization": "organizations", "mention": "mentions"}
    linked |= {f"at:{table}/{who}" for kind, table in tables.items() if (who := row.get(f"asserted_by_{kind}"))}
    return all(part in passage.text for part in needed if part) and linked - {None} <= links


def test_a_passage_against_a_value_is_marked_also_while_folded(invented: Dataset) -> None:
    page = parsed(record_html(invented, "people/chair-li", link))
    folded = {
        one.attributes["id"]: one.one("details", class_="evidence").one("summary").text
        for one in page.all(class_="value")
        if one.all("details", class_="evidence")
    }
    assert {at for at, said in folded.items() if "against" in said} == {"v/offices/1/title"}
    assert folded["v/offices/1/title"] == "2 passages for Title 1 against"
    assert "open" not in page.one(id="v/offices/1/title").one("details", class_="evidence").attributes


def test_a_reference_is_a_link_with_the_name_of_what_it_leads_to(dataset: Dataset) -> None:
    seen = 0
    for pointer, page in pages(dataset):
        for value in values(dataset, pointer):
            if value.field.references:
                (leads,) = place(page, value.pointer).one(class_="content").all("a")
                assert leads.attributes["href"] == f"at:{value.field.references}/{value.value}"
                other = dataset.load(value.field.references).to_pylist()
                row = next(row for row in other if row["id"] == value.value)
                names = (row[name] for name in ("name", "title", "text", "measure") if row.get(name))
                assert leads.text == next(names, words(value.value))
                seen += 1
    assert seen > 5


def test_what_refers_to_a_record_is_linked_where_it_does(dataset: Dataset) -> None:
    shown_at = dict(pages(dataset))
    seen = 0
    for pointer in shown_at:
        for value in values(dataset, pointer):
            if value.field.references:
                target = shown_at[f"{value.field.references}/{value.value}"]
                links = {one.attributes["href"] for one in target.all("a")}
                parts = value.pointer.split("/")
                at = value.pointer if value.field.kind == "items" or len(parts) == 2 else "/".join(parts[:3])
                assert f"at:{pointer}{anchor(at)}" in links, (pointer, value.pointer)
                assert shown_at[pointer].one(id=anchor(at)[1:])
                seen += 1
    assert seen > 5


def test_a_source_has_what_rests_on_it_and_a_speaker_what_he_says(invented: Dataset) -> None:
    for pointer, title in (("sources/news", "What rests on this source"), ("people/chair-li", "What is said by it")):
        page = parsed(record_html(invented, pointer, link))
        section = next(one for one in page.all("section") if one.one("h2").text == title)
        links = {one.attributes["href"] for one in section.all("a")}
        assert {"at:agreements/deal", f"at:agreements/deal{anchor('/title')}"} <= links
        assert "agreements/holding" not in links


def test_what_does_not_exist_is_named_with_what_is_close(invented: Dataset) -> None:
    with pytest.raises(UnknownRecord, match="did you mean 'agreements/deal'"):
        record_html(invented, "agreements/deals", link)
    with pytest.raises(UnknownTable, match="no table of records 'evidence'"):
        record_html(invented, "evidence/x", link)


def test_a_record_that_is_gone_says_why_and_where_it_went(tmp_path: Path) -> None:
    gone = [
        ("organizations", {"id": "old", "merged_into": "maker", "reason": "Two records of <one> firm."}),
        ("organizations", {"id": "older", "merged_into": "old", "reason": "A name of before."}),
        ("organizations", {"id": "wrong", "reason": "No article names it."}),
        ("organizations", {"id": "lost", "merged_into": "nowhere", "reason": "A damaged package."}),
    ]
    dataset = packaged(tmp_path, whole(), gone)

    def page(identifier: str) -> tuple[str, list[str]]:
        tree = parsed(record_html(dataset, f"organizations/{identifier}", link))
        return tree.text, [one.attributes["href"] for one in tree.all("a")]

    assert page("old")[1] == ["at:organizations/maker"]
    assert "merged into Maker. Two records of <one> firm." in page("old")[0]
    assert page("older")[1] == ["at:organizations/old"]
    assert "withdrawn. No article names it." in page("wrong")[0]
    assert page("lost")[1] == []


HOSTILE = st.text(
    alphabet=st.sampled_from("<>&\"'`=/;:!-#{}()$[]aß无\u0301\u200d"), min_size=1, max_size=30
) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</article></main><!--",
        "<!--<script>",
        "&lt;b&gt;&amp;quot;",
        "]]></style><svg onload=alert(1)>",
        "javascript:alert(1)",
    ]
)


@settings(max_examples=6, deadline=None)
@given(hostile=HOSTILE)
def test_markup_in_the_data_is_text(tmp_path_factory: pytest.TempPathFactory, invented: Dataset, hostile: str) -> None:
    def change(text: str) -> str:
        return f"x{hostile}{text}"

    documents = whole(change)
    dataset = packaged(tmp_path_factory.mktemp("hostile"), documents)
    for document in documents:
        curated = record(document)
        pointer = f"{curated.table}/{curated.id}"
        page = parsed(record_html(dataset, pointer, link))
        assert shape(page) == shape(parsed(record_html(invented, pointer, link))), pointer
        for value in shown(curated):
            if isinstance(value.value, str) and value.value.startswith("x"):
                assert value.value in place(page, value.pointer).text
        for item in document.get("evidence", ()):
            if item.get("says"):
                assert f"x{hostile}Something else" in place(page, item["supports"][0]).text
