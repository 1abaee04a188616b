"""Rows 1 to 3: one diagnosis inside the process, beside `jwt.decode` of the same tokens, and among many services."""

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
        Work(row=1, name="full diagnosis of a call, RS256 verified, every token new", measure=new, budget=1.0),
        Work(
            row=2,
            name="the same call again, token already verified",
            measure=lambda: _timed(judge, [verified] * TOKENS),
            budget=0.5,
        ),
    )
    return Group(anchor="jwt.decode of the same tokens", measure=fresh(decode), works=works, rounds=ROUNDS)


def among_services() -> Group:
    """Row 3: how the number of API services counts."""
    few, many = (_crowded(number) for number in (400, 10_000))
    work = Work(row=3, name="10,000 API services, a URL of one of them", measure=_calls(many, _own), budget=1.6)
    return Group(
        anchor="400 API services, a URL of one of them", measure=_calls(few, _own), works=(work,), rounds=ROUNDS
    )


def among_others() -> Group:
    """Row 3: a URL that no API service has."""
    many = _crowded(10_000)
    work = Work(row=3, name="the same, a URL of none of them", measure=_calls(many, _foreign), budget=1.0)
    return Group(
        anchor="10,000 API services, a URL of one of them", measure=_calls(many, _own), works=(work,), rounds=ROUNDS
    )


def _crowded(number: int) -> Question:
    """The example's question, with so many services like its own beside it, on the same host."""
    asked = _question()
    assert asked.environment is not None
    (service, *others) = asked.environment.api_services
    [base, *_] = service.base_urls
    more = [
        replace(service, name=f"{service.name} {place}", base_urls=(f"{base.rstrip('/')}-{place}",))
        for place in range(number)
    ]
    environment = replace(asked.environment, api_services=(service, *others, *more))
    return replace(asked, environment=environment)


def _calls(asked: Question, address: Callable[[str, int], str]) -> Measure:
    """Calls of URLs that are all new, with one token."""
    serial = count()
    request = asked.exchange.request
    assert request is not None
    assert request.url is not None
    assert asked.environment is not None
    service = asked.environment.api_services[0]
    [base, *_] = service.base_urls
    path = request.url.removeprefix(base)
    number = len(asked.environment.api_services) - 1

    def judge() -> float:
        places = [next(serial) for _ in range(TOKENS)]
        urls = [f"{address(base.rstrip('/'), place % number)}/{path.lstrip('/')}?n={place}" for place in places]
        calls = [replace(asked.exchange, request=replace(request, url=url)) for url in urls]
        started = perf_counter()
        for call in calls:
            diagnose(replace(asked, exchange=call))
        return (perf_counter() - started) / len(calls)

    return judge


def _own(base: str, place: int) -> str:
    return f"{base}-{place}"


def _foreign(base: str, place: int) -> str:
    return f"{base.rpartition('/')[0]}/nothing-like-it-{place}"


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
