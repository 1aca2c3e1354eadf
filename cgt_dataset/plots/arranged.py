"""Where the nodes of a network stand: on two sides, so that few lines cross. The same links, the same places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Node = tuple[str, str]
_ROUNDS = 12
_STEPS = 16
_BULGE = 0.09
"""How far a line between two nodes of one side reaches into the middle, as a share of the width."""


class Place(NamedTuple):
    """The place of a node."""

    side: int
    """0 left, 1 right."""
    y: float
    """Lines from the top."""


def arranged(
    sides: Mapping[int, Sequence[Node]], links: Sequence[tuple[Node, Node]], group: Callable[[Node], str]
) -> tuple[dict[Node, Place], int]:
    """The places of the nodes, and how many lines high the whole is.

    Every node is moved to the middle of those that it is linked with, a few times over, within its group (the
    barycentre method); groups stay together, with a line between them.
    """
    near: dict[Node, list[Node]] = {node: [] for nodes in sides.values() for node in nodes}
    for one, other in links:
        near[one].append(other)
        near[other].append(one)
    order = {side: list(nodes) for side, nodes in sides.items()}
    heights = {side: _height(nodes, group) for side, nodes in order.items()}
    height = max(heights.values())
    at: dict[Node, float] = {}
    for side, nodes in order.items():
        at.update(_spread(nodes, heights[side], height, group))
    for _ in range(_ROUNDS):
        for side, nodes in order.items():
            middle = {node: sum(at[other] for other in near[node]) / max(len(near[node]), 1) for node in nodes}
            groups = list(dict.fromkeys(map(group, nodes)))
            nodes.sort(key=lambda node: (groups.index(group(node)), middle[node], node))
            at.update(_spread(nodes, heights[side], height, group))
    return {node: Place(side, at[node]) for side, nodes in order.items() for node in nodes}, height


def _height(nodes: Sequence[Node], group: Callable[[Node], str]) -> int:
    return len(nodes) + len(set(map(group, nodes)))


def _spread(nodes: Sequence[Node], own: int, height: int, group: Callable[[Node], str]) -> dict[Node, float]:
    """The nodes from the top down, the shorter side spread over the height of the longer."""
    stretch = height / own if own else 1
    placed, line, before = {}, 0.0, None
    for node in nodes:
        line += 1 if before is None or before == group(node) else 2
        before = group(node)
        placed[node] = (line - 0.5) * stretch
    return placed


def curve(one: Place, other: Place, across: tuple[float, float]) -> list[tuple[float, float]]:
    """The points of a line between two places; between two of one side it bulges into the middle."""
    x1, x2 = across[one.side], across[other.side]
    bend = (x1 + x2) / 2 if one.side != other.side else x1 + (_BULGE, -_BULGE)[one.side]
    corners = ((x1, one.y), (bend, one.y), (bend, other.y), (x2, other.y))
    return [_bezier(step / _STEPS, *corners) for step in range(_STEPS + 1)]


def _bezier(t: float, *corners: tuple[float, float]) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(weight * corner[axis] for weight, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
    return round(x, 4), round(y, 4)
