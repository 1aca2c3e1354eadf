"""Regulations by the place in which they apply and by what they do."""

from __future__ import annotations

from typing import Any

import altair as alt

from ..findings import printable
from ..reader import Dataset
from .layers import data, encoded, line_of, picture, sized, tooltip, written
from .places import Places
from .records import MOST, NOT_STATED, Row, counted, in_order, is_over, is_plan, rows, shown, terms, words
from .theme import WIDTH

_UNKNOWN = f"force {NOT_STATED}"
_FORCE = {"issued or in force": "circle", "proposed": "diamond", "no longer in force": "cross", _UNKNOWN: "square"}
"""The states of a regulation, with the shape that shows each."""


def regulations(dataset: Dataset | None = None) -> alt.VConcatChart:
    """Regulations below each place in which they apply, with a symbol in the column of what each does.

    The shape says whether it is in force. One that applies in several places stands below each. Raises NoPackage.
    """
    dataset = dataset or Dataset()
    held = rows(dataset, "regulations")
    if not held:
        return _titled("", [])
    places = Places(dataset)
    applies: dict[str, list[str]] = {}
    for row in rows(dataset, "regulation_applies_in"):
        applies.setdefault(row["regulation"], []).append(row["place"])
    by_place: dict[str | None, list[Row]] = {}
    for row in sorted(held, key=shown):
        for place in applies.get(row["id"], [None]):
            by_place.setdefault(place, []).append(_shown(row, len(applies.get(row["id"], ())), places.path(place)))
    ordered = sorted(by_place, key=lambda place: (place is None, places.path(place)))
    names: list[Row] = []
    heads: list[Row] = []
    marks: list[Row] = []
    line = left_out = 0
    for place in ordered:
        room = max(MOST - len(marks), 0)
        left_out += len(by_place[place][room:])
        if not room:
            continue
        heads.append({"line": line, "text": places.path(place)})
        line += 1
        for mark in by_place[place][:room]:
            names.append({"line": line, "text": mark["text"]})
            marks.append({**mark, "line": line + 1})
            line += 2
    found = in_order([row["effect"] or NOT_STATED for row in held], terms(dataset, "regulations", "effect"))
    columns = [*terms(dataset, "regulations", "effect"), *(term for term in found if term == NOT_STATED)]
    about = f"{counted(len(held), 'regulation', 'regulations')}. One that applies in several places stands below each."
    if left_out:
        about += f" {counted(left_out, 'line is', 'lines are')} left out for want of room."
    layers = [*_symbols(marks, line, columns), written(heads, "heading", line), written(names, "name", line, dy=2)]
    return _titled(about, [sized(layers, line)])


def _titled(about: str, parts: list[alt.LayerChart]) -> alt.VConcatChart:
    return picture("Regulations by place and effect", about, parts)


def _shown(row: Row, named: int, place: str) -> Row:
    stated = row.get("applies_in_count_as_stated")
    about = [words(row["kind"])] if row.get("kind") else []
    if stated:
        about.append(f"{named} named of {printable(stated)}")
    name, status = shown(row), row.get("status")
    if is_plan(row) or is_over(row):
        force = "proposed" if is_plan(row) else "no longer in force"
    else:
        force = "issued or in force" if status else _UNKNOWN
    return {
        "pointer": f"regulations/{row['id']}",
        "name": name,
        "text": f"{name} – {', '.join(about)}" if about else name,
        "kind": words(row.get("kind")),
        "status": words(row.get("status")),
        "effect": words(row.get("effect")),
        "place": place,
        "force": force,
        "said": words(status) if status else _UNKNOWN,
    }


def _symbols(marks: list[Row], count: int, columns: list[str]) -> list[alt.Chart]:
    """The symbols, and beside each its status."""
    order = [words(column) for column in columns]
    axis = alt.Axis(title="What the regulation does", orient="top", grid=True, ticks=False, domain=False)
    x = alt.X("effect:N", scale=alt.Scale(type="band", domain=order), axis=axis)
    tips = tooltip("name", "place", "effect", "kind", "status", "pointer")
    domain = list(_FORCE)
    symbols = alt.Chart(data(marks)).mark_point(size=110, yOffset=-2, opacity=1, filled=True)
    layers = [
        encoded(
            symbols,
            x=x,
            y=line_of(count),
            shape=alt.Shape("force:N", scale=alt.Scale(domain=domain, range=list(_FORCE.values()))),
            color=alt.Color("force:N", scale=alt.Scale(domain=domain)),
            tooltip=tips,
        )
    ]
    late = set(order[len(order) // 2 :])
    ways: tuple[dict[str, Any], ...] = ({"align": "left", "dx": 10}, {"align": "right", "dx": -10})
    for is_late, way in enumerate(ways):
        beside = [mark for mark in marks if (mark["effect"] in late) == bool(is_late)]
        said = alt.Chart(data(beside)).mark_text(style="aside", dy=-2, limit=WIDTH // 3, **way)
        layers.append(encoded(said, x=x, y=line_of(count), text="said:N", tooltip=tips))
    return layers
