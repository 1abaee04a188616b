"""Stage `response`: what does response policy permit, remove or change?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
