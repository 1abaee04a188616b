"""What a token comes to is remembered, and only what it comes to whenever and wherever it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from engine.flows import locate
from engine.models.exchange import Response
from engine.models.question import Question
from engine.models.trace import Edit
from engine.pipeline import diagnose
from engine.tokens import standing
from engine.tokens.keys import parse_jwks
from engine.tokens.standing import MOST, recall
from tests.support.world import good_token, question_of, sign

ORDERS = "GET https://api.shop.test/orders/7"
NO_KEYS = {"login": parse_jwks('{"keys": []}')}


def asked(token: str, **case: Any) -> Question:
    return question_of({"request": ORDERS, "token": token, **case})


def with_exchange(question: Question, **changes: Any) -> Question:
    return replace(question, exchange=replace(question.exchange, **changes))


def with_url(question: Question, url: str) -> Question:
    assert question.exchange.request is not None
    return with_exchange(question, request=replace(question.exchange.request, url=url))


CHANGES: dict[str, Callable[[Question, str], Question]] = {
    "nothing": lambda question, _: question,
    "a day later": lambda question, _: replace(question, now=question.now + timedelta(days=1)),
    "a day before, by the clock": lambda question, _: replace(
        question, now=question.now - timedelta(days=1), at_from="clock"
    ),
    "no keys": lambda question, _: replace(question, keys=NO_KEYS),
    "another API service": lambda question, _: with_url(question, "https://api.shop.test/partners/orders"),
    "no API service": lambda question, _: with_url(question, "https://api.shop.test/nothing"),
    "a host that nobody knows": lambda question, _: with_url(question, "https://cdn.example/x"),
    "no environment": lambda question, _: replace(question, environment=None),
    "an answer": lambda question, _: with_exchange(question, response=Response(status=401)),
    "the issuer calls it inactive": lambda question, _: with_exchange(question, evidence=('{"active": false}',)),
    "given beside the request": lambda question, token: with_exchange(question, token=token),
    "issued for another": lambda question, _: replace(
        question, token_edits=(Edit(target="token", path="/aud", to="carts"),)
    ),
    "as a bound token": lambda question, token: with_exchange(
        question, request=replace(question.exchange.request, headers=(("Authorization", f"DPoP {token}"),))
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_token_that_was_judged_before_is_judged_as_one_that_was_not(name: str) -> None:
    token = good_token(jti=name)
    known, changed = asked(token), CHANGES[name](asked(token), token)
    assert known.environment is not None
    assert recall(known, locate(known), token) is None
    assert diagnose(known).verdict == "allowed"
    assert recall(known, locate(known), token) is not None
    alone = replace(changed.environment) if changed.environment is not None else None
    assert diagnose(changed) == diagnose(replace(changed, environment=alone))


@pytest.mark.parametrize(
    "token",
    [
        good_token(aud="carts", jti="another audience"),
        good_token(scope=["orders.read"], jti="scopes as a list"),
        sign({"iss": "https://login.shop.test"}, key="stranger-rs256"),
        "opaque",
    ],
)
def test_what_did_not_pass_or_was_taken_for_granted_is_judged_each_time(token: str) -> None:
    question = asked(token)
    first = diagnose(question)
    assert recall(question, locate(question), token) is None
    assert diagnose(question) == first


def test_so_many_tokens_are_remembered_and_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST == 1024
    monkeypatch.setattr(standing, "MOST", 2)
    world = asked("").environment
    assert world is not None
    fresh = replace(world)
    tokens = [good_token(jti=str(number)) for number in range(3)]
    questions = [replace(asked(token), environment=fresh) for token in tokens]
    for question in questions:
        diagnose(question)
    held = [
        recall(question, locate(question), token) is not None for question, token in zip(questions, tokens, strict=True)
    ]
    assert held == [False, False, True]
