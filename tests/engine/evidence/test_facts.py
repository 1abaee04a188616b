"""Values and their paths, out of every form in which answers and lines come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.facts import DEEPEST, MOST_FACTS, facts_of_line, facts_of_response
from engine.models.exchange import Request, Response


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ('{"error":{"details":[{"reason":"A"},{"reason":"B"}]}}', {("error.details.reason", "A"), ("error.details.reason", "B")}),
        ('[{"errorCode":"E1"}]', {("errorCode", "E1")}),
        ('{"codes":[7,true,null,1.5]}', {("codes", "7"), ("codes", "true"), ("codes", "null"), ("codes", "1.5")}),
        ('{"__type":"com.amazonaws.x#NotFound"}', {("__type", "NotFound")}),
        ('{"type":"https://a.test/errors#gone"}', {("type", "https://a.test/errors#gone")}),
        ("error=a&error_description=b+c", {("error", "a"), ("error_description", "b c"), ("@raw", "error=a&error_description=b+c")}),
        ("<Error><Code>X</Code></Error>", {("Code", "X"), ("@raw", "<Error><Code>X</Code></Error>")}),
        ("no healthy upstream\n", {("@raw", "no healthy upstream")}),
        ("{broken", {("@raw", "{broken")}),
    ],
)  # fmt: skip
def test_facts_of_a_body(body: str, facts: set[tuple[str, str]]) -> None:
    assert set(facts_of_response(Response(body=body), None).facts) == facts


def test_facts_around_a_body() -> None:
    response = Response(
        status=401,
        headers=(
            ("Server", "kong/3"), ("X-Amzn-ErrorType", "ForbiddenException:http://a.test/"),
            ("WWW-Authenticate", 'Bearer realm="r", error="e"'), ("Location", "https://a.test/cb?error=x#code=y"),
        ),
    )  # fmt: skip
    found = facts_of_response(response, Request(method="GET", url="https://api.test/a/?b=c"))
    assert (found.place, found.status) == ("response", 401)
    assert {
        ("header.server", "kong/3"), ("header.x-amzn-errortype", "ForbiddenException"), ("challenge.@scheme", "bearer"),
        ("challenge.realm", "r"), ("challenge.error", "e"), ("challenge.@whole", 'Bearer realm="r", error="e"'),
        ("redirect.error", "x"), ("redirect.code", "y"), ("response.status", "401"), ("response.empty", "yes"),
        ("request.url", "https://api.test/a/?b=c"), ("request.ends", "/"),
    } <= set(found.facts)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ('x type="LOGIN_ERROR", error=invalid_code, note="a b"', {("type", "LOGIN_ERROR"), ("error", "invalid_code"), ("note", "a b")}),
        ('12:00 {"eventType":"a.b","outcome":{"result":"DENY"}}', {("eventType", "a.b"), ("outcome.result", "DENY")}),
        ('"GET / HTTP/1.1" 503 UF,URX upstream_reset - x', {("response_flags", "UF"), ("response_flags", "URX"), ("response_class", "5xx")}),
        ('{"response_flags":"NR","response_code":404}', {("response_flags", "NR"), ("response_class", "4xx")}),
        ('"GET / HTTP/1.1" 200 153 "-" "curl"', set()),
    ],
)  # fmt: skip
def test_facts_of_a_line(line: str, facts: set[tuple[str, str]]) -> None:
    found = facts_of_line(line)
    assert found.place == "log"
    assert found.raw == line
    assert facts <= set(found.facts)
    assert facts or {path for path, _ in found.facts} == {"@raw"}


def test_large_and_deep_bodies_are_looked_at_up_to_a_limit() -> None:
    wide = facts_of_response(Response(body='{"a":[' + ",".join(["1"] * 10_000) + "]}"), None)
    assert len(wide.facts) <= MOST_FACTS
    deep = '{"a":' * (DEEPEST + 5) + "1" + "}" * (DEEPEST + 5)
    assert facts_of_response(Response(body=deep), None).facts == ()


@given(st.text(), st.text(), st.text())
def test_no_text_makes_it_raise(body: str, name: str, value: str) -> None:
    response = Response(
        status=400, headers=((name, value), ("Location", value), ("WWW-Authenticate", value)), body=body
    )
    assert facts_of_response(response, Request(method="GET", url=value)).place == "response"
    assert facts_of_line(body).facts[0][0] == "@raw"
