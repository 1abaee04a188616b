"""Error codes wherever servers put them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.challenge import parse_challenges
from engine.evidence.errors import ErrorCode, find_error, query_of
from engine.models.exchange import Response

FORM = "application/x-www-form-urlencoded"


def found(*, challenge: str = "", location: str = "", body: str | None = None, kind: str = "") -> ErrorCode | None:
    headers = tuple((name, value) for name, value in (("Location", location), ("Content-Type", kind)) if value)
    return find_error(Response(status=400, headers=headers, body=body), parse_challenges(challenge))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({}, None),
        ({"challenge": 'Bearer error="invalid_token", error_description="expired"'},
         ErrorCode("invalid_token", "expired", "WWW-Authenticate")),
        ({"challenge": 'Basic realm="x", Bearer error="invalid_token"'}, ErrorCode("invalid_token", "", "WWW-Authenticate")),
        ({"challenge": "Bearer"}, None),
        ({"location": "https://app.test/cb?error=access_denied&error_description=no+thanks&state=1"},
         ErrorCode("access_denied", "no thanks", "redirect query")),
        ({"location": "https://app.test/cb#error=login_required&state=1"},
         ErrorCode("login_required", "", "redirect fragment")),
        ({"location": "com.app:/cb?error=access_denied"}, ErrorCode("access_denied", "", "redirect query")),
        ({"location": "/error?error=server_error"}, ErrorCode("server_error", "", "redirect query")),
        ({"location": "https://app.test/cb?code=abc#error"}, None),
        ({"location": "https://app.test/cb?error="}, None),
        ({"body": '{"error":"invalid_grant","error_description":"used"}'}, ErrorCode("invalid_grant", "used", "body")),
        ({"body": '{"error":"invalid_grant","message":"used"}'}, ErrorCode("invalid_grant", "used", "body")),
        ({"body": '{"error":"database is down"}'}, None),
        ({"body": '{"error":{"code":"x"}}'}, None),
        ({"body": '{"error":""}'}, None),
        ({"body": '[{"error":"x"}]'}, None),
        ({"body": "error=invalid_client&error_description=no", "kind": FORM}, ErrorCode("invalid_client", "no", "form body")),
        ({"body": "error=invalid_client"}, None),
        ({"body": "a=1", "kind": FORM}, None),
        ({"challenge": 'Bearer error="invalid_token"', "body": '{"error":"other"}'},
         ErrorCode("invalid_token", "", "WWW-Authenticate")),
        ({"location": "https://a.test/?error=one", "body": '{"error":"two"}'}, ErrorCode("one", "", "redirect query")),
    ],
)  # fmt: skip
def test_the_first_code_counts(answer: dict[str, str], error: ErrorCode | None) -> None:
    assert found(**answer) == error


@pytest.mark.parametrize(
    ("location", "query"),
    [("https://a.test/x?b=1#c?d", "b=1"), ("/x?b", "b"), ("app:/x?b=1", "b=1"), ("?a", "a"), ("#a?b", ""), ("", "")],
)
def test_the_query_of_any_redirect(location: str, query: str) -> None:
    assert query_of(location) == query


@given(st.text(), st.text(), st.text(), st.sampled_from(["", FORM, "application/json"]))
def test_no_text_makes_it_raise(challenge: str, location: str, body: str, kind: str) -> None:
    for text in (body, f'{{"error":{body}', f'{{"error":"{body}"}}', "{" * 10_000):
        error = found(challenge=challenge, location=location, body=text, kind=kind)
        assert error is None or (error.code and error.place)
