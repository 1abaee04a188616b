"""Fixes of token and authorization requests: each was tried, and none tells a secret."""

from __future__ import annotations

from typing import Any

import pytest

from engine.fixes.issuing import AGAIN, MAKERS
from engine.models.trace import Fix
from tests.support.issuing import judge_issuing
from tests.support.world import catalog

CASES: list[tuple[str, dict[str, Any], str]] = [
    ("endpoint.not_found", {"base": "job", "request": "POST https://login.shop.test/token/"}, "call `https://login.shop.test/token`"),
    ("endpoint.not_encrypted", {"base": "job", "request": "POST http://login.shop.test/token"}, "call it with https"),
    ("endpoint.method_not_allowed", {"base": "job", "request": "PUT https://login.shop.test/token"}, "call it with POST"),
    ("endpoint.method_not_allowed",
     {"request": "GET https://login.shop.test/token?grant_type=client_credentials&client_id=job&client_secret=job-secret"},
     "call it with POST, the parameters as a form"),
    ("endpoint.content_type_wrong", {"base": "job", "headers": {"Content-Type": "text/plain"}}, "send the parameters as a form"),
    ("parameters.repeated", {"base": "refresh", "more": [["scope", "orders.read"], ["scope", "orders.write"]]}, "send `scope` once"),
    ("parameters.conflicting", {"base": "code", "change": {"client_secret": "web+secret"}}, "take the credentials out of the form"),
    ("parameters.conflicting", {"base": "job", "basic": "job:job-secret"}, "take the header Authorization out"),
    ("parameters.conflicting", {"base": "authorize", "change": {"prompt": "none login"}}, "send `prompt=login`"),
    ("parameters.value_invalid", {"base": "authorize", "change": {"code_challenge_method": "s256"}}, "send `code_challenge_method=S256`"),
    ("parameters.response_type_unsupported", {"base": "authorize", "change": {"response_type": "codes"}}, "send `response_type=code`"),
    ("parameters.resource_invalid", {"base": "job", "change": {"resource": "orders"}}, "send `resource=https://api.shop.test/orders`"),
    ("client.unknown", {"base": "job", "change": {"client_id": "jobs"}}, "send `client_id=job`"),
    ("client.method_wrong", {"base": "code", "basic": "", "change": {"client_id": "web", "client_secret": "web+secret"}},
     "send client_id and secret in the header"),
    ("client.method_wrong", {"base": "job", "drop": ["client_id", "client_secret"], "basic": "job:job-secret"},
     "send client_id and secret in the form"),
    ("client.credentials_malformed", {"base": "code", "basic": "web:web+secret"}, "each form-encoded first"),
    ("client.credentials_malformed",
     {"base": "job", "drop": ["client_id", "client_secret"], "basic": "https://tenant.test/app:tenant"}, "each form-encoded first"),
    ("grant_type.unsupported", {"base": "job", "change": {"grant_type": "client_credential"}}, "send `grant_type=client_credentials`"),
    ("grant.redirect_mismatch", {"base": "code", "change": {"redirect_uri": "https://shop.test/callback/"}},
     "send `redirect_uri=https://shop.test/callback`, as the login did"),
    ("grant.redirect_mismatch", {"base": "code", "change": {"code": "plain-code"}}, "leave `redirect_uri` out"),
    ("redirect.not_registered", {"base": "authorize", "change": {"redirect_uri": "https://shop.test/callbac"}},
     "send `redirect_uri=https://shop.test/callback`"),
    ("redirect.missing", {"base": "authorize", "drop": ["redirect_uri"]}, "send `redirect_uri=https://shop.test/callback`"),
    ("redirect.malformed", {"base": "authorize", "change": {"redirect_uri": "https://shop.test/return#x"}},
     "send `redirect_uri=https://shop.test/return`"),
    ("scope.unknown", {"base": "job", "change": {"scope": "order.read"}}, "ask for `scope=orders.read`"),
    ("scope.not_allowed", {"base": "job", "change": {"scope": "orders.read orders.write"}}, "ask for `scope=orders.read`"),
    ("scope.wider_than_granted", {"base": "refresh", "change": {"scope": "orders.read reports.read"}}, "ask for `scope=orders.read`"),
    ("scope.several_resources", {"base": "authorize", "change": {"scope": "openid reports.read orders.read"}},
     "ask for `scope=openid orders.read`, and for a second token for the rest"),
    ("scope.resource_unknown", {"base": "job", "change": {"resource": "https://api.shop.test/order"}},
     "send `resource=https://api.shop.test/orders`"),
]  # fmt: skip


def first_fix(reason: str, case: dict[str, Any]) -> Fix:
    trace = judge_issuing(case)
    assert reason in (trace.reason, *trace.also)
    return next(fix for fix in trace.fixes if reason in fix.reasons)


@pytest.mark.parametrize(("reason", "case", "change"), CASES)
def test_a_fix_is_tried_and_says_what_it_changes(reason: str, case: dict[str, Any], change: str) -> None:
    fix = first_fix(reason, case)
    assert change in fix.change
    assert fix.proved
    assert fix.owner == "client"
    for secret in ("job-secret", "web+secret", "web%2Bsecret", "good-code", "good-refresh"):
        assert secret not in str(fix)


def test_every_maker_is_tried() -> None:
    assert {reason for reason, _, _ in CASES} == set(MAKERS) <= catalog().reasons


@pytest.mark.parametrize(
    ("reason", "case"),
    [
        ("client.secret_wrong", {"base": "job", "change": {"client_secret": "x"}}),
        ("redirect.not_registered", {"base": "authorize", "change": {"redirect_uri": "https://elsewhere.test/y"}}),
        ("client.unknown", {"base": "job", "change": {"client_id": "nothing-like-it"}}),
        ("scope.unknown", {"base": "job", "change": {"scope": "nothing.like.it"}}),
        ("grant.expired", {"base": "refresh", "change": {"refresh_token": "old-refresh"}}),
    ],
)
def test_where_nothing_can_be_changed_the_guide_says_what_to_do(reason: str, case: dict[str, Any]) -> None:
    fix = first_fix(reason, case)
    assert (fix.proved, fix.edits) == (False, ())
    assert fix.change == catalog().reason(reason).next_step


@pytest.mark.parametrize(
    ("grant_type", "words"), [(name, words) for name, words in AGAIN.items() if name != "password"]
)
def test_what_replaces_a_grant_goes_by_its_type(grant_type: str, words: str) -> None:
    answer = {"status": 400, "body": '{"error":"invalid_grant"}', "headers": {"Content-Type": "application/json"}}
    trace = judge_issuing(
        {"base": "job", "change": {"grant_type": grant_type}, "environment": False, "response": answer}
    )
    fix = next(fix for fix in trace.fixes if "grant.invalid" in fix.reasons)
    assert fix.change == words
    assert "login" not in fix.change
