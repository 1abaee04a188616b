"""Fixes that are another request: the URL that a near miss points to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.asking import make_question
from engine.captures import read_capture
from engine.environment.loader import load_environment
from engine.pipeline import diagnose
from engine.tokens.keys import parse_jwks
from tests.support.world import catalog, judge


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://api.shop.test/order/7?x=1", "https://api.shop.test/orders/7?x=1"),
        ("https://api.shop.test/ORDERS/7", "https://api.shop.test/orders/7"),
        ("https://api.shop.test:8443/orders/7", "https://api.shop.test/orders/7"),
        ("http://api.shop.test/orders/7", "https://api.shop.test/orders/7"),
        ("//api.shop.test/order/7", "https://api.shop.test/orders/7"),
    ],
)
def test_the_url_is_corrected_and_tried(url: str, wanted: str) -> None:
    trace = judge({"request": f"GET {url}"})
    fix = next(fix for fix in trace.fixes if fix.reasons == ("service.no_match",))
    assert (fix.change, fix.owner) == (f"call `{wanted}`", "client")
    assert [(edit.target, edit.path, edit.to) for edit in fix.edits] == [("request", "/url", wanted)]
    assert fix.proved
    assert fix.assuming == "Orders is the API that was meant"


@pytest.mark.parametrize("url", ["https://api.shop.test/nothing/like/it", "https://login.shop.test/x"])
def test_without_a_near_miss_the_guide_says_what_to_do(url: str) -> None:
    fix = judge({"request": f"GET {url}"}).fixes[0]
    assert (fix.owner, fix.edits, fix.proved) == ("api_administrator", (), False)


def test_secrets_of_the_url_stay_out_of_the_fix() -> None:
    secret = "abcdefghijklmnopqrstuvwxyz012345"
    trace = judge({"request": f"GET https://api.shop.test/order/7?access_token={secret}", "token": False})
    assert trace.fixes[0].reasons == ("service.no_match",)
    assert trace.fixes[0].edits
    assert secret[:10] not in str(trace.fixes)


def test_a_policy_that_wants_the_callers_own_name_proposes_the_callers_own_path() -> None:
    folder = Path(__file__).parents[2] / "data" / "examples"
    exchange = read_capture((folder / "requests/policy_denies.txt").read_text("utf-8")).exchanges[0][1]
    environment = load_environment((folder / "meme-game.toml").read_text("utf-8"), file="meme-game.toml")
    keys = {"sso": parse_jwks((folder / "keys/sso.jwks.json").read_text("utf-8"))}
    now = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
    (fix,) = diagnose(
        make_question(exchange, catalog=catalog(), clock=now, now=now, environment=environment, keys=keys)
    ).fixes
    assert (fix.reasons, fix.owner, fix.proved, fix.left) == (("policy.denied",), "client", True, ())
    assert fix.edits[0].to == "https://localhost:8443/meme-game/api/v1/users/user.0/answers"
