"""Stage `rules`: the operation's built-in access rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.question import Known
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
