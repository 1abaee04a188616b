"""Which comparisons made a policy decide as it did, with the values that were compared."""

from __future__ import annotations

from typing import Any

import pytest

from engine.policy.explain import MOST, VERBS, explain_decision


def compared(
    outcome: str, *, test: str = "equals", name: str = "token.sub", left: Any = "ada", right: Any = "bob"
) -> dict[str, Any]:
    return {
        "test": test,
        "outcome": outcome,
        "left": {"attribute": name, "value": left},
        "right": {"attribute": None, "value": right},
    }


def rule(name: str, effect: str, decision: str, condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": "rule", "name": name, "effect": effect, "decision": decision, "condition": condition} | more


def policy(decision: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "policy", "name": "p", "decision": decision, "condition": None, "children": list(children)} | more


FALSE, TRUE = compared("false"), compared("true")


@pytest.mark.parametrize(
    ("tree", "texts"),
    [
        (policy("DENY", rule("owner", "permit", "NOT_APPLICABLE", FALSE)), ("owner: token.sub `ada` is not `bob`",)),
        (policy("DENY", rule("owner", "permit-if-else-deny", "DENY", FALSE, decides=True)), ("owner: token.sub `ada` is not `bob`",)),
        (policy("DENY", rule("closed", "deny", "DENY", TRUE, decides=True)), ("closed: token.sub `ada` is `bob`",)),
        (policy("DENY", rule("never", "deny", "DENY", decides=True)), ("never: applies to every request",)),
        (policy("NOT_APPLICABLE", rule("closed", "deny", "NOT_APPLICABLE", FALSE)), ()),
        (policy("NOT_APPLICABLE", rule("a", "permit", "NOT_APPLICABLE", FALSE), condition=compared("false", left=1, right=2)),
         ("p: token.sub `1` is not `2`", "a: token.sub `ada` is not `bob`")),
        (policy("DENY", rule("a", "permit", "NOT_APPLICABLE", FALSE), rule("b", "deny", "DENY", TRUE, decides=True)),
         ("b: token.sub `ada` is `bob`",)),
        (policy("DENY", rule("a", "permit", "NOT_APPLICABLE", FALSE), rule("b", "permit", "NOT_APPLICABLE", FALSE, reached=False)),
         ("a: token.sub `ada` is not `bob`",)),
        (policy("DENY", rule("a", "permit", "NOT_APPLICABLE", {"all": [], "children": [TRUE, FALSE, compared("false", left=3)]})),
         ("a: token.sub `ada` is not `bob`", "a: token.sub `3` is not `bob`")),
        (policy("DENY", rule("a", "permit", "NOT_APPLICABLE", {"not": {}, "children": [TRUE]})), ("a: token.sub `ada` is `bob`",)),
        (policy("DENY", rule("a", "deny", "DENY", {"not": {}, "children": [FALSE]}, decides=True)),
         ("a: token.sub `ada` is not `bob`",)),
        (policy("DENY", policy("DENY", rule("deep", "deny", "DENY", TRUE, decides=True), decides=True)), ("deep: token.sub `ada` is `bob`",)),
        (policy("DENY", rule("in vain", "permit", "NOT_APPLICABLE", FALSE), rule("spared", "deny", "NOT_APPLICABLE", FALSE),
                rule("else", "deny", "DENY", decides=True), combine="first-applicable"),
         ("in vain: token.sub `ada` is not `bob`", "else: applies to every request")),
        (policy("DENY", rule("in vain", "permit", "NOT_APPLICABLE", FALSE), rule("shut", "deny", "DENY", TRUE, decides=True),
                combine="first-applicable"), ("shut: token.sub `ada` is `bob`",)),
        (policy("DENY", rule("a", "permit", "NOT_APPLICABLE", {"all": True, "outcome": "false", "children": [
            {"any": True, "outcome": "true", "children": [TRUE, compared("false", left=True, right=None)]}, FALSE]})),
         ("a: token.sub `ada` is not `bob`",)),
        (policy("DENY", rule("a", "permit", "NOT_APPLICABLE", compared("false", left=False, right=2.5))),
         ("a: token.sub `false` is not `2.5`",)),
        (policy("DENY"), ()),
    ],
)  # fmt: skip
def test_what_would_have_had_to_differ(tree: dict[str, Any], texts: tuple[str, ...]) -> None:
    assert explain_decision(tree) == texts


def test_no_more_than_a_few_are_told_and_none_twice() -> None:
    rules = [rule("same", "permit", "NOT_APPLICABLE", compared("false", left=number % 6)) for number in range(12)]
    found = explain_decision(policy("DENY", *rules))
    assert len(found) == MOST == len(set(found))


@pytest.mark.parametrize("test", sorted(VERBS))
@pytest.mark.parametrize("outcome", ["true", "false"])
def test_every_comparator_has_words(test: str, outcome: str) -> None:
    effect = "deny" if outcome == "true" else "permit"
    (text,) = explain_decision(policy("DENY", rule("r", effect, "DENY", compared(outcome, test=test, left=["a", "b"]))))
    assert text.startswith("r: token.sub `a, b` ")
    assert "_" not in text.partition("` ")[2]


def test_an_empty_list_is_named_as_one() -> None:
    condition = {
        "test": "contains",
        "outcome": "false",
        "left": {"attribute": "user.groups", "value": []},
        "right": {"value": "staff"},
    }
    tree = policy(
        "DENY", {"kind": "rule", "name": "r", "effect": "permit", "decision": "NOT_APPLICABLE", "condition": condition}
    )
    assert explain_decision(tree) == ("r: user.groups (an empty list) does not contain `staff`",)
