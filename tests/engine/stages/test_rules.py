"""Stage `rules`: the operation's built-in access rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from engine.models.question import Known
from engine.pipeline import diagnose
from engine.stages.rules import RULES, check_rules
from tests.support.world import assert_case, cases_beside, environment, judge, question_of


@cases_beside(__file__, "cases/rules.toml")
def test_what_a_rule_wants(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_a_rule_applies_only_where_the_operation_has_it() -> None:
    applying = {
        operation.name: sum(applies(operation) for applies, _ in RULES)
        for service in environment().api_services
        for operation in service.operations
    }
    assert applying["List"] == 0
    assert applying["Pay"] == 2
    assert applying["Refund"] == 1


def test_what_the_rules_decide_is_taught_to_the_policy() -> None:
    service = environment().api_services[0]
    pay = next(operation for operation in service.operations if operation.name == "Pay")
    question = question_of({"request": "POST https://api.shop.test/orders/7/payments"})
    known = Known(service=service, operation=pay, closed=True, claims={}, delegated=True, subject="ada")
    decided = [
        check_rules(question, Known(**{**{slot: getattr(known, slot) for slot in Known.__slots__}, "groups": groups}))
        for groups in (("buyers",), (), None)
    ]
    assert [answer.learnt["rules_decision"] for answer in decided] == ["PERMIT", "DENY", None]


def test_whom_the_rules_permitted_is_judged_the_same_again_and_whom_they_refuse_is_not_taken_for_another() -> None:
    calls = [
        {"request": "POST https://api.shop.test/orders/7/payments"},
        {"request": "POST https://api.shop.test/orders/7/payments", "claims": {"sub": "bob"}},
        {"request": "POST https://api.shop.test/orders/7/payments", "claims": {"sub": "shop-web"}},
        {"request": "GET https://api.shop.test/orders/7"},
        {"request": "GET https://api.shop.test/orders/7", "claims": {"scope": "orders.write"}},
        {"request": "GET https://api.shop.test/orders/office/x", "source_ip": "203.0.113.9"},
        {"request": "GET https://api.shop.test/orders/office/x", "source_ip": "192.0.2.9"},
        {"request": "DELETE https://api.shop.test/orders/7/payments"},
        {"request": "DELETE https://api.shop.test/orders/7/payments", "claims": {"sub": "bob"}},
    ]
    alone = [diagnose(replace(question_of(call), environment=replace(environment()))) for call in calls]
    assert len({trace.verdict for trace in alone}) > 1
    for _ in range(2):
        assert [judge(call) for call in (*calls, *reversed(calls))] == [*alone, *reversed(alone)]


@pytest.mark.parametrize(
    ("case", "source"),
    [
        ({"set": {"users/0/groups": ["gardeners"]}}, "user ada in the environment"),
        ({"claims": {"sub": "bob", "groups": ["gardeners"]}}, "claim groups"),
        ({"claims": {"sub": "bob"}, "set": {"users_complete": True}}, "users of the environment"),
        ({"claims": {"sub": "shop-web"}}, "token without a user"),
    ],
)
def test_where_the_groups_that_were_seen_come_from_is_said(case: dict[str, Any], source: str) -> None:
    trace = judge({"request": "POST https://api.shop.test/orders/7/payments", **case})
    check = trace.check("rules.group_missing")
    assert check is not None
    assert check.source is not None
    assert check.source.startswith(f"{source}, groups of ")
