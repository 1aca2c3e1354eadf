"""The parts that pictures are made of: lines of text, lists below a picture, the picture with its title."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import altair as alt

from .records import MOST, Row
from .theme import INDENT, STEP, WIDTH, config

Layer = alt.Chart | alt.LayerChart
TITLES = {
    "kind_of_record": "Record of",
    "name": "Name",
    "pointer": "Record",
    "kind": "Kind",
    "status": "Status",
    "date": "Date",
    "place": "Place",
    "effect": "Effect",
    "operator": "Operator",
    "area": "Area",
}


def tooltip(*fields: str) -> list[alt.Tooltip]:
    """What is shown of a mark that is pointed at."""
    return [alt.Tooltip(field, type="nominal", title=TITLES[field]) for field in fields]


def data(held: Sequence[Row]) -> alt.Data:
    """Rows as the data of a layer."""
    return alt.Data(values=list(held))  # type: ignore[no-untyped-call]


def encoded(chart: alt.Chart, **channels: Any) -> alt.Chart:
    """The chart with its channels; to those who hear it, a mark is what its text or its field `name` says."""
    layer: alt.Chart = chart.encode(**{"description": channels.get("text", "name:N"), **channels})
    return layer


def line_of(count: int) -> alt.Y:
    """The position of the field `line` among `count` lines, from the top."""
    domain = list(range(count))
    return alt.Y("line:O", axis=None, scale=alt.Scale(type="band", domain=domain, padding=0))


def written(held: Sequence[Row], style: str, count: int, indent: int = 0, dy: int = 0) -> alt.Chart:
    """The field `text` of rows, each on its line, cut where the picture ends; pointed at, it is whole."""
    mark = alt.Chart(data(held)).mark_text(style=style, limit=WIDTH - indent, dy=dy)
    return encoded(
        mark,
        x=alt.value(indent),
        y=line_of(count),
        text="text:N",
        tooltip=alt.Tooltip("text", type="nominal", title="Name"),
    )


def sized(layers: Sequence[alt.Chart], count: int, step: int = STEP) -> alt.LayerChart:
    """The layers that have anything to draw, over `count` lines, as a picture of the common width."""
    drawn = [layer for layer in layers if layer.data.values]
    whole: alt.LayerChart = alt.LayerChart(layer=drawn).properties(width=WIDTH, height=max(count, 1) * step)
    return whole


def listed(heading: str, names: Sequence[str], symbols: Sequence[alt.Chart] = ()) -> alt.LayerChart:
    """A heading with names below it: what a picture has no place for, and does not leave out."""
    more = [f"… and {len(names) - MOST:,} more"] if len(names) > MOST else []
    lines = [{"line": line, "text": name} for line, name in enumerate([*names[:MOST], *more], 1)]
    count = len(lines) + 1
    head = written([{"line": 0, "text": heading}], "heading", count)
    indent = INDENT if symbols else 0
    return sized([head, written(lines, "name", count, indent), *symbols], count)


def picture(title: str, about: str, parts: Sequence[Layer]) -> alt.VConcatChart:
    """The parts below each other, under a title and what a reader needs to know."""
    if not parts:
        about = ""
        parts = [sized([written([{"line": 0, "text": "This package has no such records."}], "name", 1)], 1)]
    chart = alt.vconcat(
        *parts,
        title=alt.TitleParams(text=title, subtitle=wrap(about, 155)),
        description=f"{title}. {about}".strip(),
    )
    return with_config(chart, config("light"))


def with_config(chart: alt.VConcatChart, held: dict[str, Any]) -> alt.VConcatChart:
    """The chart with a configuration, so that it looks the same in a notebook as in a file."""
    configured: alt.VConcatChart = chart.properties(config=alt.Config.from_dict(held))
    return configured
