"""Parameters of an authorization request: the request object against what stands around it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.issuing import CALLBACK, VERIFIER, judge_issuing
from tests.support.world import AT, sign

GOOD: dict[str, Any] = {
    "iss": "signer", "client_id": "signer", "response_type": "code", "redirect_uri": CALLBACK, "scope": "orders.read",
    "code_challenge": VERIFIER, "exp": AT + 60,
}  # fmt: skip


def judged(key: str = "demo-rs256", **claims: Any) -> dict[str, str | None]:
    token = sign({**GOOD, **claims}, {"alg": "RS256", "kid": "demo-rs256"}, key)
    trace = judge_issuing(
        {"request": f"GET https://login.shop.test/authorize?response_type=code&client_id=signer&request={token}"}
    )
    return {check.check: check.reason or check.outcome for check in trace.step("parameters").checks}


def test_a_good_one_brings_its_parameters_along() -> None:
    found = judged()
    assert found["parameters.request_object"] == "passed"
    assert found["parameters.challenge"] == "passed"


@pytest.mark.parametrize(
    "claims", [{"client_id": "web"}, {"exp": AT - 1}, {"request_uri": "x"}, {"request": "y"}, {"key": "stranger-rs256"}]
)
def test_one_that_does_not_fit(claims: dict[str, Any]) -> None:
    assert judged(**claims)["parameters.request_object"] == "parameters.request_object_invalid"


def test_what_it_carries_counts_before_what_stands_beside_it() -> None:
    assert judged(response_type="codes")["parameters.response_type"] == "parameters.response_type_unsupported"
