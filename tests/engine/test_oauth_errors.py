"""Every error that an authorization server may answer is predicted, or explained by the reason that its code names."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from engine.asking import make_question
from engine.models.checks import FLOWS
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.support.issuing import BASES, judge_issuing
from tests.support.world import NOW, catalog
from tui.inputs import coded_exchange

LINES = (Path(__file__).parents[1] / "data" / "oauth_errors.csv").read_text("utf-8").splitlines()
ROWS = list(csv.DictReader(line for line in LINES if not line.startswith("#")))
CODED = sorted({(row["endpoint"], row["code"]) for row in ROWS if row["code"] != "-"})
REQUESTS: dict[str, dict[str, Any]] = {
    "token": {"base": "job"},
    "authorization": {"base": "authorize"},
    "authorization_implicit": {
        "base": "authorize", "change": {"response_type": "id_token", "nonce": "n"},
        "set": {"/clients/0/grant_types": "", "/authorization_servers/0/grant_types": ""},
    },
    "par": {"base": "par"},
    "device_authorization": {"base": "device"},
    "introspection": {"base": "introspect"},
    "revocation": {"base": "revoke"},
    "registration": {
        "request": "POST https://login.shop.test/register", "headers": {"Content-Type": "application/json"}, "body": "{}",
    },
    "registration_management": {
        "request": "PUT https://login.shop.test/register", "headers": {"Content-Type": "application/json"}, "body": "{}",
    },
}  # fmt: skip
"""A request to each endpoint in which nothing is seen that refuses."""
SILENT = {
    ("introspection", "200"),
    ("registration_management", "403"),
    ("par", "405"),
    ("par", "413"),
    ("par", "429"),
    ("revocation", "503"),
}
"""Answers without a code: their status alone is read."""

EXPLAINED: dict[str, tuple[str, str | None]] = {
    "access_denied": ("access_policy.denied", None),
    "account_selection_required": ("user.interaction_required", None),
    "authorization_pending": ("grant.pending", None),
    "consent_required": ("user.consent_required", None),
    "expired_token": ("grant.approval_expired", None),
    "incompatible_ace_profiles": ("parameters.value_invalid", "ace_profile"),
    "insufficient_authorization": ("grant.invalid", None),
    "interaction_required": ("user.interaction_required", None),
    "invalid_authorization_details": ("scope.invalid", "authorization_details"),
    "invalid_client": ("client.authentication_failed", None),
    "invalid_client_attestation": ("client.authentication_failed", None),
    "invalid_client_metadata": ("parameters.registration_invalid", None),
    "invalid_dpop_proof": ("client.proof_invalid", None),
    "invalid_grant": ("grant.invalid", None),
    "invalid_grant_id": ("parameters.value_invalid", "grant_id"),
    "invalid_metadata": ("parameters.registration_invalid", None),
    "invalid_redirect_uri": ("parameters.registration_invalid", "redirect_uris"),
    "invalid_request": ("parameters.invalid", None),
    "invalid_request_object": ("parameters.request_object_invalid", "request"),
    "invalid_request_uri": ("parameters.value_invalid", "request_uri"),
    "invalid_scope": ("scope.invalid", "scope"),
    "invalid_software_statement": ("parameters.registration_invalid", "software_statement"),
    "invalid_target": ("scope.target_invalid", "resource"),
    "invalid_token": ("client.authentication_failed", None),
    "invalid_trust_anchor": ("client.authentication_failed", None),
    "invalid_trust_chain": ("client.authentication_failed", None),
    "login_required": ("user.login_required", None),
    "registration_not_supported": ("parameters.not_supported", "registration"),
    "request_not_supported": ("parameters.not_supported", "request"),
    "request_uri_not_supported": ("parameters.not_supported", "request_uri"),
    "server_error": ("issue.failed", None),
    "session_selection_required": ("user.interaction_required", None),
    "slow_down": ("grant.polled_too_fast", None),
    "temporarily_unavailable": ("issue.unavailable", None),
    "unapproved_software_statement": ("parameters.registration_invalid", "software_statement"),
    "unauthorized_client": ("grant_type.not_allowed", None),
    "unmet_authentication_requirements": ("user.interaction_required", None),
    "unsupported_grant_type": ("grant_type.unsupported", "grant_type"),
    "unsupported_pop_key": ("parameters.value_invalid", "req_cnf"),
    "unsupported_response_mode": ("parameters.value_invalid", "response_mode"),
    "unsupported_response_type": ("parameters.response_type_unsupported", "response_type"),
    "unsupported_token_type": ("parameters.value_invalid", "token"),
    "use_attestation_challenge": ("client.authentication_failed", None),
    "use_dpop_nonce": ("client.proof_nonce_wanted", None),
    "use_fresh_attestation": ("client.authentication_failed", None),
}
"""The reason that each code names where nothing else is seen, and the parameter that it is about."""
AT_AUTHORIZATION = {
    "access_denied": "user.denied",
    "invalid_client": "client.not_allowed",
    "server_error": "endpoint.failed",
    "temporarily_unavailable": "endpoint.unavailable",
    "unauthorized_client": "client.not_allowed",
}
"""Codes that name something else at the authorization endpoint."""
Case = tuple[dict[str, Any], str]
PREDICTED: dict[tuple[str, str], Case] = {
    ("authorization", "invalid_request"): ({"base": "authorize", "change": {"prompt": "none login"}}, "parameters.conflicting"),
    ("authorization", "unauthorized_client"): ({"base": "authorize", "change": {"response_type": "token"}}, "client.not_allowed"),
    ("authorization", "unsupported_response_type"): (
        {"base": "authorize", "change": {"response_type": "codes"}}, "parameters.response_type_unsupported",
    ),
    ("authorization", "invalid_scope"): ({"base": "authorize", "change": {"scope": "openid none"}}, "scope.unknown"),
    ("authorization", "invalid_client"): ({"base": "authorize", "change": {"client_id": "x"}}, "client.unknown"),
    ("authorization", "invalid_target"): (
        {"base": "authorize", "change": {"resource": "https://x.test"}}, "scope.resource_unknown",
    ),
    ("authorization", "invalid_request_object"): (
        {"base": "authorize", "change": {"request": "x"}}, "parameters.request_object_invalid",
    ),
    ("token", "invalid_request"): ({"base": "job", "drop": ["grant_type"]}, "parameters.missing"),
    ("token", "invalid_client"): ({"base": "job", "change": {"client_secret": "x"}}, "client.secret_wrong"),
    ("token", "invalid_grant"): ({"base": "refresh", "change": {"refresh_token": "old-refresh"}}, "grant.expired"),
    ("token", "unauthorized_client"): (
        {"base": "job", "change": {"grant_type": "password", "username": "ada", "password": "x"}}, "grant_type.not_allowed",
    ),
    ("token", "unsupported_grant_type"): ({"base": "job", "change": {"grant_type": "x"}}, "grant_type.unsupported"),
    ("token", "invalid_scope"): ({"base": "job", "change": {"scope": "x"}}, "scope.unknown"),
    ("token", "invalid_target"): ({"base": "job", "change": {"resource": "x"}}, "parameters.resource_invalid"),
    ("par", "invalid_request"): ({"base": "par", "drop": ["response_type"]}, "parameters.missing"),
    ("par", "invalid_client"): ({"base": "par", "basic": "web:x"}, "client.secret_wrong"),
    ("par", "unsupported_response_type"): (
        {"base": "par", "change": {"response_type": "x"}}, "parameters.response_type_unsupported",
    ),
    ("par", "invalid_scope"): ({"base": "par", "change": {"scope": "x"}}, "scope.unknown"),
    ("par", "invalid_target"): ({"base": "par", "change": {"resource": "https://x.test"}}, "scope.resource_unknown"),
    ("par", "invalid_request_object"): ({"base": "par", "change": {"request": "x"}}, "parameters.request_object_invalid"),
    ("device_authorization", "invalid_client"): ({"base": "device", "change": {"client_id": "x"}}, "client.unknown"),
    ("device_authorization", "invalid_scope"): ({"base": "device", "change": {"scope": "x"}}, "scope.unknown"),
    ("device_authorization", "invalid_request"): ({"base": "device", "more": [["scope", "x"]]}, "parameters.repeated"),
    ("introspection", "invalid_client"): ({"base": "introspect", "basic": "web:x"}, "client.secret_wrong"),
    ("introspection", "invalid_request"): ({"base": "introspect", "drop": ["token"]}, "parameters.missing"),
    ("revocation", "invalid_client"): ({"base": "revoke", "basic": "web:x"}, "client.secret_wrong"),
    ("revocation", "invalid_request"): ({"base": "revoke", "drop": ["token"]}, "parameters.missing"),
}  # fmt: skip
"""For each endpoint the errors that are predicted from request and environment, with one request that shows it."""


def answered(endpoint: str, code: str, status: str) -> Trace:
    """A request in which nothing refuses, answered with this error."""
    if endpoint.startswith("authorization"):
        place = "#" if endpoint == "authorization_implicit" else "?"
        location = f"https://shop.test/callback{place}error={code}&state=s-1"
        response: dict[str, Any] = {"status": 302, "headers": {"Location": location}}
    else:
        response = {
            "status": int(status),
            "body": json.dumps({"error": code}),
            "headers": {"Content-Type": "application/json"},
        }
    return judge_issuing(REQUESTS[endpoint] | {"response": response})


def test_the_list_is_whole() -> None:
    assert len(ROWS) >= 100
    assert {row["endpoint"] for row in ROWS} == set(REQUESTS)
    assert {(row["endpoint"], row["status"]) for row in ROWS if row["code"] == "-"} <= SILENT
    assert set(BASES) >= {str(request["base"]) for request in REQUESTS.values() if "base" in request}


@pytest.mark.parametrize(("endpoint", "code"), CODED)
def test_every_code_that_is_answered_names_its_reason_and_its_parameter(endpoint: str, code: str) -> None:
    status = next(row["status"] for row in ROWS if (row["endpoint"], row["code"]) == (endpoint, code))
    trace = answered(endpoint, code, status.partition("/")[0])
    assert trace.verdict == "refused"
    assert trace.decided_by in FLOWS[trace.flow]
    assert trace.observed.error == code
    reason, parameter = EXPLAINED[code]
    if endpoint.startswith("authorization"):
        reason = AT_AUTHORIZATION.get(code, reason)
    check = trace.check(reason)
    assert trace.reason == reason
    assert check is not None
    assert check.basis == "observed"
    assert (f"which is about `{parameter}`" in check.summary) is (parameter is not None)


def test_every_code_stands_in_the_guide_by_its_own_name() -> None:
    assert {code for _, code in CODED} == set(EXPLAINED)
    assert {code for code in EXPLAINED if catalog().entry(code) is None} == set()


ALONE = sorted(
    set(EXPLAINED) - {"invalid_token", "invalid_request", "server_error", "invalid_dpop_proof", "use_dpop_nonce"}
)
"""Codes that an API does not answer with: typed alone they are an authorization server's."""


@pytest.mark.parametrize("code", ALONE)
def test_a_code_alone_is_explained(code: str) -> None:
    exchange = coded_exchange(code, catalog())
    assert exchange is not None
    trace = diagnose(make_question(exchange, catalog=catalog(), clock=NOW))
    assert trace.verdict == "refused"
    assert (trace.reason or "").partition(".")[0] in {*FLOWS["token"], *FLOWS["authorization"]}


UNNAMED = {
    "par": (
        "invalid_request",
        "invalid_request_object",
        "unsupported_response_type",
        "invalid_scope",
        "invalid_client",
    ),
    "device_authorization": ("invalid_request", "invalid_client", "unauthorized_client", "invalid_scope"),
    "introspection": ("invalid_request", "invalid_client"),
    "revocation": ("unsupported_token_type",),
    "registration": tuple(code for endpoint, code in CODED if endpoint == "registration" and code != "invalid_token"),
}
"""For endpoints that no environment names, errors of which the form and the code together tell whose they are."""


@pytest.mark.parametrize(("endpoint", "code"), [(place, code) for place, codes in UNNAMED.items() for code in codes])
def test_an_endpoint_that_nobody_names_is_told_by_form_and_code(endpoint: str, code: str) -> None:
    body = {"body": '{"redirect_uris":["https://a.test/cb"]}'} if endpoint == "registration" else {}
    if endpoint == "par":
        body = {"change": {"client_id": "web"}}
    answer = {"status": 400, "body": json.dumps({"error": code}), "headers": {"Content-Type": "application/json"}}
    trace = judge_issuing(REQUESTS[endpoint] | body | {"environment": False, "response": answer})
    assert (trace.endpoint, trace.reason) == (endpoint, EXPLAINED[code][0])
    assert "parameters.missing" not in trace.also


@pytest.mark.parametrize(("place", "case"), [pytest.param(*item, id=" ".join(item[0])) for item in PREDICTED.items()])
def test_what_can_be_predicted_is(place: tuple[str, str], case: Case) -> None:
    request, reason = case
    trace = judge_issuing(request)
    assert (trace.expected.verdict, trace.expected.reason) == ("refused", reason)
    assert trace.expected.error == place[1]
    assert trace.endpoint == place[0]
    check = trace.check(reason)
    assert check is not None
    assert check.seen
    assert check.source
