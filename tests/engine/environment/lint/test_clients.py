"""Clients that get no token, and clients whose token opens nothing."""

from __future__ import annotations

import pytest

from engine.environment.lint.clients import wanted_scopes
from tests.support.lint import environment, found, marked, severities

FINDINGS = {
    "clients.no_token",
    "clients.scope_missing",
}
CASES = [
    (
        "no policy for it; no grant; nobody assigned; no scope",
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
clients = ["good", "grant", "nobody", "scope", "old", "alone"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
scopes = ["a"]
[[authorization_servers.policies.rules]]
name = "machines"
priority = 2
grant_types = ["client_credentials"]
scopes = ["b"]
[[clients]]
id = "good"
users = ["ada"]
scopes = ["a"]
[[clients]]
id = "stranger"  # finds: clients.no_token
[[clients]]
id = "grant"
grant_types = ["password"]  # finds: clients.no_token
[[clients]]  # finds: clients.no_token
id = "nobody"
grant_types = ["authorization_code"]
[[clients]]
id = "scope"
grant_types = ["authorization_code"]
users = ["ada"]
scopes = ["c"]  # finds: clients.no_token
[[clients]]
id = "old"
status = "inactive"
grant_types = ["password"]
[[clients]]
id = "alone"
grant_types = ["client_credentials"]
""",
    ),
    (
        "a server without policies may give tokens by other means",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[clients]]
id = "x"
grant_types = ["password"]
""",
    ),
    (
        "users whom no rule means, where all are listed",
        """
users_complete = true
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[users]]
id = "ada"
groups = ["staff"]
[[users]]
id = "bob"
groups = ["staff", "admins"]
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
groups = ["admins"]
[[clients]]
id = "a"
grant_types = ["authorization_code"]
users = ["ada"]  # finds: clients.no_token
[[clients]]
id = "b"
grant_types = ["authorization_code"]
groups = ["staff"]
""",
    ),
    (
        "a client that a policy names for a service without a scope of it",
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
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
scopes = ["a", "a:write"]
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["poor", "rich"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
[[clients]]
id = "poor"
users = ["ada"]
scopes = ["openid"]  # finds: clients.scope_missing
[[clients]]
id = "rich"
users = ["ada"]
scopes = ["a"]
""",
    ),
    (
        "SAML clients and those without known scopes are passed over",
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
[[clients]]
id = "s"
protocol = "saml"
scopes = ["x"]
[[clients]]
id = "u"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


def test_a_client_that_nobody_names_for_a_service_is_worth_a_note():
    text = """
name = "x"
issuers = [{ name = "sso", issuer = "https://l.test" }]
resources = [{ name = "R", audience = "r", scopes = ["a"] }]
api_services = [{ name = "A", base_urls = ["https://a.test"], issuer = "sso", resource = "R" }]
clients = [{ id = "web", scopes = ["openid"] }, { id = "good", scopes = ["a"] }]
"""

    assert severities(text, "clients.scope_missing") == ["note"]


def test_the_scopes_of_a_service_are_those_of_its_resource_and_of_its_operations():
    world = environment("""
name = "x"
issuers = [{ name = "sso", issuer = "https://l.test" }]
resources = [{ name = "R", audience = "r", scopes = ["a"] }]
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
resource = "R"
operations = [
  { name = "1", paths = ["/"], scopes = { any = ["b", "c"] } }, { name = "2", paths = ["/2"], scopes = { all = ["d"] } },
]
""")

    assert wanted_scopes(world, world.api_services[0]) == {"a", "b", "c", "d"}
