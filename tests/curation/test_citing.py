from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from cgt_dataset.curation import read_folder
from cgt_dataset.curation.citing import evidence_item, in_context, near, place_of
from cgt_dataset.texts import Texts, digest, find, folded

RAW = Path(__file__).resolve().parents[2] / "raw"
TEXT = "In\u00a0June  2021,\r\nBob’s “firm” (x*y)\n北京亦庄 firm"
LETTERS = st.text("ab \u00a0\n\r\t“”’'\"北é.*(\\", max_size=60)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("In June 2021", ["In\u00a0June  2021"]),
        ('2021, Bob\'s "firm"', ["2021,\r\nBob’s “firm”"]),
        ("  Bob’s\n“firm”\t", ["Bob’s “firm”"]),
        ("(x*y)", ["(x*y)"]),
        ("firm", ["firm", "firm"]),
        ("北京 亦庄", []),
        ("InJune", []),
        ("in June", []),
        (" ", []),
    ],
)
def test_words_are_found_as_folding_says(words: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in find(TEXT, words)] == found


def test_places_may_overlap() -> None:
    assert find("ababa", "aba") == [(0, 3), (2, 5)]


@settings(deadline=None)
@given(LETTERS, st.data())
def test_a_span_that_occurs_once_is_found_where_it_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = text[start : data.draw(st.integers(start, len(text)))]
    assume(span.strip())
    start += len(span) - len(span.lstrip())
    span = span.strip()
    found = find(text, span)
    assert (start, start + len(span)) in found
    plain = " ".join(folded(span).split())
    assert find(text, plain) == found
    assert all(" ".join(folded(text[begin:end]).split()) == plain for begin, end in found)


def test_every_span_of_the_records_is_found_again(articles: Path) -> None:
    texts = Texts(articles)
    seen = 0
    for located in read_folder(RAW).records:
        assert located.document is not None
        for item in located.document.data["evidence"]:
            text = texts.get(item["source"])
            assert text is not None
            span = (item["start"], item["end"])
            words = text[slice(*span)]
            if words == words.strip():
                assert span in find(text, words)
                assert (
                    evidence_item(item["source"], text, span, derivation="verbatim", assertion="stated")["sha256"]
                    == (item["sha256"])
                )
                seen += 1
    assert seen > 100


def test_near_matches_are_the_likest_passages_and_keep_their_offsets() -> None:
    text = "First line of no use at all.\nThe “small and mid-size” enterprises play a role.\nAnother line, quite other."
    best = near(text, "Small and midsize enterprises")[0]
    assert text[best.start : best.end] == "small and mid-size” enterprises"
    assert best.alike > 85
    assert near(text, "北京亦庄") == []
    assert near("", "words") == []


@pytest.mark.parametrize(
    "words", ["NecstGn opend a facilty", "NecstGn", "x" * 100_000, "e e e e e", "the the", "北京亦壮经济"]
)
def test_the_work_of_near_matches_is_bounded(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The company said that the area is there for them.\n" * 40_000
    text = f"{text}NecstGen opened a facility in 北京亦庄经济.\n{text}"
    compared = []
    align = fuzz.partial_ratio_alignment

    def counted(wanted: str, passage: str, score_cutoff: float) -> object:
        compared.append(len(wanted) * len(passage))
        return align(wanted, passage, score_cutoff=score_cutoff)

    monkeypatch.setattr(fuzz, "partial_ratio_alignment", counted)
    best = near(text, words)
    assert len(compared) <= 60
    assert max(compared, default=0) <= 400 * 1200
    if words[0] in "N北":
        assert "NecstGen" in text[best[0].start - 40 : best[0].end]


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_near_matches_lie_in_the_text_apart_from_each_other(text: str, words: str) -> None:
    assume(words.split())
    spans = sorted((one.start, one.end) for one in near(text, words))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_place_is_shown_with_line_column_and_context() -> None:
    assert place_of(TEXT, TEXT.index("Bob")) == (2, 1)
    assert place_of(TEXT, 3) == (1, 4)
    assert in_context(TEXT, 3, 7) == "In [June] 2021, Bob’s “firm” (x*y) 北京亦庄 firm"


def test_an_item_has_the_digest_of_the_raw_words() -> None:
    span = find(TEXT, "In June")[0]
    item = evidence_item("a-source", TEXT, span, supports=["/a"], derivation="verbatim", assertion="stated", note=None)
    assert list(item) == ["source", "supports", "start", "end", "sha256", "derivation", "assertion"]
    assert item["sha256"] == digest("In\u00a0June")
