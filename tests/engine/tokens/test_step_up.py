"""Step-up challenges against what the token says of the user's login (RFC 9470)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.trace import Trace
from engine.tokens.step_up import Wanted, wanted_authentication
from tests.support.world import AT, judge

INSUFFICIENT = 'Bearer error="insufficient_user_authentication"'


@pytest.mark.parametrize(
    ("challenge", "wanted"),
    [
        (None, None),
        ('Bearer error="invalid_token", max_age="5"', None),
        (INSUFFICIENT, Wanted((), None)),
        (f'{INSUFFICIENT}, acr_values="a b"', Wanted(("a", "b"), None)),
        (f'{INSUFFICIENT}, max_age="5"', Wanted((), 5)),
        (f"{INSUFFICIENT}, max_age=0", Wanted((), 0)),
        (f'{INSUFFICIENT}, max_age="soon"', Wanted((), None)),
        (f'{INSUFFICIENT}, max_age="-5"', Wanted((), None)),
        (f'{INSUFFICIENT}, max_age="٥"', Wanted((), None)),
        (f'{INSUFFICIENT}, max_age="{"9" * 5000}"', Wanted((), None)),
        (f'Basic realm="x", {INSUFFICIENT}, acr_values="a"', Wanted(("a",), None)),
    ],
)
def test_what_a_challenge_asks_for(challenge: str | None, wanted: Wanted | None) -> None:
    assert wanted_authentication(challenge) == wanted


def test_the_parameters_go_into_an_authorization_request() -> None:
    assert Wanted(("a", "b"), 0).parameters == "`acr_values=a b` and `max_age=0`"
    assert Wanted((), None).parameters == ""


def challenged(parameters: str, **claims: Any) -> Trace:
    answer = {"status": 401, "headers": {"WWW-Authenticate": f"{INSUFFICIENT}{parameters}"}}
    return judge({"request": "GET https://api.shop.test/orders/7", "claims": claims, "response": answer})


@pytest.mark.parametrize(
    ("parameters", "claims", "reason", "said"),
    [
        (', acr_values="gold"', {"acr": "silver"}, "too_weak", "asks for acr `gold`, and the token's acr is `silver`"),
        (', acr_values="gold"', {}, "too_weak", "the token has no acr"),
        (', acr_values="gold"', {"acr": ["gold"]}, "too_weak", "acr is `['gold']`"),
        (', acr_values="gold silver"', {"acr": "silver"}, "insufficient", "an authentication that this token has"),
        (
            ', max_age="300"',
            {"auth_time": AT - 3600},
            "too_old",
            "at most 5 minutes ago, and the user logged in 1 hour ago",
        ),
        (', max_age="300"', {"auth_time": AT - 360}, "insufficient", "an authentication that this token has"),
        (', max_age="300"', {"auth_time": AT - 361}, "too_old", "6 minutes"),
        (', max_age="300"', {}, "insufficient", "the token does not say when it was"),
        (
            ', acr_values="gold", max_age="0"',
            {"acr": "iron", "auth_time": AT - 99},
            "too_weak",
            "; the API asks for a login",
        ),
        ("", {"acr": "iron"}, "insufficient", "the server answers `insufficient_user_authentication`"),
    ],
)
def test_the_token_is_compared_with_it(parameters: str, claims: dict[str, Any], reason: str, said: str) -> None:
    trace = challenged(parameters, **claims)
    check = trace.check(trace.reason or "")
    assert check is not None
    assert (trace.reason, trace.also, check.basis) == (f"token.authentication_{reason}", (), "observed")
    assert said in check.summary


def test_it_is_observed_and_not_predicted() -> None:
    trace = challenged(', acr_values="gold"', acr="silver")
    assert (trace.expected.verdict, trace.agreement, trace.differences) == ("allowed", "differs", ())


def test_the_fix_is_a_login_with_these_parameters_and_no_refresh() -> None:
    [fix] = challenged(', acr_values="gold", max_age="60"', acr="silver", auth_time=AT - 600).fixes
    assert "sign the user in again" in fix.change
    assert "`acr_values=gold` and `max_age=60`" in fix.change
    assert fix.command is None
