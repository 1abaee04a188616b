"""Fixes of a refusal by policy. The oracle: the changed world, made by hand and judged anew."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.trace import Fix, Trace
from tests.support.mending import mended
from tests.support.world import judge

WIDER = "the user `ada`"


def case_of(*rules: dict[str, Any], request: str = "GET https://api.shop.test/orders", **case: Any) -> dict[str, Any]:
    """A call that only these rules judge; the first of them may say how they combine."""
    combine = rules[0].get("combine", "deny-unless-permit")
    written = [{"name": f"rule {number}", "effect": "permit"} | rule for number, rule in enumerate(rules, 1)]
    for rule in written:
        rule.pop("combine", None)
    policy = {"name": "Orders rules", "combine": combine, "rules": written}
    changes = {"policies/2": policy, "api_services/0/policy": "Orders rules"} | case.pop("set", {})
    return {"request": request, "source_ip": "198.51.100.7", "set": changes, **case}


def when(attribute: str, **comparator: Any) -> dict[str, Any]:
    return {"when": {"attribute": attribute, **comparator}}


NARROW: list[tuple[str, dict[str, Any], str, str, bool]] = [
    ("header", case_of(when("request.header.X-Tenant", default="none", equals="eu")),
     "send the header `X-Tenant: eu`", "client", False),
    ("query", case_of(when("request.query.mode", default="", equals="fast"), request="GET https://api.shop.test/orders?mode=slow&a=1"),
     "call `https://api.shop.test/orders?a=1&mode=fast`", "client", False),
    ("own path", {"request": "GET https://api.shop.test/orders/own/ben"},
     "call it for `ada`: `https://api.shop.test/orders/own/ada`", "client", False),
    ("scope", case_of(when("token.scope", contains="orders.admin")),
     "sign the user in again and ask for a new access token with the scope `orders.admin`", "client", False),
    ("network", case_of(when("request.source_ip", in_network="203.0.113.0/24")),
     "call from an address in `203.0.113.0/24`, such as from `203.0.113.1`", "client", False),
    ("office hours", case_of(when("request.local_time", zone="Europe/Berlin", at_least="13:00")),
     "call it at 2026-03-04T12:00:00Z with a token that is valid then", "client", False),
    ("weekday", case_of(when("request.weekday", zone="UTC", **{"in": ["friday"]})),
     "call it at 2026-03-06T00:01:00Z with a token that is valid then", "client", False),
    ("group", case_of(when("user.groups", contains="librarians")),
     "add the user `ada` to the group `librarians`", "user_administrator", True),
    ("out of a group", case_of({"combine": "permit-unless-deny", "effect": "deny", **when("user.groups", contains="buyers")}),
     "remove the user `ada` from the group `buyers`", "user_administrator", False),
    ("attribute", case_of(when("user.employment", equals="part-time")),
     "set `employment` of the user `ada` to `part-time`", "user_administrator", True),
    ("number", case_of(when("user.level", at_least=3)), "set `level` of the user `ada` to `3`", "user_administrator", True),
    ("claim", case_of(when("token.region", default="", equals="north")),
     "have the issuer put `north` into the claim `region`, then ask for a new access token", "token_issuer", True),
    ("claim inside a claim", case_of(when("token./deep/role", default="", equals="boss")),
     "have the issuer put `boss` into the claim `/deep/role`, then ask for a new access token", "token_issuer", True),
    ("client", case_of(when("client.require_pkce", equals=True)),
     "set `require_pkce` of the client `shop-web` to `true`", "token_issuer", True),
    ("method", case_of(when("request.method", equals="POST")), "send it as POST", "client", False),
    ("absent", case_of({"combine": "deny-overrides", "effect": "permit", **when("token.region", equals="north")}),
     "have the issuer put `north` into the claim `region`, then ask for a new access token", "token_issuer", True),
    ("all of two", case_of({"when": {"all": [when("user.groups", contains="a")["when"], when("token.scope", contains="b")["when"]]}}),
     "add the user `ada` to the group `a`, and sign the user in again and ask for a new access token with the scope `b`",
     "user_administrator", True),
    ("the cheaper of two", case_of(when("user.groups", contains="a"), when("token.scope", contains="b")),
     "sign the user in again and ask for a new access token with the scope `b`", "client", False),
    ("not", case_of({"when": {"not": {"attribute": "user.employment", "equals": "full-time"}}}),
     "set `employment` of the user `ada` to `other`", "user_administrator", True),
]  # fmt: skip
POLICY_ONLY: list[tuple[str, dict[str, Any], str]] = [
    ("denies always", case_of({"combine": "permit-unless-deny", "effect": "deny"}),
     "let the rule `rule 1` of the policy `Orders rules` not apply to the user `ada`"),
    ("no rule", case_of({"combine": "first-applicable", "effect": "deny", **when("token.sub", equals="ben")}),
     "add a rule to the policy `Orders rules` that permits the user `ada`"),
    ("wrong types", case_of(when("user.level", equals="two")),
     "let the rule `rule 1` of the policy `Orders rules` apply to the user `ada`, too"),
    ("a date that is past", case_of(when("request.time", less_than="2026-01-01T00:00:00Z")),
     "let the rule `rule 1` of the policy `Orders rules` apply to the user `ada`, too"),
    ("two that always apply", case_of({"combine": "only-one-applicable"}, {"effect": "deny-if-else-permit", **when("token.sub", equals="ben")}),
     "let the rule `rule 1` of the policy `Orders rules` not apply to the user `ada`"),
]  # fmt: skip


def judged(case: dict[str, Any]) -> Trace:
    trace = judge(case)
    assert trace.decided_by == "policy"
    return trace


def settles(case: dict[str, Any], fix: Fix) -> bool:
    return judge(mended(case, fix)).verdict == "allowed"


@pytest.mark.parametrize(
    ("case", "change", "owner", "widens"), [row[1:] for row in NARROW], ids=[row[0] for row in NARROW]
)
def test_the_first_fix_is_the_smallest_change_of_what_the_policy_looks_at(
    case: dict[str, Any], change: str, owner: str, widens: bool
) -> None:
    fix = judged(case).fixes[0]
    assert (fix.change, fix.owner, fix.widens, fix.proved, fix.left) == (change, owner, widens, True, ())
    assert settles(case, fix)


@pytest.mark.parametrize("case", [row[1] for row in NARROW], ids=[row[0] for row in NARROW])
def test_the_last_fix_changes_the_policy_and_says_that_it_widens(case: dict[str, Any]) -> None:
    fix = judged(case).fixes[-1]
    assert (fix.owner, fix.widens, fix.proved) == ("policy_author", True, True)
    assert all(edit.target == "environment" and edit.path.startswith("/policies/") for edit in fix.edits)
    assert settles(case, fix)


@pytest.mark.parametrize(("case", "change"), [row[1:] for row in POLICY_ONLY], ids=[row[0] for row in POLICY_ONLY])
def test_where_the_caller_cannot_be_otherwise_only_the_policy_changes(case: dict[str, Any], change: str) -> None:
    (fix,) = judged(case).fixes
    assert (fix.change, fix.owner, fix.widens, fix.proved) == (change, "policy_author", True, True)
    assert settles(case, fix)


@pytest.mark.parametrize(
    ("rule", "to"),
    [
        (when("user.employment", equals="part-time"), {"attribute": "user.employment", "in": ["part-time", "full-time"]}),
        (when("user.level", **{"in": [5, 6]}), {"attribute": "user.level", "in": [5, 6, 2]}),
        (when("user.level", at_least=3), {"attribute": "user.level", "at_least": 2}),
        (when("user.level", less_than=1), {"attribute": "user.level", "at_most": 2}),
        (when("request.source_ip", in_network="203.0.113.0/24"),
         {"attribute": "request.source_ip", "in_network": ["203.0.113.0/24", "198.51.100.7/32"]}),
    ],
)  # fmt: skip
def test_a_single_comparison_takes_the_value_that_it_refused(rule: dict[str, Any], to: dict[str, Any]) -> None:
    [edit] = judged(case_of(rule)).fixes[-1].edits
    assert (edit.path, edit.to) == ("/policies/2/rules/0/when", to)
    assert edit.from_ == rule["when"]


def test_rules_are_added_to_each_policy_that_permits_nothing() -> None:
    """The service's policy and the operation's both want a rule: one place each."""
    empty = {"name": "Empty", "combine": "deny-unless-permit", "rules": []}
    case = {
        "request": "GET https://api.shop.test/orders",
        "set": {
            "policies/2": empty | {"name": "One"}, "policies/3": empty | {"name": "Two"},
            "api_services/0/policy": "One", "api_services/0/operations/0/policy": "Two",
        },
    }  # fmt: skip
    (fix,) = judged(case).fixes
    assert [edit.path for edit in fix.edits] == ["/policies/2/rules/0", "/policies/3/rules/0"]
    assert settles(case, fix)


def test_what_would_make_something_else_refuse_is_no_fix() -> None:
    """As `ben` the call would be let through by the policy, and nobody knows that user's groups."""
    case = case_of(when("token.sub", equals="eve"))
    assert [fix.owner for fix in judged(case).fixes] == ["policy_author"]


def test_secrets_that_a_policy_compares_are_not_proposed() -> None:
    case = case_of(when("request.header.X-Api-Key", default="", equals="s3cr3t-s3cr3t"))
    assert "s3cr3t" not in str(judged(case).fixes)
