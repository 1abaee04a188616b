"""Why a token is as it is: its lifetime, its audience, its scopes."""

from __future__ import annotations

from typing import Any

import pytest

from engine.asking import make_question
from engine.issuing.provenance import why_so
from engine.models.exchange import Exchange
from engine.models.given import Given
from engine.models.question import Known
from tests.support.bakery import bakery
from tests.support.world import AT, NOW, catalog

LONG_AGO = "authorization_servers/0/policies/1/rules/0/changed_at"
ISSUER = "https://login.bakery.test/oauth2/orders"
SWEETS = {"name": "Sweets", "issuer": "bakery", "audience": "https://sweets.bakery.test"}
CAKES = {"name": "Cakes", "audience": "cakes", "scopes": ["cakes.eat"]}
ELSEWHERE = {"issuers/1": {"name": "p", "issuer": "https://p.test"}}
CASES: list[tuple[str, str, dict[str, Any], dict[str, Any], str]] = [
    ("as the rule says", "token.expired", {"iat": AT - 4000, "exp": AT - 400}, {}, "it was issued for 1 hour, as rule bakers of Shop sets it"),
    ("not as the rule says", "token.expired", {"iat": AT - 700, "exp": AT - 100}, {}, "it was issued for 10 minutes; rule bakers of Shop sets 1 hour now"),
    ("by another issuer", "token.expired", {"iss": "https://p.test", "iat": AT - 700, "exp": AT - 100}, {}, "it was issued for 10 minutes"),
    ("without an issue", "token.expired", {"exp": AT - 100}, {}, "it ended; rule bakers of Shop sets 1 hour now"),
    ("the audience of the server", "token.audience_mismatch", {"aud": "https://api.bakery.test"}, {}, "Orders stands for one audience, `https://api.bakery.test`"),
    ("of another server", "token.audience_mismatch", {"aud": "https://sweets.bakery.test"}, {"authorization_servers/1": SWEETS}, "its audience `https://sweets.bakery.test` is that of Sweets"),
    ("of a resource", "token.audience_mismatch", {"aud": "cakes"}, {"resources": [CAKES]}, "its audience `cakes` is that of the resource Cakes, set by asking for `cakes.eat`, which the token does not have"),
    ("of a resource with several scopes", "token.audience_mismatch", {"aud": "cakes"}, {"resources": [CAKES | {"scopes": ["a", "b"]}]}, "its audience `cakes` is that of the resource Cakes, set by asking for one of its scopes (`a`, `b`), of which the token has none"),
    ("of a resource whose scope was asked for", "token.audience_mismatch", {"aud": "cakes"}, {"resources": [CAKES | {"scopes": ["orders.read"]}]}, "its audience `cakes` is that of Cakes, set by asking for `orders.read`"),
    ("of a resource without scopes", "token.audience_mismatch", {"aud": "cakes"}, {"resources": [CAKES | {"scopes": []}]}, "its audience `cakes` is that of the resource Cakes"),
    ("of nobody", "token.audience_mismatch", {"aud": "x"}, {}, "its audience is `x`, which no authorization server and no resource here has"),
    ("none", "token.audience_missing", {}, {}, "the token names no audience"),
    ("all or none", "rules.scope_missing", {}, {}, "the token was issued with `orders.read`; all scopes that are asked for are granted, or none: `orders.burn` was not asked for"),
    ("without policies", "rules.scope_missing", {}, {"authorization_servers/0/policies": []}, "the token was issued with `orders.read`; `orders.burn` not asked for, or not granted"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "claims", "changes", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])  # fmt: skip
def test_why(reason: str, claims: dict[str, Any], changes: dict[str, Any], wanted: str) -> None:
    world = bakery(
        {LONG_AGO: "2026-01-01T00:00:00Z", **changes} if "authorization_servers/0/policies" not in changes else changes
    )
    question = make_question(
        Exchange(kind="token"), catalog=catalog(), clock=NOW, environment=world, given=Given(scopes=("orders.burn",))
    )
    known = Known(
        claims={"iss": ISSUER, **claims}, client_id="shop-web", subject="ben", groups=("bakers",), delegated=True,
        scopes=("orders.read",),
    )  # fmt: skip
    assert why_so(question, world, world.authorization_servers[0], known, (reason,)) == wanted


def test_a_rule_that_was_changed_since_is_told() -> None:
    world = bakery()
    question = make_question(Exchange(kind="token"), catalog=catalog(), clock=NOW, environment=world)
    known = Known(
        claims={"iss": ISSUER, "iat": AT - 600}, scopes=("orders.read",), delegated=True, client_id="shop-web",
        subject="ben", groups=("bakers",), closed=True,
    )  # fmt: skip
    told = why_so(question, world, world.authorization_servers[0], known, ("token.audience_missing",))
    assert told == (
        "the token names no audience; rule bakers was changed at 2026-03-04T10:05:00Z, after it was issued: "
        "that counts from the next token on"
    )


def test_a_clause_for_each_reason() -> None:
    world = bakery()
    question = make_question(Exchange(kind="token"), catalog=catalog(), clock=NOW, environment=world)
    known = Known(claims={"exp": AT - 100}, scopes=("orders.read",), delegated=False, client_id="van-app")
    told = why_so(question, world, world.authorization_servers[0], known, ("token.expired", "token.audience_missing"))
    assert told == "it ended; the token names no audience"
