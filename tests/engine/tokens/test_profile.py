"""The JWT profile for access tokens (RFC 9068)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.tokens.profile import REQUIRED, missing_claims
from tests.support.world import judge

WHOLE = dict.fromkeys(REQUIRED, "x")


@pytest.mark.parametrize(
    ("header", "claims", "missing"),
    [
        ({"typ": "at+jwt"}, WHOLE, ()),
        ({"typ": "application/AT+JWT"}, {}, REQUIRED),
        ({"typ": "at+jwt"}, {name: "x" for name in REQUIRED if name not in ("jti", "client_id")}, ("client_id", "jti")),
        ({"typ": "JWT"}, {}, ()),
        ({}, {}, ()),
        ({"typ": 7}, {}, ()),
    ],
)
def test_only_a_token_that_says_so_is_held_to_it(
    header: dict[str, Any], claims: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert missing_claims(header, claims) == missing


@pytest.mark.parametrize(
    "description", ["invalid typ header, wanted at+jwt", "missing claim jti", "required claim client_id"]
)
def test_a_server_may_name_it(description: str) -> None:
    header = f'Bearer error="invalid_token", error_description="{description}"'
    case = {
        "request": "GET https://api.shop.test/orders/7",
        "response": {"status": 401, "headers": {"WWW-Authenticate": header}},
    }
    assert judge(case).reason == "token.profile_incomplete"


def test_lacking_one_refuses_nothing_by_itself() -> None:
    assert judge({"request": "GET https://api.shop.test/orders/7"}).verdict == "allowed"
