"""Error codes wherever servers put them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.challenge import parse_challenges
from engine.evidence.errors import ErrorCode, find_error, query_of
from engine.models.exchange import Response

FORM = "application/x-www-form-urlencoded"


def found(
    *, challenge: str = "", location: str = "", body: str | None = None, kind: str = "", status: int = 400, **more: str
) -> ErrorCode | None:
    pairs = (("Location", location), ("Content-Type", kind), *more.items())
    headers = tuple((name.replace("_", "-"), value) for name, value in pairs if value)
    return find_error(Response(status=status, headers=headers, body=body), parse_challenges(challenge))


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


PAGE = "<!doctype html><title>Sorry</title>"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        # inner objects, and other names
        ({"body": '{"error":{"code":"invalid_token","message":"expired"}}'},
         ErrorCode("invalid_token", "expired", "member `code` of the body")),
        ({"body": '{"errors":[{"code":"INVALID_VALUE","detail":"x"}]}'},
         ErrorCode("INVALID_VALUE", "x", "member `code` of the body")),
        ({"body": '{"errorCode":"E0000011","errorSummary":"Invalid token provided"}'},
         ErrorCode("E0000011", "Invalid token provided", "member `errorCode` of the body")),
        ({"body": '{"fault":{"faultstring":"x","detail":{"errorcode":"steps.jwt.TokenExpired"}}}'},
         ErrorCode("steps.jwt.TokenExpired", "", "member `errorcode` of the body")),
        ({"body": '{"__type":"NotAuthorizedException","message":"Access Token has expired"}'},
         ErrorCode("NotAuthorizedException", "Access Token has expired", "member `__type` of the body")),
        ({"body": '{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}'},
         ErrorCode("PERMISSION_DENIED", "no", "member `status` of the body")),
        ({"body": '{"status":"error","reason":"unauthorized","code":403}'}, None),
        # problem+json (RFC 9457)
        ({"body": '{"type":"https://a.test/probs/invalid_token","title":"Expired","status":401}'},
         ErrorCode("invalid_token", "Expired", "type of the problem")),
        ({"body": '{"type":"about:blank","title":"Forbidden","status":403}'}, None),
        # headers
        ({"x_error_code": "invalid_token"}, ErrorCode("invalid_token", "", "header x-error-code")),
        ({"x_error_code": "401"}, None),
        # pages
        ({"body": PAGE + "<p>Error 400: redirect_uri_mismatch</p>"}, ErrorCode("redirect_uri_mismatch", "", "page")),
        ({"body": PAGE + "<script>const codes = {invalid_client: 1}</script>ok"}, None),
        ({"body": PAGE + "<!-- invalid_client -->"}, None),
        ({"body": PAGE + "<a href=/docs/invalid_client>x</a>"}, None),
        ({"body": "read about invalid_client"}, None),
        # the page that posts itself, which comes with 200
        ({"status": 200, "body": PAGE + '<form><input type="hidden" name="error" value="login_required">'
          "<input name='error_description' value='x &amp; y'></form>"},
         ErrorCode("login_required", "x & y", "form of the page")),
        ({"status": 200, "body": PAGE + '<input name="code" value="abc">'}, None),
        # a success may have a code of its own
        ({"status": 200, "body": '{"code":"invalid_token"}'}, None),
        ({"status": 200, "body": PAGE + "what invalid_client means"}, None),
        # a single-page app's own route in the fragment
        ({"location": "https://app.test/#/callback?error=access_denied"}, ErrorCode("access_denied", "", "redirect fragment")),
    ],
)  # fmt: skip
def test_other_places(answer: dict[str, str], error: ErrorCode | None) -> None:
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
