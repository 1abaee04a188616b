"""PingOne's operations: patterns and built-in rules."""

from __future__ import annotations

import pytest


def of(replies, **members):
    whole = replies("pingone")
    whole[1]["_embedded"]["operations"][0] |= members
    return whole


def test_rules_by_the_names_of_groups_and_scopes(imported, replies):
    operation = imported("pingone", replies("pingone")).environment.api_services[0].operations[0]

    assert (operation.id, operation.methods, operation.paths) == ("op1", ("GET",), ("/{id}",))
    assert (operation.groups, operation.scopes.any, operation.scopes.all) == (("staff",), ("orders:read",), None)


@pytest.mark.parametrize(("match", "found"), [("ALL", "all"), ("ANY", "any"), (None, "all")])
def test_how_scopes_count(imported, replies, match, found):
    whole = of(replies, accessControl={"scope": {"matchType": match, "scopes": [{"id": "sc1"}, {"id": "gone"}]}})
    made = imported("pingone", whole)

    assert getattr(made.environment.api_services[0].operations[0].scopes, found) == ("orders:read", "gone")
    assert any("this scope is not among what was given" in line for line in made.unsaid)


@pytest.mark.parametrize(
    ("pattern", "kind", "found"),
    [
        ("/a/*/b", "PARAMETER", ("/a/*/b",)),
        ("/a", "EXACT", ("/a",)),
        ("/a/{x}", "EXACT", None),
        (r"/a/\{x\}", "PARAMETER", None),
        ("a", "PARAMETER", None),
        (7, "PARAMETER", None),
    ],
)
def test_a_pattern(imported, replies, pattern, kind, found):
    """An operation that no request can be matched to would open what it should close."""
    made = imported("pingone", of(replies, paths=[{"pattern": pattern, "type": kind}]))
    operations = made.environment.api_services[0].operations

    assert tuple(one.paths for one in operations) == ((found,) if found else ())
    assert any("an operation without a path" in line for line in made.unsaid) is (found is None)
