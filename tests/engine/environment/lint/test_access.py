"""Lifetimes, priorities, and servers without a rule."""

from __future__ import annotations

import pytest

from engine.environment.lint.access import access_rules
from tests.support.lint import environment, found, marked

FINDINGS = {
    "access_rules.access_token_lifetime",
    "access_rules.refresh_token_lifetime",
    "access_rules.refresh_token_idle",
    "access_policies.priority_twice",
    "authorization_servers.no_rule",
}
CASES = [
    (
        "from five minutes to a day",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r0"
priority = 0
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 300
[[authorization_servers.policies.rules]]
name = "r1"
priority = 1
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 86400
[[authorization_servers.policies.rules]]
name = "r2"
priority = 2
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 299  # finds: access_rules.access_token_lifetime
[[authorization_servers.policies.rules]]
name = "r3"
priority = 3
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 86401  # finds: access_rules.access_token_lifetime
[[authorization_servers.policies.rules]]
name = "r4"
priority = 4
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 0  # finds: access_rules.access_token_lifetime
""",
    ),
    (
        "a refresh token is not outlived by the access token",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r0"
priority = 0
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 3600
refresh_token_lifetime_seconds = 3600
[[authorization_servers.policies.rules]]
name = "r1"
priority = 1
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 3600
refresh_token_lifetime_seconds = 0
[[authorization_servers.policies.rules]]
name = "r2"
priority = 2
grant_types = ["authorization_code"]
access_token_lifetime_seconds = 3600
refresh_token_lifetime_seconds = 3599  # finds: access_rules.refresh_token_lifetime
""",
    ),
    (
        "ten minutes unused",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r0"
priority = 0
grant_types = ["authorization_code"]
refresh_token_idle_seconds = 600
[[authorization_servers.policies.rules]]
name = "r1"
priority = 1
grant_types = ["authorization_code"]
refresh_token_idle_seconds = 599  # finds: access_rules.refresh_token_idle
""",
    ),
    (
        "one priority for two; in different policies and servers it is none of their business",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
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
[[authorization_servers.policies.rules]]
name = "s"
priority = 1  # finds: access_policies.priority_twice
grant_types = ["authorization_code"]
[[authorization_servers.policies]]
name = "q"
priority = 1  # finds: access_policies.priority_twice
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
[[authorization_servers]]
name = "U"
issuer = "sso"
audience = "https://u.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
""",
    ),
    (
        "no policies, none active, no rules",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]  # finds: authorization_servers.no_rule
name = "1"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers]]
name = "2"
issuer = "sso"
audience = "https://b.test"
[[authorization_servers.policies]]  # finds: authorization_servers.no_rule
name = "p"
priority = 1
clients = ["*"]
status = "inactive"
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
[[authorization_servers]]
name = "3"
issuer = "sso"
audience = "https://c.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


def test_every_rule_comes_with_its_path():
    world = environment(f'name = "x"{CASES[0][1]}')
    paths = [path for path, _ in access_rules(world)]

    assert paths == [("authorization_servers", 0, "policies", 0, "rules", place) for place in range(5)]
