"""What the environment alone predicts, by the stage that decides."""

from __future__ import annotations

from typing import Any

import pytest

from engine.expectation import decision_for, result_code_for
from engine.models.question import Known
from engine.models.trace import Verdict
from tests.support.world import judge

TABLE: list[tuple[Verdict, str | None, str | None, str | None, str | None]] = [
    ("allowed", None, None, "PERMIT", "POLICY_EVALUATION_SUCCEEDED"),
    ("refused", "request", "request.malformed", None, "INVALID_GATEWAY_REQUEST"),
    ("refused", "gateway", "gateway.message_invalid", None, "INVALID_GATEWAY_REQUEST"),
    ("refused", "gateway", "gateway.no_response", None, "UNEXPECTED_ERROR"),
    ("refused", "service", "service.no_match", None, "NO_POLICY_FOUND"),
    ("refused", "token", "token.expired", "DENY", "POLICY_EVALUATION_SUCCEEDED"),
    ("refused", "rules", "rules.scope_missing", "DENY", "POLICY_EVALUATION_SUCCEEDED"),
    ("refused", "policy", "policy.denied", "DENY", "POLICY_EVALUATION_SUCCEEDED"),
    ("refused", "policy", "policy.not_applicable", "NOT_APPLICABLE", "POLICY_EVALUATION_SUCCEEDED"),
    ("refused", "policy", "policy.indeterminate", "INDETERMINATE", "POLICY_EVALUATION_FAILED"),
    ("refused", "upstream", "upstream.failed", "PERMIT", "POLICY_EVALUATION_SUCCEEDED"),
    ("refused", "response", "response.denied", "DENY", "POLICY_EVALUATION_SUCCEEDED"),
    ("undetermined", None, None, None, None),
]
"""The table of the contract: decided by, decision, result code."""


@pytest.mark.parametrize(("verdict", "stage", "reason", "decision", "code"), TABLE)
def test_decision_and_result_code_follow_the_stage(
    verdict: Verdict, stage: str | None, reason: str | None, decision: str | None, code: str | None
) -> None:
    assert decision_for(Known(), verdict, stage, reason) == decision
    assert result_code_for(Known(), verdict, stage, reason) == code


@pytest.mark.parametrize("known", [Known(flow="token", endpoint="token"), Known(endpoint="metadata")])
def test_other_flows_have_neither(known: Known) -> None:
    assert decision_for(known, "allowed", None, None) is None
    assert result_code_for(known, "refused", "service", "service.no_match") is None


@pytest.mark.parametrize(
    ("case", "status", "error", "challenge"),
    [
        ({}, None, None, None),
        ({"token": False}, 401, None, 'Bearer realm="https://api.shop.test/orders"'),
        (
            {"claims": {"exp": -3600}},
            401,
            "invalid_token",
            'Bearer error="invalid_token", error_description="Token expired"',
        ),
        ({"claims": {"iss": "x"}}, 401, "invalid_token", 'Bearer error="invalid_token"'),
        (
            {"claims": {"scope": "x"}},
            403,
            "insufficient_scope",
            'Bearer error="insufficient_scope", scope="orders.read"',
        ),
        ({"request": "GET https://api.shop.test/x"}, 404, None, None),
        ({"request": "GET https://api.shop.test/orders/own/bob"}, 403, None, None),
        ({"request": "GET https://api.shop.test/orders/office/x", "source_ip": "1.2.3.4"}, 403, None, None),
    ],
)
def test_status_error_and_challenge(
    case: dict[str, Any], status: int | None, error: str | None, challenge: str | None
) -> None:
    expected = judge({"request": "GET https://api.shop.test/orders/7"} | case).expected
    assert (expected.status, expected.error, expected.challenge) == (status, error, challenge)


def test_the_first_failure_is_the_reason_and_the_rest_are_also() -> None:
    expected = judge({"request": "GET https://api.shop.test/orders/7", "claims": {"exp": -3600, "scope": "x"}}).expected
    assert (expected.verdict, expected.decided_by, expected.reason) == ("refused", "token", "token.expired")
    assert expected.also == ("rules.scope_missing",)


@pytest.mark.parametrize(("payload", "status"), [({"status": 503}, 503), ({"message": "x"}, 403)])
def test_a_denied_reason_sets_the_status(payload: dict[str, Any], status: int) -> None:
    case = {
        "request": "GET https://api.shop.test/orders/reports/other", "claims": {"aud": "reports", "region": "afar"},
        "set": {"statements/0/payload": payload},
    }  # fmt: skip
    expected = judge(case).expected
    assert (expected.reason, expected.status) == ("policy.denied", status)


def test_other_flows_are_predicted_without_a_decision() -> None:
    trace = judge({"request": "POST https://login.shop.test/token", "token": False})
    assert trace.expected.verdict == "refused"
    assert (trace.expected.reason, trace.expected.status) == ("parameters.missing", 400)
    assert (trace.expected.decision, trace.expected.result_code) == (None, None)
