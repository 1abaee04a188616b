"""Lifetimes by the rule that matched."""

from __future__ import annotations

from typing import Any

import pytest

from engine.issuing.lifetimes import ID_TOKEN, RefreshLife, lifetimes_of, said
from tests.support.bakery import bakery

SERVER = bakery().authorization_servers[0]
BAKERS, VANS = SERVER.policies[1].rules
WEB, VAN, TABLET = bakery().clients
WEEK, DAY = 604800, 86400


def test_the_rule_says_how_long_each_token_lives() -> None:
    both = lifetimes_of(SERVER, WEB, "authorization_code", ("openid", "offline_access"), BAKERS)
    assert (both.access, both.refresh, both.identity) == (3600, RefreshLife(WEEK, DAY), 3600)
    assert ID_TOKEN == 3600


GIVEN = [
    ("a client alone", VAN, "client_credentials", ("openid", "offline_access"), False, False),
    ("no offline access", WEB, "authorization_code", ("openid",), False, True),
    ("a client that may not refresh", TABLET, "authorization_code", ("offline_access",), False, False),
    ("a refresh", WEB, "refresh_token", ("orders.read",), True, False),
    ("implicit", WEB, "implicit", ("openid", "offline_access"), False, True),
    ("a client that is not listed", None, "authorization_code", ("offline_access",), True, False),
]


@pytest.mark.parametrize(("client", "grant", "scopes", "refresh", "identity"), [row[1:] for row in GIVEN], ids=[row[0] for row in GIVEN])  # fmt: skip
def test_which_tokens_go_with_an_access_token(
    client: Any, grant: str, scopes: tuple[str, ...], refresh: bool, identity: bool
) -> None:
    found = lifetimes_of(SERVER, client, grant, scopes, VANS)
    assert (found.refresh is not None, found.identity is not None) == (refresh, identity)


def test_without_a_rule_no_lifetime_is_known() -> None:
    found = lifetimes_of(SERVER, WEB, "authorization_code", ("openid", "offline_access"), None)
    assert (found.access, found.refresh, found.identity) == (None, RefreshLife(None, None), 3600)


@pytest.mark.parametrize(("seconds", "words"), [(3600, "1 hour"), (0, "ever"), (None, "a time that the rule does not say")])  # fmt: skip
def test_a_lifetime_in_words(seconds: int | None, words: str) -> None:
    assert said(seconds) == words
