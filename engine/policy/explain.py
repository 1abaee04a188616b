"""Which comparisons made a policy decide as it did, with the values that were compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]
PERMITS = ("permit", "permit-if-else-deny")
MOST = 4


def explain_decision(tree: Node) -> tuple[str, ...]:
    """The comparisons behind a DENY or NOT_APPLICABLE, each with its rule; those that would have had to differ."""
    return tuple(dict.fromkeys(_explain(tree)))[:MOST]


def _explain(node: Node) -> Iterator[str]:
    if node.get("kind") == "rule":
        yield from _rule(node)
        return
    children = [child for child in node.get("children", ()) if child.get("reached", True) is not False]
    deciding = [child for child in children if child.get("decides")]
    own = node.get("condition")
    if own is not None and own.get("outcome") != "true":
        yield from (f"{node['name']}: {text}" for text in _leaves(own, "false"))
    for child in [*fell_through(node), *deciding] if deciding else children:
        yield from _explain(child)


def fell_through(node: Node) -> list[Node]:
    """The children that could have permitted before a last rule that denies whatever reaches it."""
    children = list(node.get("children", ()))
    place = next((place for place, child in enumerate(children) if child.get("decides")), None)
    if place is None or node.get("combine") != "first-applicable" or node.get("decision") != "DENY":
        return []
    last = children[place]
    if last.get("kind") != "rule" or last.get("condition") is not None:
        return []
    return [child for child in children[:place] if child.get("effect") in PERMITS or child.get("kind") == "policy"]


def _rule(rule: Node) -> Iterator[str]:
    condition = rule.get("condition")
    if condition is None:
        if rule.get("decision") == "DENY":
            yield f"{rule['name']}: applies to every request"
        return
    wanted = "false" if rule.get("decision") == "NOT_APPLICABLE" or rule.get("effect") in PERMITS else "true"
    if rule.get("decision") == "NOT_APPLICABLE" and rule.get("effect") not in PERMITS:
        return
    yield from (f"{rule['name']}: {text}" for text in _leaves(condition, wanted))


def _leaves(condition: Node, outcome: str) -> Iterator[str]:
    """The comparisons that gave this outcome; none where it is another."""
    if condition.get("outcome", outcome) != outcome:
        return
    if "children" in condition:
        flipped = {"true": "false", "false": "true"}[outcome] if "not" in condition else outcome
        for child in condition["children"]:
            yield from _leaves(child, flipped)
        return
    verb = in_words(str(condition["test"]), holds=outcome == "true")
    yield f"{_side(condition['left'])} {verb} {_side(condition['right'])}"


VERBS = {
    "equals": ("is", "is not"),
    "contains": ("contains", "does not contain"),
    "in": ("is one of", "is none of"),
    "starts_with": ("starts with", "does not start with"),
    "ends_with": ("ends with", "does not end with"),
    "matches": ("matches", "does not match"),
    "greater_than": ("is greater than", "is not greater than"),
    "less_than": ("is less than", "is not less than"),
    "at_least": ("is at least", "is less than"),
    "at_most": ("is at most", "is greater than"),
    "in_network": ("is in", "is not in"),
}
"""Each comparator in words: where it holds, and where it does not."""


def in_words(test: str, *, holds: bool) -> str:
    """A comparator as a verb; its `not_` form holds where the plain one does not."""
    plain = test.removeprefix("not_")
    holds ^= plain != test
    return VERBS.get(plain, (plain, f"not {plain}"))[0 if holds else 1]


def _side(side: Node) -> str:
    value = side.get("value")
    if value == []:
        return f"{side['attribute']} (an empty list)" if side.get("attribute") else "an empty list"
    shown = ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)
    return f"{side['attribute']} `{shown}`" if side.get("attribute") else f"`{shown}`"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
