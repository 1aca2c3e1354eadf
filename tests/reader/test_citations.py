"""Citations, read back by what reads such files: two readers of BibTeX, a reader of LaTeX, a processor of CSL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from bibtexparser.entrypoint import parse_string as read_bibtex
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from edtf import parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from whole_records import NEWS

from cgt_dataset import Dataset, UnknownField, UnknownRecord, UnknownTable
from cgt_dataset.reader.bibtex import as_bibtex
from cgt_dataset.reader.citing import Citation, Source, as_text, citation, cite
from cgt_dataset.reader.csl import as_csl
from cgt_dataset.reader.errors import UnknownStyle
from cgt_dataset.reader.pointing import pointed
from cgt_dataset.testing import partial_dates

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Source("news", "News", "Publisher", "2021-06-21", "https://example.org/n", ((10, 20),), ())
CITATION = Citation(
    "a-package",
    "A Package",
    ("A. Author",),
    "1.0.0",
    "2026-11-22",
    "CC0-1.0",
    None,
    "t/x/name",
    "Maker",
    True,
    (SOURCE,),
)
NASTY = st.text(
    st.sampled_from("{}%\\#$&_^~\"'`@=,;:<>-?!|[]()*/ aZ09é無锡🧬ß") | st.characters(exclude_categories=["Cc", "Cs"]),
    min_size=1,
).filter(lambda text: text.strip() != "")


def _entries(bibtex: str) -> dict[str, Any]:
    """The entries as pybtex reads them, when the other reader has no objection and reads the same."""
    library = read_bibtex(bibtex)
    assert library.failed_blocks == []
    entries = parse_string(bibtex, "bibtex").entries
    assert [entry.key for entry in library.entries] == list(entries)
    return dict(entries)


SIGNS = get_default_latex_context_db()
SIGNS.add_context_category(
    "signs of the LaTeX kernel that the reader does not know, or takes for accents",
    macros=[
        MacroTextSpec(name, sign)
        for name, sign in (("textbraceleft", "{"), ("textbraceright", "}"), ("textasciicircum", "^"))
    ],
    prepend=True,
)


def _printed(latex: str) -> str:
    """What LaTeX prints of a field."""
    return str(LatexNodes2Text(SIGNS, keep_comments=True).latex_to_text(latex))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_value_is_cited_with_the_dataset_and_its_source(invented: Dataset) -> None:
    first, second = cite(invented, "agreements/deal/parties/1/role").splitlines()
    assert first.endswith(" CC-BY-4.0. agreements/deal/parties/1/role: licensee.")
    assert f"Version {invented.descriptor['version']}, {invented.descriptor['created'][:10]}." in first
    assert second == (
        "[1] Leiden 🧬 plant opens. NA. 2024-11. https://example.org/news. Characters [10, 20) of sources/news."
    )


def test_a_place_within_another_is_left_out_and_what_contradicts_is_told_apart(invented: Dataset) -> None:
    text = cite(invented, "agreements/deal/title")
    assert "Characters [10, 20) of" in text
    assert "[12, 18)" not in text
    assert "Against it, characters [50, 60): something <else>." in text
    assert "; against it news [50, 60), which says something <else>" in cite(invented, "agreements/deal/title", "csl")


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("facilities/plant/area", "facilities/plant/area: 0.1 to 20,000 L"),
        ("facilities/plant/area/value", "facilities/plant/area/value: 0.1 to 20,000 L"),
        ("agreements/deal/signed_on", "agreements/deal/signed_on: 2021-34 (second quarter of 2021)"),
        ("organizations/maker/names/1", "organizations/maker/names/1: 製造 (zh-Hant, as_stated)"),
        ("agreements/deal/parties_open", "agreements/deal/parties_open: yes"),
        ("agreements/deal/parties", "agreements/deal/parties."),
        ("agreements/deal", "agreements/deal."),
        ("facilities/shed/opened_on", "facilities/shed/opened_on. No source states it."),
        ("facilities/plant/distinct_from/0", ": shed. The curators record it, no source states it."),
    ],
)
def test_every_sort_of_value_is_said_in_words(invented: Dataset, pointer: str, words: str) -> None:
    assert words in cite(invented, pointer)
    for style in ("bibtex", "csl"):
        assert pointer in cite(invented, pointer, style).replace("\\_", "_")


@pytest.mark.parametrize(
    ("pointer", "error", "words"),
    [
        ("agreement/deal", UnknownTable, "did you mean 'agreements'"),
        ("agreements/dael", UnknownRecord, "did you mean 'agreements/deal'"),
        ("agreements/deal/signed", UnknownField, "did you mean 'signed_on'"),
        ("agreements/deal/parties/0/rolle", UnknownField, "did you mean 'parties/0/role'"),
        ("agreements/deal/parties/2", UnknownField, "parties has 2 items, counted from 0"),
        ("agreements/deal/parties/00", UnknownField, "there is no 'parties/00'"),
        ("agreements/deal/parties/²/role", UnknownField, "there is no 'parties/²'"),
        ("agreements/deal/title/x", UnknownField, "title is a single value"),
        ("agreements/deal/aims/0/x", UnknownField, "aims/0 is a single value"),
        ("facilities/shed/area/valu", UnknownField, "did you mean 'area/value'"),
        ("agreements/deal/", UnknownField, "there is no field ''"),
    ],
)
def test_a_pointer_that_leads_nowhere_says_where_it_goes_wrong(
    invented: Dataset, pointer: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=re.escape(words)):
        cite(invented, pointer)


def test_an_unknown_style_lists_the_styles(invented: Dataset) -> None:
    style: Any = "bibtx"
    with pytest.raises(UnknownStyle, match=r"did you mean 'bibtex'\?; there are text, bibtex, csl"):
        cite(invented, "agreements/deal", style)


def test_bibtex_has_the_value_and_leads_to_its_sources(invented: Dataset) -> None:
    entries = _entries(cite(invented, "agreements/deal/signed_on", "bibtex"))
    key = f"cgt-dataset-{invented.descriptor['version']}:agreements/deal/signed_on"
    assert list(entries) == [key, "cgt-dataset:sources/news"]
    value, source = entries.values()
    assert (value.type, source.type) == ("dataset", "online")
    assert value.fields["related"] == "cgt-dataset:sources/news"
    assert _printed(value.fields["note"]).startswith("agreements/deal/signed_on: 2021-34")
    assert "news [10, 20)" in value.fields["note"]
    assert (source.fields["date"], source.fields["url"]) == ("2024-11", "https://example.org/news")


def test_the_entry_of_a_source_is_the_same_whatever_is_cited(invented: Dataset) -> None:
    sources = {
        cite(invented, pointer, "bibtex").partition("\n\n")[2] for pointer in ("agreements/deal", "people/chair-li")
    }
    assert len(sources) == 1
    items = [json.loads(cite(invented, pointer, "csl"))[1:] for pointer in ("agreements/deal", "people/chair-li")]
    assert items[0] == items[1] != []


@settings(deadline=None)
@given(NASTY, NASTY)
@example("a -- b --- c `` d '' e ?` f !` g << h >> i ,, j", "100 % {of} C:\\path_1 & #2 ~ ^ $")
@example("{", "}")
@example("\\", "\\\\{%}")
def test_bibtex_is_read_back_letter_by_letter(title: str, publisher: str) -> None:
    source = replace(SOURCE, title=title, publisher=publisher)
    made = replace(CITATION, title=publisher, authors=(title, publisher), value=title, sources=(source,))
    value, back = _entries(as_bibtex(made)).values()
    assert _printed(back.fields["title"]) == _one_line(title)
    assert _printed(back.fields["organization"]) == _one_line(publisher)
    assert _printed(value.fields["title"]) == _one_line(publisher)
    assert _one_line(title) in _printed(value.fields["note"])
    assert [_printed(str(person)) for person in value.persons["author"]] == [_one_line(title), _one_line(publisher)]


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
@example('a%20b_c~d#e&f{g}\\h"i^j')
def test_a_web_address_keeps_its_signs(rest: str) -> None:
    (_, source) = _entries(
        as_bibtex(replace(CITATION, sources=(replace(SOURCE, url=f"https://x.org/{rest}"),)))
    ).values()
    url = source.fields["url"]
    assert not set('{}\\"^<>`| ') & set(url)
    for sign in '{}\\"^<>`|':
        url = url.replace(f"%{ord(sign):02X}", sign)
        rest = rest.replace(f"%{ord(sign):02X}", sign)
    assert url == f"https://x.org/{rest}"


BIBLATEX_DATE = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")


@settings(deadline=None)
@given(partial_dates())
@example("2021-33")
@example("2021-41/2022-34")
@example("[..2021-36]")
@example("[2023-01-01..2023-04-28]")
@example("[2020..]")
def test_dates_are_of_the_form_that_each_style_knows_and_mean_no_less(date: str) -> None:
    made = replace(CITATION, sources=(replace(SOURCE, published_on=date),))
    (_, source) = _entries(as_bibtex(made)).values()
    written = source.fields["date"]
    assert all(not end or BIBLATEX_DATE.fullmatch(end) for end in written.split("/")), written
    assert (written == date) == ("note" not in source.fields)
    if "[" not in date and "/" in written and "-3" not in date and "-4" not in date:
        assert str(parse_edtf(written)) == written
    issued = json.loads(as_csl(made))[1]["issued"]
    assert issued.keys() in ({"date-parts"}, {"date-parts", "circa"}, {"literal"})
    assert all(1 <= len(parts) <= 3 for parts in issued.get("date-parts", []))


@pytest.mark.parametrize(
    ("date", "biblatex", "csl"),
    [
        ("2021", "2021", {"date-parts": [[2021]]}),
        ("2021-06", "2021-06", {"date-parts": [[2021, 6]]}),
        ("2021-06-21", "2021-06-21", {"date-parts": [[2021, 6, 21]]}),
        ("2021-34", "2021-04/2021-06", {"literal": "second quarter of 2021"}),
        ("2021-40/2022", "2021-01/2022", {"literal": "from first half of 2021 to 2022"}),
        ("2021/2022-02", "2021/2022-02", {"date-parts": [[2021], [2022, 2]]}),
        ("[2023-01..2023-02]", "2023-01/2023-02", {"date-parts": [[2023, 1, 1], [2023, 2, 28]], "circa": True}),
        ("[..2021-36]", "/2021-12", {"literal": "in or before fourth quarter of 2021"}),
        ("[2020..]", "2020/", {"literal": "in or after 2020"}),
    ],
)
def test_dates_keep_their_precision(date: str, biblatex: str, csl: dict[str, Any]) -> None:
    made = replace(CITATION, sources=(replace(SOURCE, published_on=date),))
    assert f"date = {{{biblatex}}}" in as_bibtex(made)
    assert json.loads(as_csl(made))[1]["issued"] == csl


@pytest.mark.filterwarnings("ignore")  # the processor's own
def test_csl_is_read_by_a_processor_that_knows_every_field(
    invented: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    source = CiteProcJSON(json.loads(cite(invented, "agreements/deal/signed_on", "csl")))
    bibliography = CitationStylesBibliography(
        CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain
    )
    for key in source:
        bibliography.register(Cited([CitationItem(key)]))
    dataset, news = map(str, bibliography.bibliography())
    assert "Cell and gene therapy industry: agreements/deal/signed_on" in dataset
    assert "Leiden 🧬 plant opens" in news
    assert "https://example.org/news" in news
    assert "not supported" not in capsys.readouterr().err


def test_a_source_that_says_nothing_of_itself_is_called_by_its_id(published: Callable[..., Dataset]) -> None:
    bare = {name: NEWS[name] for name in NEWS if name not in ("title", "publisher", "url")}
    dataset = published({name: bare[name] for name in bare if not name.startswith("published_on")})
    assert "[1] [news]. No date. Characters [10, 20) of sources/news." in cite(dataset, "agreements/deal/kind")
    source = _entries(cite(dataset, "agreements/deal/kind", "bibtex"))["cgt-dataset:sources/news"]
    assert (source.type, dict(source.fields)) == ("misc", {"title": "{[news]}"})
    item = json.loads(cite(dataset, "agreements/deal/kind", "csl"))[1]
    assert item == {"id": "cgt-dataset:sources/news", "type": "document", "title": "[news]"}


def test_a_package_of_others_is_cited_as_its_descriptor_says(published: Callable[..., Dataset]) -> None:
    dataset = published(
        name="Our {records}, 2",
        title=None,
        version=None,
        created=None,
        licenses=[],
        homepage="https://example.org/ours",
        contributors=[{"givenName": "Ada", "familyName": "Li"}, {"title": "Editor", "roles": ["editor"]}],
    )
    assert cite(dataset, "agreements/deal/kind").startswith(
        "Ada Li, Editor. Our {records}, 2. https://example.org/ours. agreements/deal/kind: licence."
    )
    assert next(iter(_entries(cite(dataset, "agreements/deal/kind", "bibtex")))) == (
        "Our--records---2-0:agreements/deal/kind"
    )


def test_every_record_is_cited_in_every_style(invented: Dataset) -> None:
    tables = [name for name in invented.tables() if invented.describe(name).primary_key == ("id",)]
    assert len(tables) == 12
    for table in tables:
        for identifier in invented.load(table).column("id").to_pylist():
            for style in ("text", "bibtex", "csl"):
                assert f"{table}/{identifier}" in cite(invented, f"{table}/{identifier}", style)


def test_text_puts_no_second_stop() -> None:
    assert "Why? Publisher." in as_text(replace(CITATION, sources=(replace(SOURCE, title="Why?"),)))


def test_the_citation_file_says_what_a_citation_says(invented: Dataset) -> None:
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    cited = citation(invented.descriptor, pointed(invented, "agreements/deal"))
    assert (said["title"], said["version"], said["license"]) == (cited.title, cited.version, cited.licence)
    assert str(said["date-released"]) == cited.issued_on
    assert tuple(author["name"] for author in said["authors"]) == cited.authors
