"""Check `token.active`: do user and client still stand, and does the issuer say that the token does?"""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.trace import Check
from tests.support.world import judge

REQUEST = "GET https://api.shop.test/orders"


def check(name: str, **case: Any) -> Check | None:
    trace = judge({"request": REQUEST, **case})
    return next((one for one in trace.step("token").checks if one.check == name), None)


@pytest.mark.parametrize("status", ["inactive", "deleted"])
@pytest.mark.parametrize(
    ("place", "reason"), [("users/0/status", "token.user_inactive"), ("clients/0/status", "token.client_inactive")]
)
def test_who_is_not_active_has_no_active_token(place: str, reason: str, status: str) -> None:
    found = check("token.active", set={place: status})
    assert found is not None
    assert (found.outcome, found.reason, found.seen) == ("failed", reason, f"status {status}")


@pytest.mark.parametrize(
    ("claims", "summary"),
    [
        ({}, "user ada and client shop-web active"),
        ({"sub": "bob"}, "client shop-web active"),
        ({"client_id": "other"}, "user ada active"),
        ({"sub": "shop-web"}, "client shop-web active"),
    ],
)
def test_who_is_listed_is_named(claims: dict[str, Any], summary: str) -> None:
    found = check("token.active", claims=claims)
    assert found is not None
    assert (found.outcome, found.summary) == ("passed", summary)


def test_the_user_of_another_issuer_is_nobody_here() -> None:
    found = check("token.active", claims={"iss": "https://partner.test", "sub": "eve", "client_id": "x"})
    assert found is None


def test_what_an_introspection_reply_says_counts_first() -> None:
    found = check("token.active", token="opaque", evidence=['{"active": false, "sub": "eve"}'])
    assert found is not None
    assert (found.reason, found.basis) == ("token.inactive", "observed")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"claims": {"client_id": "other"}}, True),
        ({}, False),
        ({"without": ["client_id"]}, False),
        ({"claims": {"client_id": "other"}, "unset": ["clients"]}, False),
        ({"claims": {"iss": "https://partner.test", "client_id": "other"}}, False),
    ],
)
def test_a_client_that_is_not_listed_is_said(case: dict[str, Any], said: bool) -> None:
    trace = judge({"request": REQUEST, **case})
    texts = [one.text for one in trace.assumptions if "`[[clients]]`" in one.text]
    assert bool(texts) is said
    if said:
        assert (trace.verdict, texts[0].split(" is not among")[0]) == ("allowed", "the client `other`")
