"""The JSON types of registered claims. PyJWT is the oracle where it looks at them."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from engine.tokens.claim_types import find_mistyped, is_audience
from tests.support.world import AT, good_claims, judge

REQUEST = "GET https://api.shop.test/orders"


@pytest.mark.parametrize(
    ("claims", "seen"),
    [
        ({}, None),
        ({"iss": None, "sub": None}, "iss is null, sub is null"),
        ({"nbf": None, "aud": None}, "nbf is null, aud is null"),
        ({"aud": []}, None),
        ({"aud": ["a", "b"]}, None),
        ({"nbf": 1.5, "iat": 0}, None),
        ({"sub": 40217}, "sub is the number `40217`"),
        ({"iss": ["https://a.test"]}, "iss is a list"),
        ({"jti": {"id": 1}}, "jti is a map"),
        ({"nbf": "1772622072"}, "nbf is the text `1772622072`"),
        ({"iat": True}, "iat is the boolean `True`"),
        ({"iat": "2026-03-04T10:00:00Z"}, "iat is the text `2026-03-04T10:00:00Z`"),
        ({"nbf": float("inf")}, "nbf is the number `inf`"),
        ({"aud": 7}, "aud is the number `7`"),
        ({"aud": ["a", 7]}, "aud is a list"),
        ({"aud": {"a": 1}}, "aud is a map"),
        ({"sub": 1, "nbf": "x"}, "sub is the number `1`, nbf is the text `x`"),
    ],
)
def test_which_types_are_wrong(claims: dict[str, Any], seen: str | None) -> None:
    fault = find_mistyped(claims)
    assert (fault.seen if fault else None) == seen


@pytest.mark.parametrize(
    "claims", [{"sub": 7}, {"jti": 7}, {"iat": "x"}, {"nbf": "x"}, {"aud": 7}, {"aud": [7]}, {"iss": 7}]
)
def test_what_pyjwt_refuses_is_refused(claims: dict[str, Any]) -> None:
    token = jwt.encode({}, "a secret of more than thirty-two bytes in all", algorithm="HS256")
    checked = jwt.api_jwt.PyJWT()
    payload = good_claims() | {"exp": AT + 10**9} | claims
    with pytest.raises((jwt.InvalidTokenError, TypeError)):
        checked._validate_claims(payload, {**checked.options, "verify_signature": False}, audience="orders", issuer="x")  # type: ignore[arg-type]
    assert token
    assert find_mistyped(claims) is not None


@pytest.mark.parametrize(
    ("claims", "also"),
    [
        ({"sub": 7}, ()),
        ({"nbf": "soon"}, ()),
        ({"iat": "2026"}, ()),
        ({"aud": 7}, ()),
        ({"iss": 7}, ()),
        ({"aud": 7, "exp": -3600}, ("token.expired",)),
        ({"sub": 7, "aud": "carts"}, ("token.audience_mismatch",)),
    ],
)
def test_a_mistyped_claim_is_a_reason_and_its_own_axis_says_no_second(
    claims: dict[str, Any], also: tuple[str, ...]
) -> None:
    trace = judge({"request": REQUEST, "claims": claims})
    assert (trace.reason, trace.also, trace.owner) == ("token.claim_type_wrong", also, "token_issuer")


def test_what_can_be_an_audience() -> None:
    assert all(map(is_audience, ("a", ["a"], [])))
    assert not any(map(is_audience, (7, [7], {}, True, None)))
