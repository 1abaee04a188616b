"""What a policy's tree looks like for given outcomes of its conditions, remembered: only the compared values are new.

Few outcomes occur together, so that most diagnoses find theirs. A shape holds nothing of any exchange.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field

from engine.models.statement import FiredStatement
from engine.policy.combining import Decisions
from engine.policy.judging import Judged, Outcomes

MOST_NODES = 50_000
"""Nodes of all remembered shapes of one tree."""

Vector = tuple[Outcomes, ...]
"""The outcomes of all conditions of a tree, in the order in which it was read."""


class Skeleton(NamedTuple):
    """A node without its condition: the place of that among the judged ones, and the nodes below.

    `node` is the whole node where nothing in it or below it is judged.
    """

    node: dict[str, Any]
    place: int | None
    children: tuple[Skeleton, ...]
    is_whole: bool


class Shape(NamedTuple):
    """What is known of a policy by the outcomes of its conditions alone."""

    decision: str
    possible: Decisions
    skeleton: Skeleton
    created: tuple[FiredStatement, ...]


class Shapes(Struct):
    """The shapes of one tree, which has so many nodes."""

    size: int
    by_vector: dict[Vector, Shape] = field(default_factory=dict)

    def remember(self, vector: Vector, shape: Shape) -> None:
        """Keeps a shape as long as there is room."""
        if (len(self.by_vector) + 1) * self.size <= MOST_NODES:
            self.by_vector[vector] = shape


def skeleton_of(tree: dict[str, Any], places: Any) -> Skeleton:
    """The skeleton of a rendered tree. `places` is the place of a node's condition, and those of its children."""
    place, below = places
    children = tuple(map(skeleton_of, tree["children"], below))
    is_whole = place is None and all(child.is_whole for child in children)
    return Skeleton(tree if is_whole else {**tree, "condition": None, "children": []}, place, children, is_whole)


def filled(skeleton: Skeleton, judged: Sequence[Judged]) -> dict[str, Any]:
    """The tree as data, with these conditions. What is the same for every exchange is one object for all of them."""
    node, place, children, is_whole = skeleton
    if is_whole:
        return node
    node = node.copy()
    if place is not None:
        node["condition"] = judged[place].node
    if children:
        node["children"] = [filled(child, judged) for child in children]
    return node
