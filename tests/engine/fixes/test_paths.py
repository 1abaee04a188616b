"""Ways through a tree to a permit: the shortest sets of conditions that must turn out otherwise."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from engine.fixes.paths import COMBINED, OFF, UNWRITTEN, turn_comparisons, turn_whole, ways_to_permit
from engine.policy.combining import combine, decision_of
from engine.policy.compiling import EFFECTS

RULES = [(effect, outcome) for effect in EFFECTS for outcome in ("true", "false", "indeterminate")]


def rule(effect: str, outcome: str, name: str = "r") -> dict[str, Any]:
    decision = EFFECTS[effect].get(outcome, "INDETERMINATE")
    condition = {"test": "equals", "outcome": outcome, "left": {}, "right": {}, "at": name}
    return {
        "kind": "rule",
        "name": name,
        "effect": effect,
        "decision": decision,
        "condition": condition,
        "children": [],
    }


def policy(algorithm: str, *children: dict[str, Any], condition: Any = None) -> dict[str, Any]:
    decision = decision_of(combine(algorithm, [frozenset({child["decision"]}) for child in children]))
    if condition is not None and condition["outcome"] == "false":
        decision = "NOT_APPLICABLE"
    return {
        "kind": "policy", "name": "p", "combine": algorithm, "decision": decision, "condition": condition,
        "children": list(children),
    }  # fmt: skip


def turned(children: tuple[tuple[str, str], ...], flips: dict[int, str]) -> list[str]:
    """The decisions of rules once some of their conditions came out otherwise."""
    return [
        EFFECTS[effect].get(flips.get(at, outcome), "INDETERMINATE") for at, (effect, outcome) in enumerate(children)
    ]


@pytest.mark.parametrize("algorithm", sorted(COMBINED))
def test_the_shortest_way_is_as_short_as_trying_everything_finds(algorithm: str) -> None:
    """Every pair of rules, each flip of each condition: the smallest number of flips that permits."""
    for children in product(RULES, RULES):
        tree = policy(algorithm, *(rule(effect, outcome, str(at)) for at, (effect, outcome) in enumerate(children)))
        best = None
        for flips in product((None, "true", "false"), repeat=2):
            made = {at: flip for at, flip in enumerate(flips) if flip is not None and flip != children[at][1]}
            decisions = [frozenset({one}) for one in turned(children, made)]
            if combine(algorithm, decisions) == {"PERMIT"}:
                best = min(len(made), best) if best is not None else len(made)
        ways = ways_to_permit(tree, turn_comparisons)
        assert (len(ways[0]) if ways else None) == best, (children, ways)
        for way in ways:
            flips = {int(turn.node["at"]): turn.outcome for turn in way}
            assert combine(algorithm, [frozenset({one}) for one in turned(children, flips)]) == {"PERMIT"}


def leaf(outcome: str, at: str) -> dict[str, Any]:
    return {"test": "equals", "outcome": outcome, "left": {}, "right": {}, "at": at}


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"all": True, "outcome": "false", "children": [leaf("false", "a"), leaf("false", "b"), leaf("true", "c")]}, [["a", "b"]]),
        ({"any": True, "outcome": "false", "children": [leaf("false", "a"), leaf("false", "b")]}, [["a"], ["b"]]),
        ({"not": True, "outcome": "false", "children": [leaf("true", "a")]}, [["a"]]),
        ({"not": True, "outcome": "false", "children": [
            {"all": True, "outcome": "true", "children": [leaf("true", "a"), leaf("true", "b")]}]}, [["a"], ["b"]]),
    ],
)  # fmt: skip
def test_conditions_inside_one_another(condition: dict[str, Any], wanted: list[list[str]]) -> None:
    tree = policy("deny-unless-permit", rule("permit", "false") | {"condition": condition})
    assert [[turn.node["at"] for turn in way] for way in ways_to_permit(tree, turn_comparisons)] == wanted


def test_a_policy_that_does_not_apply_is_entered() -> None:
    tree = policy("deny-unless-permit", rule("permit", "true"), condition=leaf("false", "target"))
    assert [[turn.node["at"] for turn in way] for way in ways_to_permit(tree, turn_comparisons)] == [["target"]]


def test_access_rules_count_as_passed() -> None:
    access = rule("permit-if-else-deny", "false") | {"name": "access rules of Read"}
    tree = policy("deny-overrides", access, policy("deny-unless-permit", rule("permit", "false", "own")))
    tree["name"] = "rules and policies"
    [[turn]] = ways_to_permit(tree, turn_comparisons)
    assert (turn.node["at"], turn.outcome, turn.place) == ("own", "true", ("rules and policies", "p", 0))


def test_the_whole_condition_turns_a_rule_may_be_added_and_one_that_always_decides_is_switched_off() -> None:
    denies = rule("deny", "true") | {"condition": None}
    [way] = ways_to_permit(policy("permit-unless-deny", denies), turn_whole)
    assert [(turn.node, turn.outcome) for turn in way] == [(denies, "false")]
    [way] = [way for way in ways_to_permit(policy("first-applicable"), turn_whole) if way[0].node is UNWRITTEN]
    assert way[0].place == ("p", 0)
    ways = ways_to_permit(
        policy("only-one-applicable", rule("permit", "true"), rule("permit-if-else-deny", "false")), turn_whole
    )
    assert [turn.outcome for turn in ways[0]] == [OFF]


def test_a_wide_tree_is_walked_within_bounds() -> None:
    tree = policy("first-applicable", *(rule("permit", "false", str(at)) for at in range(5000)))
    assert 0 < len(ways_to_permit(tree, turn_comparisons)) <= 8


@pytest.mark.parametrize("algorithm", sorted(COMBINED))
@pytest.mark.parametrize("turning", [turn_comparisons, turn_whole])
def test_a_large_tree_is_walked_in_a_bounded_number_of_steps(algorithm: str, turning: Any) -> None:
    """Eight thousand rules, three levels down; a walk that asked again at each level would not end."""
    seen = 0

    def counted(node: Any, outcome: str, place: tuple[str | int, ...]) -> Any:
        nonlocal seen
        seen += 1
        return turning(node, outcome, place)

    def level(depth: int, name: str) -> dict[str, Any]:
        if depth == 0:
            return rule("deny-if-else-permit", "true", name)
        return policy(algorithm, *(level(depth - 1, f"{name}.{at}") for at in range(20)), condition=leaf("true", name))

    tree = level(3, "t")
    ways_to_permit(tree, counted)
    assert seen < 3 * 8421 * 2
