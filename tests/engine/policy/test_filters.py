"""Which part of an evaluated tree is shown: the path that decided, what did not permit, or all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.environment.model import Environment
from engine.issuing.access_conditions import Ask
from engine.issuing.access_policies import find_rule
from engine.policy.evaluate import evaluate_policy
from engine.policy.filters import SHOWS, Show, filtered_tree
from tests.support.bakery import bakery

Build = Callable[..., Environment]


def on(name: str) -> dict[str, Any]:
    return {"attribute": f"token.{name}", "equals": 1}


def rule(name: str, effect: str, when: Any = None) -> dict[str, Any]:
    return {"name": name, "effect": effect} | ({"when": when} if when else {})


POLICIES = [
    {"name": "P", "combine": "deny-overrides", "children": ["fine", "closed", "later"]},
    {"name": "fine", "combine": "first-applicable", "rules": [
        rule("spared", "deny", on("no")), rule("in vain", "permit", on("no")), rule("yes", "permit")]},
    {"name": "closed", "combine": "first-applicable", "rules": [
        rule("open", "permit", on("no")), rule("shut", "deny", {"any": [on("no"), on("yes")]})]},
    {"name": "later", "combine": "first-applicable", "rules": [rule("never asked", "deny")]},
]  # fmt: skip


def names(node: Any) -> list[str]:
    """The names of the nodes that are shown, and the attributes that are compared."""
    own = [node["name"]] if "name" in node else [node["left"]["attribute"]] if "left" in node else []
    inside = [node["condition"]] if node.get("condition") else []
    return [*own, *(name for child in (*inside, *node.get("children", ())) for name in names(child))]


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        ("deciding path", ["P", "closed", "shut", "token.yes"]),
        ("fails", ["P", "fine", "in vain", "token.no", "closed", "open", "token.no", "shut", "token.yes"]),
        ("all", ["P", "fine", "spared", "token.no", "in vain", "token.no", "yes", "closed", "open", "token.no", "shut",
                 "token.no", "token.yes", "later", "never asked"]),
    ],
)  # fmt: skip
def test_what_is_shown_of_a_denial(show: Show, shown: list[str], environment: Build, facts: Any) -> None:
    tree = evaluate_policy("P", environment(policies=POLICIES), facts({"token.no": 0, "token.yes": 1})).tree
    assert names(filtered_tree(tree, show)) == shown


def test_every_filter_is_told_apart() -> None:
    assert SHOWS == ("deciding path", "fails", "all")


def test_where_nothing_permitted_all_that_was_asked_is_the_path(environment: Build, facts: Any) -> None:
    rules = [rule("one", "permit", {"all": [on("no"), on("yes")]}), rule("two", "permit", {"not": on("yes")})]
    world = environment(policies=[{"name": "P", "combine": "deny-unless-permit", "rules": rules}])
    tree = evaluate_policy("P", world, facts({"token.no": 0, "token.yes": 1})).tree
    assert names(filtered_tree(tree, "deciding path")) == ["P", "one", "token.no", "two", "token.yes"]


def test_before_a_last_no_stands_what_could_have_permitted(environment: Build, facts: Any) -> None:
    rules = [rule("open", "permit", on("no")), rule("spared", "deny", on("no")), rule("else", "deny")]
    world = environment(policies=[{"name": "P", "combine": "first-applicable", "rules": rules}])
    tree = evaluate_policy("P", world, facts({"token.no": 0})).tree
    assert names(filtered_tree(tree, "deciding path")) == ["P", "open", "token.no", "else"]


def test_below_a_condition_that_does_not_hold_nothing_was_asked(environment: Build, facts: Any) -> None:
    policies = [{"name": "P", "combine": "first-applicable", "when": on("no"), "rules": [rule("one", "permit")]}]
    tree = evaluate_policy("P", environment(policies=policies), facts({"token.no": 0})).tree
    assert names(filtered_tree(tree, "deciding path")) == ["P", "token.no"]


def test_a_permit_that_is_the_default_names_all_that_was_asked(environment: Build, facts: Any) -> None:
    policies = [{"name": "P", "combine": "permit-unless-deny", "rules": [rule("one", "deny", on("no"))]}]
    tree = evaluate_policy("P", environment(policies=policies), facts({"token.no": 0})).tree
    assert names(filtered_tree(tree, "deciding path")) == ["P", "one", "token.no"]
    assert names(filtered_tree(tree, "fails")) == ["P"]


def test_of_access_rules_each_one_that_does_not_match_failed() -> None:
    ask = Ask(client_id="van-app", grant_type="client_credentials", scopes=("orders.burn",))
    tree = find_rule(bakery().authorization_servers[0], ask).tree
    assert [child["name"] for child in filtered_tree(tree, "fails")["children"]] == ["Shop", "Old", "Everyone"]
    assert [child["name"] for child in filtered_tree(tree, "deciding path")["children"]] == ["Shop", "Old", "Everyone"]
    granted = find_rule(
        bakery().authorization_servers[0], Ask(client_id="van-app", grant_type="client_credentials")
    ).tree
    assert names(filtered_tree(granted, "deciding path")) == ["Orders", "Shop", "vans"]
