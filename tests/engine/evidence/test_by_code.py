"""What a vendor's code says in a flow, and what counts of it and of the standard's own error."""

from __future__ import annotations

from typing import Any

import pytest

from engine.evidence.by_code import log_message, more_exact
from engine.models.reading import Reading
from tests.support.world import judge

ENTRA = '{"error":"invalid_grant","error_description":"AADSTS50076: use MFA","error_codes":[50076]}'


def check_of(trace: Any) -> Any:
    return trace.check(trace.reason)


def test_the_flow_chooses_among_the_reasons() -> None:
    form = {
        "request": "POST https://login.other.test/token",
        "body": "grant_type=x",
        "environment": False,
        "token": False,
    }
    asked = judge(form | {"response": {"status": 400, "body": ENTRA}})
    assert (asked.flow, asked.reason) == ("token", "grant.invalid")
    logged = judge({"evidence": ["AADSTS50076: use MFA"], "environment": False})
    assert (logged.flow, logged.reason) == ("authorization", "user.interaction_required")


def test_a_url_of_the_environment_keeps_its_flow() -> None:
    body = '{"message":"AADSTS700016: not found"}'
    trace = judge({"request": "GET https://api.shop.test/orders", "response": {"status": 500, "body": body}})
    assert trace.flow == "resource"
    assert (trace.reason or "").partition(".")[0] != "client"


def test_the_page_of_a_code_is_named_beside_the_reason() -> None:
    trace = judge({"response": {"status": 401, "body": '{"errorCode":"E0000011"}'}, "environment": False})
    assert check_of(trace).entries[0] == "token.refused"
    assert "E0000011" in check_of(trace).entries
    assert "Okta E0000011: the API token or access token is wrong" in check_of(trace).summary


def test_the_answerer_is_told_by_a_proof() -> None:
    answer = {"response": {"status": 403, "body": '{"message":"You cannot consume this service"}'}}
    assert judge(answer | {"environment": False}).observed.answered_by == "gateway"


def test_a_hint_names_no_stage_and_what_was_predicted_stands() -> None:
    hint = {"status": 403, "headers": {"x-amzn-RequestId": "a"}, "body": '{"message":"Forbidden"}'}
    case = {"request": "GET https://api.shop.test/orders", "response": hint}
    assert judge(case | {"token": False}).reason == "token.missing"
    trace = judge(case)
    assert (trace.reason, check_of(trace).basis) == ("gateway.api_key_refused", "likely")


def test_a_hint_is_ranked_among_what_the_status_usually_means() -> None:
    hint = {"status": 403, "headers": {"x-amzn-RequestId": "a"}, "body": '{"message":"Forbidden"}'}
    trace = judge({"response": hint, "environment": False})
    assert trace.reason == "gateway.api_key_refused"
    assert [one.reason for one in trace.causes] == ["gateway.edge_refused", "policy.denied", "gateway.no_route"]
    assert len({one.summary for one in trace.causes}) == 3
    assert trace.needs[0].fact == "the header x-amzn-errortype of the answer"


@pytest.mark.parametrize(
    ("coded", "plain", "wanted"),
    [
        ((("token",), "token.expired"), (("token",), "token.refused"), "token.expired"),
        ((("token",), "token.refused"), (("token",), "token.expired"), "token.expired"),
        ((("gateway",), "gateway.rate_limited"), (("token",), "token.refused"), "gateway.rate_limited"),
        (((), "gateway.rate_limited"), (("token",), "token.refused"), "token.refused"),
        (((), "gateway.rate_limited"), ((), "policy.denied"), "gateway.rate_limited"),
    ],
)
def test_the_more_exact_of_both_counts(coded: Any, plain: Any, wanted: str) -> None:
    one = Reading(kind="refusal", stages=coded[0], reason=coded[1], entries=("E1",))
    other = Reading(kind="refusal", stages=plain[0], reason=plain[1])
    counted = more_exact(one, other)
    assert (counted.reason, counted.entries) == (wanted, ("E1",))


def test_where_both_say_the_same_both_are_said() -> None:
    one = Reading(kind="refusal", stages=("token",), reason="token.expired", says="b")
    assert more_exact(one, Reading(kind="refusal", stages=("token",), reason="token.expired", says="a")).says == "a; b"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("  [ping-auth] no\n", "[ping-auth] no"),
        ('2026/03/04 [warn] x.lua:1: f(): [ping-auth] no, client: 1.2.3.4, host: "a"', "[ping-auth] no"),
        ("a nil value", "a nil value"),
        (
            "2026/03/04 10:11:12 [error] 31#31: *17 no live upstreams while x, client: 1.2.3.4",
            "no live upstreams while x",
        ),
    ],
)
def test_a_log_line_loses_the_framing_of_its_log(line: str, message: str) -> None:
    assert log_message(line) == message
