"""What would explain that prediction and answer differ."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import judge

REQUEST = "GET https://api.shop.test/orders/7"
INVALID = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
INSUFFICIENT = {"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="orders.read orders.audit"'}
EVENT = {"at": "2026-03-04T10:05:00Z", "type": "token_revoked", "subject": "ada"}
REVOKED = {"history": [EVENT]}
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
         ("token.key_rotated",)),
        (OPEN | {"set": REVOKED}, {"status": 401, "headers": INVALID},
         ("token.revoked", "service.undeployed_changes", "token.key_rotated")),
        ({"set": REVOKED}, {"status": 401, "headers": date("11:01:12")},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({"claims": {"exp": -3600}}, {"status": 200, "headers": {"Date": "Wed, 04 Mar 2026 09:01:12 GMT"}},
         ("token.clock_differs", "service.server_laxer")),
        ({"claims": {"exp": -100}}, {"status": 200}, ("token.clock_differs", "service.server_laxer")),
        ({"claims": {"nbf": 3600}}, {"status": 200, "headers": {"Date": "Wed, 04 Mar 2026 11:21:12 GMT"}},
         ("service.server_laxer",)),
        ({"key": "stranger-rs256"}, {"status": 200}, ("token.key_rotated", "service.server_laxer")),
        ({"claims": {"exp": -3600}}, {"status": 403, "headers": INSUFFICIENT}, ("service.server_laxer",)),
        ({"claims": {"scope": "x"}}, {"status": 401, "headers": INVALID}, ("service.other_configuration",)),
        ({}, {"status": 403, "headers": INSUFFICIENT}, ("service.other_configuration",)),
        ({}, {"status": 401, "headers": date("11:01:12")}, ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({}, {"status": 401, "headers": date("11:01:11")}, ("token.revoked", "token.key_rotated")),
        ({"claims": {"nbf": 0}}, {"status": 401, "headers": date("10:11:10")},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({"claims": {"exp": 119}}, {"status": 401, "headers": INVALID},
         ("token.clock_differs", "token.revoked", "token.key_rotated")),
        ({"claims": {"exp": 120}}, {"status": 401, "headers": INVALID}, ("token.revoked", "token.key_rotated")),
        ({"claims": {"nbf": -119}}, {"status": 401, "headers": INVALID},
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
    whole = {"claims": {"jti": "t-1"} | case.get("claims", {})}
    trace = judge({"request": REQUEST} | case | whole | ({"response": response} if response else {}))
    assert trace.differences == differences


@pytest.mark.parametrize(
    ("case", "differences"),
    [
        ({}, ("token.revoked", "token.key_rotated", "token.profile_incomplete")),
        ({"token_header": {"typ": "JWT"}}, ("token.revoked", "token.key_rotated")),
        ({"claims": {"cnf": {"x5t#S256": "x"}, "jti": "t-1"}}, ()),
    ],
)
def test_what_a_token_does_not_have_to_show_may_explain_it(case: dict[str, Any], differences: tuple[str, ...]) -> None:
    trace = judge({"request": REQUEST, "response": {"status": 401, "headers": INVALID}} | case)
    assert trace.differences == differences


def test_a_certificate_that_fits_may_be_lost_on_the_way() -> None:
    import base64

    from tests.support.proofs import certificate_der, certificate_thumbprint

    passed_on = {"Client-Cert": f":{base64.b64encode(certificate_der()).decode()}:"}
    bound = {"cnf": {"x5t#S256": certificate_thumbprint()}, "jti": "t-1"}
    case = {"request": REQUEST, "claims": bound, "headers": passed_on, "response": {"status": 401, "headers": INVALID}}
    assert judge(case).differences == ("token.certificate_missing", "token.revoked", "token.key_rotated")


def test_an_inactive_token_that_the_api_accepts_was_asked_about_by_another() -> None:
    case = {"request": REQUEST, "token": "opaque", "evidence": ['{"active": false}'], "response": {"status": 200}}
    trace = judge(case)
    assert trace.differences == ("token.introspection_not_allowed", "service.server_laxer")
    said = [check for check in trace.step("token").checks if check.reason == "token.introspection_not_allowed"]
    assert len(said) == 1


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


def test_other_flows_have_their_own() -> None:
    case = {
        "request": "POST https://login.shop.test/token",
        "token": False,
        "response": {"status": 400, "body": '{"error":"invalid_grant"}'},
    }
    assert judge(case).differences == ("service.server_laxer",)


@pytest.mark.parametrize(
    ("case", "response", "reason", "said"),
    [
        ({"claims": {"exp": -3600}}, {"status": 403, "headers": INSUFFICIENT}, "service.server_laxer",
         "the server let through what the environment refuses at token, and refused at rules"),
        ({}, {"status": 403, "headers": INSUFFICIENT}, "service.other_configuration",
         "the server seems to run other rules than this environment: it asks for the scope `orders.audit`"),
        ({"set": REVOKED}, {"status": 401, "headers": INVALID}, "token.revoked",
         "history: the tokens of `ada` were revoked at 2026-03-04T10:05:00Z"),
        ({"set": {"history": [EVENT | {"type": "policy_changed", "subject": "Orders"}]}}, ACCESS_FAILED, "service.other_configuration",
         "the server seems to run other rules than this environment; history: policy_changed for `Orders` at 2026-03-04T10:05:00Z"),
        ({"claims": {"exp": -3600}}, {"status": 200, "headers": {"Date": "Wed, 04 Mar 2026 09:01:12 GMT"}}, "token.clock_differs",
         "the server's clock is 1 hour 10 minutes behind: by it the token is valid"),
    ],
)  # fmt: skip
def test_what_speaks_for_a_difference_is_said(
    case: dict[str, Any], response: dict[str, Any], reason: str, said: str
) -> None:
    check = judge({"request": REQUEST, "response": response} | case).check(reason)
    assert check is not None
    assert check.summary == said


AUDIENCE = {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="Invalid audience"'}
FRESH = {"claims": {"iat": -30}}


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (AUDIENCE, "the server seems to run other rules than this environment: it wants another audience"),
        ({"WWW-Authenticate": 'Basic realm="x"'}, "the server seems to run other rules than this environment: it wants another scheme"),
    ],
)  # fmt: skip
def test_no_clock_explains_what_has_no_time(headers: dict[str, str], said: str) -> None:
    trace = judge({"request": REQUEST, "response": {"status": 401, "headers": headers}, **FRESH})
    assert trace.differences == ("service.other_configuration",)
    assert trace.check("service.other_configuration").summary == said


@pytest.mark.parametrize(
    ("dated", "give"),
    [("Wed, 04 Mar 2026 09:00:00 GMT", "the server's own log of this call, with its time"), ("", "the Date header of the answer")],
)  # fmt: skip
def test_what_is_there_already_is_not_asked_for(dated: str, give: str) -> None:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="token is expired"', "Date": dated}
    trace = judge({"request": REQUEST, "response": {"status": 401, "headers": headers}, **FRESH})
    assert [need.give for need in trace.needs if need.check == "token.server_clock"] == [give]
