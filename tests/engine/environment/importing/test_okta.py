"""What Okta's API returns becomes authorization servers with policies, clients and users."""

from __future__ import annotations

import pytest

from engine.environment.importing.okta import COLLECTIONS


def test_an_organisation(imported, replies):
    made = imported("okta", replies("okta"))
    server = made.environment.authorization_servers[0]

    assert (server.name, server.id, server.audience) == ("Orders AS", "aus1", "api://orders")
    assert server.token_endpoint == "https://acme.okta.com/oauth2/aus1/v1/token"
    assert (server.scopes, server.default_scopes) == (("orders.read", "openid"), ("orders.read",))
    issuer = made.environment.issuer_by_name[server.issuer]
    assert (issuer.issuer, issuer.jwks) == (
        "https://acme.okta.com/oauth2/aus1",
        "https://acme.okta.com/oauth2/aus1/v1/keys",
    )
    assert issuer.groups_claim == "grps"
    assert [policy.name for policy in server.policies] == ["All"]
    assert [rule.name for rule in server.policies[0].rules] == ["staff", "rest"]
    assert [client.id for client in made.environment.clients] == ["0oa1", "0oa2"]
    assert [user.id for user in made.environment.users] == ["kim@a.test", "x@a.test"]


def test_what_is_not_understood_is_named_by_its_path(imported, replies):
    assert imported("okta", replies("okta")).unsaid == [
        "$.rules[0].actions.token.inlineHook: a hook may change the token or refuse it; what it does is not known here",
        "$.apps[0].settings.oauthClient.redirect_uris: a redirect URI that is not absolute or has a fragment; left out",
        "$.apps[2]: no OAuth or SAML app; left out",
        "$.authorizationServers[0].weird: not understood, left out",
        "$.rules[0].conditions.network: not understood, left out",
        "$.apps[0].settings.oauthClient.strange: not understood, left out",
    ]


def test_no_secret_is_written(imported, replies):
    made = imported("okta", replies("okta"))

    assert [
        word for word in ("TOPSECRETVALUE", "hunter2secret", "HUNTERSECRET") if word in made.text + str(made.unsaid)
    ] == []
    assert made.environment.client_by_id["0oa1"].secret_check == "c3c0"


def test_each_collection_as_a_reply_of_its_own(imported, replies):
    """As the API returns them: a list for each collection, without the name of it."""
    whole = replies("okta")
    alone = imported("okta", *(whole[key] for key in COLLECTIONS if key in whole))

    assert alone.environment == imported("okta", whole).environment


def test_a_dump_that_keeps_things_inside_their_owner(imported, replies):
    whole = replies("okta")
    policies, rules, scopes = whole.pop("policies"), whole.pop("rules"), whole.pop("scopes")
    policies[0]["rules"] = rules
    whole["authorizationServers"][0] |= {"policies": policies, "scopes": scopes}

    assert imported("okta", whole).environment == imported("okta", replies("okta")).environment


def test_of_two_servers_each_gets_its_own_by_the_links(imported, replies):
    whole = replies("okta")
    other = {
        **whole["authorizationServers"][0],
        "id": "aus2",
        "name": "Other AS",
        "issuer": "https://acme.okta.com/oauth2/aus2",
    }
    whole["authorizationServers"].append(other)
    whole["policies"][0]["_links"] = {
        "self": {"href": "https://acme.okta.com/api/v1/authorizationServers/aus2/policies/pol1"}
    }
    made = imported("okta", whole)

    assert [len(server.policies) for server in made.environment.authorization_servers] == [0, 1]
    assert "$.scopes[0]: its authorization server is not among what was given; left out; 1 more such" in made.unsaid


@pytest.mark.parametrize("broken", [1, [], "x", None, {"a": []}])
@pytest.mark.parametrize(
    "key", ["authorizationServers", "policies", "rules", "scopes", "claims", "apps", "users", "groups", "appGroups"]
)
def test_a_broken_part_costs_no_other(imported, replies, key, broken):
    whole = replies("okta")
    whole[key] = broken

    assert imported("okta", whole).environment.name == "okta"


@pytest.mark.parametrize("broken", [1, [1], "x", None, {"a": 1}])
def test_a_member_of_another_type_costs_no_other(imported, replies, broken):
    for collection, members in replies("okta").items():
        for key in members[0]:
            whole = replies("okta")
            whole[collection][0][key] = broken
            assert imported("okta", whole).environment.name == "okta", (collection, key)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            {"valueType": "EXPRESSION", "value": "user.department"},
            ".value: the claim `c` is worked out by an expression; left out",
        ),
        (
            {"valueType": "GROUPS", "group_filter_type": "STARTS_WITH", "value": "disp"},
            ".group_filter_type: the claim holds only groups by STARTS_WITH `disp`; taken is every group",
        ),
        ({"valueType": "GROUPS", "group_filter_type": "REGEX", "value": ".*"}, ""),
        (
            {"valueType": "GROUPS", "conditions": {"scopes": ["a", "b"]}},
            ".conditions.scopes: the claim is there only with the scopes `a`, `b`; left out",
        ),
        (
            {"valueType": "EXPRESSION", "claimType": "IDENTITY"},
            ": the claim `c` of ID tokens, which are sent to no API; left out",
        ),
        ({"valueType": "SYSTEM", "system": True, "description": None}, ""),
    ],
)
def test_what_the_file_cannot_say_of_a_claim(imported, replies, claim, said):
    whole = replies("okta")
    whole["claims"] = [{"id": "c1", "name": "c", "claimType": "RESOURCE", "status": "ACTIVE", **claim}]
    found = [line.removeprefix("$.claims[0]") for line in imported("okta", whole).unsaid if "claims" in line]

    assert found == ([said] if said else [])


def test_members_that_are_null_are_nothing_to_say(imported, replies):
    whole = replies("okta")
    whole["apps"][0]["unheard_of"] = None

    assert [line for line in imported("okta", whole).unsaid if "unheard_of" in line] == []
