"""What would explain that an authorization server answers otherwise than predicted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from engine.models.question import HistoryEvent
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.support.bakery import ask
from tests.support.issuing import issuing_question, judge_issuing

GRANTED = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": '{"access_token":"x"}'}
NOBODY = {"status": 401, "body": '{"error":"invalid_client"}'}
BAD_GRANT = {"status": 400, "body": '{"error":"invalid_grant"}'}
AT = "2026-03-04T09:00:00Z"
CHANGED = HistoryEvent(at=datetime(2026, 3, 4, 9, tzinfo=UTC), type="client_changed", subject="job")
KNOWN = {"base": "signed", "set": {"/clients/3/scopes": ("orders.read",)}}
"""A client with an assertion of which the file tells all."""
REFUSED = urlencode({
    "error": "access_denied", "state": "s-1",
    "error_description": "Policy evaluation failed for this request, please check the policy configurations.",
})  # fmt: skip
REGISTRATION, LAXER = "client.registration_differs", "service.server_laxer"


def refused(error: str, status: int = 400) -> dict[str, Any]:
    return {"status": status, "body": f'{{"error":"{error}"}}'}


def dated(response: dict[str, Any], time: str) -> dict[str, Any]:
    return response | {"headers": {"Date": f"Wed, 04 Mar 2026 {time} GMT"}}


@pytest.mark.parametrize(
    ("case", "response", "differences"),
    [
        ({"base": "job"}, GRANTED, ()),
        ({"base": "job"}, None, ()),
        ({"base": "job"}, NOBODY, (REGISTRATION,)),
        ({"base": "job"}, refused("unauthorized_client"), (REGISTRATION,)),
        ({"base": "job"}, refused("server_error", 500), ()),
        ({"base": "job"}, refused("temporarily_unavailable", 503), ()),
        ({"base": "job", "change": {"client_secret": "x"}}, GRANTED, (REGISTRATION, LAXER)),
        ({"base": "job", "change": {"client_secret": "x"}}, refused("invalid_scope"), (REGISTRATION, LAXER)),
        ({"base": "job", "change": {"scope": "nothing"}}, GRANTED, (REGISTRATION, LAXER)),
        ({"base": "job", "request": "GET https://login.shop.test/token"}, GRANTED, (LAXER,)),
        (KNOWN, NOBODY, ("token.clock_differs", "token.key_rotated", REGISTRATION)),
        (KNOWN | {"claims": {"exp": 2000}}, NOBODY, ("token.key_rotated", REGISTRATION)),
        (KNOWN | {"claims": {"exp": 2000}}, dated(NOBODY, "11:11:12"),
         ("token.clock_differs", "token.key_rotated", REGISTRATION)),
        (KNOWN | {"claims": {"exp": -2000}}, dated(GRANTED, "09:11:12"), ("token.clock_differs", REGISTRATION, LAXER)),
        (KNOWN | {"claims": {"exp": -2000}}, dated(GRANTED, "10:11:12"), (REGISTRATION, LAXER)),
        (KNOWN | {"key": "stranger-rs256"}, GRANTED, ("token.key_rotated", REGISTRATION, LAXER)),
        ({"base": "code"}, BAD_GRANT, ("grant.used",)),
        ({"base": "refresh"}, BAD_GRANT, ("grant.revoked",)),
        ({"base": "code", "change": {"code": "late-code"}}, GRANTED, (LAXER,)),
        ({"base": "authorize", "change": {"redirect_uri": "https://y.test"}},
         {"status": 302, "headers": {"Location": "https://y.test?code=c"}}, (REGISTRATION, LAXER)),
    ],
)  # fmt: skip
def test_what_may_explain_it(
    case: dict[str, Any], response: dict[str, Any] | None, differences: tuple[str, ...]
) -> None:
    trace = judge_issuing(case | ({"response": response} if response else {}))
    assert trace.differences == differences
    for reason in trace.differences:
        assert_likely(trace, reason)


def assert_likely(trace: Trace, reason: str) -> None:
    check = trace.check(reason)
    assert check is not None
    assert (check.outcome, check.basis) == ("unknown", "likely")
    assert any(need.give for need in trace.needs)
    assert reason not in (trace.reason, *trace.also)


def test_a_change_that_history_tells_comes_first_and_is_said() -> None:
    trace = diagnose(replace(issuing_question({"base": "job", "response": NOBODY}), history=(CHANGED,)))
    check = trace.check(REGISTRATION)
    assert check is not None
    assert check.summary.endswith(f"history: client_changed for `job` at {AT}")


@pytest.mark.parametrize(
    ("unset", "said"),
    [
        ((), "rule bakers was changed at 2026-03-04T10:05:00Z: one of server and file may be from before it"),
        (("authorization_servers/0/policies/1/rules/0/changed_at",), "as they were before or after a change"),
    ],
)
def test_a_policy_that_was_changed_is_named(unset: tuple[str, ...], said: str) -> None:
    case = {
        "unset": unset, "query": {"client_id": "shop-web", "scope": "orders.read", "login_hint": "ben"},
        "response": {"status": 302, "headers": {"Location": f"https://shop.bakery.test/callback?{REFUSED}"}},
    }  # fmt: skip
    trace = ask(case)
    check = trace.check("access_policy.policies_differ")
    assert check is not None
    assert said in check.summary
