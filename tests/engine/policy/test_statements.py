"""Statements: by which decision they are created, when they attach, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.environment.model import Environment
from engine.models.statement import FiredStatement
from engine.policy.combining import ANY_DECISION
from engine.policy.evaluate import evaluate_policy
from engine.policy.messages import Message
from engine.policy.statements import attaches, carry_out, is_created

Build = Callable[..., Environment]
REASON = {"status": 451, "message": "no", "detail": "really"}


def fired(**changes: Any) -> FiredStatement:
    facts: dict[str, Any] = {
        "name": "s", "code": "set-headers", "payload": {"X-A": "1"}, "to": None, "obligatory": False,
        "attach": "path", "path": ("P",), "decision": "PERMIT", "path_agrees": True,
    }  # fmt: skip
    return FiredStatement(**(facts | changes))


@pytest.mark.parametrize(
    ("on", "decisions"),
    [
        ("permit", {"PERMIT"}), ("deny", {"DENY"}), ("permit-or-deny", {"PERMIT", "DENY"}),
        ("indeterminate", {"INDETERMINATE"}), ("anything", ANY_DECISION),
    ],
)  # fmt: skip
def test_which_decision_creates_a_statement(on: str, decisions: set[str]) -> None:
    assert {decision for decision in ANY_DECISION if is_created(on, decision)} == decisions


@pytest.mark.parametrize(
    ("attach", "decision", "path_agrees", "final", "want"),
    [
        ("path", "DENY", True, "DENY", True),
        ("path", "DENY", False, "DENY", False),
        ("path", "PERMIT", True, "DENY", False),
        ("final", "DENY", False, "DENY", True),
        ("final", "PERMIT", False, "DENY", False),
        ("always", "PERMIT", False, "DENY", True),
        ("always", "PERMIT", True, None, False),
    ],
)
def test_attaching(attach: str, decision: str, path_agrees: bool, final: str | None, want: bool) -> None:
    assert attaches(fired(attach=attach, decision=decision, path_agrees=path_agrees), final) is want


def world(environment: Build, attach: str, inner: str, outer: str) -> Environment:
    """In a policy `outer`: a policy `inner` whose rule denies with a statement, then a policy that permits."""
    return environment(
        statements=[{"name": "notice", "code": "denied-reason", "on": "deny", "attach": attach, "payload": REASON}],
        policies=[
            {"name": "outer", "combine": outer, "children": ["inner", "permits"]},
            {"name": "permits", "combine": "permit-unless-deny"},
            {"name": "inner", "combine": inner, "rules": [{"name": "no", "effect": "deny", "statements": ["notice"]}]},
        ],
    )


@pytest.mark.parametrize(
    ("inner", "outer", "attaching"),
    [
        ("deny-overrides", "deny-overrides", {"path", "final", "always"}),
        ("deny-overrides", "permit-overrides", {"always"}),
        ("deny-unless-permit", "permit-unless-deny", {"path", "final", "always"}),
        ("permit-unless-deny", "only-one-applicable", {"always"}),
    ],
)
def test_statements_of_a_tree(inner: str, outer: str, attaching: set[str], environment: Build, facts: Any) -> None:
    found = {
        attach
        for attach in ("path", "final", "always")
        if evaluate_policy("outer", world(environment, attach, inner, outer), facts({})).statements
    }
    assert found == attaching


def test_another_policy_can_change_what_attaches(environment: Build, facts: Any) -> None:
    """The tree permits over its denying child; a second policy then denies the request after all."""
    results = {
        attach: evaluate_policy("outer", world(environment, attach, "deny-overrides", "permit-overrides"), facts({}))
        for attach in ("path", "final", "always")
    }
    assert {attach for attach, result in results.items() if carry_out(result.created, "DENY").denied} == {
        "final",
        "always",
    }
    assert all(result.decision == "PERMIT" for result in results.values())


def test_the_tree_says_which_statements_fired(environment: Build, facts: Any) -> None:
    tree = evaluate_policy("outer", world(environment, "path", "deny-overrides", "permit-overrides"), facts({})).tree
    assert tree["children"][0]["children"][0]["statements"] == [
        {"name": "notice", "code": "denied-reason", "fired": False}
    ]


def test_the_deepest_reason_wins(environment: Build, facts: Any) -> None:
    statements = [
        {"name": name, "code": "denied-reason", "on": "deny", "payload": REASON | {"message": name}}
        for name in ("outer", "inner")
    ]
    policies = [{"name": "P", "combine": "deny-overrides", "statements": ["outer"],
                 "rules": [{"name": "no", "effect": "deny", "statements": ["inner"]}]}]  # fmt: skip
    result = evaluate_policy("P", environment(statements=statements, policies=policies), facts({}))
    assert [statement.path for statement in result.statements] == [("P", "no"), ("P",)]
    assert carry_out(result.created, "DENY").denied == REASON | {"message": "inner"}


def test_a_node_that_is_not_reached_creates_nothing(environment: Build, facts: Any) -> None:
    statements = [{"name": "s", "code": "denied-reason", "on": "deny", "attach": "always", "payload": REASON}]
    rules = [{"name": "yes", "effect": "permit"}, {"name": "no", "effect": "deny", "statements": ["s"]}]
    policies = [{"name": "P", "combine": "first-applicable", "rules": rules}]
    assert evaluate_policy("P", environment(statements=statements, policies=policies), facts({})).created == ()


def test_a_node_that_may_not_be_reached_creates_nothing(environment: Build, facts: Any) -> None:
    statements = [{"name": "s", "code": "denied-reason", "on": "deny", "attach": "always", "payload": REASON}]
    rules = [
        {"name": "maybe", "effect": "deny", "when": {"attribute": "user.a", "equals": 1}},
        {"name": "no", "effect": "deny", "statements": ["s"]},
    ]
    policies = [{"name": "P", "combine": "first-applicable", "rules": rules}]
    result = evaluate_policy("P", environment(statements=statements, policies=policies), facts({}))
    assert (result.decision, result.created) == ("DENY", ())


@pytest.mark.parametrize(
    ("payload", "changes"),
    [
        ({"X-A": "1"}, [("set-header", "X-A", "1")]),
        ({"X-A": ["1", "2"]}, [("set-header", "X-A", ["1", "2"])]),
        ('{"X-A": null, "X-B": "2"}', [("remove-header", "X-A", None), ("set-header", "X-B", "2")]),
        ({"Authorization": "Basic czNjcjN0"}, [("set-header", "Authorization", "•••")]),
    ],
)
def test_headers(payload: Any, changes: list[tuple[str, str, Any]]) -> None:
    effects = carry_out([fired(payload=payload)], "PERMIT")
    assert [(one["op"], one["name"], one["value"]) for one in effects.request] == changes
    assert {one["statement"] for one in effects.request} == {"s"}
    assert (effects.response, effects.problems, effects.failed) == ([], [], False)


@pytest.mark.parametrize(
    ("to", "tree", "where"),
    [(None, "request", "request"), (None, "response", "response"), ("response", "request", "response")],
)
def test_where_a_change_goes(to: str | None, tree: str, where: str) -> None:
    effects = carry_out([fired(to=to)], "PERMIT", tree=tree)
    assert {"request": bool(effects.request), "response": bool(effects.response)} == {
        "request": where == "request",
        "response": where == "response",
    }


def test_a_change_of_a_body_that_is_not_known_is_listed_with_its_payload() -> None:
    effects = carry_out([fired(code="exclude-attributes", payload=("email",))], "PERMIT", tree="response")
    assert effects.response == [
        {"op": "exclude-attributes", "payload": ["email"], "statement": "s", "before": None, "after": None, "not_known": True}
    ]  # fmt: skip


def test_statements_act_one_after_the_other_on_the_same_message() -> None:
    request = Message("request", headers=[("X-A", "0"), ("x-a", "1"), ("B", "2")])
    effects = carry_out([fired(payload={"X-A": "3"}), fired(name="t", payload={"x-A": "4"})], "PERMIT", request=request)
    assert [(one["before"], one["after"]) for one in effects.request] == [(["0", "1"], "3"), ("3", "4")]
    assert request.headers == [("B", "2"), ("x-A", "4")]


def test_several_lists_of_what_stays_are_one() -> None:
    """PingOne: of several `include-attributes` the union is included."""
    answer = Message("answer", body={"a": 1, "b": 2, "c": 3}, body_is="json")
    payloads = {"a": ["a"], "b": '["b"]'}
    several = [
        fired(name=name, code="include-attributes", to="response", payload=payload)
        for name, payload in payloads.items()
    ]
    effects = carry_out(several, "PERMIT", response=answer)
    assert answer.body == {"a": 1, "b": 2}
    assert [(one["name"], one["statement"]) for one in effects.response] == [("$.c", "a, b")]


def test_a_list_of_what_stays_counts_as_often_as_it_is_reached() -> None:
    answer = Message("answer", body={"a": 1, "b": 2}, body_is="json")
    twice = [fired(code="include-attributes", to="response", payload=["a"]) for _ in range(2)]
    assert [one["name"] for one in carry_out(twice, "PERMIT", response=answer).response] == ["$.b"]


def test_a_challenge_counts_before_a_reason() -> None:
    codes = {"denied-reason": REASON, "auth-challenge": {"max_age": 300}}
    created = [fired(name=code, code=code, decision="DENY", payload=payload) for code, payload in codes.items()]
    assert carry_out(created, "DENY").denied == REASON | {
        "status": 401, "error": "insufficient_user_authentication",
        "challenge": 'Bearer error="insufficient_user_authentication", max_age="300"',
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "decision", "works"),
    [
        ("set-headers", "DENY", "PERMIT"),
        ("denied-reason", "PERMIT", "DENY"),
        ("denied-reason", "INDETERMINATE", "DENY"),
        ("auth-challenge", "PERMIT", "DENY"),
        ("modify-query", "DENY", "PERMIT"),
    ],
)
def test_a_code_on_a_decision_where_it_has_no_effect(code: str, decision: str, works: str) -> None:
    effects = carry_out([fired(code=code, decision=decision, payload=REASON)], decision)
    assert effects.problems == [f"statement `s`: decision {decision}, wanted {works} for `{code}`"]
    assert (effects.request, effects.denied, effects.failed) == ([], None, False)


def test_nothing_is_carried_out_while_the_decision_is_not_known() -> None:
    effects = carry_out([fired(attach="always")], None)
    assert (effects.request, effects.problems) == ([], [])


@pytest.mark.parametrize("obligatory", [True, False])
def test_only_an_obligatory_statement_fails_the_evaluation(obligatory: bool) -> None:
    effects = carry_out([fired(payload={"X-A": 1}, obligatory=obligatory), fired(name="t")], "PERMIT")
    assert effects.problems == ["statement `s`: header `X-A` that is no text, wanted a text, a list of texts or null"]
    assert effects.failed is obligatory
    assert [one["statement"] for one in effects.request] == ["t"]


@pytest.mark.parametrize(
    ("code", "final", "failed"),
    [("denied-reason", "PERMIT", True), ("set-headers", "DENY", False), ("set-headers", "NOT_APPLICABLE", False)],
)
def test_an_obligatory_statement_without_effect_turns_only_a_permit(code: str, final: str, failed: bool) -> None:
    created = [fired(code=code, attach="always", obligatory=True, payload=REASON)]
    assert carry_out(created, final).failed is failed


def test_a_denied_reason_has_a_status() -> None:
    reason = fired(code="denied-reason", decision="DENY", payload={"message": "no"})
    assert carry_out([reason], "DENY").denied == {"message": "no", "status": 403}


@pytest.mark.parametrize(
    ("payload", "want"),
    [
        ({"X-User": "{{token.sub}}"}, "ada"),
        ({"X-User": "user {{ token.sub }} of {{token.groups}}"}, 'user ada of ["a", "b"]'),
        ({"X-User": "{{token.other}}"}, "{{token.other}}"),
        ({"X-User": "{{request.header.cookie}}!"}, "•••!"),
    ],
)
def test_attributes_in_a_payload(payload: dict[str, str], want: str, facts: Any) -> None:
    attributes = facts({"token.sub": "ada", "token.groups": ["a", "b"], "request.header.cookie": "s3cr3t"})
    effects = carry_out([fired(payload=payload)], "PERMIT", attributes=attributes)
    assert [one["value"] for one in effects.request] == [want]


def test_an_absent_attribute_in_a_payload(facts: Any) -> None:
    statement = fired(payload={"X-User": "{{token.sub}}"}, obligatory=True)
    effects = carry_out([statement], "PERMIT", attributes=facts({}, absent=("token.sub",)))
    assert effects.problems == ["statement `s`: `token.sub` is absent, wanted a value for `{{token.sub}}`"]
    assert effects.failed
