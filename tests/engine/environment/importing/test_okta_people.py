"""Okta's apps and users as clients and users."""

from __future__ import annotations

import pytest


def test_an_app_is_a_client(imported, replies):
    client = imported("okta", replies("okta")).environment.client_by_id["0oa1"]

    assert (client.name, client.status, client.protocol) == ("Web", "active", "oidc")
    assert (client.authentication, client.grant_types, client.require_pkce) == (
        "client_secret_basic",
        ("authorization_code",),
        True,
    )
    assert client.redirect_uris == ("https://a.test/cb",)
    assert client.groups == ("staff",)


def test_an_app_that_speaks_saml_is_named_as_one(imported, replies):
    assert imported("okta", replies("okta")).environment.client_by_id["0oa2"].protocol == "saml"


def test_an_app_to_which_nobody_is_known_to_be_assigned(imported, replies):
    whole = replies("okta")
    whole.pop("appGroups")

    assert any("who is assigned was not given" in line for line in imported("okta", whole).unsaid)
    assert "# who is assigned was not given (/apps/ID/users, /apps/ID/groups): add" in imported("okta", whole).text


def test_keys_of_an_app_are_public(imported, replies):
    whole = replies("okta")
    whole["apps"][0]["settings"]["oauthClient"]["jwks"] = {
        "keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "d": "DDDD"}]
    }
    made = imported("okta", whole)

    assert made.environment.client_by_id["0oa1"].jwks == {"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}]}
    assert "DDDD" not in made.text


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("ACTIVE", "active"),
        ("SUSPENDED", "inactive"),
        ("LOCKED_OUT", "inactive"),
        ("STAGED", "inactive"),
        ("DEPROVISIONED", "deleted"),
    ],
)
def test_a_user(imported, replies, state, status):
    whole = replies("okta")
    whole["users"][0]["status"] = state
    user = imported("okta", whole).environment.users[0]

    assert (user.id, user.name, user.status, user.groups) == ("kim@a.test", "Kim Lee", status, ("staff",))
    assert user.attributes == {"department": "sales", "password": "•••"}


@pytest.mark.parametrize("groups", [["g1"], [{"id": "g1"}]])
def test_groups_that_stand_at_the_user(imported, replies, groups):
    whole = replies("okta")
    whole["groups"][0].pop("users")
    whole["users"][1]["groups"] = groups

    made = imported("okta", whole)

    assert [(user.id, user.groups) for user in made.environment.users] == [("x@a.test", ("staff",))]


def test_a_user_whose_groups_were_not_given_is_not_listed_as_one_without(imported, replies):
    whole = replies("okta")
    whole["groups"][0].pop("users")
    made = imported("okta", whole)

    assert made.environment.users == ()
    assert (
        "# the groups of this user were not given (/users/ID/groups): complete `groups`, then take the # away\n"
        '#[[users]]\n#id = "kim@a.test"\n'
    ) in made.text
    assert [line for line in made.unsaid if line.startswith("$.users[0]: the groups of this user were not given")]


def test_every_user_is_in_the_group_of_everyone(imported, replies):
    whole = replies("okta")
    whole["groups"].append({"id": "g9", "type": "BUILT_IN", "profile": {"name": "Everyone"}})

    assert [user.groups for user in imported("okta", whole).environment.users] == [("staff", "Everyone"), ("Everyone",)]
