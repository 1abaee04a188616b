"""Access rules that are never asked, or are for nobody."""

from __future__ import annotations

import pytest

from engine.environment.lint.reach import asked_rules
from tests.support.lint import environment, found, marked, severities

FINDINGS = {
    "access_rules.shadowed",
    "access_rules.nobody",
    "access_policies.client_unknown",
}
CASES = [
    (
        "a rule for everyone and any scope takes all",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2  # finds: access_rules.shadowed
grant_types = ["authorization_code"]
users = ["ada"]
scopes = ["a"]
""",
    ),
    (
        "one of other grants takes some",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code", "password"]
""",
    ),
    (
        "one of fewer scopes takes some",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
scopes = ["a"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code"]
scopes = ["a", "b"]
""",
    ),
    (
        "one of more scopes takes all",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
scopes = ["a", "b"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2  # finds: access_rules.shadowed
grant_types = ["authorization_code"]
scopes = ["b"]
""",
    ),
    (
        "one that leaves someone out takes some",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
exclude_users = ["ada"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code"]
""",
    ),
    (
        "one that leaves out who is left out by the later, too, takes all",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
exclude_groups = ["x"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2  # finds: access_rules.shadowed
grant_types = ["authorization_code"]
exclude_groups = ["x"]
""",
    ),
    (
        "users that are all in its groups",
        """
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
groups = ["staff"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2  # finds: access_rules.shadowed
grant_types = ["authorization_code"]
users = ["ada", "bob"]
""",
    ),
    (
        "users of whom one is not in its groups",
        """
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
groups = ["admins"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code"]
users = ["ada", "bob"]
""",
    ),
    (
        "groups it does not name",
        """
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
groups = ["staff"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code"]
groups = ["admins"]
""",
    ),
    (
        "for a client alone users do not matter",
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
name = "a"
priority = 1
grant_types = ["client_credentials"]
users = ["ada"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2  # finds: access_rules.shadowed
grant_types = ["client_credentials"]
""",
    ),
    (
        "an earlier policy for all clients; priority decides, not the file",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "late"
priority = 2
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1  # finds: access_rules.shadowed
grant_types = ["authorization_code"]
[[authorization_servers.policies]]
name = "early"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
""",
    ),
    (
        "an earlier policy for other clients",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "one"
priority = 1
clients = ["a"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
[[authorization_servers.policies]]
name = "two"
priority = 2
clients = ["b"]
[[authorization_servers.policies.rules]]
name = "r"
priority = 1
grant_types = ["authorization_code"]
""",
    ),
    (
        "a rule that is not active shadows nothing",
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
status = "inactive"
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code"]
""",
    ),
    (
        "clients that are not there, or may use no grant of the rule",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[authorization_servers]]
name = "T"
issuer = "sso"
grant_types = ["authorization_code", "client_credentials"]
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["web", "nowhere"]  # finds: access_policies.client_unknown
[[authorization_servers.policies.rules]]
name = "a"
priority = 1
grant_types = ["authorization_code"]
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["client_credentials"]  # finds: access_rules.nobody
[[authorization_servers.policies.rules]]
name = "c"
priority = 3
grant_types = ["password"]  # finds: access_rules.nobody
[[authorization_servers.policies]]
name = "q"
priority = 2
clients = ["old"]  # finds: access_rules.nobody
[[authorization_servers.policies.rules]]
name = "d"
priority = 1
grant_types = ["authorization_code"]
[[clients]]
id = "web"
grant_types = ["authorization_code"]
[[clients]]
id = "old"
status = "inactive"
""",
    ),
    (
        "users who left, where all are listed",
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
[[users]]
id = "eve"
status = "inactive"
[[authorization_servers]]
name = "T"
issuer = "sso"
audience = "https://a.test"
[[authorization_servers.policies]]
name = "p"
priority = 1
clients = ["*"]
[[authorization_servers.policies.rules]]
name = "a"
priority = 1
grant_types = ["authorization_code"]
users = ["eve"]  # finds: access_rules.nobody
[[authorization_servers.policies.rules]]
name = "b"
priority = 2
grant_types = ["authorization_code"]
users = ["ada", "eve"]
[[authorization_servers.policies.rules]]
name = "c"
priority = 3
grant_types = ["authorization_code"]
groups = ["staff"]  # finds: access_rules.nobody
exclude_groups = ["staff"]
[[authorization_servers.policies.rules]]
name = "d"
priority = 4
grant_types = ["client_credentials"]
users = ["eve"]
""",
    ),
    (
        "users who are not listed, where not all are",
        """
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
name = "a"
priority = 1
grant_types = ["authorization_code"]
users = ["eve"]  # finds: access_rules.nobody
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


@pytest.mark.parametrize(("complete", "severity"), [("true", "warning"), ("false", "note")])
def test_where_not_all_users_are_listed_a_rule_for_nobody_is_a_note(complete, severity):
    text = f"""
name = "x"
users_complete = {complete}
issuers = [{{ name = "sso", issuer = "https://l.test" }}]
users = [{{ id = "ada" }}]
[[authorization_servers]]
name = "T"
issuer = "sso"
policies = [{{ name = "p", priority = 1, clients = ["*"], rules = [
  {{ name = "r", priority = 1, grant_types = ["authorization_code"], users = ["eve"] }},
] }}]
"""

    assert severities(text, "access_rules.nobody") == [severity]


def test_rules_are_asked_by_priority_and_not_by_their_place():
    text = """
name = "x"
issuers = [{ name = "sso", issuer = "https://l.test" }]
[[authorization_servers]]
name = "T"
issuer = "sso"
policies = [
  { name = "b", priority = 2, clients = ["*"], rules = [{ name = "b1", priority = 1, grant_types = ["x:y"] }] },
  { name = "off", priority = 0, status = "inactive", clients = ["*"], rules = [{ name = "o", priority = 1, grant_types = ["x:y"] }] },
  { name = "a", priority = 1, clients = ["*"], rules = [
    { name = "a9", priority = 9, grant_types = ["x:y"] }, { name = "a1", priority = 1, grant_types = ["x:y"] },
  ] },
]
"""
    world = environment(text)

    assert [one.rule.name for one in asked_rules(world.authorization_servers[0], 0)] == ["a1", "a9", "b1"]
