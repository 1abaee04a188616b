"""What policies answer together."""

from __future__ import annotations

from typing import Any

import pytest

from engine.policy.answers import answer_of, deciding_path, joined_tree


def node(name: str, decision: str | None, *children: dict[str, Any], kind: str = "policy") -> dict[str, Any]:
    return {"kind": kind, "name": name, "decision": decision, "decides": True, "children": list(children)}


def test_one_tree_stays_as_it_is() -> None:
    one = node("p", "PERMIT")
    assert joined_tree([one], "PERMIT", "both") is one


def test_of_several_those_decide_that_come_to_the_decision() -> None:
    tree = joined_tree([node("p", "PERMIT"), node("q", "DENY")], "DENY", "both")
    assert (tree["name"], tree["combine"], tree["decision"], tree["decides"]) == (
        "both", "deny-overrides", "DENY", True,
    )  # fmt: skip
    assert [(child["name"], child["decides"]) for child in tree["children"]] == [("p", False), ("q", True)]


def test_where_nothing_is_decided_none_does() -> None:
    tree = joined_tree([node("p", None), node("q", "PERMIT")], None, "both")
    assert [child["decides"] for child in tree["children"]] == [False, False]


@pytest.mark.parametrize(
    ("tree", "path", "by_rule", "answer"),
    [
        (node("p", "DENY"), "p", False, "nothing_permits"),
        (node("p", "DENY", node("r", "DENY", kind="rule")), "p › r", True, "denied_by_rule"),
        (node("p", "DENY", node("q", "DENY")), "p › q", False, "nothing_permits"),
        (node("p", "PERMIT", node("r", "PERMIT", kind="rule")), "p › r", True, "permitted"),
        (node("p", "NOT_APPLICABLE"), "p", False, "not_applicable"),
        (node("p", "INDETERMINATE"), "p", False, "error"),
        (node("p", None), "p", False, "not_known"),
    ],
)
def test_what_decided_and_which_answer_it_is(tree: dict[str, Any], path: str, by_rule: bool, answer: str) -> None:
    assert deciding_path(tree) == (path, by_rule)
    assert answer_of(tree) == answer
