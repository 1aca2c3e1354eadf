"""`cgt-dataset coverage`."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cgt_dataset.build import build
from cgt_dataset.texts import ENVIRONMENT, Texts, digest

BASE = Path(__file__).resolve().parents[1] / "faults" / "base"
TEXTS = BASE / "articles"
TEXT = (TEXTS / "invented-article.txt").read_text("utf-8")
Cgt = Callable[..., Any]


def _left_out(start: int, end: int, reason: str) -> str:
    return f"- start: {start}\n  end: {end}\n  sha256: {digest(TEXT[start:end])}\n  reason: {reason}\n"


def _built(place: Path, *passages: tuple[int, int, str]) -> Path:
    """The package of a small folder of records, some of the article left out for a reason."""
    raw = Path(shutil.copytree(BASE / "raw", place / "raw"))
    file = raw / "sources" / "invented-article.yaml"
    if passages:
        left = "left_out:\n" + "".join(_left_out(*passage) for passage in passages)
        file.write_text(re.sub("^note:", f"{left}note:", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    checked = build(raw, place / "build", Texts(TEXTS))
    assert checked.good, checked.findings
    return place / "build"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose article is neither recorded nor left out in places."""
    return _built(tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package that says of the whole article what was done with it."""
    title = TEXT.index("Zilverling"), TEXT.index("\n\nALKMAAR")
    rest = title[1], TEXT.index("\n\nPhoto")
    return _built(tmp_path_factory.mktemp("told"), (*title, "repetition"), (*rest, "background"))


def test_the_text_lacks_a_stretch_or_a_table(cgt: Cgt, bare: Path, told: Path) -> None:
    ran = cgt("coverage", "--package", bare, "--articles", TEXTS)
    sources, tables = ran.out.split("\n\n")
    first, *stretches = sources.splitlines()
    assert re.fullmatch(r"invented-article: \d\d% supports values, 0% left out, \d+% unexplained", first)
    places = [re.fullmatch(r"  (\d+):(\d+)-(\d+):(\d+)  supports nothing", line) for line in stretches]
    lines, found = TEXT.split("\n"), []
    for place in places:
        assert place is not None
        line, start, last, end = map(int, place.groups())
        assert line == last
        found.append(lines[line - 1][start - 1 : end])
    assert (found[0], found[-1]) == ("and", "的工厂面积超过三千五百平方米，可容纳近百人")
    assert (ran.status, ran.err) == (0, f"{len(stretches)} stretches unexplained\n")
    assert "facility_names: 1 of 1 cells with evidence (1 verbatim, 1 stated)" in tables.splitlines()
    assert "facility_services: 4 of 4 cells with evidence (4 normalised, 4 planned)" in tables.splitlines()
    other = cgt("coverage", "--package", told, "--articles", TEXTS)
    assert "  left out: background\n" in other.out
    assert (other.out.count("supports nothing"), other.err) == (0, "")


def test_the_json_lacks_a_stretch_or_has_another_shape(cgt: Cgt, told: Path, bare: Path) -> None:
    ran = cgt("coverage", "--package", told, "--articles", TEXTS, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert (document.keys(), document["version"]) == ({"version", "sources", "tables"}, 1)
    (source,) = document["sources"]
    assert source.keys() == {"source", "body_start", "body_end", "supported", "left_out", "unexplained"}
    assert (source["source"], TEXT[source["body_start"] : source["body_end"]][:10]) == (
        "invented-article",
        "Zilverling",
    )
    assert source["unexplained"] == []
    names = {
        TEXT[held["start"] : held["end"]] for held in source["supported"] if "people/ada-brink/name" in held["supports"]
    }
    assert names == {"Ada Brink"}
    assert {held["reason"] for held in source["left_out"]} == {"background"}, "the title supports something throughout"
    for held in source["supported"]:
        assert held.keys() == {"start", "end", "first", "last", "supports"}
        assert len(held["supports"]) > 0
        assert TEXT.split("\n")[held["first"][0] - 1][held["first"][1] - 1] == TEXT[held["start"]]
    assert all(held["supports"] == [] for held in source["left_out"])
    (services,) = (table for table in document["tables"] if table["table"] == "facility_services")
    assert services == {
        "table": "facility_services",
        "cells": 4,
        "proved": 4,
        "derivations": {"normalised": 4},
        "assertions": {"planned": 4},
    }
    other = json.loads(cgt("coverage", "--package", bare, "--articles", TEXTS, "--format", "json").out)
    (first, *_) = other["sources"][0]["unexplained"]
    assert (TEXT[first["start"] : first["end"]], first["supports"], "reason" in first) == ("and", [], False)


def test_the_page_is_not_written_or_nobody_hears_what_it_holds(cgt: Cgt, bare: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    plain = cgt("coverage", "--package", bare, "--articles", TEXTS)
    ran = cgt("coverage", "--package", bare, "--articles", TEXTS, "--html", file)
    assert (ran.status, ran.out) == (0, plain.out)
    assert ran.err == f"wrote {file}; it holds the texts of the articles\n{plain.err}"
    written = file.read_bytes().decode("utf-8")
    assert written.startswith("<!DOCTYPE html>")
    assert "的工厂面积超过三千五百平方米，可容纳近百人" in written


def test_what_nobody_explains_passes_or_what_somebody_does_fails(cgt: Cgt, bare: Path, told: Path) -> None:
    assert cgt("coverage", "--package", bare, "--articles", TEXTS).status == 0
    assert cgt("coverage", "--package", bare, "--articles", TEXTS, "--strict").status == 1
    assert cgt("coverage", "--package", told, "--articles", TEXTS, "--strict").status == 0


@pytest.mark.parametrize("text", [None, TEXT.replace("Alkmaar", "Haarlem"), TEXT[:-1]], ids=["none", "other", "cut"])
def test_a_text_that_is_not_at_hand_passes_unsaid(cgt: Cgt, told: Path, tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "invented-article.txt").write_text(text, "utf-8")
    ran = cgt("coverage", "--package", told, "--articles", tmp_path, "--strict")
    assert (ran.status, ran.err) == (1, "not told for want of the very text: invented-article\n")
    assert "invented-article" not in ran.out
    assert cgt("coverage", "--package", told, "--articles", tmp_path).status == 0


def test_one_stretch_is_told_in_the_plural(cgt: Cgt, tmp_path: Path) -> None:
    place = _built(tmp_path, (TEXT.index("Zilverling"), TEXT.index("知林细胞公司"), "background"))
    ran = cgt("coverage", "--package", place, "--articles", TEXTS, "--strict")
    assert (ran.status, ran.err) == (1, "1 stretch unexplained\n")


def test_the_texts_are_not_taken_from_the_environment(cgt: Cgt, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = cgt("coverage", "--package", bare, "--articles", TEXTS)
    monkeypatch.setenv(ENVIRONMENT, str(TEXTS))
    assert cgt("coverage", "--package", bare).out == named.out != ""


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--package", "PACKAGE"], "the article texts are needed: --articles DIR"),
        (["--package", "PACKAGE", "--articles", "nowhere"], "nowhere: there is no such folder of article texts"),
        (["--package", "nowhere", "--articles", str(TEXTS)], "there is no package in nowhere"),
        (["--package", "PACKAGE", "--articles", str(TEXTS), "--html", "nowhere/page.html"], "nowhere/page.html: "),
        (["--package", "PACKAGE", "--articles", str(TEXTS), "--format", "html"], "invalid choice: 'html'"),
    ],
)
def test_what_cannot_be_done_is_tried(
    cgt: Cgt, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cgt("coverage", *[bare if option == "PACKAGE" else option for option in options])
    assert ran.status == 2
    assert why in ran.err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_package_of_an_older_release_breaks_the_command(cgt: Cgt, bare: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(bare, tmp_path / "build"))
    document = json.loads((place / "datapackage.json").read_bytes())
    document["resources"] = [one for one in document["resources"] if one["name"] != "source_left_out"]
    (place / "datapackage.json").write_text(json.dumps(document))
    ran = cgt("coverage", "--package", place, "--articles", TEXTS)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("cgt-dataset: there is no table 'source_left_out'")


def test_an_article_of_the_repository_is_not_told(cgt: Cgt, package: Path, articles: Path) -> None:
    ran = cgt("coverage", "--package", package, "--articles", articles, "--format", "json")
    document = json.loads(ran.out)
    assert {source["source"] for source in document["sources"]} == {file.stem for file in articles.glob("*.txt")}
    assert "not told" not in ran.err
    for source in document["sources"]:
        text = (articles / f"{source['source']}.txt").read_bytes().decode()
        assert 0 <= source["body_start"] < source["body_end"] <= len(text)
        assert sum(held["end"] - held["start"] for held in source["supported"]) > 0
