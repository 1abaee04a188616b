"""Whether history tells that an access token ended: between its `iat` and now, by its names, user, client or server."""

from __future__ import annotations

from typing import Any

import pytest

from engine.asking import make_question
from engine.issuing.ended import ended_by
from engine.models.exchange import Exchange
from engine.models.question import Known, Question
from tests.support.bakery import bakery, digest, event
from tests.support.world import AT, NOW, catalog, sign

CLAIMS: dict[str, Any] = {
    "iss": "https://login.bakery.test/oauth2/orders", "aud": "https://api.bakery.test", "sub": "ben", "cid": "shop-web",
    "jti": "t-1", "sid": "s-1", "iat": AT - 3600,
}  # fmt: skip
SWEETS = {"authorization_servers/1": {"name": "Sweets", "issuer": "bakery", "audience": "https://sweets.bakery.test"}}


def question_with(
    events: list[dict[str, Any]], changes: dict[str, Any] | None = None, token: str | None = None
) -> Question:
    world = bakery({**(changes or {}), "history": events})
    exchange = Exchange(kind="token", token=token)
    return make_question(exchange, catalog=catalog(), clock=NOW, now=NOW, environment=world)


ENDING: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    (event(0.5, "token_revoked", "t-1"), {}, "it was revoked"),
    (event(0.5, "token_revoked", "s-1"), {}, "it was revoked"),
    (event(0.5, "user_changed", "ben", what="deactivated"), {}, "the user `ben` was deactivated"),
    (event(0.5, "client_changed", "shop-web"), {}, "the client `shop-web` was changed"),
    (event(0.5, "server_changed", "Orders"), {}, "the authorization server `Orders` was changed"),
    (event(0.5, "policy_changed", "Shop"), {}, None),
    (event(2, "user_changed", "ben", what="deactivated"), {}, None),
    (event(0.5, "user_changed", "ben", what="deactivated"), {"iat": None}, None),
    (event(0.5, "user_changed", "ben", what="deactivated"), {"iat": 1e300}, None),
    (event(0.5, "user_changed", "shop-web", what="deactivated"), {"sub": "shop-web"}, None),
]


@pytest.mark.parametrize(("happened", "claims", "wanted"), ENDING)
def test_what_ended_it(happened: dict[str, Any], claims: dict[str, Any], wanted: str | None) -> None:
    found = ended_by(question_with([happened]), Known(), CLAIMS | claims)
    assert (found.what if found else None) == wanted


def test_of_two_servers_of_an_issuer_the_audience_tells() -> None:
    question = question_with([event(0.5, "server_changed", "Orders")], SWEETS)
    assert ended_by(question, Known(), CLAIMS) is not None
    assert ended_by(question, Known(), CLAIMS | {"aud": "https://sweets.bakery.test"}) is None


def test_the_token_itself_is_known_by_its_hash() -> None:
    token = sign(CLAIMS)
    question = question_with([event(0.5, "token_revoked", digest(token)[:16])], token=token)
    assert ended_by(question, Known(), {}) is not None


def test_without_a_history_nothing_is_told() -> None:
    assert ended_by(question_with([]), Known(), CLAIMS) is None
