"""Scopes that nobody has, nobody grants, or two have."""

from __future__ import annotations

import pytest

from tests.support.lint import found, marked

FINDINGS = {
    "scopes.unknown",
    "scopes.twice",
    "operations.scope_not_granted",
}
CASES = [
    (
        "a scope of the resource, of OpenID, and of neither",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[resources]]
name = "R"
audience = "https://a.test"
scopes = ["a", "a:write"]
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
resource = "R"
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes = { all = ["a", "openid", "A"] }  # finds: scopes.unknown
""",
    ),
    (
        "of a service without resource and servers nothing is known",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
audience = "https://a.test"
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes.all = ["a"]
""",
    ),
    (
        "a server that does not list its scopes may have any",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
audience = "https://a.test"
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes.all = ["a"]
""",
    ),
    (
        "a scope that no rule grants; a rule without scopes grants any",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
scopes = ["a", "b"]
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
scopes = ["a"]
[[authorization_servers]]
name = "U"
issuer = "sso"
audience = "https://u.test"
scopes = ["u"]
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
audience = "https://a.test"
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes.all = ["a", "b"]  # finds: operations.scope_not_granted
[[api_services]]
name = "U"
base_urls = ["https://u.test"]
issuer = "sso"
audience = "https://u.test"
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes.all = ["u"]
""",
    ),
    (
        "a rule that is not active grants nothing",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
scopes = ["a"]
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
status = "inactive"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
audience = "https://a.test"
[[api_services.operations]]
name = "o"
paths = ["/"]
scopes.any = ["a"]  # finds: operations.scope_not_granted
""",
    ),
    (
        "scopes of clients, of rules and by default",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
scopes = ["a"]
default_scopes = ["a", "b"]  # finds: scopes.unknown
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
scopes = ["email", "c"]  # finds: scopes.unknown
[[clients]]
id = "web"
scopes = ["a", "profile", "p1:read:user", "d"]  # finds: scopes.unknown
""",
    ),
    (
        "a scope twice in one server, and in two resources of one issuer",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
scopes = ["a", "b", "a"]  # finds: scopes.twice
[[resources]]
name = "one"
issuer = "sso"
audience = "1"
scopes = ["read"]
[[resources]]
name = "two"
issuer = "sso"
audience = "2"
scopes = ["read"]  # finds: scopes.twice
[[resources]]
name = "of someone else"
audience = "3"
scopes = ["read"]
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)
