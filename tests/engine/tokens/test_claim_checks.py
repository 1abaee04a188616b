"""Checks `token.issuer`, `token.lifetime` and `token.audience`. The table of cases stands beside the stage's test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.trace import Check
from tests.support.world import AT, GOOD_CLAIMS, NOW, judge

REQUEST = "GET https://api.shop.test/orders"


def checks(**changed: Any) -> dict[str, Check]:
    """The checks of the token stage by name, of the good token with changed claims."""
    trace = judge({"request": REQUEST, "claims": {name: value for name, value in changed.items() if value is not None},
                   "without": [name for name, value in changed.items() if value is None]})  # fmt: skip
    return {check.check: check for check in trace.step("token").checks}


@pytest.mark.parametrize(
    ("claims", "check", "seen", "wanted", "source"),
    [
        ({"iss": "https://a.test"}, "token.issuer", "iss https://a.test", "`https://login.shop.test`", "claim iss"),
        ({"iss": None}, "token.issuer", "no claim iss", "`https://login.shop.test`", "claim iss"),
        ({"exp": -3600}, "token.lifetime", "exp 2026-03-04T09:11:12Z", "later than 2026-03-04T10:10:12Z", "claim exp"),
        ({"exp": None}, "token.lifetime", "no claim exp", "exp, a number of seconds since 1970", "claim exp"),
        ({"nbf": 3600}, "token.lifetime", "nbf 2026-03-04T11:11:12Z", "not later than 2026-03-04T10:12:12Z", "claim nbf"),
        ({"aud": ["a", "b"]}, "token.audience", "aud a, b", "`orders`", "claim aud"),
        ({"aud": None}, "token.audience", "no claim aud", "`orders`", "claim aud"),
    ],
)  # fmt: skip
def test_a_failure_shows_what_was_seen_and_what_was_wanted(
    claims: dict[str, Any], check: str, seen: str, wanted: str, source: str
) -> None:
    found = checks(**claims)[check]
    assert (found.outcome, found.seen, found.wanted, found.source) == ("failed", seen, wanted, source)
    assert found.summary
    assert not found.summary.endswith(".")


@pytest.mark.parametrize(
    ("exp", "seen"),
    [(1e300, "exp 1e+300"), (-1e300, "exp -1e+300"), (1772622072000, "exp 1772622072000"), (1e21, "exp 1e+21")],
)
def test_an_instant_that_no_calendar_has_is_shown_as_its_number(exp: float, seen: str) -> None:
    assert checks(exp=exp)["token.lifetime"].seen == seen


AUDIENCES = st.sampled_from(["orders", "carts", "Orders", "", "https://api.shop.test"])


@settings(max_examples=40)
@given(st.one_of(AUDIENCES, st.lists(AUDIENCES, max_size=3)))
def test_audiences_are_accepted_as_pyjwt_accepts_them(audience: str | list[str]) -> None:
    claims = GOOD_CLAIMS | {"aud": audience}
    token = jwt.encode(claims, "k" * 32, algorithm="HS256")
    try:
        jwt.decode(
            token, "k" * 32, algorithms=["HS256"], audience="orders", options={"verify_exp": False, "verify_iat": False}
        )
        accepted = True
    except jwt.InvalidTokenError:
        accepted = False
    assert (checks(aud=audience)["token.audience"].outcome == "passed") is accepted


@settings(max_examples=40)
@given(st.integers(-7200, 7200).filter(lambda left: abs(left + 60) > 600))
def test_the_lifetime_is_judged_as_pyjwt_judges_it(left: int) -> None:
    """PyJWT compares with its own clock, so the same distance from now is put to it."""
    claims = {"exp": int(datetime.now(UTC).timestamp()) + left}
    try:
        jwt.decode(jwt.encode(claims, "k" * 32, algorithm="HS256"), "k" * 32, algorithms=["HS256"], leeway=60)
        good = True
    except jwt.ExpiredSignatureError:
        good = False
    assert (checks(exp=left)["token.lifetime"].outcome == "passed") is good


def test_now_is_the_instant_of_the_question() -> None:
    assert NOW.timestamp() == AT
    assert checks(exp=3000)["token.lifetime"].summary == "50 minutes left"
