"""What is in the tables is found: English by the stem, Chinese inside longer names, whatever is typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_packages import packaged
from whole_records import HOLDING, name

from cgt_dataset import Dataset
from cgt_dataset.explore.catalogue import Catalogue
from cgt_dataset.explore.database import attach, prepare
from cgt_dataset.explore.search import Answer, find, matching


class Searched:
    """The files of a package, opened to be searched."""

    def __init__(self, dataset: Dataset, folder: Path) -> None:
        self.catalogue = Catalogue(dataset)
        tables, words = prepare(self.catalogue, folder)
        self.connection = sqlite3.connect(f"{tables.as_uri()}?immutable=1", uri=True)
        attach(self.connection, words)

    def __call__(self, query: str) -> Answer:
        return find(self.connection, self.catalogue, query)

    def pointers(self, query: str) -> set[str]:
        """The records in which something is found."""
        return {f"{found.table}/{hit.identifier}" for found in self(query).records for hit in found.hits}


@pytest.fixture(scope="module")
def real(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    searched = Searched(Dataset(package), tmp_path_factory.mktemp("searched"))
    with closing(searched.connection):
        yield searched


NAMES = ["无锡市科技局", "ｶタカナ会社", "西藏 123 医院", "𠮷野家", "Čeština ﬁrma"]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    records = [{**HOLDING, "id": f"body-{place}", "name": one, "names": [name(one)]} for place, one in enumerate(NAMES)]
    markup = '<img src=x onerror="alert(1)"> =1+1'
    records.append({**HOLDING, "id": "markup", "name": markup, "names": [name(markup)]})
    records += [
        {**HOLDING, "id": f"branch-{one}", "name": f"Branch {one}", "names": [name(f"Branch {one}")]}
        for one in range(30)
    ]
    searched = Searched(packaged(tmp_path_factory.mktemp("package"), records), tmp_path_factory.mktemp("searched"))
    with closing(searched.connection):
        yield searched


def test_chinese_is_found_inside_longer_names(real: Searched) -> None:
    found = real.pointers("无锡")
    assert {"organizations/wuxi-science-and-technology-bureau", "places/wuxi"} <= found
    assert "events/wuxi-cell-therapy-forum-2019" in found  # 细胞治疗产业高峰论坛暨无锡市…
    assert real.pointers("锡无") == set()
    assert found <= real.pointers("锡")


@given(data=st.data())
def test_every_stretch_of_a_chinese_name_finds_it(invented: Searched, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([0, 3]))
    text = NAMES[place]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert f"organizations/body-{place}" in invented.pointers(text[start:end])


def test_english_is_found_by_its_stem_and_without_accents(real: Searched, invented: Searched) -> None:
    assert real.pointers("strategic collaboration") == real.pointers("STRATEGIC collaborations") != set()
    assert invented.pointers("cestina") == {"organizations/body-4"}
    assert real.pointers("Juvent") == set() != real.pointers("Juvent*")


def test_all_words_must_be_there_and_quotes_keep_them_together(real: Searched) -> None:
    assert "organizations/tsinghua-university" in real.pointers("university Tsinghua")
    assert "organizations/tsinghua-university" not in real.pointers('"university Tsinghua"')
    assert real.pointers("Tsinghua nowhere") == set()


def test_what_is_found_in_a_part_is_shown_with_its_record(real: Searched) -> None:
    (places,) = (found for found in real("无锡市").records if found.table == "places")
    (hit,) = places.hits
    assert (hit.identifier, hit.called) == ("wuxi", (("无锡", False),))
    assert [(one.where, one.pieces) for one in hit.excerpts] == [("place_names.text", (("无锡市", True),))]


def test_markup_stays_text(invented: Searched) -> None:
    (found,) = invented("onerror").records
    assert "".join(text for text, _ in found.hits[0].called) == '<img src=x onerror="alert(1)"> =1+1'


def test_other_tables_say_how_many_rows_they_have(real: Searched) -> None:
    for table, count in real("无锡").elsewhere:
        column = {"evidence": "note", "changes": "after"}[table]
        sql = f'SELECT count(*) FROM "{table}" WHERE {column} LIKE ?'  # noqa: S608 (names of ours)
        assert 0 < real.connection.execute(sql, ["%无锡%"]).fetchone()[0] <= count


def test_more_than_is_shown_is_said(invented: Searched) -> None:
    (found,) = invented("branch").records
    assert len(found.hits) == 25
    assert found.more == (("organizations", 30), ("organization_names", 30))


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_nothing_that_is_typed_is_syntax(invented: Searched, query: str) -> None:
    invented(query)


@given(st.lists(st.sampled_from(['"', "*", "(", ")", ":", "^", "-", "NEAR", "AND", "OR", "NOT", "a", "无", "{", "+"])))
def test_no_operator_gets_through(invented: Searched, bits: list[str]) -> None:
    for joint in ("", " "):
        invented(joint.join(bits))
        assert matching(joint.join(bits)).count('"') % 2 == 0
