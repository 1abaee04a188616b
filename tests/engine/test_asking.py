"""Puts a question together: when the exchange is judged, and what was given beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.asking import code_exchange, judged_at, make_question, response_date, with_response, with_token
from engine.models.exchange import Exchange, Remark, Request, Response
from engine.models.question import Given
from tests.support.world import NOW, catalog, demo_keys, environment

FLAG, CAPTURE, CLOCK = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3))
DATED = Response(status=200, headers=(("Date", "Wed, 04 Mar 2026 10:11:12 GMT"),))


@pytest.mark.parametrize(
    ("flag", "at", "response", "want"),
    [
        (FLAG, CAPTURE, DATED, (FLAG, "flag")),
        (None, CAPTURE, DATED, (CAPTURE, "capture")),
        (None, None, DATED, (NOW, "response")),
        (None, None, Response(status=200), (CLOCK, "clock")),
        (None, None, Response(status=200, headers=(("Date", "yesterday"),)), (CLOCK, "clock")),
        (None, None, None, (CLOCK, "clock")),
    ],
)
def test_flag_before_capture_before_response_before_clock(
    flag: datetime | None, at: datetime | None, response: Response | None, want: tuple[datetime, str]
) -> None:
    assert judged_at(Exchange(kind="HAR", at=at, response=response), flag, CLOCK) == want


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Wed, 04 Mar 2026 10:11:12 GMT", NOW),
        ("Wed, 04 Mar 2026 11:11:12 +0100", NOW),
        ("Wed, 04 Mar 2026 10:11:12 -0000", NOW),
        ("Wednesday, 04-Mar-26 10:11:12 GMT", NOW),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
        ("", None), ("now", None), ("2026-03-04T10:11:12Z", None), ("Wed, 99 Mar 2026 10:11:12 GMT", None),
    ],
)  # fmt: skip
def test_the_date_of_an_answer_is_read_as_utc(text: str, date: datetime | None) -> None:
    assert response_date(Response(headers=(("date", text),))) == date


@given(st.text())
def test_no_date_makes_it_raise(text: str) -> None:
    found = response_date(Response(headers=(("Date", text),)))
    assert found is None or found.utcoffset() is not None


def test_without_an_answer_there_is_no_date() -> None:
    assert response_date(None) is None


def test_the_answer_of_another_capture_is_put_beside_a_request() -> None:
    request = Exchange(kind="curl", request=Request(url="https://a.test"), shows=frozenset({"url"}), evidence=("a",))
    answer = Exchange(kind="response", response=DATED, evidence=("b",), remarks=(Remark(text="r"),))
    both = with_response(request, answer)
    assert (both.kind, both.request, both.response) == ("curl", request.request, DATED)
    assert both.shows == {"url", "response"}
    assert (both.evidence, both.remarks) == (("a", "b"), (Remark(text="r"),))


def test_it_is_judged_instead_of_the_requests_own_and_that_is_said() -> None:
    own = Exchange(kind="HAR", response=Response(status=500))
    both = with_response(own, Exchange(kind="response", response=DATED))
    assert both.response == DATED
    assert "instead of the one in it" in both.remarks[0].text


def test_a_token_beside_the_request_is_judged_instead_of_the_one_in_it() -> None:
    headers = (("authorization", "Bearer old"), ("Accept", "x"), ("Authorization", "Bearer older"))
    exchange = Exchange(kind="curl", request=Request(headers=headers), shows=frozenset())
    changed = with_token(exchange, "new")
    assert changed.request is not None
    assert (changed.token, changed.request.headers, changed.shows) == ("new", (("Accept", "x"),), {"authorization"})
    assert "instead of the one in it" in changed.remarks[0].text


def test_a_token_where_there_was_none_needs_no_remark() -> None:
    assert with_token(Exchange(kind="curl", request=Request()), "new").remarks == ()
    assert with_token(Exchange(kind="response"), "new").token == "new"


@pytest.mark.parametrize(
    ("word", "status", "error", "kind", "body"),
    [("401", 401, None, "status", ""), ("invalid_grant", 400, "invalid_grant", "code", '{"error":"invalid_grant"}')],
)
def test_a_status_or_code_alone_is_an_answer_that_says_no_more(
    word: str, status: int, error: str | None, kind: str, body: str
) -> None:
    exchange = code_exchange(word, status, error)
    assert exchange.response is not None
    assert (exchange.kind, exchange.response.status, exchange.response.body) == (kind, status, body)
    assert exchange.shows == {"response"}
    assert word in exchange.remarks[0].text


def test_everything_given_is_in_the_question() -> None:
    exchange = Exchange(kind="HAR", shows=frozenset({"url"}), at=CAPTURE)
    world, given_facts = environment(), Given(issuer="i")
    question = make_question(
        exchange, catalog=catalog(), clock=CLOCK, environment=world, keys={"login": demo_keys()}, given=given_facts,
        source_ip="203.0.113.9",
    )  # fmt: skip
    assert (question.now, question.at_from, question.environment) == (CAPTURE, "capture", world)
    assert (question.keys, question.given) == ({"login": demo_keys()}, given_facts)
    assert (question.exchange.source_ip, question.exchange.shows) == ("203.0.113.9", {"url", "source_ip"})
    bare = make_question(exchange, catalog=catalog(), clock=CLOCK)
    assert (bare.environment, bare.keys, bare.given, bare.exchange) == (None, {}, Given(), exchange)


def test_a_token_alone_says_for_which_api_it_is_judged() -> None:
    one = environment(remove=("api_services/1", "api_services/1", "api_services/1"))
    alone = Exchange(kind="token", token="x", shows=frozenset({"authorization"}))
    question = make_question(alone, catalog=catalog(), clock=CLOCK, environment=one)
    assert [remark.text for remark in question.exchange.remarks] == [
        "no request is given: the token is judged for `Orders`, the environment's only API service"
    ]
    assert make_question(alone, catalog=catalog(), clock=CLOCK, environment=environment()).exchange == alone
