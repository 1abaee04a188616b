"""Okta's policies and rules: whom they are for, what they grant and for how long."""

from __future__ import annotations

import pytest


def test_lifetimes_are_in_seconds(imported, replies):
    policy = imported("okta", replies("okta")).environment.authorization_servers[0].policies[0]
    staff, rest = policy.rules

    assert (policy.clients, policy.priority, policy.changed_at) == (("*",), 1, "2026-01-02T03:04:05.000Z")
    assert (
        staff.access_token_lifetime_seconds,
        staff.refresh_token_lifetime_seconds,
        staff.refresh_token_idle_seconds,
    ) == (3600, 0, 604800)
    assert (rest.access_token_lifetime_seconds, rest.refresh_token_lifetime_seconds) == (300, None)
    assert (staff.status, staff.priority, rest.status) == ("inactive", 2, "active")


@pytest.mark.parametrize(
    ("people", "users", "groups"),
    [
        ({"groups": {"include": ["EVERYONE"]}}, None, None),
        ({}, None, None),
        ({"users": {"include": ["u1"]}, "groups": {"include": []}}, ("kim@a.test",), ()),
        ({"groups": {"include": ["g1", "gone"]}}, (), ("staff", "gone")),
        ({"users": {"include": []}, "groups": {"include": []}}, (), ()),
    ],
)
def test_whom_a_rule_is_for(imported, replies, people, users, groups):
    """Empty lists are nobody; only where both are absent it is everyone."""
    whole = replies("okta")
    whole["rules"][0]["conditions"]["people"] = people
    rule = imported("okta", whole).environment.authorization_servers[0].policies[0].rules[0]

    assert (rule.users, rule.groups) == (users, groups)


def test_who_is_excluded(imported, replies):
    whole = replies("okta")
    whole["rules"][1]["conditions"]["people"] = {
        "users": {"exclude": ["u1"]},
        "groups": {"include": ["EVERYONE"], "exclude": ["g1"]},
    }
    rule = imported("okta", whole).environment.authorization_servers[0].policies[0].rules[1]

    assert (rule.exclude_users, rule.exclude_groups) == (("kim@a.test",), ("staff",))


@pytest.mark.parametrize(("scopes", "found"), [(["*"], None), (["a", "b"], ("a", "b")), ([], ()), (["a b"], ())])
def test_which_scopes_it_grants(imported, replies, scopes, found):
    whole = replies("okta")
    whole["rules"][1]["conditions"]["scopes"] = {"include": scopes}

    assert imported("okta", whole).environment.authorization_servers[0].policies[0].rules[1].scopes == found
