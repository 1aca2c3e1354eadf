"""The timeline: what happened when, as exactly as it is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt

from ..reader import Dataset
from ..schema.wording import date_in_words
from .layers import data, encoded, line_of, listed, picture, sized, tooltip, written
from .records import MOST, Row, counted, is_plan, rows, shown, words
from .theme import WIDTH

KINDS = {
    "agreements": "Agreement",
    "regulations": "Regulation",
    "events": "Event",
    "facilities": "Facility, opening",
}
"""The tables of the timeline, with what their records are called."""
SHAPES = ("circle", "square", "diamond", "triangle-up")
_AIM = "target_on"
_PALE = 0.3
_NEARER = 2
"""How far a name and its dates move towards each other, in pixels."""
_ABOUT = (
    "A symbol is an exact day; a pale bar is the stretch in which the day lies; a full bar lasts all of it; an arrow: "
    "the stretch has no known end on that side. Hollow: a proposal, a plan or an aim."
)


def timeline(dataset: Dataset | None = None) -> alt.VConcatChart:
    """Agreements, regulations, events and openings of facilities by date, each date as exact as it is known.

    A record has a line for each of its dates; those without any are listed below. Raises NoPackage.
    """
    dataset = dataset or Dataset()
    records = [_record(dataset, table, row) for table in KINDS for row in rows(dataset, table)]
    dated = sorted((one for one in records if one["dates"]), key=lambda one: (one["dates"][0]["order"], one["pointer"]))
    undated = [one for one in records if not one["dates"]]
    parts = []
    left_out = len(dated) - MOST
    if dated:
        parts.append(_dated(dated[-MOST:]))
    if undated:
        marks = [_listed(line, one) for line, one in enumerate(undated[:MOST], 1)]
        count = 1 + len(marks) + (len(undated) > MOST)
        heading = f"No date stated ({len(undated):,})"
        symbols = [_points(marks, count, alt.value(5))]
        parts.append(listed(heading, [one["text"] for one in undated], symbols))
    told = f"{counted(len(records), 'record', 'records')}, {len(dated):,} with a date. {_ABOUT}"
    if left_out > 0:
        told += f" Shown are the {MOST} latest of the {len(dated):,}."
    return picture("Agreements, regulations, events and openings by date", told, parts)


def _record(dataset: Dataset, table: str, row: Row) -> Row:
    """A record with its dates, the earliest first."""
    about = ", ".join(words(row[column]) for column in ("kind", "status") if row.get(column) is not None)
    name = shown(row)
    common = {
        "pointer": f"{table}/{row['id']}",
        "kind_of_record": KINDS[table],
        "name": name,
        "kind": words(row.get("kind")),
        "status": words(row.get("status")),
        "plan": is_plan(row),
    }
    columns = [column.name for column in dataset.describe(table).columns]
    dates = []
    for column in columns:
        if f"{column}_from" in columns and row[column] is not None:
            first, last = row[f"{column}_from"], row[f"{column}_to"]
            dates.append({**common, **_stretch(row[column], first, last), "what": words(column.removesuffix("_on"))})
            dates[-1]["plan"] |= column == _AIM
            dates[-1]["date"] = f"{dates[-1]['what']} {date_in_words(row[column])}"
    return {
        **common,
        "text": f"{name} – {about}" if about else name,
        "dates": sorted(dates, key=lambda one: (one["order"], one["date"])),
    }


def _listed(line: int, one: Row) -> Row:
    """The symbol of a record that has no date."""
    kept = {name: value for name, value in one.items() if name not in ("dates", "text")}
    return {**kept, "line": line, "strength": 0 if one["plan"] else 1}


def _stretch(stated: str, first: date | None, last: date | None) -> Row:
    ends = [one for one in (first, last) if one is not None]
    return {
        "first": first,
        "last": last,
        "order": (min(ends), max(ends)) if ends else (date.max, date.max),
        "lasting": "/" in stated,
        "exact": first is not None and first == last,
    }


def _dated(records: list[Row]) -> alt.LayerChart:
    ends = [end for one in records for held in one["dates"] for end in (held["first"], held["last"]) if end]
    margin = max((max(ends) - min(ends)).days // 40, 10)
    domain = (_moved(min(ends), -margin), _moved(max(ends), margin + 1))
    names, marks, line = [], [], 0
    for one in records:
        names.append({"line": line, "text": one["text"]})
        for held in one["dates"]:
            line += 1
            marks.append({**_mark(held, domain), "line": line})
        line += 1
    scale = alt.Scale(type="utc", nice=False, padding=12)
    x = alt.X("from:T", scale=scale, axis=alt.Axis(title="Date", labelOverlap=True, tickCount=7))
    bars = _bars([mark for mark in marks if not mark["exact"]], line, x)
    points = _points([mark for mark in marks if mark["exact"]], line, x, -_NEARER)
    sides = [layer(marks, side, line, scale) for layer in (_arrows, _said) for side in ("left", "right")]
    return sized([bars, points, *sides, written(names, "name", line, dy=_NEARER)], line)


def _moved(day: date, days: int) -> date:
    """A day so many days later; the first and the last that there are, are not left."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def _mark(held: Row, domain: tuple[date, date]) -> Row:
    """What is drawn of a date; an open end goes on to the edge of the picture."""
    first, last = held["first"], held["last"]
    begin = domain[0] if first is None else first
    end = domain[1] if last is None else _moved(last, 1)
    kept = {name: value for name, value in held.items() if name not in ("first", "last", "order", "what")}
    return {
        **kept,
        # Without a time of day they are read as of UTC, in which they are drawn as well.
        "from": begin.isoformat(),
        "to": end.isoformat(),
        "strength": 0 if held["plan"] else 1 if held["exact"] or held["lasting"] else _PALE,
        # Words stand where there is more room.
        "side": "right" if begin - domain[0] < domain[1] - end else "left",
        "opens": [side for side, stated in (("left", first), ("right", last)) if stated is None],
    }


def _channels(marks: list[Row], count: int, x: Any) -> dict[str, Any]:
    """Kind by colour, plans hollow."""
    scale = alt.Scale(domain=list(KINDS.values()))
    held = ("name", "kind_of_record", "kind", "status", "pointer")
    return {
        "x": x,
        "y": line_of(count),
        "fill": alt.Fill("kind_of_record:N", scale=scale),
        "stroke": alt.Stroke("kind_of_record:N", scale=scale),
        "fillOpacity": alt.FillOpacity("strength:Q", scale=None, legend=None),
        "tooltip": tooltip(*(("date", *held) if marks and "date" in marks[0] else held)),
    }


def _points(marks: list[Row], count: int, x: Any, lift: int = 0) -> alt.Chart:
    shapes = alt.Scale(domain=list(KINDS.values()), range=list(SHAPES))
    shape = alt.Shape("kind_of_record:N", scale=shapes)
    chart = alt.Chart(data(marks)).mark_point(size=80, yOffset=lift, strokeWidth=1.8, opacity=1)
    return encoded(chart, shape=shape, **_channels(marks, count, x))


def _bars(marks: list[Row], count: int, x: alt.X) -> alt.Chart:
    chart = alt.Chart(data(marks)).mark_bar(height=8, yOffset=-_NEARER, strokeWidth=1.5, opacity=1)
    return encoded(chart, x2="to:T", **_channels(marks, count, x))


def _arrows(marks: list[Row], side: str, count: int, scale: alt.Scale) -> alt.Chart:
    """Arrows at the edge of the picture, where a stretch has no known end."""
    open_ended = [mark for mark in marks if side in mark["opens"]]
    chart = alt.Chart(data(open_ended)).mark_point(shape=f"triangle-{side}", size=70, yOffset=-_NEARER, opacity=1)
    channels = _channels(open_ended, count, alt.X("from:T" if side == "left" else "to:T", scale=scale))
    return encoded(chart, **{**channels, "fillOpacity": alt.value(1)})


def _said(marks: list[Row], side: str, count: int, scale: alt.Scale) -> alt.Chart:
    """The date in words, beside its mark."""
    beside = [mark for mark in marks if mark["side"] == side]
    way: dict[str, Any] = {"align": "left", "dx": 9} if side == "right" else {"align": "right", "dx": -9}
    chart = alt.Chart(data(beside)).mark_text(style="aside", dy=-_NEARER, limit=WIDTH * 12 // 25, **way)
    x = alt.X("to:T" if side == "right" else "from:T", scale=scale)
    return encoded(chart, x=x, y=line_of(count), text="date:N", tooltip=tooltip("date", "name", "pointer"))
