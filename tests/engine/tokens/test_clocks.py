"""Whose clock seems to be off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from engine.asking import make_question
from engine.pipeline import diagnose
from tests.support.world import NOW, catalog, demo_keys, environment, exchange_of

REQUEST = "GET https://api.shop.test/orders/7"


def said(iat: int, *, date: str | None = "10:11:12", captured: int | None = None, **settings: Any) -> list[str]:
    headers = {"Date": f"Wed, 04 Mar 2026 {date} GMT"} if date else {}
    exchange = exchange_of(
        {"request": REQUEST, "claims": {"iat": iat}, "response": {"status": 200, "headers": headers}}
    )
    if captured is not None:
        exchange = replace(exchange, at=NOW + timedelta(seconds=captured))
    world = environment({"issuers/0/leeway_seconds": 30})
    question = make_question(
        exchange, catalog=catalog(), clock=NOW, environment=world, keys={"login": demo_keys()}, **settings
    )
    return [one.text for one in diagnose(question).assumptions if "clock is" in one.text]


@pytest.mark.parametrize(("iat", "ahead"), [(18, "18 seconds"), (300, "5 minutes"), (2, "2 seconds")])
def test_a_token_issued_after_its_answer_shows_the_issuers_clock(iat: int, ahead: str) -> None:
    [text] = said(iat)
    assert f"the issuer's clock is ahead of the API's by {ahead} or more" in text
    assert text.endswith("the leeway is 30 seconds")


@pytest.mark.parametrize("iat", [1, 0, -600])
def test_a_token_issued_before_says_nothing(iat: int) -> None:
    assert said(iat) == []


@pytest.mark.parametrize(
    ("captured", "where"),
    [
        (-31, "31 seconds ahead of the caller's"),
        (31, "31 seconds behind the caller's"),
        (-7200, "2 hours ahead of"),
        (30, ""),
        (0, ""),
    ],
)
def test_the_capture_against_the_answer_shows_the_apis_clock(captured: int, where: str) -> None:
    texts = said(-600, captured=captured)
    assert bool(texts) is bool(where)
    assert all(f"the API's clock is {where}" in text for text in texts)


def test_a_time_that_was_given_is_no_clock() -> None:
    assert said(-600, now=NOW + timedelta(hours=3)) == []


def test_without_a_date_nothing_is_compared() -> None:
    assert said(300, date=None) == []


def test_milliseconds_are_no_clock() -> None:
    assert said(1772619072000) == []
