"""The claims of what is issued: by the kind of server, the resources, and who stands behind it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.issuing.issued import audiences_for, set_by, tokens_of
from engine.issuing.lifetimes import Lifetimes, RefreshLife
from engine.models.question import Known
from tests.support.bakery import bakery
from tests.support.world import AT, NOW

RESOURCES = [
    {"name": "Orders", "audience": "orders", "scopes": ["orders.read", "orders.bake"], "issuer": "bakery"},
    {"name": "Sweets", "audience": "sweets", "scopes": ["sweets.read"]},
    {"name": "Elsewhere", "audience": "elsewhere", "scopes": ["orders.read"], "issuer": "partner"},
]
PINGONE: dict[str, Any] = {
    "resources": RESOURCES, "authorization_servers/0/policies": [],
    "issuers/1": {"name": "partner", "issuer": "https://partner.test"},
}  # fmt: skip
LIFE = Lifetimes(access=600, refresh=RefreshLife(0, None), identity=3600)
BEN = Known(client_id="shop-web", subject="ben", groups=("staff",), grant_type="authorization_code")


@pytest.mark.parametrize(
    ("scopes", "audiences"),
    [
        (("orders.read",), ("orders",)),
        (("sweets.read", "orders.bake"), ("orders", "sweets")),
        (("openid",), ("https://api.bakery.test",)),
        ((), ("https://api.bakery.test",)),
    ],
)
def test_scopes_set_the_audience(scopes: tuple[str, ...], audiences: tuple[str, ...]) -> None:
    world = bakery(PINGONE)
    assert audiences_for(world, world.authorization_servers[0], scopes) == audiences


def test_which_scope_sets_which_audience() -> None:
    world = bakery(PINGONE)
    server = world.authorization_servers[0]
    assert set_by(world, server, ("sweets.read", "orders.bake", "openid")) == {
        "orders": ("orders.bake",),
        "sweets": ("sweets.read",),
    }
    assert set_by(world, server, ("openid",)) == {"https://api.bakery.test": ()}


def test_a_server_without_policies_writes_the_claims_of_the_standard() -> None:
    world = bakery(PINGONE)
    tokens = tokens_of(world, world.authorization_servers[0], BEN, ("orders.read", "openid"), LIFE, NOW)
    assert tokens.access_token.claims == {
        "iss": "https://login.bakery.test/oauth2/orders", "aud": "orders", "sub": "ben", "client_id": "shop-web",
        "scope": "orders.read openid", "groups": ["staff"], "iat": AT, "exp": AT + 600,
    }  # fmt: skip
    assert tokens.refresh_token is not None
    assert (tokens.refresh_token.claims, tokens.refresh_token.lifetime_seconds) == (None, 0)


def test_the_issuer_names_the_claims_of_the_user() -> None:
    world = bakery({"issuers/0/user_claim": "email", "issuers/0/groups_claim": "roles"})
    claims = tokens_of(world, world.authorization_servers[0], BEN, (), LIFE, NOW).access_token.claims or {}
    assert (claims["email"], claims["roles"], "sub" in claims) == ("ben", ["staff"], False)


def test_a_client_alone_is_its_own_subject_and_has_no_groups() -> None:
    world = bakery()
    known = Known(client_id="van-app", groups=("staff",), grant_type="client_credentials")
    claims = tokens_of(world, world.authorization_servers[0], known, (), LIFE, NOW).access_token.claims or {}
    assert (claims["sub"], "groups" in claims) == ("van-app", False)


def test_nobody_reads_an_opaque_token() -> None:
    world = bakery({"issuers/0/token_type": "opaque"})
    tokens = tokens_of(world, world.authorization_servers[0], BEN, ("openid",), LIFE, NOW)
    assert tokens.access_token.claims is None
    assert tokens.id_token is not None
    assert tokens.id_token.claims is not None
