from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_articles import CONTRADICTS, Held, HeldTexts, Span, evidence, organization, source

from cgt_dataset import Dataset
from cgt_dataset.coverage import SourceCoverage, Stretch, coverage_of
from cgt_dataset.reader import NoPackage
from cgt_dataset.texts import Texts

TEXT = "Menu\n\nMaker opened a plant,\nsaid Li. How nice!\nIt is large.\nContact"
BODY = (6, 59)
MAKER, OPENED, SAID, NICE, LARGE = (6, 11), (6, 26), (28, 35), (37, 46), (47, 58)


def words(stretches: tuple[Stretch, ...], text: str = TEXT) -> list[str]:
    return [text[stretch.start : stretch.end] for stretch in stretches]


def one(*documents: dict[str, object], text: str = TEXT) -> SourceCoverage:
    (found,) = coverage_of(Held(*documents), HeldTexts(article=text))
    return found


def test_a_stretch_is_in_another_pile_at_another_place_or_for_another_reason() -> None:
    found = one(
        source(TEXT, BODY, [(*NICE, "opinion")], language="en-GB"),
        organization("maker", evidence(MAKER, "/name", "/names/0"), evidence(OPENED, "/description")),
        organization("other", evidence(OPENED, "/description")),
    )
    assert (found.source, found.language, found.text) == ("article", "en-GB", TEXT)
    assert (found.body_start, found.body_end) == BODY
    assert [(str(stretch), stretch.supports) for stretch in found.supported] == [
        (
            "3:1-3:5",
            (
                ("organizations/maker", "/name"),
                ("organizations/maker", "/names/0"),
                ("organizations/maker", "/description"),
                ("organizations/other", "/description"),
            ),
        ),
        ("3:6-3:20", (("organizations/maker", "/description"), ("organizations/other", "/description"))),
    ]
    assert words(found.supported) == ["Maker", " opened a plant"]
    assert [(str(stretch), stretch.reason) for stretch in found.left_out] == [("4:10-4:18", "opinion")]
    assert words(found.left_out) == ["How nice!"]
    assert [str(stretch) for stretch in found.unexplained] == ["4:1-4:7", "5:1-5:11"]
    assert words(found.unexplained) == ["said Li", "It is large"]
    assert {stretch.reason for stretch in (*found.supported, *found.unexplained)} == {None}
    assert {stretch.supports for stretch in (*found.left_out, *found.unexplained)} == {()}
    assert found.share(found.supported) == pytest.approx(20 / 53)
    assert found.share(found.left_out) == pytest.approx(9 / 53)
    assert found.share(found.unexplained) == pytest.approx(18 / 53)


def test_a_place_is_counted_in_bytes_or_a_line_ends_where_git_sees_none() -> None:
    text = "🧬知林\u2028公司\n𝒳 e\u0301 end"
    found = one(source(text), organization("maker", evidence((1, 6), "/name"), evidence((7, 8), "/names/0")), text=text)
    assert [str(stretch) for stretch in found.supported] == ["1:2-1:6", "2:1-2:1"]
    assert [str(stretch) for stretch in found.unexplained] == ["2:3-2:8"]


def test_white_space_or_punctuation_alone_is_unexplained() -> None:
    text = "Maker — “Vectors”, 100 %.\n\n"
    found = one(
        source(text), organization("maker", evidence((0, 5), "/name"), evidence((9, 16), "/names/0")), text=text
    )
    assert words(found.unexplained, text) == ["100"]
    bare = one(source(text, (5, 9)), text=text)
    assert (bare.supported, bare.left_out, bare.unexplained) == ((), (), ())


def test_words_that_contradict_a_value_are_unexplained() -> None:
    found = one(source(TEXT, BODY), organization("maker", evidence(LARGE, "/description", **CONTRADICTS)))
    assert words(found.supported) == ["It is large"]
    assert "It is large" not in " ".join(words(found.unexplained))


def test_evidence_outside_the_body_counts() -> None:
    found = one(source(TEXT, BODY, evidence=[evidence((0, 4), "/publisher")], publisher="Menu"))
    assert (found.supported, found.share(found.supported)) == ((), 0)


def test_evidence_that_reaches_into_the_body_is_lost_or_counts_whole() -> None:
    about = [evidence((0, 11), "/title"), evidence((47, 65), "/publisher")]
    found = one(source(TEXT, BODY, evidence=about, title="Menu", publisher="Contact"))
    assert words(found.supported) == ["Maker", "It is large."]
    assert words(found.unexplained) == ["opened a plant,\nsaid Li. How nice"]


def test_a_passage_that_supports_something_is_left_out_all_the_same() -> None:
    found = one(source(TEXT, BODY, [(*OPENED, "opinion")]), organization("maker", evidence((12, 18), "/description")))
    assert [(TEXT[held.start : held.end], held.reason) for held in found.left_out] == [
        ("Maker ", "opinion"),
        (" a plant", "opinion"),
    ]


def test_a_stretch_that_is_left_out_for_two_reasons_counts_twice() -> None:
    found = one(source(TEXT, BODY, [(*NICE, "opinion"), (41, 46, "repetition")]))
    assert [(words((held,))[0], held.reason) for held in found.left_out] == [
        ("How nice!", "opinion"),
        ("nice!", "repetition"),
    ]
    assert found.share(found.left_out) == pytest.approx(9 / 53)


def test_evidence_or_passages_of_one_article_count_for_another() -> None:
    documents = (
        source(TEXT, BODY, [(*NICE, "opinion")]),
        source(TEXT, BODY, id="other", evidence=[evidence(SAID, "/kind", source="other")]),
        organization("maker", evidence(MAKER, "/name")),
    )
    first, second = coverage_of(Held(*documents), HeldTexts(article=TEXT, other=TEXT))
    assert (words(first.supported), words(first.left_out)) == (["Maker"], ["How nice!"])
    assert (words(second.supported), words(second.left_out)) == (["said Li"], [])


@pytest.mark.parametrize("text", [None, TEXT.replace("plant", "panel"), TEXT + "\n", ""])
def test_another_text_than_the_records_describe_is_told(text: str | None) -> None:
    texts = HeldTexts(**({} if text is None else {"article": text}))
    assert coverage_of(Held(source(TEXT, BODY)), texts) == []


def test_a_folder_without_a_package_is_read_as_empty(tmp_path: Path) -> None:
    with pytest.raises(NoPackage):
        coverage_of(Dataset(tmp_path), HeldTexts())


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, Span, list[Span], list[Span]]:
    """A text, its body, spans of evidence anywhere and passages left out of the body."""
    text = draw(st.text("ab 1\n.知🧬\u0301", min_size=2, max_size=25))
    place = st.integers(0, len(text))
    start, end = sorted(draw(st.lists(place, min_size=2, max_size=2, unique=True)))
    pairs = st.tuples(place, place).filter(lambda pair: pair[0] < pair[1])
    within = st.tuples(st.integers(start, end), st.integers(start, end)).filter(lambda pair: pair[0] < pair[1])
    return (
        text,
        (start, end),
        draw(st.lists(pairs, max_size=6)),
        draw(st.lists(within, max_size=3, unique=True)),
    )


@settings(deadline=None)
@given(articles())
def test_a_code_point_is_in_no_pile_or_in_two(drawn: tuple[str, Span, list[Span], list[Span]]) -> None:
    text, body, spans, passages = drawn
    proofs = [organization(f"maker-{number}", evidence(span, "/name")) for number, span in enumerate(spans)]
    held = Held(source(text, body, [(*passage, "opinion") for passage in passages]), *proofs)
    (found,) = coverage_of(held, HeldTexts(article=text))
    piles: dict[int, list[str]] = {at: [] for at in range(*body)}
    for name in ("supported", "left_out", "unexplained"):
        for stretch in getattr(found, name):
            for at in range(stretch.start, stretch.end):
                if name not in piles[at] or name == "supported":  # two passages may leave out the same words
                    piles[at].append(name)
    for at, named in piles.items():
        proving = {f"organizations/maker-{number}" for number, (start, end) in enumerate(spans) if start <= at < end}
        left = any(start <= at < end for start, end in passages)
        if proving:
            assert named == ["supported"]
            (stretch,) = (one for one in found.supported if one.start <= at < one.end)
            assert {record for record, _ in stretch.supports} == proving
        elif left:
            assert named == ["left_out"]
        else:
            assert named == ["unexplained"] or (named == [] and (not text[at].isalnum()))
    for stretch in (*found.supported, *found.left_out, *found.unexplained):
        for offset, (line, column) in ((stretch.start, stretch.first), (stretch.end - 1, stretch.last)):
            assert (text[:offset].count("\n") + 1, text[offset - column + 1 : offset].count("\n")) == (line, 0)
            assert column == offset + 1 or text[offset - column] == "\n"
    for stretch in found.unexplained:
        assert (text[stretch.start].isalnum(), text[stretch.end - 1].isalnum()) == (True, True)
    (row,) = held.load("coverage").to_pylist()
    length = body[1] - body[0]
    assert found.share(found.supported) == pytest.approx(row["supported"] / length)
    assert found.share(found.left_out) == pytest.approx(row["left_out"] / length)
    assert found.share(found.unexplained) <= row["unexplained"] / length + 1e-9


def test_an_article_is_not_told_or_told_otherwise_than_the_table_coverage(package: Path, articles: Path) -> None:
    dataset = Dataset(package)
    rows = {row["source"]: row for row in dataset.load("coverage").to_pylist()}
    found = {source.source: source for source in coverage_of(dataset, Texts(articles))}
    assert found.keys() == rows.keys()
    assert len(rows) > 0
    for name, told in found.items():
        length = rows[name]["body_length"]
        assert told.share(told.supported) == pytest.approx(rows[name]["supported"] / length)
        assert told.share(told.left_out) == pytest.approx(rows[name]["left_out"] / length)
        assert told.share(told.unexplained) <= rows[name]["unexplained"] / length
        assert told.text == (articles / f"{name}.txt").read_bytes().decode()
