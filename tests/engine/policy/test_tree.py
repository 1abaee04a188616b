"""What the evaluated tree says of each node: its decision, whether it decided, whether it was reached."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.policy.combining import ANY_DECISION, Semantics
from engine.policy.conditions import compile_condition
from engine.policy.judging import Judged
from engine.policy.tree import Head, Node, render, settle_children

ON = compile_condition({"attribute": "token.on", "equals": True})
VALUES = {"true": {"token.on": True}, "false": {"token.on": False}, "indeterminate": {"token.on": "?"}, "not_known": {}}


def rule(name: str, *possible: str) -> Node:
    return Node(Head("rule", name, "permit"), frozenset(possible))


def policy(
    name: str, combine: str, decision: str, *children: Node, condition: Judged | None = None, semantics: Semantics = "pingone"
) -> Node:  # fmt: skip
    """A policy that may come to the decisions, separated by a space."""
    head = Head("policy", name, combine, semantics=semantics)
    return Node(head, frozenset(decision.split()), condition, children, settle_children(head, children))


def walk(tree: dict[str, Any]) -> list[tuple[str, bool, bool | None]]:
    """Every node as name, decides, reached."""
    own = (tree["name"], tree["decides"], tree.get("reached", True))
    return [own, *(seen for child in tree["children"] for seen in walk(child))]


def test_a_deciding_chain_and_what_was_not_reached() -> None:
    inner = policy("inner", "deny-overrides", "DENY", rule("yes", "PERMIT"), rule("no", "DENY"), rule("late", "PERMIT"))
    root = policy("root", "first-applicable", "DENY", rule("idle", "NOT_APPLICABLE"), inner, rule("last", "PERMIT"))
    assert walk(render(root)[0]) == [
        ("root", True, True), ("idle", False, True), ("inner", True, True),
        ("yes", False, True), ("no", True, True), ("late", False, False), ("last", False, False),
    ]  # fmt: skip


def test_below_a_node_that_was_not_reached_nothing_is() -> None:
    inner = policy("inner", "first-applicable", "PERMIT", rule("deep", "PERMIT"))
    root = policy("root", "deny-overrides", "DENY", rule("no", "DENY"), inner)
    assert walk(render(root)[0])[2:] == [("inner", False, False), ("deep", True, False)]


@pytest.mark.parametrize(
    ("outcome", "reached", "decides"),
    [("true", True, True), ("false", False, False), ("indeterminate", False, False), ("not_known", None, False)],
)
def test_the_condition_stands_before_the_children(
    outcome: str, reached: bool | None, decides: bool, facts: Any
) -> None:
    judged = ON.judge(facts(VALUES[outcome]))
    root = policy("root", "first-applicable", "PERMIT", rule("yes", "PERMIT"), condition=judged)
    assert walk(render(root)[0])[1] == ("yes", decides, reached)


def test_a_decision_that_is_not_known_is_null_and_nobody_decided() -> None:
    children = (rule("open", "PERMIT", "NOT_APPLICABLE"), rule("no", "DENY"))
    tree, _ = render(policy("root", "first-applicable", "PERMIT DENY", *children))
    assert tree["decision"] is None
    assert walk(tree)[1:] == [("open", False, True), ("no", False, None)]
    assert json.loads(json.dumps(tree)) == tree


def test_a_node_that_cannot_be_judged_says_why() -> None:
    tree, _ = render(Node(Head("policy", "lost", None, problem="policy `lost` cannot be judged"), ANY_DECISION))
    assert (tree["decision"], tree["combine"], tree["error"]) == (None, None, "policy `lost` cannot be judged")


def test_inside_a_tree_of_xacml_an_error_says_what_it_might_have_been() -> None:
    children = (rule("yes", "PERMIT"), rule("no", "INDETERMINATE{D}"), rule("idle", "NOT_APPLICABLE"))
    root = policy("root", "deny-overrides", "INDETERMINATE{DP}", *children, semantics="xacml")
    tree, _ = render(root)
    assert (tree["decision"], tree["might_be"]) == ("INDETERMINATE", "DP")
    assert [(child["decision"], child.get("might_be")) for child in tree["children"]] == [
        ("PERMIT", None), ("INDETERMINATE", "D"), ("NOT_APPLICABLE", None),
    ]  # fmt: skip
    assert walk(tree)[1:] == [("yes", True, True), ("no", True, True), ("idle", False, True)]
