"""The search: cheapest first, within bounds, and nothing that makes things worse."""

from __future__ import annotations

from typing import Any

import pytest

from engine import pipeline
from engine.findings import Findings
from engine.fixes import propose_fixes
from engine.fixes.asking import asked_by_policy
from engine.fixes.search import RUNS, Before, search, unknown_checks
from engine.models.question import Question
from engine.models.trace import Trace
from tests.support.world import judge, question_of

SERVICE = "api_services/0/policy"
FEW = 12
"""Runs of the engine that the common case takes at most."""


def case_of(*conditions: dict[str, Any], combine: str = "deny-unless-permit") -> dict[str, Any]:
    rules = [{"name": f"r{at}", "effect": "permit", "when": condition} for at, condition in enumerate(conditions)]
    policy = {"name": "P", "combine": combine, "rules": rules}
    return {"request": "GET https://api.shop.test/orders", "set": {"policies/2": policy, SERVICE: "P"}}


def counted(case: dict[str, Any]) -> tuple[int, Trace]:
    """How often the engine ran for the fixes of a case, and the trace with them."""
    question, runs = question_of(case), list[Question]()

    def find(changed: Question) -> Findings:
        runs.append(changed)
        return pipeline.find(changed)

    trace = judge(case)
    fixes = propose_fixes(question, trace, pipeline.find(question).known, find)
    assert [fix.change for fix in fixes] == [fix.change for fix in trace.fixes]
    return len(runs), trace


def leaf(attribute: str, **comparator: Any) -> dict[str, Any]:
    return {"attribute": attribute, **comparator}


@pytest.mark.parametrize(
    "case",
    [
        case_of(leaf("user.groups", contains="a")),
        case_of({"all": [leaf("user.groups", contains="a"), leaf("token.scope", contains="b"), leaf("user.level", at_least=5)]}),
        case_of(*(leaf("token.scope", contains=f"s{at}") for at in range(50))),
        {"request": "POST https://api.shop.test/orders/7/payments", "claims": {"sub": "shop-web", "exp": -9999}},
    ],
)  # fmt: skip
def test_the_common_case_takes_few_runs(case: dict[str, Any]) -> None:
    runs, trace = counted(case)
    assert runs <= FEW
    assert any(fix.proved for fix in trace.fixes)


def test_a_policy_that_nothing_but_itself_can_satisfy_takes_no_more_runs_than_allowed() -> None:
    impossible = [
        {"all": [leaf("token.region", default="", equals=f"a{at}"), leaf("token.region", default="", equals="b")]}
        for at in range(40)
    ]
    runs, trace = counted(case_of(*impossible))
    assert runs <= RUNS + 10
    assert [fix.owner for fix in trace.fixes] == ["policy_author"]


def test_where_nothing_refuses_the_engine_is_not_run_again() -> None:
    runs, trace = counted({"request": "GET https://api.shop.test/orders"})
    assert (runs, trace.verdict) == (0, "allowed")


def test_changes_of_one_owner_are_found_once_and_the_cheapest_first() -> None:
    question = question_of(case_of(leaf("user.groups", contains="a"), leaf("user.level", at_least=5), leaf("token.scope", contains="b")))  # fmt: skip
    findings = pipeline.find(question)
    before = Before(question, findings.known, ("policy.denied",), unknown_checks(findings.steps), pipeline.find)
    found = search(before, "policy.denied", asked_by_policy)
    assert [one.change.owner for one in found] == ["client", "user_administrator"]
    assert [one.change.cost for one in found] == sorted(one.change.cost for one in found)
    assert all((one.settles, one.left) == (("policy.denied",), ()) for one in found)


def test_changes_of_different_kinds_go_together() -> None:
    both = {
        "all": [leaf("request.header.X-A", default="", equals="1"), leaf("request.query.b", default="", equals="2")]
    }
    fix = judge(case_of(both)).fixes[0]
    assert {edit.path for edit in fix.edits} == {"/headers/X-A", "/url"}
    assert fix.proved
