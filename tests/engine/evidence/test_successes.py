"""Successes that say error."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.successes import GRPC, LONGEST, MOST, NAMES, SaidError, error_in_success
from engine.models.exchange import Request, Response
from tests.support.world import judge

FOLDER = Path(__file__).parent
SAID = tomllib.loads((FOLDER / "said_errors.toml").read_text("utf-8"))["case"]
NOTHING = tomllib.loads((FOLDER / "said_nothing.toml").read_text("utf-8"))["case"]
CALL = {"request": "POST https://api.shop.test/orders"}
PROBLEM = {"Content-Type": "application/problem+json"}


def said(body: Any, status: int = 200, request: Request | None = None, **headers: str) -> SaidError | None:
    text = body if isinstance(body, str) else json.dumps(body)
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return error_in_success(Response(status=status, body=text, headers=named), request)


@pytest.mark.parametrize("case", SAID, ids=lambda case: case["says"])
def test_a_body_that_says_error_refuses(case: dict[str, Any]) -> None:
    trace = judge({**CALL, "response": {"status": 200, "body": case["body"]}})
    assert (trace.verdict, trace.reason) == ("refused", case["reason"])
    assert trace.observed.status == 200
    assert "success" in trace.check(case["reason"]).summary


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case["says"])
def test_one_that_speaks_of_errors_does_not(case: dict[str, Any]) -> None:
    trace = judge({**CALL, "response": {"status": 200, "body": case["body"]}})
    assert (trace.verdict, trace.agreement) == ("allowed", "same")


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 299])
def test_every_success_is_asked(status: int) -> None:
    assert said({"error": {"code": "x", "message": "no"}}, status) is not None


@pytest.mark.parametrize("status", [101, 199, 300, 304, 400, 403, 500])
def test_no_other_answer_is(status: int) -> None:
    assert said({"error": {"code": "x", "message": "no"}}, status) is None


@pytest.mark.parametrize(("number", "name"), [(number, name) for number, name in enumerate(GRPC) if number])
def test_grpc_answers_200_and_says_the_rest_in_a_header(number: int, name: str) -> None:
    found = said("", grpc_status=str(number), grpc_message="no%20way")
    assert found == SaidError((name,), "no way", None, "header grpc-status")


@pytest.mark.parametrize("value", ["0", "", "x", "-1", "160000"])
def test_a_grpc_status_of_success_or_of_nothing_is_none(value: str) -> None:
    assert said("", grpc_status=value) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [("16", "token.refused"), ("7", "upstream.refused"), ("13", "upstream.failed"), ("5", "upstream.refused")],
)
def test_what_grpc_refuses_with(status: str, reason: str) -> None:
    trace = judge({**CALL, "response": {"status": 200, "headers": {"grpc-status": status}}})
    assert (trace.verdict, trace.reason) == ("refused", reason)


def test_what_grpc_said_is_shown() -> None:
    headers = {"grpc-status": "7", "grpc-message": "no%20access"}
    trace = judge({**CALL, "response": {"status": 200, "headers": headers}})
    assert trace.check("upstream.refused").seen == "200; grpc-status PERMISSION_DENIED no access"


def test_a_problem_is_one_by_its_content_type() -> None:
    assert said({"detail": "sold out"}) is None
    answer = {"status": 200, "body": '{"detail": "sold out"}', "headers": PROBLEM}
    trace = judge({**CALL, "response": answer})
    assert (trace.verdict, trace.reason) == ("refused", "upstream.refused")


@pytest.mark.parametrize(
    ("method", "url", "read"),
    [
        ("GET", "https://a.test/errors", False),
        ("GET", "https://a.test/v1/error-codes/7", False),
        ("GET", "https://a.test/audit/logs?x=1", False),
        ("POST", "https://a.test/errors", True),
        ("GET", "https://errors.test/orders", True),
        ("GET", "https://a.test/orders?status=error", True),
    ],
)
def test_who_asks_for_errors_gets_what_was_asked_for(method: str, url: str, read: bool) -> None:
    found = said({"errors": [{"code": "E1", "message": "no"}]}, request=Request(method=method, url=url))
    assert (found is not None) is read


def test_the_status_that_it_should_have_had_is_kept() -> None:
    found = said({"error": {"code": 403, "message": "no"}})
    assert found is not None
    assert (found.status, found.said, found.text) == (403, "no", "403\nno")


def test_a_token_endpoint_answers_so_too() -> None:
    body = '{"errorCode": "invalid_scope", "errorSummary": "no such scope"}'
    request = "POST https://login.shop.test/token"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    trace = judge({
        "request": request, "headers": form, "body": "grant_type=client_credentials", "token": False,
        "response": {"status": 200, "body": body},
    })  # fmt: skip
    assert (trace.flow, trace.verdict, trace.reason) == ("token", "refused", "scope.invalid")


@pytest.mark.parametrize(
    "body",
    [
        "x" * (LONGEST + 1), '{"error":' * 2000, '{"error": "' + "a" * LONGEST + '"}', "<Fault>" * 2000,
        "<a:Body>" + "<a:Fault>" * 4000, "<Error>" + "<Code>" * 8000, '{"errors": [' + "{}," * MOST + "{}]}",
    ],
)  # fmt: skip
def test_a_long_or_broken_body_says_nothing(body: str) -> None:
    assert said(body) is None


LEAVES = (
    st.none() | st.booleans() | st.integers(-1, 600) | st.sampled_from(["", "ok", "error", "Forbidden", "x", "403"])
)
INNER = st.dictionaries(st.sampled_from(sorted(NAMES)), LEAVES, max_size=3)
VALUES = LEAVES | INNER | st.lists(INNER | LEAVES, max_size=2)


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), VALUES, max_size=4))
def test_whatever_is_said_has_codes_or_words(body: dict[str, Any]) -> None:
    found = said(body)
    assert found is None or found.text.strip()


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), VALUES, max_size=4), st.integers(1))
def test_a_member_that_no_error_has_makes_it_an_answer(body: dict[str, Any], amount: int) -> None:
    assert said({**body, "amount": amount}) is None
