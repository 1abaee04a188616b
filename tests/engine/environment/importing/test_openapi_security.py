"""Security schemes lead to issuers; requirements become rules, and what one rule cannot say is named."""

from __future__ import annotations

from typing import Any

import pytest

from engine.environment.importing.openapi_security import Security
from engine.environment.importing.reading import Node, Notes

SCHEMES = {
    "oauth": {"type": "oauth2", "flows": {"authorizationCode": {
        "authorizationUrl": "https://login.test/authorize", "tokenUrl": "https://login.test/token",
        "refreshUrl": "https://login.test/token", "scopes": {"r": ""},
    }}},
    "bearer": {"type": "http", "scheme": "Bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}  # fmt: skip
OIDC = {"oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://login.test/.well-known/openid-configuration"}}


def security(schemes: dict[str, Any], existing: dict[str, Any] | None = None) -> tuple[Security, Notes]:
    notes = Notes()
    root = Node({"components": {"securitySchemes": schemes}}, "$", notes)
    return Security(root, existing or {}), notes


@pytest.mark.parametrize(
    ("wanted", "rules", "named"),
    [
        ([], {"token": "none"}, ""),
        ([{}], {"token": "none"}, ""),
        ([{"key": []}], {"token": "none"}, "credentials that are no token"),
        ([{"basic": []}], {"token": "none"}, "credentials that are no token"),
        ([{"gone": []}], {"token": "none"}, "no security scheme of this name"),
        ([{"bearer": []}], {}, ""),
        ([{}, {"bearer": []}], {"token": "optional"}, ""),
        ([{"key": []}, {"oauth": ["r"]}], {"token": "optional"}, "credentials that are no token"),
        ([{"oauth": ["r"]}], {"scopes": {"all": ["r"]}}, ""),
        ([{"oauth": ["r", "w"], "key": []}], {"scopes": {"all": ["r", "w"]}}, "credentials that are no token"),
        ([{"oauth": ["r"]}, {"oauth": ["w"]}], {"scopes": {"any": ["r", "w"]}}, ""),
        ([{"oauth": ["r"]}, {"oauth": ["r", "w"]}], {"scopes": {"all": ["r"]}}, ""),
        ([{"oauth": ["r"]}, {"bearer": []}], {}, ""),
        ([{"oauth": ["a", "b"]}, {"oauth": ["a", "c"]}], {"scopes": {"all": ["a"]}}, "wants a and b or a and c"),
        ([{"oauth": ["a", "b"]}, {"oauth": ["c"]}], {}, "which one rule cannot say"),
        ([{"oauth": ["a b"]}], {}, "a scope that no token can carry"),
    ],
)
def test_requirements_become_rules(wanted, rules, named):
    read, notes = security(SCHEMES)
    operation = Node({"security": wanted}, "$.op", notes)

    assert read.rules(operation, operation) == rules
    assert named in "\n".join(map(str, notes.unsaid))
    assert bool(notes.unsaid) is bool(named)


def test_no_requirement_is_open_and_said():
    read, notes = security({})
    nothing = Node({}, "$.op", notes)

    assert read.rules(nothing, nothing) == {"token": "none"}
    assert "such operations are open" in str(notes.unsaid[0])


@pytest.mark.parametrize(
    ("schemes", "existing", "name", "issuers"),
    [
        (OIDC, {}, "login.test", [{"name": "login.test", "issuer": "https://login.test"}]),
        (SCHEMES, {}, "login", [{"name": "login", "issuer": "https://login.test"}]),
        ({}, {}, "login", [{"name": "login", "issuer": "https://login.example.com"}]),
        (OIDC, {"issuers": [{"name": "sso", "issuer": "https://login.test"}]}, "sso", None),
        (SCHEMES, {"issuers": [{"name": "a", "issuer": "https://a.test"}, {"name": "b", "issuer": "https://login.test"}]}, "b", None),
        ({}, {"issuers": [{"name": "only", "issuer": "https://a.test"}]}, "only", None),
        ({}, {"issuers": [{"name": "a"}, {"name": "b"}], "api_services": [{"name": "Orders", "issuers": ["b"]}]}, None, None),
        ({"oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://login.test/other"}}, {}, "login", [{"name": "login", "issuer": "https://login.example.com"}]),
    ],
)  # fmt: skip
def test_which_issuer(schemes, existing, name, issuers):
    read, _ = security(schemes, existing)

    assert read.issuer_name("Orders") == name
    assert read.tables().get("issuers") == issuers


def test_flows_become_an_authorization_server():
    read, _ = security(SCHEMES)
    read.issuer_name("Orders")

    assert read.tables()["authorization_servers"] == [{
        "name": "oauth", "grant_types": ["authorization_code", "refresh_token"], "scopes": ["r"], "issuer": "login",
        "authorization_endpoint": "https://login.test/authorize", "token_endpoint": "https://login.test/token",
    }]  # fmt: skip


def test_a_flow_that_is_not_known_and_a_url_that_is_none_are_named():
    _, notes = security({"oauth": {"type": "oauth2", "flows": {"odd": {}, "password": {"tokenUrl": "/token"}}}})

    assert [str(one) for one in notes.unsaid] == [
        "$.components.securitySchemes.oauth.flows.odd: a flow that is not known; left out",
        "$.components.securitySchemes.oauth.flows.password.tokenUrl: no absolute http or https URL; left out",
    ]


@pytest.mark.parametrize(
    ("url", "issuer", "comments"),
    [
        ("https://acme.okta.com/oauth2/a1/v1/token", "https://acme.okta.com/oauth2/a1", []),
        ("https://login.test/token", "https://login.test", ["issuer"]),
    ],
)
def test_an_issuer_follows_from_the_token_url_or_is_said_to_be_guessed(url, issuer, comments):
    schemes = {"oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": url, "scopes": {}}}}}
    read, _ = security(schemes)

    assert read.issuer_name("API") == "login"
    assert [row["issuer"] for row in read.tables()["issuers"]] == [issuer]
    assert [one.key for one in read.comments] == comments


def test_of_two_issuers_on_one_host_the_token_url_tells_which():
    schemes = {
        "oauth": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {"tokenUrl": "https://acme.okta.com/oauth2/a1/v1/token", "scopes": {"r": ""}}
            },
        }
    }
    issuers = [{"name": name, "issuer": f"https://acme.okta.com/oauth2/{name}"} for name in ("a1", "a2")]
    read, _ = security(schemes, {"issuers": issuers})

    assert read.issuer_name("API") == "a1"
