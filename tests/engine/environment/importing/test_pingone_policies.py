"""Policies of PingOne Authorize: a tree is imported whole, or left out whole and named."""

from __future__ import annotations

import copy
from typing import Any

import pytest

SERVICE = {
    "id": "as1",
    "name": "Orders",
    "baseUrls": ["https://a.test"],
    "authorizationServer": {"type": "PINGONE_SSO"},
    "policy": {"id": "p1"},
}
COMPARISON = {
    "type": "COMPARISON", "left": {"type": "ATTRIBUTE", "id": "at1"}, "comparator": "EQUALS",
    "right": {"type": "CONSTANT", "value": "kim"},
}  # fmt: skip
RULE = {
    "type": "RULE",
    "id": "r1",
    "name": "own",
    "effectSettings": {"type": "UNCONDITIONAL_PERMIT"},
    "condition": COMPARISON,
}
STATEMENT = {
    "id": "s1",
    "name": "hide",
    "code": "exclude-attributes",
    "appliesTo": "PERMIT",
    "appliesIf": "PATH_MATCHES",
    "payload": '["email"]',
    "obligatory": True,
}
POLICY: dict[str, Any] = {
    "type": "POLICY", "id": "p1", "name": "Top", "combiningAlgorithm": {"algorithm": "DENY_OVERRIDES", "evaluateAll": True},
    "children": [RULE, {"type": "POLICY", "id": "p2", "name": "Below", "combiningAlgorithm": {"algorithm": "FirstApplicable"}}],
    "statements": [STATEMENT],
}  # fmt: skip
ATTRIBUTE = {"id": "at1", "fullName": "PingOne.API Access Management.Identity.Access Token.Subject"}


def reply(policy: dict[str, Any]) -> dict[str, Any]:
    return {"_embedded": {"apiServers": [SERVICE], "policies": [policy], "attributes": [ATTRIBUTE]}}


def test_a_tree_with_its_statements(imported):
    made = imported("pingone", reply(POLICY))
    top, below = made.environment.policies

    assert made.environment.api_services[0].policy == "Top"
    assert (top.combine, top.children, top.statements) == ("deny-overrides", ("Below",), ("hide",))
    assert (below.name, below.combine) == ("Below", "first-applicable")
    assert [(rule.name, rule.effect, rule.when) for rule in top.rules] == [
        ("own", "permit", {"attribute": "token.sub", "equals": "kim"})
    ]
    statement = made.environment.statement_by_name["hide"]
    assert (statement.code, statement.on, statement.attach, statement.obligatory, statement.payload) == (
        "exclude-attributes", "permit", "path", True, ["email"],
    )  # fmt: skip
    assert [line for line in made.unsaid if "policies" in line] == []


def test_a_member_that_nobody_knows_is_named(imported):
    policy = copy.deepcopy(POLICY)
    policy["children"][0]["condition"] = COMPARISON | {"caseInsensitive": True}
    made = imported("pingone", reply(policy))

    assert "$._embedded.policies[0].children[0].condition.caseInsensitive: not understood, left out" in made.unsaid


@pytest.mark.parametrize(
    ("effect", "found"),
    [
        ({"type": "UNCONDITIONAL_DENY"}, "deny"),
        ({"type": "conditionalDenyElsePermit"}, "deny-if-else-permit"),
        ({"type": "CONDITIONAL_PERMIT_ELSE_DENY"}, "permit-if-else-deny"),
    ],
)
def test_effects(imported, effect, found):
    policy = copy.deepcopy(POLICY)
    policy["children"][0]["effectSettings"] = effect

    assert imported("pingone", reply(policy)).environment.policies[0].rules[0].effect == found


def test_what_is_disabled(imported):
    policy = copy.deepcopy(POLICY) | {"enabled": False}
    policy["children"][0]["disabled"] = True
    top = imported("pingone", reply(policy)).environment.policies[0]

    assert (top.enabled, top.rules[0].enabled) == (False, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"combiningAlgorithm": {"algorithm": "X"}}, "combiningAlgorithm.algorithm: `X` is not known"),
        ({"children": [RULE | {"effectSettings": {"type": "X"}}]}, "children[0].effectSettings.type: `X` is not known"),
        ({"children": [{"type": "POLICY", "name": "a", "combiningAlgorithm": {"algorithm": "DENY_OVERRIDES"}}, RULE]}, "children[1]: a rule after a policy"),
        ({"children": [RULE | {"effectSettings": {"type": "UNCONDITIONAL_PERMIT", "condition": COMPARISON}}]}, "a target and a condition of its own"),
        ({"condition": COMPARISON | {"comparator": "X"}}, "condition.comparator: `X` is not known"),
        ({"statements": [STATEMENT | {"payload": "{{Name}}"}]}, "statements[0].payload: a payload with values of attributes"),
        ({"statements": [STATEMENT | {"payload": "{"}]}, "statements[0].payload: a payload that is no JSON"),
        ({"statements": [STATEMENT | {"appliesTo": "X"}]}, "statements[0].appliesTo: `X` is not known"),
    ],
)  # fmt: skip
def test_a_tree_that_is_not_understood_is_left_out_whole(imported, change, said):
    made = imported("pingone", reply(copy.deepcopy(POLICY) | change))

    assert made.environment.policies == ()
    assert made.environment.statements == ()
    assert made.environment.api_services[0].policy is None
    assert any(said in line and "the whole policy is left out" in line for line in made.unsaid)
    assert any("its policy tree is not imported" in line for line in made.unsaid)


def test_a_statement_that_cannot_be_carried_out_takes_its_policy_with_it(imported):
    made = imported("pingone", reply(copy.deepcopy(POLICY) | {"statements": [STATEMENT | {"code": "unheard-of"}]}))

    assert [policy.name for policy in made.environment.policies] == ["Below"]
    assert made.environment.api_services[0].policy is None
