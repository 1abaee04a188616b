"""Check `token.kind`: what an authorization server makes beside access tokens, by what gives it away."""

from __future__ import annotations

from typing import Any

import pytest

from engine.tokens.kind import BY_CLAIM, BY_TYPE, CALLED
from tests.support.world import catalog, judge

REQUEST = "GET https://api.shop.test/orders"
PLAIN: dict[str, Any] = {"typ": "JWT"}


@pytest.mark.parametrize(
    ("header", "claims", "without", "reason"),
    [
        (PLAIN, {}, (), None),
        ({"typ": "at+JWT"}, {}, (), None),
        ({"typ": "application/at+jwt"}, {}, (), None),
        (PLAIN, {"typ": "Bearer"}, (), None),
        (PLAIN, {"token_use": "access"}, (), None),
        (PLAIN, {"token_use": "id"}, (), "token.wrong_kind"),
        (PLAIN, {"typ": "ID"}, (), "token.wrong_kind"),
        (PLAIN, {"nonce": "n"}, ("scope",), "token.wrong_kind"),
        ({"typ": "id_token+jwt"}, {}, (), "token.wrong_kind"),
        ({"typ": "JWE"}, {}, (), "token.wrong_kind"),
        (PLAIN, {"typ": "Refresh"}, (), "token.refresh_token"),
        (PLAIN, {"typ": "Offline"}, (), "token.refresh_token"),
        (PLAIN, {"token_use": "refresh"}, (), "token.refresh_token"),
        ({"typ": "dpop+jwt"}, {}, (), "token.dpop_proof"),
        (PLAIN, {"htm": "GET", "htu": "https://api.shop.test/orders"}, ("scope",), "token.dpop_proof"),
        ({"typ": "logout+jwt"}, {}, (), "token.event_token"),
        ({"typ": "application/secevent+jwt"}, {}, (), "token.event_token"),
        (PLAIN, {"events": {"x": {}}}, ("scope",), "token.event_token"),
        (PLAIN, {"events": ["read"]}, (), None),
        ({"typ": "oauth-id-jag+jwt"}, {}, (), "token.identity_grant"),
        ({"typ": "client-authentication+jwt"}, {}, (), "token.client_assertion"),
    ],
)
def test_what_gives_each_kind_away(
    header: dict[str, Any], claims: dict[str, Any], without: tuple[str, ...], reason: str | None
) -> None:
    trace = judge({"request": REQUEST, "token_header": header, "claims": claims, "without": without})
    assert trace.reason == reason
    assert trace.also == ()


def test_a_client_that_speaks_of_itself_made_an_assertion() -> None:
    claims = {"iss": "shop-web", "sub": "shop-web", "aud": "https://login.shop.test/token"}
    trace = judge({"request": REQUEST, "token_header": PLAIN, "claims": claims, "without": ["scope", "client_id"]})
    assert (trace.reason, trace.also) == (
        "token.client_assertion",
        ("token.issuer_mismatch", "token.audience_mismatch"),
    )


def test_a_token_that_a_client_signs_for_the_api_itself_may_be_what_the_api_wants() -> None:
    """Google's APIs take such tokens: iss and sub are a service account, aud is the API."""
    account = "robot@project.iam.example"
    claims = {"iss": account, "sub": account, "aud": "https://storage.example/"}
    case = {"request": "GET https://storage.example/b", "environment": False, "token_header": PLAIN, "claims": claims}
    trace = judge(case | {"without": ["scope", "client_id"]})
    assert (trace.verdict, trace.reason) == ("undetermined", None)


def test_every_kind_has_a_name_and_an_entry() -> None:
    assert {*BY_TYPE.values(), *BY_CLAIM.values()} == set(CALLED)
    assert set(CALLED) <= catalog().reasons
