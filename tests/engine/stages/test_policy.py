"""Stage `policy`: what does the policy tree decide?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from tests.support.world import assert_case, cases_beside, catalog, judge

EFFECTS = {"PERMIT": "permit", "DENY": "deny"}


@cases_beside(__file__, "cases/policy.toml")
def test_what_the_policies_decide(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def combined(rules: str | None, service: str | None, operation: str | None) -> str:
    """Deny-overrides as PingOne documents it, written down once more."""
    decisions = [decision for decision in (rules, service, operation) if decision]
    for decision in ("DENY", "INDETERMINATE", "PERMIT"):
        if decision in decisions:
            return decision
    return "NOT_APPLICABLE" if decisions else "PERMIT"


def policy(name: str, decision: str) -> dict[str, Any]:
    """A policy that decides so."""
    rules = [{"name": "r", "effect": EFFECTS[decision]}] if decision in EFFECTS else []
    if decision == "INDETERMINATE":
        rules = [{"name": "r", "effect": "permit", "when": {"attribute": "token.missing", "equals": "x"}}]
    return {"name": name, "combine": "first-applicable", "rules": rules}


DECISIONS = (None, "PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE")


@pytest.mark.parametrize(("rules", "service", "operation"), [*product((None, "PERMIT", "DENY"), DECISIONS, DECISIONS)])
def test_rules_and_policies_are_combined_by_deny_overrides(
    rules: str | None, service: str | None, operation: str | None
) -> None:
    changes: dict[str, Any] = {}
    if service:
        changes |= {"policies/2": policy("of service", service), "api_services/0/policy": "of service"}
    if operation:
        changes[f"policies/{3 if service else 2}"] = policy("of operation", operation)
        changes["api_services/0/operations/0/policy"] = "of operation"
    if rules:
        changes["api_services/0/operations/0/scopes"] = {"all": ["orders.read" if rules == "PERMIT" else "other"]}
    trace = judge({"request": "GET https://api.shop.test/orders", "set": changes})
    assert trace.decision == combined(rules, service, operation)
    assert (trace.verdict == "allowed") is (trace.decision == "PERMIT")


def test_the_whole_evaluated_tree_is_kept_with_both_values() -> None:
    tree = judge({"request": "GET https://api.shop.test/orders/own/bob"}).policy
    assert tree is not None
    assert (tree["name"], tree["decision"], tree["combine"]) == ("Own only", "DENY", "deny-unless-permit")
    condition = tree["children"][0]["condition"]
    assert condition["left"]["value"] == "ada"
    assert condition["right"]["value"] == "bob"


def test_two_policies_stand_under_one_node() -> None:
    case = {"request": "GET https://api.shop.test/orders/own/bob", "set": {"api_services/0/policy": "Reports"}}
    tree = judge(case).policy
    assert tree is not None
    assert tree["combine"] == "deny-overrides"
    assert [child["name"] for child in tree["children"]] == ["Reports", "Own only"]


def test_what_is_compared_is_redacted_in_the_tree() -> None:
    secret = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT"
    when = {"attribute": "request.header.x-note", "equals": "a"}
    case = {
        "request": "GET https://api.shop.test/orders/own/bob", "headers": {"X-Note": secret},
        "set": {"policies/0/rules/0/when": when},
    }  # fmt: skip
    trace = judge(case)
    assert trace.policy is not None
    assert trace.policy["children"][0]["condition"]["left"]["attribute"] == "request.header.x-note"
    assert secret[-20:] not in str(trace)


def test_the_caller_is_told_what_the_policy_says_and_the_operator_what_was_compared() -> None:
    case = {
        "request": "GET https://api.shop.test/orders/reports/draw",
        "claims": {"aud": "reports", "scope": "reports.read", "region": "afar"},
    }
    check = judge(case).check("policy.denied")
    assert check is not None
    assert check.told_caller == "closed"
    assert "afar" in str(check.seen)
    plain = judge({"request": "GET https://api.shop.test/orders/own/ben"}).check("policy.denied")
    assert plain is not None
    assert plain.told_caller == catalog().reason("policy.denied").told_caller
