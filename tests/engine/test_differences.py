"""What would explain that prediction and answer differ."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import judge

REQUEST = "GET https://api.shop.test/orders/7"
INVALID = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
OPEN = {"request": "GET https://open.shop.test:8443/x"}
ACCESS_FAILED = {"status": 403, "body": '{"code":"ACCESS_FAILED"}'}


def date(text: str) -> dict[str, str]:
    return INVALID | {"Date": f"Wed, 04 Mar 2026 {text} GMT"}


@pytest.mark.parametrize(
    ("case", "response", "differences"),
    [
        ({}, {"status": 200}, ()),
        ({}, None, ()),
        ({"claims": {"exp": -3600}}, {"status": 200}, ("service.server_laxer",)),
        (OPEN | {"claims": {"exp": -3600}}, {"status": 200}, ("service.undeployed_changes", "service.server_laxer")),
        ({}, ACCESS_FAILED, ("service.other_configuration",)),
        (OPEN, ACCESS_FAILED, ("service.undeployed_changes",)),
        ({}, {"status": 401, "headers": INVALID}, ("token.revoked", "token.key_rotated")),
        (OPEN, {"status": 401, "headers": INVALID}, ("service.undeployed_changes", "token.revoked", "token.key_rotated")),
        ({}, {"status": 401, "headers": INVALID | {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="kid"'}},
         ("service.other_configuration",)),
        ({}, {"status": 401, "headers": date("11:01:12")}, ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({}, {"status": 401, "headers": date("11:01:11")}, ("token.revoked", "token.key_rotated")),
        ({"claims": {"nbf": 0}}, {"status": 401, "headers": date("10:11:10")},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({"claims": {"exp": 299}}, {"status": 401, "headers": INVALID},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({"claims": {"exp": 300}}, {"status": 401, "headers": INVALID}, ("token.revoked", "token.key_rotated")),
        ({"claims": {"nbf": -200}}, {"status": 401, "headers": INVALID},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({"claims": {"iat": 40}}, {"status": 401, "headers": INVALID},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({}, {"status": 404, "body": "no Route matched with those values"}, ()),
        ({}, {"status": 500, "headers": {"X-Kong-Upstream-Latency": "3"}}, ()),
        ({}, {"status": 405}, ()),
        ({}, {"status": 400}, ()),
        ({"claims": {"exp": -3600}}, {"status": 401, "headers": INVALID}, ()),
        ({"keys": False}, {"status": 401, "headers": INVALID}, ()),
    ],
)  # fmt: skip
def test_differences_are_ranked(
    case: dict[str, Any], response: dict[str, Any] | None, differences: tuple[str, ...]
) -> None:
    trace = judge({"request": REQUEST} | case | ({"response": response} if response else {}))
    assert trace.differences == differences


def test_a_difference_is_a_likely_check_with_a_need_and_never_the_reason() -> None:
    trace = judge({"request": REQUEST, "response": {"status": 401, "headers": INVALID}})
    for reason in trace.differences:
        check = trace.check(reason)
        assert check is not None
        assert (check.outcome, check.basis) == ("unknown", "likely")
        assert any(need.check == check.check and need.give for need in trace.needs)
        assert reason not in (trace.reason, *trace.also)


def test_how_far_the_servers_clock_is_off_is_said() -> None:
    trace = judge({"request": REQUEST, "response": {"status": 401, "headers": date("12:11:12")}})
    check = trace.check("token.clock_differs")
    assert check is not None
    assert check.summary == "the server's clock is 2 hours ahead: by it the token is not valid"


def test_other_flows_have_none() -> None:
    case = {
        "request": "POST https://login.shop.test/token",
        "token": False,
        "response": {"status": 400, "body": '{"error":"invalid_grant"}'},
    }
    assert judge(case).differences == ()
