"""Fixes that are a new token: which claims must be other, whom to ask, and the request that asks."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from engine.fixes.token_edits import TOKEN_REASONS
from engine.models.trace import Fix
from tests.support.world import AT, catalog, judge

ORDERS = "GET https://api.shop.test/orders/7"


def fix_of(**case: Any) -> Fix:
    return judge({"request": ORDERS, **case}).fixes[0]


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ({"claims": {"exp": -1000}}, "ask the token endpoint for a new access token"),
        ({"claims": {"scope": "x"}}, "sign the user in again and ask for a new access token with the scope `orders.read`"),
        ({"claims": {"scope": "x", "sub": "shop-web"}},
         "ask the token endpoint for a new access token with the scope `orders.read`"),
        ({"claims": {"aud": "carts"}},
         "sign the user in again and ask for a new access token for the audience `orders` (ask for its scope `orders.read`: that sets the audience)"),
        ({"claims": {"aud": "carts", "scope": "x"}},
         "sign the user in again and ask for a new access token for the audience `orders` and with the scope `orders.read`"),
        ({"claims": {"iss": "https://a.test"}}, "ask the token endpoint for a new access token from `https://login.shop.test`"),
        ({"token": False}, "ask the token endpoint for a new access token"),
        ({"response": {"status": 302, "headers": {"Location": "/?response_type=code&client_id=x"}}},
         "ask the token endpoint for a new access token after signing in"),
    ],
)  # fmt: skip
def test_what_is_asked_for(case: dict[str, Any], change: str) -> None:
    assert fix_of(**case).change == change


@pytest.mark.parametrize(
    ("case", "edits"),
    [
        ({"claims": {"exp": -3600}}, [("/exp", AT - 3600, AT + 3600)]),
        ({"without": ["exp"]}, [("/exp", None, AT + 3600)]),
        ({"claims": {"aud": ["a"]}}, [("/aud", "a", "orders")]),
        ({"claims": {"aud": ["a", "b"]}}, [("/aud", ["a", "b"], "orders")]),
        ({"claims": {"scope": "x y"}}, [("/scope", "x y", "x y orders.read")]),
        ({"without": ["scope"], "claims": {"scp": ["x"]}}, [("/scp", ["x"], ["x", "orders.read"])]),
        ({"without": ["scope"], "claims": {"scp": "x"}}, [("/scp", "x", "x orders.read")]),
        ({"claims": {"scope": ["x", "y"]}}, [("/scope", ["x", "y"], ["x", "y", "orders.read"])]),
        ({"without": ["scope"]}, [("/scope", None, "orders.read")]),
        ({"claims": {"iss": "https://a.test"}}, [("/iss", "https://a.test", "https://login.shop.test")]),
        ({"token": False}, []),
    ],
)
def test_which_claims_must_be_other(case: dict[str, Any], edits: list[tuple[str, Any, Any]]) -> None:
    found = fix_of(**case)
    assert [(edit.path, edit.from_, edit.to) for edit in found.edits] == edits
    assert {edit.target for edit in found.edits} <= {"token"}


@pytest.mark.parametrize(
    ("case", "arguments"),
    [
        ({"claims": {"exp": -3600}},
         ["-d", "grant_type=refresh_token", "-d", "refresh_token=YOUR_REFRESH_TOKEN", "-u", "shop-web:YOUR_CLIENT_SECRET"]),
        ({"claims": {"exp": -3600, "sub": "shop-web"}},
         ["-d", "grant_type=client_credentials", "-u", "shop-web:YOUR_CLIENT_SECRET", "-d", "scope=orders.read orders.write"]),
        ({"claims": {"aud": "carts", "sub": "shop-web"}},
         ["-d", "grant_type=client_credentials", "-u", "shop-web:YOUR_CLIENT_SECRET", "-d", "scope=orders.read"]),
        ({"claims": {"scope": "x", "sub": "shop-web"}},
         ["-d", "grant_type=client_credentials", "-u", "shop-web:YOUR_CLIENT_SECRET", "-d", "scope=x orders.read"]),
    ],
)  # fmt: skip
def test_the_command_asks_for_it(case: dict[str, Any], arguments: list[str]) -> None:
    command = fix_of(**case).command
    assert command is not None
    assert shlex.split(command) == ["curl", "https://login.shop.test/token", *arguments]


@pytest.mark.parametrize("claims", [{"aud": "carts"}, {"scope": "x"}])
def test_a_refresh_that_would_ask_for_more_than_was_granted_is_not_offered(claims: dict[str, str]) -> None:
    assert fix_of(claims=claims).command is None


def test_without_a_client_or_an_endpoint_there_is_no_command() -> None:
    assert fix_of(claims={"exp": -3600}, without=["client_id"]).command is None
    assert fix_of(claims={"exp": -3600}, unset=["authorization_servers/0/token_endpoint"]).command is None
    assert fix_of(claims={"exp": -3600}, environment=False).command is None


@pytest.mark.parametrize("evil", ["'; rm -rf ~; '", "$(id)", "`id`", 'a" b', "a\\", "x\ny"])
def test_nothing_in_a_token_or_an_environment_runs_in_the_shell(evil: str) -> None:
    in_url = "".join(character for character in evil if character in "$()`;&'id")  # what the loader takes as a URL
    changes = {"authorization_servers/0/token_endpoint": f"https://login.shop.test/token?a={in_url}"}
    claims = {"exp": -3600, "client_id": f"c{evil}", "scope": f"orders.read {evil}"}
    fix = fix_of(claims=claims, without=["sub"], set=changes)
    assert fix.command is not None
    words = shlex.split(fix.command)
    assert [word for word in words if word.startswith("-")] == ["-d", "-u", "-d"]
    assert len(words) == 8
    assert "\n" not in fix.command


def test_of_several_scopes_one_that_some_resource_has_is_asked_for() -> None:
    changes = {"api_services/0/operations/2/scopes": {"any": ["nobody.grants", "orders.write"]}}
    fix = judge({"request": "PUT https://api.shop.test/orders/7", "claims": {"scope": "x"}, "set": changes}).fixes[0]
    assert fix.edits[0].to == "x orders.write"


@pytest.mark.parametrize(
    ("case", "owner"),
    [({"without": ["exp"]}, "token_issuer"), ({"without": ["aud"]}, "token_issuer"), ({"claims": {"exp": -3600}}, "client"),
     ({"without": ["aud", "exp"]}, "client")],
)  # fmt: skip
def test_what_only_the_issuer_can_change_is_the_issuers(case: dict[str, Any], owner: str) -> None:
    assert fix_of(**case).owner == owner


def test_options_say_what_is_missing_where_no_environment_does() -> None:
    fix = fix_of(environment=False, given={"scopes": ["orders.pay"], "audiences": ["orders"]})
    assert fix.edits[0].to == "orders.read orders.write orders.pay"


def test_every_reason_that_a_token_settles_stands_in_the_guide() -> None:
    assert set(TOKEN_REASONS) <= catalog().reasons
