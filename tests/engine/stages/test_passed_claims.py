"""Check `gateway.claims`: what a gateway that validates tokens itself passed on of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.models.trace import Trace
from tests.support.world import judge

GATEWAY = {"issuers/0/validated_by": "gateway"}
NOTHING: dict[str, Any] = {}


def judged(claims: Any, /, url: str = "GET https://api.shop.test/orders/7", **case: Any) -> Trace:
    message = {"method": "GET", "url": "https://api.shop.test:443/orders/7", "headers": []}
    message |= {} if claims is None else {"access_token": claims}
    return judge({"request": url, "set": GATEWAY, "evidence": [json.dumps(message)], **case})


@pytest.mark.parametrize(
    ("claims", "url", "missing"),
    [
        (None, "GET https://api.shop.test/orders/7", "none of its claims on"),
        ({}, "GET https://api.shop.test/orders/7", "none of its claims on"),
        ("text", "GET https://api.shop.test/orders/7", "none of its claims on"),
        ({"sub": "ada"}, "GET https://api.shop.test/orders/7", "without `scope`"),
        ({"scope": []}, "POST https://api.shop.test/orders/7/payments", "without `sub`"),
        ({"scope": []}, "GET https://api.shop.test/orders/own/ada", "without `sub`"),
        ({"scope": []}, "GET https://api.shop.test/orders/reports/draw", "without `region`"),
        (None, "GET https://api.shop.test/orders", "none of its claims on"),
    ],
)
def test_claims_that_rules_and_policies_ask_for_have_to_be_there(claims: Any, url: str, missing: str) -> None:
    check = judged(claims, url).check("gateway.claims_not_passed")
    assert check is not None
    assert (check.check, check.outcome, check.basis) == ("gateway.claims", "failed", "proved")
    assert missing in check.summary


def test_it_is_the_gateways_operator_who_must_act() -> None:
    trace = judged(None)
    assert (trace.decided_by, trace.owner, trace.result_code) == (
        "gateway",
        "gateway_operator",
        "INVALID_GATEWAY_REQUEST",
    )


@pytest.mark.parametrize(
    ("claims", "url"),
    [
        ({"scope": ["orders.read"], "sub": "ada"}, "GET https://api.shop.test/orders/7"),
        ({"active": True}, "GET https://api.shop.test/orders"),
    ],
)
def test_what_is_passed_on_is_said(claims: Any, url: str) -> None:
    checks = {check.check: check.outcome for check in judged(claims, url).step("gateway").checks}
    assert checks["gateway.claims"] == "passed"


@pytest.mark.parametrize(
    "case",
    [
        {"set": NOTHING}, {"evidence": []}, {"environment": False}, {"evidence": ["a line"]},
        {"request": "GET https://cdn.example/x"},
        {"request": "OPTIONS https://api.shop.test/orders", "headers": {"Origin": "https://shop.test", "Access-Control-Request-Method": "PUT"}},
    ],
)  # fmt: skip
def test_elsewhere_nothing_is_asked_of_the_message(case: dict[str, Any]) -> None:
    assert "gateway.claims" not in {check.check for check in judged(None, **case).step("gateway").checks}


def test_signature_and_lifetime_stay_the_gateways() -> None:
    trace = judged({"scope": ["orders.read"]}, claims={"exp": -3600})
    checks = {check.check: check.outcome for check in trace.step("token").checks}
    assert (trace.verdict, checks["token.lifetime"], checks["token.signature"]) == ("allowed", "skipped", "skipped")


def test_policies_in_a_circle_end() -> None:
    circle = {
        "policies/0/children": ["Reports"], "policies/1/children": ["Own only"], "policies/1/when": {"attribute": "token./a/b", "equals": 1},
    }  # fmt: skip
    from engine.environment.problems import EnvironmentProblems

    with pytest.raises(EnvironmentProblems):
        judged({"sub": "ada"}, "GET https://api.shop.test/orders/own/ada", set=GATEWAY | circle)
    nested = {"policies/0/children": ["Reports"], "policies/1/when": {"attribute": "token./a/b", "equals": 1}}
    trace = judged({"sub": "ada", "region": "x"}, "GET https://api.shop.test/orders/own/ada", set=GATEWAY | nested)
    check = trace.check("gateway.claims_not_passed")
    assert check is not None
    assert "without `a`" in check.summary
