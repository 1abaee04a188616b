"""One token with what it is judged against."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from engine.flows import locate
from engine.models.trace import Edit
from engine.tokens.jose import parse_jws
from engine.tokens.view import DEFAULT_LEEWAY, TokenView
from tests.support.world import AT, good_token, question_of

ORDERS, REPORTS = "GET https://api.shop.test/orders", "GET https://api.shop.test/orders/reports/draw"
LOGIN, PARTNER = "https://login.shop.test", "https://partner.test"


def view(request: str, iss: Any = LOGIN, **case: Any) -> TokenView:
    question = question_of({"request": request, "token": False, **case})
    return TokenView.of(question, locate(question), parse_jws(good_token(iss=iss)))


@pytest.mark.parametrize(
    ("request_line", "iss", "issuer", "judged_by", "leeway"),
    [
        (ORDERS, LOGIN, "login", "login", 60),
        (REPORTS, PARTNER, "partner", "partner", 0),
        (ORDERS, PARTNER, "partner", "login", 0),
        (ORDERS, "https://a.test", None, "login", 60),
        (REPORTS, None, None, "login", 60),
        ("GET https://api.shop.test/x", PARTNER, "partner", "partner", 0),
        ("GET https://login.shop.test/userinfo", PARTNER, "partner", "login", 0),
        ("GET https://cdn.example/x", LOGIN, None, None, DEFAULT_LEEWAY),
    ],
)
def test_whose_settings_count(
    request_line: str, iss: str | None, issuer: str | None, judged_by: str | None, leeway: int
) -> None:
    found = view(request_line, iss)
    assert (found.issuer.name if found.issuer else None) == issuer
    assert (found.judged_by.name if found.judged_by else None) == judged_by
    assert found.leeway == leeway


def test_a_token_alone_is_judged_by_the_environment() -> None:
    question = question_of({"beside": "x"})
    found = TokenView.of(question, locate(question), parse_jws(good_token()))
    assert found.environment is question.environment
    assert found.issuer is not None
    assert found.issuer.name == "login"


@pytest.mark.parametrize(
    ("iss", "keys", "source", "foreign"),
    [
        (LOGIN, {"": "", "login": {"keys": []}}, "demo keys", False),
        (LOGIN, {"login": ""}, "demo keys", False),
        (LOGIN, {"partner": ""}, None, False),
        (f"{LOGIN}/", {"login": ""}, "demo keys", False),
        ("https://a.test", {"login": ""}, "demo keys", True),
        (None, {"login": ""}, "demo keys", False),
        (LOGIN, {}, None, False),
    ],
)
def test_whose_keys_are_taken(iss: str | None, keys: dict[str, Any], source: str | None, foreign: bool) -> None:
    found = view(ORDERS, iss, keys=keys)
    assert (found.keys.source if found.keys else None) == source
    assert found.foreign is foreign


def test_edits_of_a_fix_are_judged_as_if_issued_so() -> None:
    question = question_of({"request": ORDERS})
    edits = (
        Edit(target="token", path="/exp", from_=AT, to=AT + 1), Edit(target="token", path="/aud"),
        Edit(target="token", path="/iss", to=PARTNER),
    )  # fmt: skip
    token = parse_jws(good_token())
    found = TokenView.of(replace(question, token_edits=edits), locate(question), token)
    assert found.claims["exp"] == AT + 1
    assert "aud" not in found.claims
    assert found.issuer is not None
    assert found.issuer.name == "partner"
    assert token.claims["aud"] == "orders"


def test_a_gateway_may_validate_for_its_issuer() -> None:
    assert view(ORDERS, set={"issuers/0/validated_by": "gateway"}).gateway_validates
    assert not view(ORDERS).gateway_validates
