"""Stage `response`: what does response policy permit, remove or change?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.world import assert_case, cases_beside, judge


@cases_beside(__file__, "cases/response.toml")
def test_what_response_policy_says_of_an_answer(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_what_it_would_change_is_kept() -> None:
    changes = {
        "statements/1": {"name": "drop", "code": "exclude-attributes", "on": "permit", "payload": ["email"]},
        "policies/2": {"name": "Hide", "combine": "permit-unless-deny", "statements": ["drop"]},
        "api_services/0/response_policy": "Hide",
    }
    answer = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": '{"email": "a@b.test", "x": 1}'}
    trace = judge({"request": "GET https://api.shop.test/orders", "response": answer, "set": changes})
    assert trace.step("response").outcome == "passed"
    assert [change for change in trace.changes.response if "email" in str(change)]


ANSWER = {
    "status": 200,
    "headers": {"Content-Type": "application/json", "ETag": "1"},
    "body": '{"email": "a@b.test", "x": 1}',
}
REQUEST = "GET https://api.shop.test/orders/own/ada"


def changed(*statements: dict[str, Any], of: str = "policies/0", **case: Any) -> Any:
    """The trace of a permitted request; these statements belong to its policy, or to that of the response."""
    changes: dict[str, Any] = {f"statements/{place}": one for place, one in enumerate(statements, 1)}
    changes["policies/2"] = {"name": "Out", "combine": "permit-unless-deny"}
    changes["api_services/0/response_policy"] = "Out"
    changes[f"{of}/statements"] = [one["name"] for one in statements]
    return judge({"request": REQUEST, "set": changes, **case})


def statement(name: str, code: str, payload: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "code": code, "payload": payload} | more


def test_statements_of_both_policies_act_on_the_answer_one_after_the_other() -> None:
    first = statement("no tag", "set-headers", {"ETag": "2"}, to="response")
    changes: dict[str, Any] = {
        "statements/1": first, "policies/0/statements": ["no tag"],
        "statements/2": statement("last", "set-headers", {"ETag": "3"}),
        "policies/2": {"name": "Out", "combine": "permit-unless-deny", "statements": ["last"]},
        "api_services/0/response_policy": "Out",
    }  # fmt: skip
    trace = judge({"request": REQUEST, "response": ANSWER, "set": changes})
    assert [(one["statement"], one["before"], one["after"]) for one in trace.changes.response] == [
        ("no tag", "1", "2"), ("last", "2", "3"),
    ]  # fmt: skip
    assert trace.changes.request == ()


def test_without_an_answer_it_is_said_what_would_change() -> None:
    trace = changed(statement("less", "exclude-attributes", ["email"], to="response"))
    assert trace.changes.response == (
        {"op": "exclude-attributes", "payload": ["email"], "statement": "less", "before": None, "after": None,
         "not_known": True},
    )  # fmt: skip
    assert trace.step("response").outcome == "skipped"


def test_an_attribute_is_removed_with_what_it_held() -> None:
    trace = changed(statement("less", "exclude-attributes", ["email"]), of="policies/2", response=ANSWER)
    [change] = trace.changes.response
    assert (change["name"], change["before"], change["after"]) == ("$.email", "a@b.test", None)


@pytest.mark.parametrize(("obligatory", "outcome"), [(True, "failed"), (False, "passed")])
def test_what_the_answer_must_have_and_cannot_get(obligatory: bool, outcome: str) -> None:
    one = statement("note", "set-attributes", {"$.seen": True}, obligatory=obligatory)
    trace = changed(one, of="policies/2", response={"status": 200, "body": "<p>"})
    assert trace.step("response").outcome == outcome
    if obligatory:
        assert trace.expected.reason == "response.denied"


@pytest.mark.parametrize("response_policy", [True, False])
def test_what_the_request_was_permitted_with_must_reach_the_answer(response_policy: bool) -> None:
    one = statement("note", "set-attributes", {"$.seen": True}, obligatory=True, to="response")
    unset = () if response_policy else ("api_services/0/response_policy",)
    trace = changed(one, response={"status": 200, "body": "<p>"}, unset=unset)
    assert trace.expected.reason == "response.denied"
    assert changed(one, unset=unset).verdict == "allowed"


def test_a_statement_of_a_response_policy_cannot_reach_the_request() -> None:
    trace = changed(statement("late", "set-headers", {"A": "b"}, to="request"), of="policies/2", response=ANSWER)
    assert (trace.changes.request, trace.changes.response) == ((), ())
    assert "statement `late`: it is to the request, which has passed; wanted to the response" in [
        one.text for one in trace.assumptions
    ]


def test_a_reason_of_the_response_policy_sets_the_status() -> None:
    changes = {
        "statements/1": statement("gone", "denied-reason", {"status": 451}, on="deny"),
        "policies/2": {
            "name": "Out", "combine": "deny-overrides", "rules": [{"name": "no", "effect": "deny", "statements": ["gone"]}],
        },
        "api_services/0/response_policy": "Out",
    }  # fmt: skip
    trace = judge({"request": REQUEST, "response": ANSWER, "set": changes})
    assert (trace.expected.reason, trace.expected.status) == ("response.denied", 451)


OWN = {"attribute": "response.body./owner", "equals": {"attribute": "token.sub"}}
NO_MAIL = {
    "name": "mail",
    "effect": "deny",
    "when": {"attribute": "response.body./mail", "equals": True, "default": False},
}
TREE: dict[str, Any] = {
    "policies/2": {"name": "Out", "combine": "deny-unless-permit", "rules": [{"name": "own", "effect": "permit", "when": OWN}]},
    "policies/3": {"name": "Mail", "combine": "permit-unless-deny", "rules": [NO_MAIL]},
}  # fmt: skip


def answered(body: str | None, **names: str) -> Any:
    """The trace of a call with this answer, under these response policies: of the service, of its operation."""
    places = {"service": "api_services/0/response_policy", "operation": "api_services/0/operations/0/response_policy"}
    return judge({
        "request": "GET https://api.shop.test/orders", "response": {"status": 200, "body": body},
        "set": TREE | {places[of]: name for of, name in names.items()},
    })  # fmt: skip


@pytest.mark.parametrize(
    ("body", "decision", "answer"),
    [
        ('{"owner": "ada"}', "PERMIT", "permitted"),
        ('{"owner": "bob"}', "DENY", "nothing_permits"),
        (None, None, "not_known"),
    ],
)
def test_the_tree_of_the_response_policy_stands_in_the_trace(
    body: str | None, decision: str | None, answer: str
) -> None:
    trace = answered(body, service="Out")
    tree = trace.tree("response")
    assert (tree["name"], tree["decision"], tree["answer"]) == ("Out", decision, answer)
    [rule] = tree["children"]
    compared = rule["condition"]["left"]
    assert compared["attribute"] == "response.body./owner"
    if body:
        assert compared["value"] == json.loads(body)["owner"]
    assert trace.tree("policy") is trace.policy


def test_of_two_response_policies_it_shows_which_decided() -> None:
    trace = answered('{"owner": "ada", "mail": true}', service="Out", operation="Mail")
    tree = trace.response_policy
    assert (tree["name"], tree["decision"], tree["answer"]) == ("response policies", "DENY", "denied_by_rule")
    assert [(one["name"], one["decision"], one["decides"]) for one in tree["children"]] == [
        ("Mail", "DENY", True), ("Out", "PERMIT", False),
    ]  # fmt: skip


def test_what_is_not_known_of_one_does_not_count_where_the_other_lets_it_pass() -> None:
    trace = answered(None, service="Out", operation="Mail")
    assert trace.step("response").outcome == "unknown"
    changes = TREE | {
        "policies/2": {"name": "Out", "combine": "only-one-applicable", "rules": [{"name": "own", "effect": "permit", "when": OWN}]},
        "policies/3": {"name": "Any", "combine": "permit-unless-deny"},
        "api_services/0/response_policy": "Out", "api_services/0/operations/0/response_policy": "Any",
    }  # fmt: skip
    trace = judge({"request": "GET https://api.shop.test/orders", "response": {"status": 200}, "set": changes})
    assert (trace.step("response").outcome, trace.response_policy["decision"]) == ("passed", "PERMIT")
    assert "not known  Out: the answer passes either way" in [one.summary for one in trace.step("response").checks]


def test_without_a_response_policy_there_is_no_tree() -> None:
    assert judge({"request": REQUEST, "response": ANSWER}).response_policy is None


def test_a_secret_of_the_answer_does_not_stand_in_the_tree() -> None:
    secret = "Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT"
    when = {"attribute": "response.body./access_token", "equals": "x"}
    changes = {
        "policies/2": {"name": "Out", "combine": "deny-unless-permit", "rules": [{"name": "r", "effect": "permit", "when": when}]},
        "api_services/0/response_policy": "Out",
    }  # fmt: skip
    answer = {"status": 200, "body": json.dumps({"access_token": secret})}
    trace = judge({"request": "GET https://api.shop.test/orders", "response": answer, "set": changes})
    assert trace.response_policy["decision"] == "DENY"
    assert secret not in str(trace)
