"""What is known of a request and an answer before statements change them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.exchange import FACTS, Exchange, Request, Response
from engine.policy.messages import answer_message, request_message
from engine.urls import parse_url

URL = "https://api.test/x?a=1&a=2"


@pytest.mark.parametrize(
    ("body", "parsed", "body_is"),
    [('{"a": 1}', {"a": 1}, "json"), ("[1]", [1], "json"), ("a=1", None, "other"), ("", None, "empty"), (None, None, "empty"),
     ("[" * 100_000, None, "other")],
)  # fmt: skip
def test_the_body_of_a_request(body: str | None, parsed: Any, body_is: str) -> None:
    message = request_message(Exchange(kind="curl", request=Request(body=body)), None)
    assert message.body_is == body_is
    if body_is == "json":
        assert message.body == parsed


def test_what_is_not_shown_is_not_known() -> None:
    shows = FACTS - {"headers", "body"}
    message = request_message(
        Exchange(kind="log", request=Request(headers=(("A", "b"),), body="{}"), shows=shows), None
    )
    assert (message.headers, message.query, message.body_is) == (None, None, "not known")
    assert request_message(Exchange(kind="response"), None).headers is None


def test_the_query_is_that_of_the_url() -> None:
    message = request_message(Exchange(kind="curl", request=Request(url=URL)), parse_url(URL))
    assert message.query == [("a", "1"), ("a", "2")]


@pytest.mark.parametrize(
    ("response", "headers", "body_is"),
    [
        (None, None, "not known"), (Response(error="reset"), None, "not known"), (Response(status=200), [], "not known"),
        (Response(status=200, headers=(("A", "b"),), body="{}"), [("A", "b")], "json"),
        (Response(status=204, body=""), [], "empty"), (Response(status=200, body="<p>"), [], "other"),
    ],
)  # fmt: skip
def test_the_answer(response: Response | None, headers: Any, body_is: str) -> None:
    message = answer_message(Exchange(kind="raw request", response=response))
    assert (message.headers, message.body_is) == (headers, body_is)
