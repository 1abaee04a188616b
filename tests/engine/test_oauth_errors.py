"""Every error that an authorization server may answer is predicted, or explained by the reason that its code names."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from engine.models.checks import FLOWS
from engine.models.trace import Trace
from tests.support.issuing import BASES, judge_issuing
from tests.support.world import catalog

LINES = (Path(__file__).parents[1] / "data" / "oauth_errors.csv").read_text("utf-8").splitlines()
ROWS = list(csv.DictReader(line for line in LINES if not line.startswith("#")))
CODED = sorted({(row["endpoint"], row["code"]) for row in ROWS if row["code"] != "-"})
REQUESTS: dict[str, dict[str, Any]] = {
    "token": {"base": "job"},
    "authorization": {"base": "authorize"},
    "authorization_implicit": {"base": "authorize", "change": {"response_type": "id_token", "nonce": "n"}},
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
def test_every_code_that_is_answered_names_a_stage_of_its_flow(endpoint: str, code: str) -> None:
    status = next(row["status"] for row in ROWS if (row["endpoint"], row["code"]) == (endpoint, code))
    trace = answered(endpoint, code, status.partition("/")[0])
    assert trace.verdict == "refused"
    assert trace.decided_by in FLOWS[trace.flow]
    assert trace.observed.error == code
    assert trace.reason in catalog().reasons


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
