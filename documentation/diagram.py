"""The entity-relationship diagram, drawn from the foreign keys."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from cgt_dataset.schema import RECORDS, TABLES

_WIDTH, _HEIGHT = 960, 720
_BOX = (128, 34)
_HEART = ("organizations", "agreements", "regulations", "facilities")


class Edge(NamedTuple):
    """A reference from the records of one table, or from parts of them, to those of another."""

    source: str
    target: str
    through: str
    """The column, with its table where it is that of a part."""


def edges() -> list[Edge]:
    """Every reference between tables of records, in the order of the tables."""
    owners = {record.table: record.table for record in RECORDS}
    for table in TABLES.values():
        for columns, target, _ in table.foreign_keys:
            if columns == (table.primary_key[0],) and target in owners:
                owners.setdefault(table.name, target)  # a part of the records of that table
    found = []
    for table in TABLES.values():
        for columns, target, _ in table.foreign_keys:
            own = columns == (table.primary_key[0],) and table.name not in {record.table for record in RECORDS}
            if table.name in owners and target in owners and not own and table.name != "evidence":
                column = columns[0] if table.name == owners[table.name] else f"{table.name}.{columns[0]}"
                found.append(Edge(owners[table.name], target, column))
    return found


def diagram() -> str:
    """The tables of records and the references between them, as SVG; a line names its columns when pointed at."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    places = dict(_places([record.table for record in RECORDS if record.table != "sources"]))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">'
    )
    yield "<title>Tables of records and the references between them</title>"
    yield _STYLE
    between: dict[tuple[str, str], list[str]] = {}
    for edge in edges():
        between.setdefault((edge.source, edge.target), []).append(edge.through)
    for (source, target), columns in between.items():
        if source != target and source in places and target in places:
            said = escape(f"{source} → {target}: {', '.join(columns)}")
            yield f'<path class="line" d="{_curve(places[source], places[target])}"><title>{said}</title></path>'
    for table, (x, y) in places.items():
        itself = between.get((table, table), [])
        kind = "heart" if table in _HEART else "world"
        yield f'<g class="{kind}"><title>{escape(_said(table, itself))}</title>'
        yield f'<rect x="{x - _BOX[0] / 2:.1f}" y="{y - _BOX[1] / 2:.1f}" width="{_BOX[0]}" height="{_BOX[1]}" rx="5"/>'
        yield f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">{escape(table)}</text></g>'
    yield "</svg>"


_STYLE = """<style>
.line { fill: none; stroke: #7b8794; stroke-width: 1.2; opacity: .55 }
.line:hover { stroke: #b3261e; stroke-width: 3; opacity: 1 }
rect { stroke: #52606d; fill: #f5f7fa }
.heart rect { fill: #d9ebe6; stroke: #1d6f5c; stroke-width: 2 }
text { fill: #1f2933 }
</style>"""


def _places(tables: list[str]) -> Iterator[tuple[str, tuple[float, float]]]:
    """The heart in an inner ring, what stands around it in an outer one."""
    rings = ([table for table in tables if table in _HEART], [table for table in tables if table not in _HEART])
    for ring, (across, down) in zip(rings, ((0.19, 0.17), (0.41, 0.44)), strict=True):
        for index, table in enumerate(ring):
            turn = 2 * math.pi * (index + 0.5) / len(ring) - math.pi / 2
            yield table, (_WIDTH / 2 + across * _WIDTH * math.cos(turn), _HEIGHT / 2 + down * _HEIGHT * math.sin(turn))


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line that bends a little to its left, so that there and back are two."""
    (x, y), (to_x, to_y) = start, end
    middle = ((x + to_x) / 2 + (to_y - y) * 0.08, (y + to_y) / 2 - (to_x - x) * 0.08)
    return f"M{x:.1f},{y:.1f} Q{middle[0]:.1f},{middle[1]:.1f} {to_x:.1f},{to_y:.1f}"


def _said(table: str, itself: list[str]) -> str:
    return f"{table}; refers to itself by {', '.join(itself)}" if itself else table
