"""Log lines: which counts, and what the others say."""

from __future__ import annotations

import pytest

from engine.captures.log import parse_log
from engine.evidence.lines import codes_in, codes_named, names_route
from tests.support.world import catalog, judge


def test_a_proof_counts_before_a_hint_wherever_it_stands() -> None:
    hint = '{"eventType":"app.oauth2.as.key.rollover","outcome":{"result":"SUCCESS"}}'
    proof = '{"eventType":"app.oauth2.invalid_client_credentials","outcome":{"result":"FAILURE"}}'
    assert judge({"evidence": [hint, proof]}).reason == "client.authentication_failed"
    assert judge({"evidence": [hint]}).reason == "token.key_unknown"


def test_a_code_of_a_log_line_tells_the_flow() -> None:
    trace = judge({"evidence": ['{"eventType":"app.oauth2.as.token.detect_reuse","outcome":{"result":"FAILURE"}}']})
    assert (trace.flow, trace.reason) == ("token", "grant.used")


def test_codes_that_refuse_nothing_are_told() -> None:
    trace = judge({"evidence": ['{"eventType":"user.authentication.sso","outcome":{"result":"SUCCESS"}}']})
    assert any("the user signed in to an app" in remark for remark in trace.remarks)
    assert trace.verdict == "undetermined"


def test_codes_in_a_line_and_by_name() -> None:
    assert [one.code.id for one in codes_in("AADSTS50057: The user account is disabled.", catalog())] == ["AADSTS50057"]
    assert [one.code.id for one in codes_named("aadsts50057", catalog())] == ["AADSTS50057"]
    assert codes_in("nothing of note", catalog()) == ()


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("access forbidden by rule", "gateway.edge_refused"),
        ("connect() failed (111: Connection refused) while connecting to upstream", "upstream.unreachable"),
        ("connect() failed (110: Connection timed out) while connecting to upstream", "upstream.unreachable"),
        (
            "upstream timed out (110: Connection timed out) while reading response header from upstream",
            "upstream.unreachable",
        ),
        ("no live upstreams while connecting to upstream", "upstream.unreachable"),
        ("client intended to send too large body: 10485761 bytes", "gateway.body_too_large"),
        ('limiting requests, excess: 5.128 by zone "one"', "gateway.rate_limited"),
        ('limiting connections by zone "one"', "gateway.rate_limited"),
        (
            "auth request unexpected status: 502 while sending to client",
            "gateway.policy_service_failed",
        ),
    ],
)
def test_error_lines_of_nginx(message: str, reason: str) -> None:
    request = 'client: 203.0.113.9, server: api.shop.test, request: "POST /orders HTTP/1.1", host: "api.shop.test"'
    [(_, exchange)] = parse_log(f"2026/03/04 10:11:12 [error] 31#31: *17 {message}, {request}").exchanges
    trace = judge({"evidence": list(exchange.evidence), "request": "POST https://api.shop.test/orders", "kind": "log"})
    assert (trace.verdict, trace.reason, trace.observed.answered_by) == ("refused", reason, "gateway")


KONG = '{"route": {"name": "v2"}, "service": {"name": "orders"}, "request": {}, "response": {"status": 403}}'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (KONG, True),
        (KONG.replace('{"name": "v2"}', "null"), False),
        (KONG.replace('{"name": "orders"}', "{}"), False),
        ('{"route": "v2", "service": "orders"}', False),
        ('a "route" and a "service"', False),
        ("", False),
    ],
)
def test_whether_a_record_names_its_route(line: str, names: bool) -> None:
    assert names_route(line) is names
    case = {"request": "GET https://api.shop.test:8444/orders/7", "evidence": [line], "response": {"status": 403}}
    trace = judge(case)
    assert trace.expected.reason == "service.no_match"
    assert (trace.decided_by, trace.agreement) == (("policy", "differs") if names else ("service", "same"))
    assert any("the port is 443 there, 8444 here" in miss.summary for miss in trace.near_misses)
    assert ("service.no_match" in trace.also) is names
    assert not names or "gateway.no_route" not in [cause.reason for cause in trace.causes]


def test_what_was_predicted_behind_the_route_stands() -> None:
    case = {"request": "GET https://api.shop.test:8444/orders/7", "evidence": [KONG], "claims": {"exp": -3600}}
    trace = judge(case | {"response": {"status": 401}})
    assert (trace.decided_by, trace.reason, trace.agreement) == ("token", "token.expired", "differs")
