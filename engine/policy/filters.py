"""An evaluated tree cut down to what somebody asks for: the path that decided, what did not permit, or all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from engine.policy.explain import PERMITS, fell_through

Show = Literal["deciding path", "fails", "all"]
SHOWS: tuple[Show, ...] = get_args(Show)
Node = Mapping[str, Any]
OF_ACCESS = ("access_policy", "access_rule")
"""Nodes that only ever grant: what does not match is what did not permit."""


def filtered_tree(tree: Node, show: Show) -> Node:
    """The tree from its root with only the branches that are asked for; nothing in it is changed."""
    return tree if show == "all" else _node(tree, show)


def _node(node: Node, show: Show) -> Node:
    condition = node.get("condition")
    children = node.get("children") or ()
    kept = _deciding(node, children) if show == "deciding path" else [child for child in children if _fails(child)]
    return {
        **node,
        "condition": _branch(condition) if condition else condition,
        "children": [_node(child, show) for child in kept],
    }


def _deciding(node: Node, children: Any) -> list[Node]:
    """The children that determined the decision, and before a last no those that could have permitted.

    Where no child determined it, all that were asked.
    """
    deciding = [child for child in children if child.get("decides") and _is_reached(child)]
    condition = node.get("condition")
    applies = condition is None or condition.get("outcome") == "true"
    if deciding:
        return [*fell_through(node), *deciding]
    return [child for child in children if applies and _is_reached(child)]


def _is_reached(node: Node) -> bool:
    return node.get("reached", True) is not False


def _fails(node: Node) -> bool:
    """Whether a node did not permit where it could have; a rule that denies others did nothing wrong."""
    if not _is_reached(node):
        return False
    if node.get("kind") in OF_ACCESS:
        return node.get("decision") != "PERMIT"
    if node.get("kind") == "rule":
        spared = node.get("decision") == "NOT_APPLICABLE" and node.get("effect") not in PERMITS
        return node.get("decision") != "PERMIT" and not spared
    return node.get("decision") not in ("PERMIT", "NOT_APPLICABLE") or any(map(_fails, node.get("children") or ()))


def _branch(condition: Node) -> Node:
    """The branches of a condition that gave its outcome."""
    if "children" not in condition:
        return condition
    deciding = [child for child in condition["children"] if child.get("decides", True)]
    return {**condition, "children": [_branch(child) for child in deciding]}
