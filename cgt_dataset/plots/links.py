"""The network: which organizations, agreements, facilities and regulations are linked, and by what role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from ..reader import Dataset, TableDescription
from .arranged import Place, arranged, curve
from .layers import data, encoded, listed, picture, sized, tooltip
from .records import MOST, Row, counted, is_plan, rows, shown, words
from .theme import STEP, WIDTH

KINDS = {
    "organizations": "Organizations",
    "agreements": "Agreements",
    "facilities": "Facilities",
    "regulations": "Regulations",
}
"""The tables of the network, with their headings; the first stands on the left, the others on the right."""
_SHAPES = ("square", "circle", "triangle-up", "diamond")
_APART = "_distinct_from"
"""How tables end that hold what is not the same: no link."""
_LEFT, _RIGHT = 0.4, 0.6
"""Where the nodes stand, as a share of the width; outside is the room for names."""

Node = tuple[str, str]
"""Table and id."""


def network(dataset: Dataset | None = None) -> alt.VConcatChart:
    """Organizations on the left, agreements, facilities and regulations on the right, a line for each link.

    A link is a row of any table with foreign keys to two of them; its role is shown where it is pointed at. What has
    no link is listed below. The same package gives the same picture. Raises NoPackage.
    """
    dataset = dataset or Dataset()
    records = {(table, row["id"]): row for table in KINDS for row in rows(dataset, table)}
    links = _links(dataset, records)
    degree: dict[Node, int] = {}
    for ends in links:
        for node in ends:
            degree[node] = degree.get(node, 0) + 1
    kept = set(sorted(degree, key=lambda node: (-degree[node], node))[:MOST])
    drawn = {ends: roles for ends, roles in links.items() if set(ends) <= kept}
    alone = [f"{shown(row)} ({_one(node[0])})" for node, row in records.items() if node not in degree]
    about = (
        f"{counted(len(records), 'record', 'records')}, {counted(len(links), 'link', 'links')}. "
        "Dashed: the agreement, facility or regulation is proposed, announced or planned."
    )
    if len(degree) > len(kept):
        about += f" Shown are the {MOST} with most links."
    parts = [_drawn(drawn, records)] if drawn else []
    if alone:
        parts.append(listed(f"Without a link to another ({len(alone):,})", alone))
    return picture("Organizations, agreements, facilities and regulations: who is linked with what", about, parts)


def _one(table: str) -> str:
    """What one record of a table is called."""
    return {"facilities": "facility"}.get(table, table.removesuffix("s"))


def _links(dataset: Dataset, records: Mapping[Node, Row]) -> dict[tuple[Node, Node], list[str]]:
    """The two ends of each link with its roles, from the foreign keys of every table."""
    found: dict[tuple[Node, Node], list[str]] = {}
    order = list(KINDS)
    for table in dataset.tables():
        described = dataset.describe(table)
        keys = [(column.name, column.references) for column in described.columns if column.references in KINDS]
        if table.endswith(_APART) or len(keys) + (table in KINDS) < 2:
            continue
        for row in rows(dataset, table):
            ends = [((to or "", row[name]), name) for name, to in keys if row[name] is not None]
            if table in KINDS:
                ends.insert(0, ((table, row["id"]), ""))
            for end, name in ends[1:]:
                if end == ends[0][0] or not {end, ends[0][0]} <= records.keys():
                    continue
                one, other = sorted((ends[0][0], end), key=lambda node: (order.index(node[0]), node))
                names = shown(records[ends[0][0]]), shown(records[end])
                roles = found.setdefault((one, other), [])
                roles.append(f"{words(name)}: {names[1]}" if table in KINDS else _role(table, row, described, names))
    return {ends: list(dict.fromkeys(roles)) for ends, roles in found.items()}


def _role(table: str, row: Row, described: TableDescription, names: tuple[str, str]) -> str:
    """What a row of a table of links says of the link: a role, a kind with its direction, or the table."""
    if row.get("role"):
        return words(row["role"])
    if described.primary_key == ("id",) and row.get("kind"):
        return f"{names[0]}: {words(row['kind'])} {names[1]}"
    return words(table.removeprefix(f"{described.primary_key[0]}_"))


def _drawn(links: dict[tuple[Node, Node], list[str]], records: dict[Node, Row]) -> alt.LayerChart:
    left = next(iter(KINDS))
    nodes = sorted({node for ends in links for node in ends}, key=lambda node: (list(KINDS).index(node[0]), node))
    sides = {side: [node for node in nodes if (node[0] == left) == (side == 0)] for side in (0, 1)}
    places, height = arranged(sides, list(links), group=lambda node: node[0])
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    across = (_LEFT, _RIGHT)
    points: list[Row] = []
    for number, ((one, other), roles) in enumerate(links.items()):
        tip = {
            "link": number,
            "name": f"{shown(records[one])} – {shown(records[other])}",
            "role": "; ".join(roles),
            "pointer": f"{one[0]}/{one[1]} – {other[0]}/{other[1]}",
            "plan": any(is_plan(records[node]) for node in (one, other)),
        }
        for step, (px, py) in enumerate(curve(places[one], places[other], across)):
            points.append({**tip, "step": step, "x": px, "y": py})
    marks = [_mark(node, places[node], across, records[node]) for node in nodes]
    role = alt.Tooltip("role", type="nominal", title="Role")
    lines = alt.Chart(data(points)).mark_line(style="edge", interpolate="linear")
    edges = encoded(
        lines,
        x=x,
        y=y,
        detail="link:N",
        order="step:Q",
        strokeDash=alt.condition("datum.plan", alt.value([5, 3]), alt.value([1, 0])),
        tooltip=[role, *tooltip("name", "pointer")],
    )
    scale = alt.Scale(domain=list(KINDS.values()))
    points_of = alt.Chart(data(marks)).mark_point(size=80, strokeWidth=1.8, opacity=1)
    symbols = encoded(
        points_of,
        x=x,
        y=y,
        fill=alt.Fill("kind_of_record:N", scale=scale),
        stroke=alt.Stroke("kind_of_record:N", scale=scale),
        shape=alt.Shape("kind_of_record:N", scale=alt.Scale(domain=list(KINDS.values()), range=list(_SHAPES))),
        fillOpacity=alt.FillOpacity("strength:Q", scale=None, legend=None),
        tooltip=tooltip("name", "kind_of_record", "kind", "status", "pointer"),
    )
    names = [_names(marks, side, x, y) for side in (0, 1)]
    return sized([edges, symbols, *names], height, STEP + 3)


def _mark(node: Node, place: Place, across: tuple[float, float], row: Row) -> Row:
    return {
        "pointer": f"{node[0]}/{node[1]}",
        "name": shown(row),
        "kind_of_record": KINDS[node[0]],
        "kind": words(row.get("kind")),
        "status": words(row.get("status")),
        "strength": 0 if is_plan(row) else 1,
        "side": place.side,
        "x": across[place.side],
        "y": place.y,
    }


def _names(marks: list[Row], side: int, x: Any, y: Any) -> alt.Chart:
    beside = [mark for mark in marks if mark["side"] == side]
    way: dict[str, Any] = {"align": "left", "dx": 10} if side else {"align": "right", "dx": -10}
    chart = alt.Chart(data(beside)).mark_text(style="name", limit=round(WIDTH * _LEFT) - 14, **way)
    return encoded(
        chart, x=x, y=y, text="name:N", tooltip=tooltip("name", "kind_of_record", "kind", "status", "pointer")
    )
