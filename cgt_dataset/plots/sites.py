"""Facilities by country, kind and area."""

from __future__ import annotations

from typing import Any

import altair as alt

from ..reader import Dataset
from .layers import data, encoded, line_of, picture, sized, tooltip, written
from .places import NO_COUNTRY, Places
from .records import MOST, NOT_STATED, Row, counted, in_order, is_plan, rows, shown, terms, words
from .theme import INDENT, WIDTH

_UNIT = "m2"
_NO_KIND = f"kind {NOT_STATED}"
_NO_AREA = f"area {NOT_STATED}"
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "stroke")
_PALE = 0.35
_AT_MOST = frozenset({"lt", "le"})
_ABOUT = (
    "A full bar is an area that is stated; a pale bar is how far it may reach where a range or a limit is stated. "
    "Hollow: announced, planned or under construction."
)


def facilities(dataset: Dataset | None = None) -> alt.VConcatChart:
    """Facilities below their country, with kind, status and area; what is not known stands there as not stated.

    Raises NoPackage.
    """
    dataset = dataset or Dataset()
    held = rows(dataset, "facilities")
    places = Places(dataset)
    operators = {row["id"]: shown(row) for row in rows(dataset, "organizations")}
    sites = [_site(row, places, operators) for row in held]
    sites.sort(key=lambda site: (site["country"] == NO_COUNTRY, site["country"], -site["to"], site["name"]))
    about = f"{counted(len(sites), 'facility', 'facilities')}, {_known(sites)} with a stated area. {_ABOUT}"
    if len(sites) > MOST:
        about += f" Shown are the first {MOST}."
    parts = [_drawn(sites[:MOST], dataset)] if sites else []
    return picture("Facilities by country, kind and area", about, parts)


def _known(sites: list[Row]) -> int:
    return sum(site["area"] != _NO_AREA for site in sites)


def _site(row: Row, places: Places, operators: dict[str, str]) -> Row:
    name, about = shown(row), [words(row[column]) for column in ("kind", "status") if row.get(column)]
    stated = row.get("area_as_stated")
    return {
        "pointer": f"facilities/{row['id']}",
        "name": name,
        "text": f"{name} – {', '.join(about)}" if about else name,
        "country": places.country(row.get("place")),
        "place": places.path(row.get("place")),
        "kind": words(row["kind"]) if row.get("kind") else _NO_KIND,
        "status": words(row.get("status")),
        "operator": operators.get(row.get("operator") or "", NOT_STATED),
        "area": _NO_AREA if row.get("area_value") is None else str(stated or row["area_value"]),
        **_extent(row),
        "strength": 0 if is_plan(row) else 1,
    }


def _extent(row: Row) -> Row:
    """From where to where the bars go, in square metres; what is stated in another unit has none."""
    value = row.get("area_value")
    if value is None or row.get("area_unit") != _UNIT:
        return {"sure": 0, "to": 0}
    if row.get("area_comparator") in _AT_MOST:
        return {"sure": 0, "to": value}
    return {"sure": value, "to": row.get("area_upper") or value}


def _drawn(sites: list[Row], dataset: Dataset) -> alt.LayerChart:
    heads: list[Row] = []
    lines: list[Row] = []
    line = 0
    for site in sites:
        if not heads or heads[-1]["text"] != site["country"]:
            heads.append({"line": line, "text": site["country"]})
            line += 1
        lines.append({**site, "line": line})
        line += 2
    below = [{**site, "line": site["line"] + 1} for site in lines]
    found = in_order([site["kind"] for site in sites], [words(term) for term in terms(dataset, "facilities", "kind")])
    scale = alt.Scale(domain=found)
    symbol = alt.Chart(data(lines)).mark_point(size=80, strokeWidth=1.8, opacity=1)
    colours: dict[str, Any] = {
        "fill": alt.Fill("kind:N", scale=scale),
        "stroke": alt.Stroke("kind:N", scale=scale),
        "tooltip": tooltip("name", "kind", "status", "area", "place", "operator", "pointer"),
    }
    symbols = encoded(
        symbol,
        x=alt.value(5),
        y=line_of(line),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=found, range=[*_SHAPES][: len(found)])),
        fillOpacity=alt.FillOpacity("strength:Q", scale=None, legend=None),
        **colours,
    )
    widest = max(site["to"] for site in sites)
    scale_of_area = alt.Scale(domain=[0, widest * 1.35 or 1], nice=False)
    axis = alt.Axis(title="Area in square metres", grid=False, tickCount=5, format=",~f") if widest else None
    ends = (("sure", "to", _PALE), ("zero", "sure", 1))
    bars = [
        _bar(below, line, colours, alt.X(f"{begin}:Q", scale=scale_of_area, axis=axis), (begin, end), strength)
        for begin, end, strength in ends
    ]
    area = alt.Chart(data(below)).mark_text(style="aside", align="left", dx=6, limit=WIDTH // 2)
    said = encoded(
        area,
        x=alt.X("to:Q", scale=scale_of_area, axis=axis),
        y=line_of(line),
        text="area:N",
        tooltip=colours["tooltip"],
    )
    return sized(
        [*bars, symbols, said, written(heads, "heading", line), written(lines, "name", line, INDENT)],
        line,
    )


def _bar(
    below: list[Row], count: int, colours: dict[str, Any], x: alt.X, ends: tuple[str, str], strength: float
) -> alt.Chart:
    begin, end = ends
    held = [{"zero": 0, **site, "strength": site["strength"] * strength} for site in below]
    strong = alt.FillOpacity("strength:Q", scale=None, legend=None)
    chart = alt.Chart(data([site for site in held if site[end] > site[begin]]))
    bars = chart.mark_bar(height=8, strokeWidth=1.5, opacity=1)
    return encoded(bars, x=x, x2=f"{end}:Q", y=line_of(count), fillOpacity=strong, **colours)
