"""PingOne's applications and users as clients and users."""

from __future__ import annotations

import pytest


def test_an_application_is_a_client(imported, replies):
    client = imported("pingone", replies("pingone")).environment.clients[0]

    assert (client.id, client.name, client.authentication) == ("app1", "Web", "client_secret_basic")
    assert (client.grant_types, client.redirect_uris, client.require_pkce) == (
        ("authorization_code",),
        ("https://a.test/cb",),
        True,
    )


@pytest.mark.parametrize(
    ("members", "status", "protocol"),
    [
        ({"enabled": False}, "inactive", "oidc"),
        ({"protocol": "SAML"}, "active", "saml"),
        ({"protocol": "WORKER_X"}, None, None),
    ],
)
def test_other_applications(imported, replies, members, status, protocol):
    whole = replies("pingone")
    whole[4]["_embedded"]["applications"][0] |= members
    clients = imported("pingone", whole).environment.clients

    assert [(one.status, one.protocol) for one in clients] == ([(status, protocol)] if status else [])


@pytest.mark.parametrize(
    ("control", "users", "groups"),
    [
        ({}, True, ()),
        ({"role": {"type": "ADMIN_USERS_ONLY"}}, True, ()),
        ({"group": {"type": "ANY_GROUP", "groups": [{"id": "g9"}]}}, False, ("g9",)),
    ],
)
def test_who_may_sign_on_through_an_application(imported, replies, control, users, groups):
    whole = replies("pingone")
    whole[4]["_embedded"]["applications"][0]["accessControl"] = control
    made = imported("pingone", whole)
    client = made.environment.clients[0]

    assert client.groups == groups
    assert client.users == (tuple(one.id for one in made.environment.users) if users else ())
    assert any("every user may sign on" in line for line in made.unsaid) is users


def test_scopes_that_an_application_is_granted(imported, replies):
    grant = {
        "id": "1",
        "resource": {"id": "res1"},
        "scopes": [{"id": "sc1"}],
        "_links": {"self": {"href": "https://x/applications/app1/grants/1"}},
    }

    assert imported("pingone", [*replies("pingone"), {"_embedded": {"grants": [grant]}}]).environment.clients[
        0
    ].scopes == ("orders:read",)


def test_a_user(imported, replies):
    user = imported("pingone", replies("pingone")).environment.users[0]

    assert (user.id, user.name, user.status, user.groups) == ("u1", "Kim", "active", ("staff",))
    assert user.attributes == {"username": "kim", "email": "k@a.test"}
