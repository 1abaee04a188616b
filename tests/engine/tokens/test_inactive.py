"""Why an issuer may call a token inactive: ranked by what else is known."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.trace import Trace
from tests.support.world import good_token, judge

INACTIVE = ['{"active": false}']
REVOKED = {"at": "2026-03-04T10:05:00Z", "type": "token_revoked", "detail": {}}


def asked(token: str = "opaque", **case: Any) -> Trace:
    return judge({"request": "GET https://api.shop.test/orders/7", "token": token, "evidence": INACTIVE, **case})


def causes(trace: Trace) -> list[str | None]:
    return [check.reason for check in trace.step("token").checks if check.basis == "likely"]


@pytest.mark.parametrize(
    ("token", "case", "first", "ranked"),
    [
        ("opaque", {}, "inactive", ["expired", "revoked", "issuer_mismatch", "introspection_not_allowed"]),
        (good_token(), {}, "inactive", ["revoked", "introspection_not_allowed"]),
        (good_token(exp=-60), {}, "expired", ["expired", "revoked", "introspection_not_allowed"]),
        (good_token(iss="https://other.test"), {}, "issuer_mismatch", ["issuer_mismatch", "revoked", "introspection_not_allowed"]),
        (good_token(jti="t-9"), {"set": {"history": [REVOKED | {"subject": "t-9"}]}}, "inactive", ["revoked", "introspection_not_allowed"]),
    ],
)  # fmt: skip
def test_causes_are_ranked(token: str, case: dict[str, Any], first: str, ranked: list[str]) -> None:
    trace = asked(token, **case)
    assert trace.reason == f"token.{first}"
    assert "token.inactive" in (trace.reason, *trace.also)
    assert causes(trace) == [f"token.{one}" for one in ranked]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"exp": -3600}, "token.expired"), ({"aud": "other"}, "token.audience_mismatch"), ({"iss": "https://x.test"}, "token.issuer_mismatch")],
)  # fmt: skip
def test_a_reply_does_not_vouch_for_what_a_jwt_itself_says(changed: dict[str, Any], reason: str) -> None:
    assert asked(good_token(**changed), evidence=['{"active": true}']).reason == reason


def test_a_reply_without_audience_is_said_and_one_without_scopes_leaves_them_unknown() -> None:
    trace = asked(evidence=['{"active": true}'])
    assert (trace.verdict, trace.step("rules").outcome) == ("undetermined", "unknown")
    assert any("names no audience" in one.text for one in trace.assumptions)


def test_each_says_what_would_settle_it_and_none_is_the_reason() -> None:
    trace = asked()
    for check in trace.step("token").checks:
        if check.basis == "likely":
            assert (check.outcome, check.entries) == ("unknown", (check.reason,))
            assert any(need.check == check.check and need.give for need in trace.needs)
            assert check.reason not in (trace.reason, *trace.also)


def test_what_the_history_says_is_repeated() -> None:
    trace = asked(good_token(client_id="shop-web"), set={"history": [REVOKED | {"subject": "shop-web"}]})
    check = trace.check("token.revoked")
    assert check is not None
    assert check.summary == "history: the tokens of `shop-web` were revoked at 2026-03-04T10:05:00Z"


def test_nothing_else_of_an_inactive_token_is_known() -> None:
    trace = asked()
    assert trace.also == ()
    assert trace.step("rules").outcome == "unknown"


def test_an_active_token_has_none() -> None:
    trace = asked(evidence=['{"active": true, "scope": "orders.read"}'])
    assert (trace.verdict, causes(trace)) == ("allowed", [])
