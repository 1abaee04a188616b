"""Bodies and headers without a status line: which status they are given, and that it is said."""

from __future__ import annotations

import pytest

from engine.captures.answer_parts import STATUSES, has_challenge, is_error_body, is_header_lines, parse_answer_part
from engine.models.exchange import CaptureError
from knowledge.catalog import load_catalog

CHALLENGE = 'WWW-Authenticate: Bearer realm="x"'


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ('{"error":"invalid_grant"}', 400, "assumed, as `invalid_grant`"),
        ('{"error":"invalid_client"}', 401, "assumed, as `invalid_client`"),
        ('{"error":"insufficient_scope"}', 403, "assumed, as `insufficient_scope`"),
        ('{"code":"ACCESS_FAILED","message":"You do not have access"}', 403, "assumed, as `ACCESS_FAILED`"),
        ('[{"errorCode":"INVALID_TOKEN","message":"x"}]', 401, "assumed, as `INVALID_TOKEN`"),
        ('{"message":"Unauthorized"}', 401, "assumed, as `Unauthorized`"),
        ('{"fault":{"faultstring":"Forbidden"}}', 403, "assumed, as `Forbidden`"),
        ('{"timestamp":"x","status":404,"error":"Not Found"}', 404, "the one that it names"),
        ('{"statusCode":"401","message":"no"}', 401, "the one that it names"),
        ('{\n  "error": {"code": 403, "message": "no"}\n}\n', 403, "the one that it names"),
        ('{"title":"Gone","status":410}', 410, "the one that it names"),
        ('{"error":"invalid_token","code":900901}', 401, "assumed, as `invalid_token`"),
        (CHALLENGE, 401, "assumed, with which such a challenge is sent"),
        ('www-authenticate: Bearer error="insufficient_scope"', 403, "assumed"),
        ('WWW-Authenticate: Bearer error="invalid_token"', 401, "assumed"),
        ("Proxy-Authenticate: Basic", 407, "assumed"),
        (f"Status: 403 Forbidden\n{CHALLENGE}", 403, "the one that `status` names"),
        (f":status: 400\n{CHALLENGE}", 400, "the one that `:status` names"),
    ],
)
def test_the_status_is_named_or_assumed_and_said(text: str, status: int, said: str) -> None:
    exchange = parse_answer_part(text).exchanges[0][1]
    assert exchange.response is not None
    assert (exchange.kind, exchange.response.status, exchange.shows) == ("response", status, {"response"})
    [remark] = exchange.remarks
    assert f"the status {status} is" in remark.text
    assert said in remark.text
    assert remark.kind == "assumption"


def test_headers_and_the_body_below_them() -> None:
    response = parse_answer_part(f"  Server: kong\n  {CHALLENGE}\n\n{{}}\n\nend\n").exchanges[0][1].response
    assert response is not None
    assert response.headers == (("Server", "kong"), ("WWW-Authenticate", 'Bearer realm="x"'))
    assert response.body == "{}\n\nend"


@pytest.mark.parametrize("text", ['{"message":"odd"}', '{"code":200,"message":"ok"}', '{"error":true}', "Server: kong"])
def test_where_nothing_names_a_status_the_first_line_is_wanted(text: str) -> None:
    with pytest.raises(CaptureError) as caught:
        parse_answer_part(text)
    assert "`HTTP/1.1 401 Unauthorized`" in caught.value.problem.wanted


@pytest.mark.parametrize(
    "text", ["", "{}", '{"access_token":"x"}', '{"error":', "[]", "[1]", '"error"', "{" * 5000, '{"active":false}']
)
def test_other_json_is_no_error_body(text: str) -> None:
    assert not is_error_body(text)


def test_header_lines() -> None:
    assert is_header_lines("Host: h\n folded\nAccept: */*")
    assert not is_header_lines("why was it\nrefused")
    assert not is_header_lines("It fails: with\nthis")
    assert has_challenge(CHALLENGE)
    assert not has_challenge("Host: h")


def test_the_guide_knows_every_code_with_its_status() -> None:
    catalog = load_catalog()
    for code, status in STATUSES.items():
        entry = catalog.exact(code)
        statuses = {where.status for where in entry.where if where.status and where.status >= 400} if entry else set()
        assert not statuses or entry is None or entry.id != code or status in statuses, code
