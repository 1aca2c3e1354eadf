"""What notebooks show: HTML that holds what it should, as text, and nothing that acts."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from whole_records import DEAL, MAKER, PLANT, record

from cgt_dataset import Dataset, Support, markup
from cgt_dataset.reader.describe import ColumnDescription, TableDescription, TableList
from cgt_dataset.reader.evidence import Supports
from cgt_dataset.reader.html import record_html
from cgt_dataset.reader.pointing import pointed, titles_of
from cgt_dataset.schema import Record

MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><b>x</b>',
        "' onmouseover='alert(1)",
        "</table><h1>x",
        "&lt;b&gt;&amp;",
        "<!-- x",
        "]]>",
        "a < b & c > d",
    ]
) | st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="<>&\"'"), min_size=1)
TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td", "b", "br", "bdi", "span", "a"}
ATTRIBUTES = {"style", "scope", "title", "lang", "href", "rel"}


class Read(HTMLParser):
    """Reads HTML as a browser does: its tags and attributes, the text of its cells, and what is open at the end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.caption = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "caption" in self.open:
            self.caption += data
        else:
            self.rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    unknown_decl = handle_pi = handle_comment


def read(html: str) -> Read:
    """The HTML, which is whole and has nothing in it that acts or paints."""
    page = Read(html)
    assert page.open == []
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert all(value.startswith(("https://", "http://")) for name, value in page.attributes if name == "href")
    styles = " ".join(value for name, value in page.attributes if name == "style")
    assert not any(word in styles for word in ("color", "background", "url", "#"))
    return page


def support(**more: Any) -> Support:
    known: dict[str, Any] = dict.fromkeys(Support.__dataclass_fields__)
    known |= {"pointer": "/name", "source": "news", "start": 10, "end": 20, "sha256": "ab" * 32}
    return Support(**{**known, "derivation": "verbatim", "assertion": "stated", "stance": "supports", **more})


def test_a_list_of_tables_is_a_list_and_shows_what_they_are(invented: Dataset) -> None:
    tables = TableList(invented.descriptor["resources"])
    names = [resource["name"] for resource in invented.descriptor["resources"]]
    assert (tables, json.dumps(tables), repr(tables), tables[1:3]) == (
        names,
        json.dumps(names),
        repr(names),
        names[1:3],
    )
    assert isinstance(tables, list)
    again = pickle.loads(pickle.dumps(tables))  # noqa: S301 (our own)
    assert (again, again._repr_html_()) == (tables, tables._repr_html_())
    page = read(tables._repr_html_())
    assert len(page.rows) == len(names) + 1
    assert page.rows[1] == ["sources", "1", invented.describe("sources").description]
    tables.append("another")
    assert read(tables._repr_html_()).rows[-1] == ["another", "", ""]


def test_a_description_shows_every_column_with_its_terms(invented: Dataset) -> None:
    described = invented.describe("agreement_parties")
    page = read(described._repr_html_())
    assert [row[0] for row in page.rows[1:]] == [column.name for column in described.columns]
    assert page.rows[3][1] == "string or null → organizations"
    assert "licensor" in page.rows[5][2]
    assert page.caption.startswith("agreement_parties (2 rows): Those who agree")
    assert page.caption.endswith("primary key: agreement, position")


def test_supports_are_a_list_and_show_their_source(invented: Dataset) -> None:
    supports = Supports(invented.evidence("agreements/deal", "title"))
    assert supports == invented.evidence("agreements/deal", "title")
    page = read(supports._repr_html_())
    assert page.rows[1] == ["title", "Leiden 🧬 plant opens, NA, 2024-11 [10, 20)", "verbatim; stated"]
    assert page.rows[3][2] == (
        "contradicts: says something <else>, outweighed by later; verbatim; stated; A later paper."
    )
    assert ("href", "https://example.org/news") in page.attributes
    assert read(supports[0]._repr_html_()).rows == page.rows[:2]


def test_a_record_shows_its_values_and_beside_them_the_evidence(invented: Dataset) -> None:
    part = pointed(invented, "agreements/deal")
    page = read(record_html(part.record, part.supports, titles_of(invented, part.values)))
    assert page.caption == "agreements/deal Framework Agreement"
    rows = {row[0]: row[1:] for row in page.rows}
    assert rows["signed_on"] == [
        "2021-34 (second quarter of 2021)",
        "Leiden 🧬 plant opens, NA, 2024-11 [10, 20): verbatim; stated",
    ]
    assert rows["parties/0/organization"][0] == "maker Maker"
    assert "contradicts: says something <else>" in rows["title"][1]
    assert "id" not in rows


def test_a_record_alone_shows_its_values() -> None:
    page = read(record(MAKER)._repr_html_())
    rows = {row[0]: row[1:] for row in page.rows}
    assert rows["names/1"] == ["製造 (zh-Hant, as_stated)"]
    assert ("lang", "zh-Hant") in page.attributes
    assert ("href", "https://example.org/maker") in page.attributes
    assert rows["technologies_open"] == ["yes"]
    assert {row[0]: row[1] for row in read(record(PLANT)._repr_html_()).rows}["services/1/capacity"] == (
        "at most 200 L (up to 200L)"
    )


@settings(deadline=None)
@given(MARKUP)
def test_markup_in_any_text_is_shown_as_text(text: str) -> None:
    column = ColumnDescription(text, text, text, False, text, (text,))
    described = read(TableDescription(text, text, 1, (text,), (column,))._repr_html_())
    assert described.rows[1] == [text, f"{text} or null → {text}", text + text]
    assert described.caption == f"{text} (1 rows): {text}primary key: {text}"
    assert read(TableList([{"name": text, "rowCount": 1, "description": text}])._repr_html_()).rows[1] == [
        text,
        "1",
        text,
    ]
    words = dict.fromkeys(("title", "publisher", "published_on", "url", "note", "asserted_by", "says"), text)
    said = support(**words, pointer=f"/{text}", stance="contradicts", outweighed_by=text, derivation=text)
    assert read(Supports([said])._repr_html_()).rows[1] == [
        text,
        f"{text}, {text}, {text} [10, 20)",
        f"contradicts: says {text}, outweighed by {text}; {text}; stated by {text}; {text}",
    ]
    for document in (DEAL, PLANT):
        shown = _unchecked(record(document), text)
        page = read(record_html(shown, [replace(said, pointer="/kind")], {("places", "harbour-city"): text}))
        assert any(text in cell for row in page.rows for cell in row)
        assert read(shown._repr_html_()).rows[0] == ["field", "value"]


def _unchecked(made: Record, text: str) -> Record:
    """A record whose texts are what no record may have, too: a damaged package is shown as well."""
    changes = {name: text for name in ("title", "scope", "purpose", "name") if getattr(made, name, None) is not None}
    return made.model_copy(update=changes)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://x", "//x.org", "JAVASCRIPT:x"])
def test_what_is_no_web_address_leads_nowhere(url: str) -> None:
    assert "href" not in {name for name, _ in read(support(url=url)._repr_html_()).attributes}


@pytest.mark.parametrize("sign", ['"', "'", "<", ">", "&"])
def test_markup_stays_within_its_attribute(sign: str) -> None:
    address = f"https://example.org/{sign}onclick=x"
    assert ("href", address) in read(support(url=address)._repr_html_()).attributes
    meaning = f"means {sign}onclick=x"
    html = markup.table(["x"], [[markup.described("x", meaning)]], "")
    assert ("title", meaning) in read(html).attributes


@pytest.fixture
def shell() -> InteractiveShell:
    return InteractiveShell.instance()


@pytest.mark.parametrize(
    "make",
    [
        lambda dataset: TableList(dataset.descriptor["resources"]),
        lambda dataset: dataset.describe("agreements"),
        lambda dataset: dataset.record("agreements/deal"),
        lambda dataset: dataset.evidence("agreements/deal", "kind")[0],
        lambda dataset: Supports(dataset.evidence("agreements/deal", "kind")),
    ],
)
def test_a_notebook_takes_the_html(shell: InteractiveShell, invented: Dataset, make: Callable[[Dataset], Any]) -> None:
    shown, _ = shell.display_formatter.format(make(invented))  # type: ignore[union-attr]
    assert shown["text/html"].startswith("<table>")
    read(shown["text/html"])


def test_a_notebook_completes_the_names_of_tables(shell: InteractiveShell, invented: Dataset) -> None:
    shell.user_ns["dataset"] = invented
    typed = "dataset['agreement_p"
    with provisionalcompleter():
        offered = [completion.text for completion in shell.Completer.completions(typed, len(typed))]
    assert offered == ["agreement_parties", "agreement_products"]
    assert invented["agreement_parties"].equals(invented.load("agreement_parties"))
