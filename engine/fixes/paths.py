"""Ways through an evaluated policy tree: which conditions must turn out otherwise for it to permit.

Walked from the root down, only where something has to change; of many ways the shortest are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from engine.policy.combining import INDETERMINATE, NOT_APPLICABLE, PERMIT
from engine.policy.compiling import EFFECTS
from engine.policy.judging import FALSE, OPPOSITE, TRUE

Node = Mapping[str, Any]
Wanted = frozenset[str]
KEPT = 8
"""Ways that are kept at each node."""
WIDEST = 200
"""Children of one node that are tried."""
LONGEST = 8
"""Turns of one way; nobody makes more changes than that at once."""
PERMITS: Wanted = frozenset({PERMIT})
QUIET: Wanted = frozenset({NOT_APPLICABLE})
NO_HARM: Wanted = PERMITS | QUIET


OFF = "off"
"""The outcome of a rule that is switched off."""
UNWRITTEN: Node = {
    "kind": "rule", "name": None, "effect": "permit", "decision": NOT_APPLICABLE, "condition": {"outcome": FALSE},
}  # fmt: skip
"""A rule that a policy does not have yet."""


class Turn(NamedTuple):
    """One thing that must turn out otherwise: a comparison, or the whole condition of a rule or a policy.

    `place` are the names from the root; a rule's last is its number among its policy's enabled rules.
    """

    node: Node
    outcome: str
    place: tuple[str | int, ...]


Way = tuple[Turn, ...]
Turning = Callable[[Node, str, tuple[str | int, ...]], Sequence[Way]]


def ways_to_permit(tree: Node, turning: Turning) -> list[Way]:
    """Sets of turns that make the tree permit, shortest first. Access rules count as passed: their stage is another."""
    return _Walk(turning).of(_after_rules(tree), PERMITS, ())


def _after_rules(tree: Node) -> Node:
    children = [child for child in tree["children"] if child.get("enabled", True)]
    if children and str(children[0]["name"]).startswith("access rules of ") and tree["name"] == "rules and policies":
        children[0] = {**children[0], "decision": PERMIT}
    return {**tree, "children": children}


def turn_comparisons(node: Node, outcome: str, place: tuple[str | int, ...]) -> Sequence[Way]:
    """The comparisons below a rule's or policy's condition that give it this outcome."""
    condition = node.get("condition")
    if condition is None:
        return [()] if outcome == TRUE else []
    return _conditions(condition, outcome, place)


def turn_whole(node: Node, outcome: str, place: tuple[str | int, ...]) -> Sequence[Way]:
    """The rule's or policy's condition as a whole."""
    condition = node.get("condition")
    holds = TRUE if condition is None else condition["outcome"]
    return [()] if holds == outcome else [(Turn(node, outcome, place),)]


def _conditions(condition: Node, outcome: str, place: tuple[str | int, ...]) -> list[Way]:
    if condition["outcome"] == outcome:
        return [()]
    if "children" not in condition:
        return [(Turn(condition, outcome, place),)] if condition.get("test") else []
    children = condition["children"]
    if "not" in condition:
        return _conditions(children[0], OPPOSITE[outcome], place)
    each = [_conditions(child, outcome, place) for child in children[:WIDEST]]
    if ("all" in condition) == (outcome == TRUE):
        return _all(each)
    return _shortest(way for ways in each for way in ways)


def _shortest(ways: Iterable[Way]) -> list[Way]:
    return sorted(ways, key=len)[:KEPT]


def _all(each: Iterable[Sequence[Way]]) -> list[Way]:
    """One way of each, together; none where one has none."""
    together: list[Way] = [()]
    for ways in each:
        pairs = (_joined(one, other) for one, other in islice(product(together, ways), KEPT * KEPT))
        together = _shortest(way for way in pairs if len(way) <= LONGEST)
        if not together:
            break
    return together


def _joined(one: Way, other: Way) -> Way:
    return (*one, *(turn for turn in other if turn not in one))


class _Walk:
    """One walk down a tree."""

    def __init__(self, turning: Turning) -> None:
        self.turning = turning
        self.known: dict[tuple[int, Wanted], list[Way]] = {}

    def of(self, node: Node, wanted: Wanted, place: tuple[str | int, ...]) -> list[Way]:
        """Ways in which the node comes to one of these decisions; it is asked once, however often it counts."""
        if node["decision"] in wanted:
            return [()]
        if node is UNWRITTEN:
            return self._of(node, wanted, place)
        key = id(node), wanted
        if key not in self.known:
            self.known[key] = self._of(node, wanted, place)
        return self.known[key]

    def _of(self, node: Node, wanted: Wanted, place: tuple[str | int, ...]) -> list[Way]:
        if node["kind"] == "rule":
            outcomes = [outcome for outcome, decision in EFFECTS[node["effect"]].items() if decision in wanted]
            if not outcomes and wanted & QUIET and self.turning is turn_whole:
                return [(Turn(node, OFF, place),)]
            return _shortest(way for outcome in outcomes for way in self.turning(node, outcome, place))
        if node.get("combine") is None:
            return []
        place = (*place, node["name"])
        leave = self.turning(node, FALSE, place) if wanted & QUIET else []
        enter = self.turning(node, TRUE, place)
        return _shortest([*(_all([enter, self._inside(node, wanted, place)]) if enter else []), *leave])

    def _inside(self, node: Node, wanted: Wanted, place: tuple[str | int, ...]) -> list[Way]:
        children = list(enumerate(self._children(node)))
        found: list[Way] = []
        if wanted & PERMITS:
            found += COMBINED[node["combine"]](self, children, place)
        if wanted & QUIET and not node["combine"].endswith(("-unless-permit", "-unless-deny")):
            found += self._each(children, QUIET, place)
        return _shortest(found)

    def _children(self, node: Node) -> list[Node]:
        """The children; after its own rules one that could be written, where conditions are turned as a whole."""
        children = list(node["children"][:WIDEST])
        if self.turning is turn_whole:
            children.insert(sum(child["kind"] == "rule" for child in children), UNWRITTEN)
        return children

    def _child(self, child: tuple[int, Node], wanted: Wanted, place: tuple[str | int, ...]) -> list[Way]:
        number, node = child
        return self.of(node, wanted, (*place, number) if node["kind"] == "rule" else place)

    def _each(self, children: Iterable[tuple[int, Node]], wanted: Wanted, place: tuple[str | int, ...]) -> list[Way]:
        others = [child for child in children if child[1]["decision"] not in wanted]
        return _all(self._child(child, wanted, place) for child in others) if len(others) <= LONGEST else []

    def _one(self, children: Sequence[tuple[int, Node]], place: tuple[str | int, ...]) -> list[Way]:
        """One child permits, whatever the others do."""
        return _shortest(way for child in children for way in self._child(child, PERMITS, place))

    def _none_denies(self, children: Sequence[tuple[int, Node]], place: tuple[str | int, ...]) -> list[Way]:
        """One permits, and each other permits or does not apply."""
        harmful = [child for child in children if child[1]["decision"] not in NO_HARM]
        if any(child[1]["decision"] == PERMIT for child in children):
            return self._each(harmful, NO_HARM, place)
        found: list[Way] = []
        for child in children if len(harmful) <= LONGEST + 1 else ():
            others = self._each([one for one in harmful if one is not child], NO_HARM, place)
            found += _all([self._child(child, PERMITS, place), others])
        return _shortest(found)

    def _first(self, children: Sequence[tuple[int, Node]], place: tuple[str | int, ...]) -> list[Way]:
        """One permits, and those before it do not apply."""
        found: list[Way] = []
        before: list[Way] = [()]
        for child in children:
            found += _all([before, self._child(child, PERMITS, place)])
            before = _all([before, self._child(child, QUIET, place)])
            if not before:
                break
        return _shortest(found)

    def _only(self, children: Sequence[tuple[int, Node]], place: tuple[str | int, ...]) -> list[Way]:
        """One permits, and no other applies."""
        loud = [child for child in children if child[1]["decision"] != NOT_APPLICABLE]
        found: list[Way] = []
        for child in children if len(loud) <= LONGEST + 1 else ():
            others = self._each([one for one in loud if one is not child], QUIET, place)
            found += _all([self._child(child, PERMITS, place), others])
        return _shortest(found)

    def _unless_denied(self, children: Sequence[tuple[int, Node]], place: tuple[str | int, ...]) -> list[Way]:
        return self._each(children, NO_HARM | {INDETERMINATE}, place)


COMBINED: Mapping[str, Callable[[_Walk, Sequence[tuple[int, Node]], tuple[str | int, ...]], list[Way]]] = {
    "deny-overrides": _Walk._none_denies,
    "permit-overrides": _Walk._one,
    "first-applicable": _Walk._first,
    "only-one-applicable": _Walk._only,
    "deny-unless-permit": _Walk._one,
    "permit-unless-deny": _Walk._unless_denied,
}
"""How each combining algorithm comes to permit."""
