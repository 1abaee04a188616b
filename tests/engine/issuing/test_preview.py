"""Token preview: what would be issued, or what refuses it and which changes help. The oracle of a fix: asking again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.fixes.applying import edited
from engine.issuing.preview import NoServer, Preview, PreviewAsk, choose_server, preview_token
from engine.models.exchange import Exchange
from engine.models.question import Question
from tests.support.bakery import bakery
from tests.support.world import AT, NOW, cases_beside, catalog


def ask_of(case: Mapping[str, Any]) -> PreviewAsk:
    return PreviewAsk(**{**case["ask"], "scopes": tuple(case["ask"].get("scopes", ()))})


def preview_of(case: Mapping[str, Any]) -> Preview:
    world = bakery(case.get("set"), tuple(case.get("unset", ())))
    return preview_token(world, ask_of(case), catalog=catalog(), now=NOW)


def told(preview: Preview) -> dict[str, Any]:
    """What the cases want of a preview, by their names; -1 for a number that is not known."""
    found: dict[str, Any] = {
        "verdict": preview.verdict, "reason": preview.reason, "owner": preview.owner, "policy": preview.policy,
        "rule": preview.rule, "fixes": [fix.change for fix in preview.fixes],
        "needs": [need.fact for need in preview.needs],
    }  # fmt: skip
    if preview.tokens is not None:
        access, refresh = preview.tokens.access_token, preview.tokens.refresh_token
        claims = access.claims or {}
        found |= {name: claims.get(name) for name in ("scp", "aud", "sub", "cid")}
        found["lives"] = -1 if access.lifetime_seconds is None else access.lifetime_seconds
        found["exp"] = -1 if claims["exp"] is None else claims["exp"]
        found["refresh"] = [refresh.lifetime_seconds, refresh.idle_seconds] if refresh else []
        found["identity"] = preview.tokens.id_token.lifetime_seconds if preview.tokens.id_token else 0
    return found


@cases_beside(__file__, "preview_cases.toml")
def test_what_would_be_issued(case: Mapping[str, Any]) -> None:
    preview, want = preview_of(case), dict(case["want"])
    assumed, near = want.pop("assumed", None), want.pop("near", None)
    found = told(preview)
    assert {name: found[name] for name in want} == want, case["says"]
    assert assumed is None or assumed in [one.text for one in preview.assumptions]
    assert near is None or preview.near_misses[0].summary == near
    assert (preview.tokens is None) or preview.verdict != "refused"


@cases_beside(__file__, "preview_cases.toml")
def test_a_proved_fix_of_the_environment_lets_the_token_be_issued(case: Mapping[str, Any]) -> None:
    world = bakery(case.get("set"), tuple(case.get("unset", ())))
    question = Question(exchange=Exchange(kind="token"), catalog=catalog(), now=NOW, environment=world)
    preview = preview_of(case)
    for fix in preview.fixes:
        if fix.edits:
            changed = edited(question, fix.edits).environment
            assert changed is not None
            again = preview_token(changed, ask_of(case), catalog=catalog(), now=NOW)
            assert preview.reason not in (again.reason, *again.also)
            assert fix.left == tuple(one for one in (again.reason, *again.also) if one)


def test_the_tokens_say_when_they_were_issued_and_end() -> None:
    tokens = preview_of({"ask": {"client": "shop-web", "user": "ben", "grant_type": "authorization_code", "scopes": ["openid", "orders.read"]}}).tokens  # fmt: skip
    assert tokens is not None
    assert tokens.access_token.claims == {
        "iss": "https://login.bakery.test/oauth2/orders", "aud": "https://api.bakery.test", "sub": "ben",
        "cid": "shop-web", "scp": ["openid", "orders.read"], "groups": ["bakers", "staff"], "iat": AT, "exp": AT + 3600,
    }  # fmt: skip
    assert tokens.id_token is not None
    assert (tokens.id_token.claims or {})["aud"] == "shop-web"


def test_the_only_server_need_not_be_named() -> None:
    world = bakery()
    assert choose_server(world, None) is choose_server(world, "Orders")
    with pytest.raises(NoServer, match="there is no authorization server `Sweets`, wanted one of `Orders`"):
        choose_server(world, "Sweets")
    two = bakery({"authorization_servers/1": {"name": "Sweets", "issuer": "bakery"}})
    with pytest.raises(NoServer, match="has 2 servers, wanted --server with `Orders`, `Sweets`"):
        choose_server(two, None)
    with pytest.raises(NoServer, match=r"lists no \[\[authorization_servers\]\]"):
        choose_server(bakery({"authorization_servers": []}), None)
