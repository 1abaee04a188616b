"""What no environment file can hold is left out and named; the rest loads."""

from __future__ import annotations

import pytest

from engine.environment.importing.reading import Imported
from engine.environment.importing.sound import sound
from engine.environment.importing.writing import write_tables
from engine.environment.loader import load_environment

ISSUER = {"name": "sso", "issuer": "https://login.test"}
SERVICE = {"name": "Orders", "base_urls": ["https://a.test"], "issuer": "sso"}


@pytest.mark.parametrize(
    ("tables", "left", "said"),
    [
        ({"clients": [{"id": "a", "redirect_uris": ["x", "https://a.test"]}]}, {"clients": [{"id": "a", "redirect_uris": ["https://a.test"]}]}, ["clients[0].redirect_uris[0]: saw `x`, which is no absolute URL; left out"]),
        ({"users": [{"id": "a"}, {"id": "a"}, {"id": "b"}]}, {"users": [{"id": "a"}, {"id": "b"}]}, ["users[1].id: `a` is the id of users[0] already; left out"]),
        ({"users": [{"name": "a"}]}, {"users": []}, ["users[0].id: missing; left out"]),
        ({"issuers": [{**ISSUER, "jwks": "ftp://x"}]}, {"issuers": [ISSUER]}, ["issuers[0].jwks: saw a URL that starts with `ftp:`; left out"]),
        ({"clients": [{"id": "a", "name": None, "scopes": []}]}, {"clients": [{"id": "a", "scopes": []}]}, []),
    ],
)  # fmt: skip
def test_what_is_left(tables, left, said):
    made = sound(Imported({"name": "n", **tables}), {})

    assert made.tables == {"name": "n", **left}
    assert [str(one) for one in made.unsaid] == said
    load_environment(write_tables(made.tables), file="sound")


def test_what_refers_to_what_was_left_out_goes_too():
    server = {"name": "tokens", "issuer": "sso"}
    made = sound(Imported({"name": "n", "issuers": [{**ISSUER, "issuer": " "}], "authorization_servers": [server]}), {})

    assert made.tables == {"name": "n", "issuers": [], "authorization_servers": []}
    assert len(made.unsaid) >= 2


def test_half_a_policy_would_decide_something_else():
    """A bad condition takes its policy with it, that the one above it, and what the service says of that."""
    policies = [
        {"name": "top", "combine": "deny-overrides", "children": ["leaf"]},
        {"name": "leaf", "combine": "deny-overrides", "rules": [
            {"name": "r", "effect": "permit", "when": {"attribute": "nosuch", "equals": "x"}, "statements": ["s"]},
        ]},
        {"name": "other", "combine": "deny-overrides"},
    ]  # fmt: skip
    tables = {"name": "n", "issuers": [ISSUER], "policies": policies, "api_services": [{**SERVICE, "policy": "top"}]}
    statement = {"name": "s", "code": "set-headers", "payload": {"X-A": "1"}}
    made = sound(Imported({**tables, "statements": [statement]}), {})

    assert [row["name"] for row in made.tables["policies"]] == ["other"]
    assert made.tables["api_services"] == [SERVICE]
    assert made.tables["statements"] == [statement]


def test_what_the_file_has_need_not_be_imported():
    existing = {"name": "file", "issuers": [ISSUER], "api_services": [SERVICE]}
    made = sound(
        Imported({"name": "n", "api_services": [{"name": "Orders", "base_urls": ["https://b.test"]}]}), existing
    )

    assert made.unsaid == ()
    assert made.tables["api_services"] == [{"name": "Orders", "base_urls": ["https://b.test"]}]


def test_a_user_of_the_file_stays_one():
    made = sound(
        Imported({"name": "n", "users": [{"id": "a", "groups": ["x"]}]}), {"name": "f", "users": [{"id": "a"}]}
    )

    assert made == Imported({"name": "n", "users": [{"id": "a", "groups": ["x"]}]})
