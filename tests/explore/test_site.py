"""The static site has a page for everything, leads nowhere in vain, asks nobody else, and is the same each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from html_tree import Element, parsed, shape
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_packages import packaged, whole

from cgt_dataset import Dataset, plots
from cgt_dataset.explore import site, site_pages
from cgt_dataset.explore.questions import questions
from cgt_dataset.explore.record_index import index_of
from cgt_dataset.explore.site_names import record_page, table_data, table_page
from cgt_dataset.explore.style import CSS
from cgt_dataset.exporting.refused import NotExported

HOSTILE = "x</script><!--<script>\"'><img src=x onerror=alert(1)>&amp;${1}`\u2028"


def change(text: str) -> str:
    return HOSTILE.replace("\u2028", "") + text


GONE = [("organizations", {"id": "old", "merged_into": "maker", "reason": "Two records of one firm."})]


@pytest.fixture(scope="session")
def own_site(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's own records, with every plot."""
    folder = tmp_path_factory.mktemp("own") / "site"
    site.write(Dataset(package), folder)
    return folder


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Records of every type, full of markup."""
    return packaged(tmp_path_factory.mktemp("hostile"), whole(change), GONE)


@pytest.fixture
def without_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plots and answers take long; what a test is not about is left out."""
    monkeypatch.setattr(plots, "PLOTS", {})
    monkeypatch.setattr(site, "questions", tuple)


@pytest.fixture
def invented_site(invented: Dataset, tmp_path: Path, without_plots: None) -> Path:  # noqa: ARG001 (for what it does)
    site.write(invented, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture(params=["own", "invented"])
def either(request: pytest.FixtureRequest, package: Path, invented: Dataset) -> tuple[Dataset, Path]:
    """A package with its site."""
    folder: Path = request.getfixturevalue(f"{request.param}_site")
    return (Dataset(package) if request.param == "own" else invented), folder


@cache
def page(path: Path) -> Element:
    return parsed(path.read_text("utf-8"))


def pages(folder: Path) -> dict[str, Element]:
    """The pages of the site, but for the plots, which are pages of their own."""
    return {path.name: page(path) for path in sorted(folder.glob("*.html")) if not path.name.startswith("plot-")}


def data(folder: Path, name: str) -> Any:
    """What a script sets its variable to."""
    found = re.fullmatch(r'"use strict";\nvar \w+ = (.*);\n', (folder / name).read_text("utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_every_record_and_table_has_its_page(either: tuple[Dataset, Path]) -> None:
    dataset, folder = either
    shown = pages(folder)
    for table in dataset.tables():
        heading = shown[table_page(table)].one("h1").text
        assert heading == table.replace("_", " ").capitalize()
        if dataset.describe(table).primary_key == ("id",):
            for identifier in dataset.load(table)["id"].to_pylist():
                article = shown[record_page(f"{table}/{identifier}")].one("article")
                assert f"{table}/{identifier}" in article.one(class_="pointer").text


def test_every_link_leads_to_a_file_and_a_place_in_it(either: tuple[Dataset, Path]) -> None:
    _, folder = either
    shown = pages(folder)
    ids = {name: {one.attributes["id"] for one in held.all() if "id" in one.attributes} for name, held in shown.items()}
    names = {path.name for path in folder.iterdir()}
    followed = 0
    for name, held in shown.items():
        for one in held.all():
            for attribute in ("href", "src", "srcset", "data-dark"):
                address = one.attributes.get(attribute)
                if address is None or address == "data:,":
                    continue
                if "://" in address:
                    assert (one.tag, attribute) == ("a", "href")
                    assert "noreferrer" in one.attributes["rel"]
                    continue
                file, _, fragment = address.partition("#")
                assert (file or name) in names, (name, address)
                assert not fragment or unquote(fragment) in ids[file or name], (name, address)
                followed += 1
    assert followed > 1000


def test_what_the_scripts_lead_to_is_there(either: tuple[Dataset, Path]) -> None:
    dataset, folder = either
    found = data(folder, "names.js")
    assert {entry[2] for entry in found} <= {path.name for path in folder.iterdir()}
    records = [name for name in dataset.tables() if dataset.describe(name).primary_key == ("id",)]
    assert len(found) == sum(dataset.describe(table).rows for table in records)
    for table in dataset.tables():
        held = data(folder, table_data(table))
        assert {file for names in held["names"].values() for _, file in names.values()} <= {
            path.name for path in folder.iterdir()
        }


def test_a_table_has_all_its_cells_and_what_its_columns_mean(either: tuple[Dataset, Path]) -> None:
    dataset, folder = either
    for table in dataset.tables():
        held, described = data(folder, table_data(table)), dataset.describe(table)
        cells = [
            [str(cell) if hasattr(cell, "year") else cell for cell in row.values()]
            for row in dataset.load(table).to_pylist()
        ]
        assert held["rows"] == cells
        shown = pages(folder)[table_page(table)]
        assert [one.text for one in shown.all("th", scope="col")] == [column.name for column in described.columns]
        dictionary = shown.one(class_="dictionary").text
        assert all(column.name in dictionary and column.description in dictionary for column in described.columns)


def test_without_scripts_the_first_rows_are_readable(own_site: Path, package: Path) -> None:
    rows = Dataset(package).load("evidence").to_pylist()
    shown = pages(own_site)[table_page("evidence")]
    lines = shown.one("tbody").all("tr")
    assert len(lines) == 50
    assert rows[49]["pointer"] in lines[49].text
    assert f"the first 50 of {len(rows):,} rows" in shown.one(id="still").text
    assert "hidden" in shown.one(id="tools").attributes


def test_the_first_page_says_what_it_is(own_site: Path, package: Path) -> None:
    dataset, text = Dataset(package), pages(own_site)["index.html"].text
    for name in ("title", "description", "version", "contentHash"):
        assert dataset.descriptor[name] in text
    assert dataset.descriptor["licenses"][0]["title"] in text
    assert dataset.descriptor["contributors"][0]["title"] in text
    for table in dataset.tables():
        described = dataset.describe(table)
        row = next(one for one in pages(own_site)["index.html"].all("tr") if one.all("a", href=table_page(table)))
        assert (f"{described.rows:,}" in row.text, described.description in row.text) == (True, True)


def test_a_source_has_what_rests_on_it(own_site: Path, package: Path) -> None:
    dataset = Dataset(package)
    cards = pages(own_site)["sources.html"].one(class_="cards").all("li")
    rows = dataset.load("evidence").to_pylist()
    for card, source in zip(cards, dataset.load("sources").to_pylist(), strict=True):
        values = {(row["record"], row["pointer"]) for row in rows if row["source"] == source["id"]}
        records = {record for record, _ in values}
        assert f"{len(values):,} values in {len(records):,} records rest on it" in card.text
        linked = {one.attributes["href"] for one in pages(own_site)[record_page(f"sources/{source['id']}")].all("a")}
        assert {record_page(record) for record in records} <= linked


def test_the_questions_are_answered(own_site: Path) -> None:
    shown = pages(own_site)["questions.html"]
    held = shown.all(class_="question")
    assert [one.one("summary").text for one in held] == [question.words for question in questions()]
    assert len(held) > 40
    parties = next(one for one in held if one.one("summary").text == "Who are the parties, and in what part?")
    links = {one.text: one.attributes["href"] for one in parties.all("a")}
    # There are a place and an organization of that name; the query reads organizations.
    assert links["Beijing E-Town"] == record_page("organizations/beijing-etown")
    assert "cannot answer" not in shown.text


def test_every_plot_is_there_in_both_themes(own_site: Path) -> None:
    shown = pages(own_site)["plots.html"]
    for name in plots.PLOTS:
        figure = shown.one(id=name)
        for form in (figure.one("source").attributes["srcset"], figure.one("img").attributes["src"]):
            assert (own_site / form).read_bytes().startswith(b"<svg")
        assert figure.one("img").attributes["alt"]
        assert (own_site / figure.one("a").attributes["href"]).read_bytes().startswith(b"<!DOCTYPE html>")


def test_every_page_forbids_what_it_does_not_need(either: tuple[Dataset, Path]) -> None:
    for held in pages(either[1]).values():
        policy = held.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
        assert policy.startswith("default-src 'none'; script-src 'self' file:;")
        assert "unsafe" not in policy
        assert not [
            one for one in held.all() if "style" in one.attributes or any(a.startswith("on") for a in one.attributes)
        ]
        assert all("src" in one.attributes and not one.children for one in held.all("script"))
        assert held.one("html").attributes["lang"] == "en"
        assert len(held.all("h1")) == len(held.all("main")) == 1


@pytest.mark.usefixtures("without_plots")
def test_markup_in_the_data_and_the_descriptor_is_text(tmp_path: Path) -> None:
    hostile = packaged(tmp_path / "hostile", whole(change), GONE)
    hostile.descriptor.update(title=f"T{HOSTILE}", description=f"D{HOSTILE}", version=HOSTILE)
    hostile.descriptor["licenses"] = [{"title": HOSTILE, "path": "javascript:alert(1)"}]
    for resource in hostile.descriptor["resources"]:
        resource["description"] = f"About {resource['name']}{HOSTILE}"
        for field in resource["schema"]["fields"]:
            field["description"] = f"About {field['name']}{HOSTILE}"
    clean = packaged(tmp_path / "clean", whole(), GONE)
    clean.descriptor["licenses"] = [{"title": "Free", "path": "javascript:alert(1)"}]
    site.write(hostile, tmp_path / "one")
    site.write(clean, tmp_path / "other")
    one, other = pages(tmp_path / "one"), pages(tmp_path / "other")
    assert one.keys() == other.keys()
    for name in one:
        assert shape(one[name]) == shape(other[name]), name
    text = one["index.html"].text
    assert f"D{HOSTILE}" in text
    assert f"About sources{HOSTILE}" in text


def colours(theme: str) -> dict[str, str]:
    block = CSS[CSS.index("prefers-color-scheme: dark") if theme == "dark" else 0 :].partition("}")[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours by WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_every_ground(theme: str) -> None:
    held = colours(theme)
    for ground in ("ground", "raised", "term", "mark-ground"):
        for text in ("ink", "muted", "link", "mark"):
            assert contrast(held[text], held[ground]) >= 4.5, (text, ground)
    for ground in ("ground", "raised"):
        assert contrast(held["edge"], held[ground]) >= 3, ground


@settings(max_examples=200)
@given(st.lists(st.text(min_size=1, max_size=200), min_size=2, max_size=2, unique=True))
def test_every_id_has_a_file_name_of_its_own_that_is_safe(ids: list[str]) -> None:
    files = [record_page(f"people/{one}") for one in ids]
    assert all(re.fullmatch(r"people\.[a-z0-9_~-]{1,100}\.html", file) for file in files)
    assert files[0] != files[1]


@pytest.mark.long
def test_the_same_package_gives_the_same_bytes(own_site: Path, package: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from cgt_dataset import Dataset; from cgt_dataset.explore import site;"
        "site.write(Dataset(sys.argv[1]), Path(sys.argv[2]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, package, tmp_path / "again"], check=True, env=environment)
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == {
        path.name: path.read_bytes() for path in own_site.iterdir()
    }


def test_a_site_is_replaced_as_a_whole(invented_site: Path, package: Path) -> None:
    before = {path.name for path in invented_site.iterdir()}
    site.write(Dataset(package), invented_site)
    after = {path.name for path in invented_site.iterdir()}
    assert record_page("people/chair-li") in before - after
    assert sorted(after) == json.loads((invented_site / "site.json").read_bytes())["files"]
    assert [path.name for path in invented_site.parent.iterdir()] == [invented_site.name]


@pytest.mark.parametrize("inside", ["notes.txt", "site.json"])
def test_a_folder_of_somebody_else_is_not_touched(invented: Dataset, tmp_path: Path, inside: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / inside).write_text("{}")
    with pytest.raises(NotExported, match="mine is no site of ours, and is not replaced"):
        site.write(invented, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [inside]


def test_a_site_with_something_else_in_it_is_not_replaced(invented: Dataset, invented_site: Path) -> None:
    (invented_site / "CNAME").write_text("example.org")
    with pytest.raises(NotExported, match="holds CNAME, which is no part of the site"):
        site.write(invented, invented_site)
    assert (invented_site / "CNAME").exists()


def test_a_site_that_cannot_be_finished_leaves_the_old_one(
    invented: Dataset, invented_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in invented_site.iterdir()}

    def fail(*_: object) -> str:
        raise OSError("the disk is full")

    monkeypatch.setattr(site, "table_script", fail)
    with pytest.raises(OSError, match="the disk is full"):
        site.write(invented, invented_site)
    assert {path.name: path.read_bytes() for path in invented_site.iterdir()} == before
    assert [path.name for path in invented_site.parent.iterdir()] == [invented_site.name]


def test_a_question_that_a_package_cannot_answer_says_so(tmp_path: Path) -> None:
    dataset = packaged(tmp_path / "package", whole())
    dataset.descriptor["resources"] = [
        one for one in dataset.descriptor["resources"] if one["name"] != "agreement_parties"
    ]
    index = index_of(dataset)
    assert "This package cannot answer it" in parsed(site_pages.questions_body(index)).text
