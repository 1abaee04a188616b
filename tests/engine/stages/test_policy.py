"""Stage `policy`: what does the policy tree decide?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.pipeline import diagnose
from tests.support.world import assert_case, cases_beside, catalog, judge, question_of

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


def test_the_tree_says_which_of_rules_and_policies_decided() -> None:
    """A policy that is switched off decides nothing and keeps nobody from deciding."""
    changes = {
        "api_services/0/policy": "Reports", "policies/1/enabled": False,
        "api_services/0/operations/8/scopes": {"all": ["orders.read"]},
    }  # fmt: skip
    tree = judge({"request": "GET https://api.shop.test/orders/own/bob", "set": changes}).policy
    assert tree is not None
    assert [(child["name"], child["decision"], child["decides"]) for child in tree["children"]] == [
        ("access rules of Own", "PERMIT", False), ("Reports", "NOT_APPLICABLE", False), ("Own only", "DENY", True),
    ]  # fmt: skip


def test_every_part_that_comes_to_the_decision_decides() -> None:
    changes = {"api_services/0/policy": "Own only", "api_services/0/operations/8/scopes": {"all": ["orders.read"]}}
    for owner, decides in (("ada", [True, True, True]), ("bob", [False, True, True])):
        tree = judge({"request": f"GET https://api.shop.test/orders/own/{owner}", "set": changes}).policy
        assert tree is not None
        assert [child["decides"] for child in tree["children"]] == decides


def test_access_rules_stand_in_the_tree_with_what_they_saw_and_wanted() -> None:
    changes = {
        "api_services/0/operations/8/scopes": {"all": ["orders.admin"]}, "api_services/0/operations/8/groups": ["buyers"],
    }  # fmt: skip
    tree = judge({"request": "GET https://api.shop.test/orders/own/ada", "set": changes}).policy
    assert tree is not None
    rules = tree["children"][0]
    assert (rules["name"], rules["decision"], tree["answer"]) == ("access rules of Own", "DENY", "denied_by_rule")
    found = [
        (rule["name"], rule["decision"], rule["decides"], rule["seen"], rule["wanted"]) for rule in rules["children"]
    ]
    assert found == [
        ("scopes", "DENY", True, "scope orders.read orders.write", "`orders.admin`"),
        ("groups", "PERMIT", False, "`buyers`", None),
    ]


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


RULE = "policies/0/rules/0"
ANSWERS = {
    "permitted": {f"{RULE}/when": {"attribute": "token.sub", "equals": "ada"}},
    "denied_by_rule": {"policies/0/combine": "deny-overrides", f"{RULE}/effect": "permit-if-else-deny"},
    "nothing_permits": {},
    "not_applicable": {"policies/0/combine": "first-applicable"},
    "error": {"policies/0/combine": "first-applicable", f"{RULE}/when": {"attribute": "token.gone", "equals": "x"}},
    "not_known": {f"{RULE}/when": {"attribute": "request.source_ip", "in_network": "10.0.0.0/8"}},
}


def test_the_answers_of_a_policy_are_told_apart() -> None:
    """A rule's own no, the lack of a yes, no rule at all, an error and a missing fact: five ways of not permitting."""
    traces = {
        answer: judge({"request": "GET https://api.shop.test/orders/own/bob", "hidden": ["source_ip"], "set": changes})
        for answer, changes in ANSWERS.items()
    }
    assert {answer: (trace.policy or {}).get("answer") for answer, trace in traces.items()} == {
        answer: answer for answer in ANSWERS
    }
    said = {answer: trace.step("policy").checks[0].summary for answer, trace in traces.items()}
    assert len(set(said.values())) == len(ANSWERS)
    assert said["denied_by_rule"] == "the policy Own only › the owner denies"
    assert said["nothing_permits"] == "no rule of the policy Own only permits this, so it denies"
    assert [trace.step("policy").outcome for trace in traces.values()] == ["passed", *["failed"] * 4, "unknown"]
    assert [trace.decision for trace in traces.values()] == [
        "PERMIT", "DENY", "DENY", "NOT_APPLICABLE", "INDETERMINATE", None,
    ]  # fmt: skip


def statement(name: str, code: str, payload: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "code": code, "payload": payload} | more


def changed(*statements: dict[str, Any], url: str = "https://api.shop.test/orders/own/ada?page=2", **case: Any) -> Any:
    """The trace of a permitted request whose policy has these statements."""
    changes = {f"statements/{place}": one for place, one in enumerate(statements, 1)}
    changes["policies/0/statements"] = [one["name"] for one in statements]
    return judge({"request": f"GET {url}", "set": changes | case.pop("set", {}), **case})


def test_statements_change_the_request_with_before_and_after() -> None:
    trace = changed(
        statement("tenant", "set-headers", {"X-Tenant": "{{token.sub}}"}),
        statement("page", "modify-query", {"page": "1"}),
        statement("less", "exclude-attributes", ["card.number"]),
        headers={"x-tenant": "eve", "Content-Type": "application/json"}, body='{"card": {"number": "4111"}, "n": 1}',
    )  # fmt: skip
    found = [(one["statement"], one["op"], one["name"], one["before"], one["after"]) for one in trace.changes.request]
    assert found == [
        ("tenant", "set-header", "X-Tenant", "eve", "ada"),
        ("page", "set-query", "page", "2", "1"),
        ("less", "remove-attribute", "$.card.number", "4111", None),
    ]
    assert (trace.verdict, trace.changes.response) == ("allowed", ())


@pytest.mark.parametrize(("obligatory", "decision"), [(True, "INDETERMINATE"), (False, "PERMIT")])
def test_an_obligatory_statement_that_cannot_be_carried_out_fails_the_evaluation(
    obligatory: bool, decision: str
) -> None:
    trace = changed(statement("note", "set-attributes", {"$.seen": True}, obligatory=obligatory), body="a=1")
    assert (trace.decision, trace.verdict) == (decision, "refused" if obligatory else "allowed")
    text = "statement `note`: a body that is no JSON, wanted JSON"
    assert text in [one.text for one in trace.assumptions]
    if obligatory:
        assert trace.reason == "policy.indeterminate"
        assert trace.step("policy").checks[0].summary == f"the policy could not be evaluated: {text}"


def test_a_challenge_is_predicted_as_the_caller_would_read_it() -> None:
    again = statement("log in again", "auth-challenge", {"acr_values": "gold", "max_age": 300}, on="deny")
    trace = changed(again, url="https://api.shop.test/orders/own/bob")
    assert (trace.reason, trace.expected.status) == ("policy.denied", 401)
    assert trace.expected.error == "insufficient_user_authentication"
    assert trace.expected.challenge == (
        'Bearer error="insufficient_user_authentication", acr_values="gold", max_age="300"'
    )
    answer = {"status": 401, "headers": {"WWW-Authenticate": trace.expected.challenge}}
    answered = changed(again, url="https://api.shop.test/orders/own/bob", response=answer)
    assert (answered.reason, answered.agreement) == ("policy.denied", "same")


OFFICE = {
    "all": [
        {"attribute": "user.employment", "in": ["full-time", "part-time"]},
        {"attribute": "user.country", "default": "DE", "equals": "DE"},
        {"attribute": "request.weekday", "zone": "Europe/Berlin", "not_in": ["saturday", "sunday"]},
        {"attribute": "request.local_time", "zone": "Europe/Berlin", "at_least": "09:00"},
        {"attribute": "request.local_time", "zone": "Europe/Berlin", "less_than": "17:00"},
    ]
}


def test_office_hours_say_which_comparison_failed_and_where_its_values_came_from() -> None:
    trace = judge(
        {"request": "GET https://api.shop.test/orders/own/bob", "set": {
            f"{RULE}/when": OFFICE, f"{RULE}/effect": "permit-if-else-deny", "policies/0/combine": "deny-overrides",
            f"{RULE}/when/all/4/less_than": "11:00",
        }}
    )  # fmt: skip
    assert trace.policy is not None
    condition = trace.policy["children"][0]["condition"]
    assert [(one["outcome"], one["decides"]) for one in condition["children"]] == [
        *[("true", False)] * 4,
        ("false", True),
    ]
    assert [one["left"]["from"] for one in condition["children"]] == [
        "directory, user ada", "default", *["time of the request, by the flag, in Europe/Berlin"] * 3,
    ]  # fmt: skip
    assert "request.local_time `11:11:12` is not less than `11:00`" in str(trace.step("policy").checks[0].seen)


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


def test_what_was_judged_before_is_judged_the_same_again() -> None:
    cases = tomllib.loads((Path(__file__).parent / "cases" / "policy.toml").read_text("utf-8"))["case"]
    questions = [question_of(case) for case in cases]
    alone = [
        diagnose(replace(one, environment=replace(one.environment) if one.environment else None)) for one in questions
    ]
    assert len({trace.decision for trace in alone}) > 2
    for _ in range(2):
        assert [diagnose(one) for one in questions] == alone
