"""The repository's own records: what the maintainers promise of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cgt_dataset import Dataset
from cgt_dataset.build import check
from cgt_dataset.package.verify import verify
from cgt_dataset.schema import values
from cgt_dataset.texts import Texts

RAW = Path(__file__).resolve().parent.parent / "raw"


def test_no_value_lacks_evidence() -> None:
    checked = check(RAW, Texts())
    assert not checked.findings
    for record in checked.records:
        held = {pointer for pointer, _ in values(record)}
        spoken_of = {pointer for item in record.evidence for pointer in item.supports}
        supported = {pointer for item in record.evidence if item.stance == "supports" for pointer in item.supports}
        assert held == supported == spoken_of


def test_every_span_is_confirmed_by_the_texts(articles: Path, package: Path) -> None:
    texts = Texts(articles)
    assert not check(RAW, texts).findings
    assert not verify(package, texts)
    sources = Dataset(package).load("sources").column("id").to_pylist()
    assert [source for source in sources if texts.get(source) is None] == []


def test_no_sentence_of_an_article_stands_in_a_record(articles: Path) -> None:
    """Prose is the curators' own: never ten words, or twenty Han characters, in a row."""
    texts = {path.stem: " ".join(path.read_text("utf-8").split()) for path in articles.glob("*.txt")}
    prose = {"scope", "purpose", "description", "applies_to", "audience", "contributes", "note"}
    found = []
    for record in check(RAW, Texts()).records:
        notes = [(f"/evidence/{place}/note", item.note) for place, item in enumerate(record.evidence) if item.note]
        for pointer, value in (*values(record), *notes):
            if pointer.rpartition("/")[2] in prose:
                words = str(value).split()
                runs = [" ".join(words[i : i + 10]) for i in range(len(words) - 9)]
                signs = "".join(words)
                runs += [
                    signs[i : i + 20] for i in range(len(signs) - 19) if all(sign >= "㐀" for sign in signs[i : i + 20])
                ]
                found += [(record.id, run) for run in runs for text in texts.values() if run in text]
    assert not found


# Facts that a reader of the articles would look for first, and how the tables must state them.
QUESTIONS = [
    (
        "SELECT signed_on, p.name, p.country, p.subdivision, status FROM agreements a JOIN places p ON p.id = a.place "
        "WHERE signed_on_from = DATE '2021-06-21'",
        [("2021-06-21", "Tianjin", "CN", "CN-TJ", "signed")],
    ),
    (
        "SELECT o.name, p.role FROM agreement_parties p JOIN organizations o ON o.id = p.organization "
        "WHERE p.agreement = 'cytiva-necstgen-strategic-collaboration' ORDER BY p.position",
        [("Cytiva", "technology_provider"), ("NecstGen", "technology_recipient")],
    ),
    (
        "SELECT capacity_comparator, capacity_value, capacity_unit, availability FROM facility_services "
        "WHERE capacity_value IS NOT NULL",
        [("le", 200.0, "L", "planned")],
    ),
    ("SELECT area_value, area_unit FROM facilities WHERE area_value IS NOT NULL", [(4000.0, "m2")]),
    (
        "SELECT status FROM agreements WHERE kind = 'alliance_initiative'",
        [("proposed",)],
    ),
    ("SELECT count(*) FROM organizations WHERE kind = 'industry_alliance'", [(0,)]),
    (
        "SELECT opened_on, status FROM facilities WHERE kind = 'cdmo_platform'",
        [("[2023-01-01..2023-04-28]", "opened")],
    ),
    (
        "SELECT applies_in_count_value, count(*) FROM regulations r JOIN regulation_applies_in a ON r.id = regulation "
        "WHERE r.kind = 'notice' AND r.applies_in_open GROUP BY ALL",
        [(8.0, 3)],
    ),
    ("SELECT issued_on, target_on FROM regulations WHERE kind = 'action_plan'", [("2023-09", "2025")]),
    ("SELECT effect, status FROM regulations WHERE kind = 'negative_list'", [("restricts", "in_force")]),
    ("SELECT count(*) FROM regulations WHERE derogates_from IS NOT NULL", [(0,)]),
    ("SELECT count(*) FROM organizations WHERE website IS NOT NULL", [(0,)]),
    (
        "SELECT count(DISTINCT organization) FROM organization_names "
        "WHERE text SIMILAR TO '(China )?National Medical Products.*'",
        [(1,)],
    ),
    ("SELECT iso_code FROM places WHERE kind = 'country' AND country IS DISTINCT FROM iso_code", []),
    ("SELECT count(*) FROM places WHERE subdivision IS NOT NULL AND country <> left(subdivision, 2)", [(0,)]),
    ("SELECT count(*) FROM organizations WHERE profit_status = 'non_profit'", [(1,)]),
]


@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_the_tables_answer(package: Path, question: str, answer: list[tuple[object, ...]]) -> None:
    with duckdb.connect() as connection:
        for table in Dataset(package).tables():
            connection.execute(f"CREATE VIEW {table} AS FROM '{package / table}.parquet'")
        assert connection.execute(question).fetchall() == answer
