"""What a bare status usually means: ranked, by server, with what would settle it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.evidence.likely import Likely, likely_of
from engine.models.checks import FLOWS
from engine.models.exchange import Response
from tests.support.world import catalog, judge

KONG, AMAZON = {"Server": "kong/3.7.1"}, {"x-amzn-RequestId": "a"}


def ranked(
    flow: str, status: int, headers: dict[str, str] | None = None, body: str = "", service: bool = False
) -> Likely:
    response = Response(status=status, headers=tuple((headers or {}).items()), body=body)
    return likely_of(catalog(), response, flow, service_known=service)


@pytest.mark.parametrize(
    ("flow", "status", "reason"),
    [
        ("resource", 401, "token.refused"), ("resource", 403, "policy.denied"), ("resource", 404, "service.no_match"),
        ("resource", 422, "upstream.refused"), ("resource", 507, "upstream.failed"), ("resource", 504, "gateway.timed_out"),
        ("resource", 426, "gateway.https_required"), ("resource", 494, "request.headers_too_large"),
        ("token", 401, "client.authentication_failed"), ("token", 418, "parameters.invalid"), ("token", 500, "issue.failed"),
        ("token", 403, "access_policy.denied"), ("token", 503, "issue.unavailable"), ("token", 404, "endpoint.not_found"),
        ("authorization", 500, "endpoint.failed"), ("authorization", 422, "parameters.invalid"),
        ("authorization", 401, "client.not_allowed"), ("authorization", 405, "endpoint.method_not_allowed"),
    ],
)  # fmt: skip
def test_what_a_bare_status_usually_stands_for(flow: str, status: int, reason: str) -> None:
    assert ranked(flow, status).causes[0][0] == reason
    assert not ranked(flow, status).narrow


@pytest.mark.parametrize(
    ("status", "headers", "first", "also"),
    [
        (502, KONG, "gateway.policy_service_failed", "gateway.credential_refused"),
        (502, KONG | {"X-Kong-Upstream-Latency": "3"}, "gateway.policy_service_failed", "upstream.unreachable"),
        (500, KONG, "gateway.plugin_failed", "gateway.policy_service_unreachable"),
        (403, AMAZON, "gateway.no_route", "gateway.api_key_refused"),
        (502, AMAZON, "upstream.failed", "gateway.policy_service_failed"),
        (403, {"Server": "cloudflare"}, "gateway.edge_refused", "policy.denied"),
        (503, {"Server": "awselb/2.0"}, "upstream.unreachable", "gateway.timed_out"),
        (500, {"Server": "nginx/1.24"}, "upstream.failed", "gateway.policy_service_failed"),
        (503, {"Server": "istio-envoy"}, "upstream.unreachable", "gateway.unavailable"),
        (404, {}, "service.no_match", "policy.denied"),
        (400, {}, "request.refused", "token.refused"),
    ],
)
def test_the_server_tells_what_its_status_hides(status: int, headers: dict[str, str], first: str, also: str) -> None:
    reasons = [reason for reason, _ in ranked("resource", status, headers).causes]
    assert reasons[0] == first
    assert also in reasons[1:]


def test_a_404_with_a_body_or_of_a_known_service_is_more_likely_the_api_s() -> None:
    assert ranked("resource", 404, body="{}").causes[0][0] == "upstream.refused"
    assert ranked("resource", 404, service=True).causes[0][0] == "upstream.refused"


@pytest.mark.parametrize("flow", FLOWS)
def test_every_refusal_has_a_row_and_every_row_reasons_that_fit(flow: str) -> None:
    for status in range(400, 600):
        causes = ranked(flow, status).causes
        assert len({reason for reason, _ in causes}) == len(causes)
    for row in catalog().likely:
        stages = {cause["reason"].partition(".")[0] for cause in row["causes"]}
        assert any(stages <= {*FLOWS[one], "gateway"} for one in row["flows"]), row


@pytest.mark.parametrize(
    ("status", "reason"), [(302, "parameters.invalid"), (0, "parameters.invalid"), (999, "issue.failed")]
)
def test_a_status_of_no_refusal_counts_as_the_nearest(status: int, reason: str) -> None:
    assert ranked("token", status).causes[0][0] == reason


def test_a_diagnosis_of_a_bare_status_ranks_causes_and_says_what_to_capture() -> None:
    case: dict[str, Any] = {"kind": "response", "environment": False, "response": {"status": 403, "headers": AMAZON}}
    trace = judge(case)
    check = trace.check("gateway.no_route")
    assert trace.reason == "gateway.no_route"
    assert check is not None
    assert check.summary.endswith("this is why: API Gateway answers 403, not 404, where no path, method or stage fits")
    assert [one.reason for one in trace.causes] == ["gateway.api_key_refused", "policy.denied", "gateway.edge_refused"]
    assert (trace.needs[0].stage, trace.needs[0].fact) == ("gateway", "the header x-amzn-errortype of the answer")


def test_a_bare_answer_of_the_gateway_keeps_its_rank_beside_the_proof() -> None:
    trace = judge({"environment": False, "response": {"status": 502, "headers": KONG}})
    check = trace.check("gateway.policy_service_failed")
    assert check is not None
    assert check.seen == "502; Server: kong/3.7.1, no X-Kong-Upstream-Latency"
    assert trace.causes[0].reason == "gateway.credential_refused"
    assert "a wrong credential, and that reaches you as 502" in trace.causes[0].summary


def test_what_was_predicted_needs_no_other_cause() -> None:
    trace = judge({"request": "GET https://api.shop.test/orders", "token": False, "response": {"status": 403}})
    assert (trace.reason, trace.causes) == ("token.missing", ())
