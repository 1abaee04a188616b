"""A token preview as text: the tokens with their lives, what refuses them, and the rules that were tried."""

from __future__ import annotations

import json
from typing import Any

from engine.issuing.preview import Preview, PreviewAsk, preview_token
from engine.reports.preview import preview_to_dict, preview_to_text
from tests.support.bakery import bakery
from tests.support.world import NOW, catalog


def preview_of(changes: dict[str, Any] | None = None, **ask: Any) -> Preview:
    return preview_token(bakery(changes), PreviewAsk(**ask), catalog=catalog(), now=NOW)


def report(changes: dict[str, Any] | None = None, *, width: int | None = None, **ask: Any) -> list[str]:
    return preview_to_text(preview_of(changes, **ask), catalog(), width=width).splitlines()


BAKER: dict[str, Any] = {"client": "shop-web", "user": "ben", "grant_type": "authorization_code"}


def test_each_token_is_told_with_its_claims_and_its_life() -> None:
    lines = report(**BAKER, scopes=("openid", "offline_access", "orders.bake"))
    assert lines[0] == "ISSUED: shop-web gets the token by rule bakers of Shop"
    assert "  access token    lives 1 hour" in lines
    assert "                  exp: 1772622672 (2026-03-04T11:11:12Z)" in lines
    assert '                  scp: ["openid", "offline_access", "orders.bake"]' in lines
    assert "  refresh token   lives 7 days, ends after 1 day without use" in lines
    assert "  ID token        lives 1 hour" in lines


def test_a_refusal_comes_with_every_rule_and_what_helps() -> None:
    lines = report(client="van-app", grant_type="client_credentials", scopes=("orders.read", "orders.bake"))
    text = "\n".join(lines)
    assert lines[3:5] == [
        "  who can act     you, the client",
        "  next            ask only for `orders.read`, which the rule grants",
    ]
    assert 'NOT_APPLICABLE  access rule vans  (grant)\n' in text  # fmt: skip
    assert '✗ request.scope = ["orders.read", "orders.bake"]  in  ["orders.read"]' in text
    assert '✗ policy.status = "inactive"  equals  "active"' in text
    assert (
        "  or              add the scope `orders.bake` to the rule vans of Shop    proved, then the token is issued"
        in text
    )


def test_what_is_not_known_is_said_before_what_would_be_issued() -> None:
    lines = report(client="shop-web", grant_type="authorization_code", scopes=("orders.read",))
    assert lines[0] == "UNDETERMINED: nothing refuses it so far, but which user signs in is not known"
    assert any(line.startswith("  needs") for line in lines)
    assert not any("access token" in line for line in lines)


def test_a_life_that_no_rule_says_is_not_made_up() -> None:
    lines = report({"authorization_servers/0/policies": []}, client="van-app", grant_type="client_credentials")
    assert "  access token    how long it lives is not known" in lines
    assert not any("exp:" in line for line in lines)


def test_the_scope_that_sets_the_audience_is_named() -> None:
    resource = {"name": "Orders", "audience": "orders", "scopes": ["orders.read"], "issuer": "bakery"}
    lines = report(
        {"resources": [resource]}, client="van-app", grant_type="client_credentials", scopes=("orders.read",)
    )
    assert "                  asking for `orders.read` sets the audience `orders`" in lines


def test_long_lines_are_wrapped_at_the_width() -> None:
    assert max(map(len, report(width=80, **BAKER, scopes=("orders.bake", "openid")))) <= 80


def test_json_holds_every_key_of_the_preview() -> None:
    data = preview_to_dict(preview_of(**BAKER, scopes=("openid",)))
    assert list(data) == list(Preview.__struct_fields__)
    assert json.loads(json.dumps(data)) == data
    assert data["fixes"] == []
