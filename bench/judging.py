"""Rows 1 and 2: one diagnosis inside the process, beside `jwt.decode` of the same tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from time import perf_counter

import jwt
from msgspec.structs import replace

from bench.measuring import Group, Measure, Work
from bench.places import ENVIRONMENT, EXAMPLES, KEYS, NOON, REQUEST
from engine.adapters.clock import now
from engine.asking import make_question
from engine.captures import read_capture
from engine.models.question import Question
from engine.pipeline import diagnose
from tui.workbench import Workbench

ROUNDS = 15
TOKENS = 40
"""Tokens signed for one round; no token is seen twice."""


def in_process() -> Group:
    """Rows 1 and 2."""
    asked = _question()
    serial = count()
    key = jwt.PyJWKSet.from_json(KEYS.read_text("utf-8"))["sso-1"].key

    def decode(token: str) -> object:
        return jwt.decode(token, key, algorithms=["RS256"], audience="meme-game", options={"verify_exp": False})

    def judge(token: str) -> object:
        return diagnose(_with(asked, token))

    def fresh(work: Callable[[str], object]) -> Measure:
        return lambda: _timed(work, _tokens(serial))

    [verified] = _tokens(serial, 1)
    new = fresh(judge)
    works = (
        Work(row=1, name="full diagnosis of a call, RS256 verified, every token new", measure=new),
        Work(
            row=2,
            name="the same call again, token already verified",
            measure=lambda: _timed(judge, [verified] * TOKENS),
        ),
    )
    return Group(anchor="jwt.decode of the same tokens", measure=fresh(decode), works=works, rounds=ROUNDS)


def _timed(work: Callable[[str], object], tokens: list[str]) -> float:
    """Seconds for one token."""
    started = perf_counter()
    for token in tokens:
        work(token)
    return (perf_counter() - started) / len(tokens)


def _question() -> Question:
    workbench = Workbench()
    world = workbench.world(str(ENVIRONMENT))
    [(_, exchange)] = read_capture(REQUEST.read_text("utf-8")).exchanges
    return make_question(
        exchange, catalog=workbench.catalog, clock=now(), now=datetime.fromisoformat(NOON),
        environment=world.environment, keys=world.keys,
    )  # fmt: skip


def _with(question: Question, token: str) -> Question:
    request = question.exchange.request
    assert request is not None
    headers = tuple((name, f"Bearer {token}" if name == "Authorization" else value) for name, value in request.headers)
    return replace(question, exchange=replace(question.exchange, request=replace(request, headers=headers)))


def _tokens(serial: Iterator[int], number: int = TOKENS) -> list[str]:
    """New tokens, alike but for `jti`."""
    private = (EXAMPLES / "keys" / "sso.private.pem").read_text("ascii")
    at = int(datetime.fromisoformat(NOON).timestamp())
    claims = {
        "iss": "https://auth.example.test/e1/as", "aud": "meme-game", "sub": "user.0", "client_id": "game-web",
        "scope": "meme-game meme-game:write", "iat": at - 600, "exp": at + 3000,
    }  # fmt: skip
    headers = {"kid": "sso-1", "typ": "at+jwt"}
    return [jwt.encode({**claims, "jti": f"t-{next(serial)}"}, private, "RS256", headers) for _ in range(number)]
