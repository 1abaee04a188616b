"""Texts that only the codes in them tell apart: bodies without a status, lines of any log, a code alone."""

from __future__ import annotations

import pytest

from engine.evidence.alone import LONGEST, code_alone, read_known
from tests.support.world import catalog


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"errorCode":"E0000047","errorSummary":"x"}', 429),
        ('{"fault":{"detail":{"errorcode":"steps.jwt.TokenExpired"}}}', 401),
        ("Jwt is expired", 401),
        ("no healthy upstream", 503),
        ("<html><body><p>Error 400: redirect_uri_mismatch</p></body></html>", 400),
        ('{"error":"bad_verification_code"}', 200),
    ],
)
def test_bodies_get_the_status_that_their_vendor_sends_and_say_so(text: str, status: int) -> None:
    capture = read_known(text, catalog())
    assert capture is not None
    [(_, exchange)] = capture.exchanges
    assert exchange.response is not None
    assert (exchange.kind, exchange.response.status, exchange.response.body) == ("response", status, text)
    assert f"the status {status} is assumed" in exchange.remarks[0].text


@pytest.mark.parametrize(
    ("text", "lines", "unread"),
    [
        ("2026-03-04 10:11:12 WARN AADSTS50057: disabled", 1, 0),
        ("start\nAADSTS50057: disabled\nend", 3, 2),
        ('[{"eventType":"system.api_token.revoke"},{"eventType":"odd"}]', 2, 1),
        ('{"eventType":"user.authentication.sso","outcome":{"result":"SUCCESS"}}', 1, 0),
        (
            '[{"eventType":"app.oauth2.as.token.grant","outcome":{"result":"FAILURE","reason":"invalid_refresh_token"}}]',
            1,
            0,
        ),
        ('"GET /x HTTP/1.1" 404 NR route_not_found - "-"', 1, 0),
    ],
)
def test_lines(text: str, lines: int, unread: int) -> None:
    capture = read_known(text, catalog())
    assert capture is not None
    [(_, exchange)] = capture.exchanges
    assert (exchange.kind, exchange.response, len(exchange.evidence)) == ("log", None, lines)
    assert [one.text for one in exchange.remarks] == (
        [f"{unread} of {lines} lines say nothing that is known"] if unread else []
    )


@pytest.mark.parametrize(
    "text", ["why was it refused", '{"error":"out_of_stock"}', "", "{" * 500, "AADSTS50057 " * LONGEST]
)
def test_other_texts_are_left_to_those_who_say_what_they_want(text: str) -> None:
    assert read_known(text, catalog()) is None


def test_a_code_alone() -> None:
    exchange = code_alone("aadsts700016", catalog())
    assert exchange is not None
    assert exchange.response is not None
    assert (exchange.kind, exchange.response.status, exchange.evidence) == ("code", 400, ("aadsts700016",))
    event = code_alone("feacft", catalog())
    assert event is not None
    assert event.response is None
    assert code_alone("user.authentication.sso", catalog()) is None
    assert code_alone("AADSTS1", catalog()) is None
