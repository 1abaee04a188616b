"""Proposes one change for each thing that refuses. The oracle: the changed world, made and judged anew."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.mending import mended
from tests.support.world import AT, TABLES, good_claims, good_token, judge

ORDERS = "GET https://api.shop.test/orders/7"
PAY = "POST https://api.shop.test/orders/7/payments"
CASES: dict[str, dict[str, Any]] = {
    "expired": {"request": ORDERS, "claims": {"exp": -3600}},
    "no exp": {"request": ORDERS, "without": ["exp"]},
    "audience": {"request": ORDERS, "claims": {"aud": "carts"}},
    "no audience": {"request": ORDERS, "without": ["aud"]},
    "issuer": {"request": ORDERS, "claims": {"iss": "https://login.shop.test/"}},
    "signature": {"request": ORDERS, "key": "stranger-rs256", "token_header": {"kid": "demo-rs256"}},
    "scope": {"request": ORDERS, "claims": {"scope": "orders.write"}},
    "any scope": {"request": "PUT https://api.shop.test/orders/7", "claims": {"scope": "orders.read"}},
    "several": {"request": ORDERS, "claims": {"exp": -3600, "aud": "carts", "scope": "x"}},
    "token and group": {"request": PAY, "claims": {"exp": -3600}, "set": {"users/0/groups": []}},
    "group": {"request": PAY, "set": {"users/0/groups": ["gardeners"]}},
    "network": {"request": "GET https://api.shop.test/orders/office/7", "source_ip": "198.51.100.7"},
    "network of six": {"request": "GET https://api.shop.test/orders/office/7", "source_ip": "2001:db9::7"},
    "proxy": {"request": "GET https://api.shop.test/orders/office/7", "source_ip": "10.1.1.1", "headers": {"X-Forwarded-For": "198.51.100.7"}},
    "user": {"request": ORDERS, "set": {"users/0/status": "inactive"}},
    "never deployed": {"request": "GET https://api.shop.test/drafts/7", "claims": {"aud": "drafts"}},
    "typo": {"request": "GET https://api.shop.test/order/7"},
    "port": {"request": "GET https://api.shop.test:8443/orders/7"},
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_a_fix_that_is_proved_settles_what_it_says(case: dict[str, Any]) -> None:
    before = judge(case)
    assert before.fixes
    for fix in before.fixes:
        assert fix.proved
        after = judge(mended(case, fix))
        reasons = tuple(reason for reason in (after.reason, *after.also) if reason)
        assert not set(fix.reasons) & set(reasons)
        assert fix.left == reasons
        if not reasons:
            assert after.verdict == "allowed"


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_every_reason_has_a_fix_the_reason_first(case: dict[str, Any]) -> None:
    trace = judge(case)
    settled = {reason for fix in trace.fixes for reason in fix.reasons}
    assert settled == {trace.reason, *trace.also}
    assert trace.reason in trace.fixes[0].reasons


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_what_widens_access_comes_after_what_does_not(case: dict[str, Any]) -> None:
    by_reasons: dict[tuple[str, ...], list[bool]] = {}
    for fix in judge(case).fixes:
        by_reasons.setdefault(fix.reasons, []).append(fix.widens)
    assert all(widens == sorted(widens) for widens in by_reasons.values())


@pytest.mark.parametrize("name", ["expired", "audience", "scope", "never deployed", "typo"])
def test_what_was_there_before_stands_in_the_edit(name: str) -> None:
    case = CASES[name]
    for fix in judge(case).fixes:
        for edit in fix.edits:
            if edit.target == "environment":
                table: Any = TABLES
                for part in edit.path.strip("/").split("/"):
                    table = table[int(part) if part.isdigit() else part]
                assert table == edit.from_
            elif edit.target == "token":
                assert good_claims(**case.get("claims", {})).get(edit.path.strip("/")) == edit.from_
            else:
                assert case["request"].endswith(edit.from_)


@pytest.mark.parametrize(
    ("name", "widens"),
    [
        ("group", [True]),
        ("network", [False, True]),
        ("user", [True]),
        ("expired", [False]),
        ("never deployed", [False]),
    ],
)
def test_a_fix_that_lets_more_through_says_so(name: str, widens: list[bool]) -> None:
    assert [fix.widens for fix in judge(CASES[name]).fixes] == widens


def test_several_faults_of_one_token_are_one_fix() -> None:
    (fix,) = judge(CASES["several"]).fixes
    assert fix.reasons == ("token.expired", "token.audience_mismatch", "rules.scope_missing")
    assert [edit.path for edit in fix.edits] == ["/exp", "/aud", "/scope"]


def test_what_a_fix_leaves_is_said() -> None:
    token, group, both = judge(CASES["token and group"]).fixes
    assert (token.left, group.left) == (("rules.group_missing",), ("token.expired",))
    assert (both.change, both.proved, both.left, both.widens) == ("make both changes together", True, (), True)
    assert both.edits == (*token.edits, *group.edits)
    assert both.owner == token.owner == "client"


@pytest.mark.parametrize(
    "case",
    [
        {"request": ORDERS},
        {"request": ORDERS, "claims": {"exp": -3600}, "response": {"status": 200}},
        {"request": ORDERS, "keys": False},
        {"request": ORDERS, "response": {"error": "net::ERR_ABORTED"}},
    ],
)
def test_where_nothing_refuses_nothing_is_proposed(case: dict[str, Any]) -> None:
    assert judge(case).fixes == ()


def test_what_the_engine_cannot_try_is_the_guides_next_step() -> None:
    trace = judge({"request": ORDERS, "response": {"status": 404, "body": "no Route matched with those values"}})
    (fix,) = trace.fixes
    assert (fix.reasons, fix.owner, fix.proved, fix.edits) == (("gateway.no_route",), "gateway_operator", False, ())
    assert fix.assuming == "the captured answer tells the whole story"
    assert fix.change


def test_what_only_the_answer_says_of_a_token_is_not_proved() -> None:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="expired"'}
    trace = judge({"request": ORDERS, "response": {"status": 401, "headers": headers}})
    assert trace.reason == "token.expired"
    assert not trace.fixes[0].proved


@pytest.mark.parametrize(
    ("sent", "reason", "change", "proved"),
    [
        ("Bearer Bearer GOOD", "token.scheme_twice", "send the token without the scheme `Bearer` a second time", True),
        ('Bearer "GOOD"', "token.quoted", 'send the token without `"` around it', True),
        ("Bearer HEAD", "token.truncated", "copy the token to its end", False),
        ("Bearer null", "token.placeholder", "find out why the client has no token when it calls", False),
    ],
)
def test_a_damaged_token_is_mended_not_replaced(sent: str, reason: str, change: str, proved: bool) -> None:
    token = good_token()
    sent = sent.replace("GOOD", token).replace("HEAD", token.rpartition(".")[0])
    (fix,) = judge({"request": ORDERS, "token": False, "headers": {"Authorization": sent}}).fixes
    assert (fix.reasons, fix.proved) == ((reason,), proved)
    assert fix.change.startswith(change)


def test_a_change_of_the_token_does_not_take_back_what_the_server_said() -> None:
    case = {
        "request": ORDERS, "claims": {"scope": "x"},
        "response": {"status": 404, "headers": {"X-Kong-Upstream-Latency": "9"}, "body": "no such order"},
    }  # fmt: skip
    by_reason = {fix.reasons[0]: fix for fix in judge(case).fixes}
    assert by_reason["rules.scope_missing"].left == ("upstream.refused",)


def test_a_new_token_of_the_same_issuer_has_the_same_algorithm_and_key() -> None:
    (first, *_) = judge({"request": ORDERS, "claims": {"scope": "x"}, "token_header": {"kid": "rotated"}}).fixes
    scope = next(
        fix
        for fix in judge({"request": ORDERS, "claims": {"scope": "x"}, "token_header": {"kid": "rotated"}}).fixes
        if "rules.scope_missing" in fix.reasons
    )
    assert first.reasons == ("token.key_unknown",)
    assert "token.key_unknown" in scope.left


def test_a_fix_that_does_not_settle_everything_it_names_is_not_proved() -> None:
    reply = f'{{"active": false, "exp": {AT - 3600}, "client_id": "shop-web"}}'
    (fix,) = judge({"request": "GET https://api.shop.test/orders", "token": "opaque", "evidence": [reply]}).fixes
    assert fix.reasons == ("token.expired", "token.inactive")
    assert [edit.path for edit in fix.edits] == ["/exp"]
    assert (fix.proved, fix.left) == (False, ("token.inactive",))


def test_a_token_that_is_not_valid_yet_is_not_answered_with_a_new_one() -> None:
    """A new token of the same issuer would have the same clock."""
    (fix,) = judge({"request": ORDERS, "claims": {"nbf": 600}}).fixes
    assert (fix.reasons, fix.proved, fix.left) == (("token.not_yet_valid",), True, ())
    assert [(edit.target, edit.path, edit.to) for edit in fix.edits] == [("request", "/time", "2026-03-04T10:21:12Z")]
    assert fix.change == "wait until 2026-03-04T10:21:12Z, or ask for a token that is valid now"
