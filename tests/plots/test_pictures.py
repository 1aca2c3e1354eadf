"""What the pictures show is what the tables say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from cgt_dataset import Dataset, plots
from cgt_dataset.plots.records import MOST

Spec = dict[str, Any]
DATED = ("agreements", "regulations", "events", "facilities")


def layers(spec: Spec, part: int = 0) -> list[tuple[str, list[Spec]]]:
    """The marks of a part of a picture, each with its rows; layers of the same rows share them."""
    whole = spec["vconcat"][part]
    found = []
    for layer in whole["layer"]:
        held = next(level["data"] for level in (layer, whole, spec) if "data" in level)
        found.append((layer["mark"]["type"], spec["datasets"][held["name"]] if "name" in held else held["values"]))
    return found


def rows_of(spec: Spec, mark: str, part: int = 0) -> list[Spec]:
    return [row for kind, rows in layers(spec, part) if kind == mark for row in rows]


def about(spec: Spec) -> str:
    return " ".join(spec["title"]["subtitle"])


def picture(name: str, dataset: Dataset) -> Spec:
    spec: Spec = getattr(plots, name)(dataset).to_dict()
    return spec


@pytest.fixture(params=["real", "whole"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = request.getfixturevalue(request.param)
    return found


def dates(dataset: Dataset) -> list[tuple[str, Any, Any]]:
    """The record and the days of every date of the timeline."""
    found = []
    for table in DATED:
        for row in dataset.load(table).to_pylist():
            columns = [name.removesuffix("_from") for name in row if name.endswith("_on_from")]
            found += [(f"{table}/{row['id']}", row[f"{c}_from"], row[f"{c}_to"]) for c in columns if row[c] is not None]
    return found


def test_the_timeline_has_a_mark_for_every_date_and_lists_every_record_without(dataset: Dataset) -> None:
    spec, stated = picture("timeline", dataset), dates(dataset)
    points = [row for row in rows_of(spec, "point") if row["exact"]]
    bars = rows_of(spec, "bar")
    assert Counter(row["pointer"] for row in points) == Counter(one for one, first, last in stated if first == last)
    assert Counter(row["pointer"] for row in bars) == Counter(one for one, first, last in stated if first != last)
    every = {f"{table}/{row}" for table in DATED for row in dataset.load(table)["id"].to_pylist()}
    undated = [row["pointer"] for row in rows_of(spec, "point", 1)]
    assert sorted(undated) == sorted(every - {one for one, _, _ in stated})
    head, *names = [row["text"] for row in rows_of(spec, "text", 1)]
    assert (len(names), head) == (len(undated), f"No date stated ({len(undated)})")
    assert len({row["line"] for row in [*points, *bars]}) == len(stated)  # no two on one line


def test_the_marks_stand_where_the_days_are(whole: Dataset) -> None:
    spec = picture("timeline", whole)
    marks = {row["date"]: row for row in [*rows_of(spec, "point"), *rows_of(spec, "bar")]}
    assert (marks["opened 29 February 2020"]["from"], marks["opened 29 February 2020"]["exact"]) == ("2020-02-29", True)
    half = marks["issued first half of 2021"]
    assert (half["from"], half["to"], half["strength"]) == ("2021-01-01", "2021-07-01", 0.3)
    lasting = marks["held from 4 May 2023 to 6 May 2023"]
    assert (lasting["from"], lasting["to"], lasting["strength"]) == ("2023-05-04", "2023-05-07", 1)
    assert marks["announced in or before 2 July 2021"]["opens"] == ["left"]
    assert marks["ended in or after March 2024"]["opens"] == ["right"]
    assert marks["target first quarter of 2029"]["strength"] == 0  # an aim is hollow
    later = [row["to"] for row in marks.values()]
    assert marks["ended in or after March 2024"]["to"] == max(later)


def test_plans_are_hollow_and_what_is_so_is_full(real: Dataset) -> None:
    spec = picture("timeline", real)
    strength = {row["pointer"]: row["strength"] for part in (0, 1) for row in rows_of(spec, "point", part)}
    assert strength["agreements/wuxi-cell-therapy-industry-alliance-initiative"] == 0
    assert strength["agreements/juventas-hematology-institute-strategic-cooperation"] == 1
    assert strength["facilities/zhangjiang-cell-and-gene-industry-park"] == 0


def test_a_picture_says_how_many_it_does_not_show(packaged: Callable[..., Dataset]) -> None:
    event = {"schema": "event/2", "kind": "launch", "status": "took_place"}
    dated = [{**event, "id": f"d{n}", "held_on": f"{1800 + n}"} for n in range(MOST + 7)]
    bare = [{**event, "id": f"u{n}"} for n in range(MOST + 5)]
    spec = picture("timeline", packaged(*dated, *bare))
    assert f"Shown are the {MOST} latest of the {MOST + 7}." in about(spec)
    assert {row["pointer"] for row in rows_of(spec, "bar")} == {f"events/d{n}" for n in range(7, MOST + 7)}
    assert rows_of(spec, "text", 1)[-1]["text"] == "… and 5 more"


def test_the_network_has_the_links_of_the_foreign_keys(whole: Dataset) -> None:
    spec = picture("network", whole)
    roles = {row["pointer"]: row["role"] for row in rows_of(spec, "line")}
    maker, holding, plant, act = "organizations/maker", "organizations/holding", "facilities/plant", "regulations/act"
    assert roles == {
        f"{holding} – {maker}": "parent: null; Maker: member of null",
        f"{maker} – agreements/deal": "licensor",
        f"{maker} – {plant}": "operator: Maker; Maker: member of Cell Works",
        f"{holding} – {plant}": "partners",
        f"{holding} – {act}": "issuers; designations",
        f"{plant} – {act}": "sites",
        f"{act} – regulations/law": "based on: law; derogates from: law",
        **{pair: roles[pair] for pair in roles if "statistic" in roles[pair]},
    }
    assert not any("shed" in pair for pair in roles)  # distinct from the plant is no link to it


def test_every_record_of_the_network_is_drawn_or_listed(dataset: Dataset) -> None:
    spec = picture("network", dataset)
    drawn = [row["pointer"] for row in rows_of(spec, "point")]
    listed = len(rows_of(spec, "text", 1)) - 1
    tables = ("organizations", "agreements", "facilities", "regulations")
    assert len(set(drawn)) == len(drawn)
    assert len(drawn) + listed == sum(dataset.load(table).num_rows for table in tables)
    ends = {end for row in rows_of(spec, "line") for end in row["pointer"].split(" – ")}
    assert set(drawn) == ends
    places = [(row["x"], row["y"]) for row in rows_of(spec, "point")]
    assert len(set(places)) == len(places)


def test_links_to_plans_are_dashed(real: Dataset) -> None:
    plans = {row["pointer"] for row in rows_of(picture("network", real), "line") if row["plan"]}
    assert "organizations/boyalife-group – agreements/wuxi-cell-therapy-industry-alliance-initiative" in plans
    assert not any("juventas" in pair for pair in plans)


def test_each_regulation_stands_below_each_of_its_places(dataset: Dataset) -> None:
    spec = picture("regulations", dataset)
    placed = {row["regulation"] for row in dataset.load("regulation_applies_in").to_pylist()}
    bare = set(dataset.load("regulations")["id"].to_pylist()) - placed
    shown = Counter(row["pointer"].partition("/")[2] for row in rows_of(spec, "point"))
    in_places = Counter(row["regulation"] for row in dataset.load("regulation_applies_in").to_pylist())
    assert shown == in_places + Counter(bare)
    effects = {row["id"]: row["effect"] or "not stated" for row in dataset.load("regulations").to_pylist()}
    assert all(row["effect"] == effects[row["pointer"].partition("/")[2]] for row in rows_of(spec, "point"))
    unplaced = {
        row["pointer"].partition("/")[2] for row in rows_of(spec, "point") if row["place"] == "Place not stated"
    }
    assert unplaced == bare


def test_named_places_are_not_all_places(real: Dataset) -> None:
    texts = [row["text"] for row in rows_of(picture("regulations", real), "text") if "text" in row]
    assert "foreign investment cell gene technologies notice 2024 – notice, 3 named of eight cities" in texts


def test_facilities_show_what_is_known_and_say_what_is_not(real: Dataset) -> None:
    spec = picture("facilities", real)
    shown = {row["name"]: (row["country"], row["kind"], row["area"]) for row in rows_of(spec, "point")}
    assert len(shown) == real.load("facilities").num_rows
    assert shown["necstgen leiden"] == ("Netherlands", "GMP facility", "4,000 m2")
    assert shown["Pujiang Gene Future Valley"] == ("China", "kind not stated", "area not stated")
    assert shown["beijing etown CDMO platform"][0] == "Country not stated"
    assert [(row["zero"], row["sure"]) for row in rows_of(spec, "bar")] == [(0, 4000)]


@pytest.mark.parametrize(
    ("comparator", "upper", "bars"),
    [
        ("eq", None, [("full", 0, 500)]),
        ("le", None, [("pale", 0, 500)]),
        ("ge", None, [("full", 0, 500)]),
        ("between", 800, [("pale", 500, 800), ("full", 0, 500)]),
    ],
)
def test_bars_are_as_sure_as_the_area(
    packaged: Callable[..., Dataset], comparator: str, upper: int | None, bars: list[tuple[str, int, int]]
) -> None:
    area = {"value": 500, "comparator": comparator, "unit": "m2", "as_stated": "so large"}
    if upper:
        area["upper"] = upper
    spec = picture("facilities", packaged({"schema": "facility/2", "id": "one", "area": area}))
    drawn = []
    for layer, (kind, rows) in zip(spec["vconcat"][0]["layer"], layers(spec), strict=True):
        if kind == "bar":
            x, x2 = layer["encoding"]["x"]["field"], layer["encoding"]["x2"]["field"]
            drawn += [("full" if row["strength"] == 1 else "pale", row[x], row[x2]) for row in rows]
    assert drawn == bars


def test_an_area_in_another_unit_is_said_and_not_drawn(whole: Dataset) -> None:
    spec = picture("facilities", whole)
    assert rows_of(spec, "bar") == []
    assert "0.1 to 20,000 L" in {row["area"] for row in rows_of(spec, "point")}


def test_the_evidence_is_counted_once_in_each_panel(real: Dataset) -> None:
    spec, held = picture("evidence", real), real.load("evidence").to_pylist()
    for part, column in enumerate(("derivation", "assertion")):
        counts = {(row["table"], row["term"]): row["count"] for row in rows_of(spec, "rect", part) if row["count"]}
        assert counts == Counter((row["record"].partition("/")[0], row[column]) for row in held)
    against = sum(row["stance"] == "contradicts" for row in held)
    assert f"{len(held):,} supports" in about(spec)
    assert f"{against} contradict the value" in about(spec)


def test_records_without_evidence_count_as_such(whole: Dataset) -> None:
    percent = {row["table"]: row["text"] for row in rows_of(picture("evidence", whole), "text") if "records" in row}
    assert percent["agreements"] == "0%"


@pytest.mark.parametrize("name", plots.PLOTS)
def test_an_empty_package_has_pictures_that_say_so(name: str, empty: Dataset) -> None:
    assert [row["text"] for row in rows_of(picture(name, empty), "text")] == ["This package has no such records."]


def test_every_name_is_a_picture_of_the_installed_package(real: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    from cgt_dataset.reader import dataset as module

    monkeypatch.setattr(module, "installed", lambda: real.folder)
    for name in plots.PLOTS:
        assert getattr(plots, name)().to_dict() == picture(name, real)
