"""Groups that no user has."""

from __future__ import annotations

import pytest

from engine.environment.lint.people import members_of
from tests.support.lint import environment, found, marked, severities

FINDINGS = {
    "groups.no_user",
}
CASES = [
    (
        "of operations, access rules and clients",
        """
users_complete = true
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[users]]
id = "ada"
groups = ["staff"]
[[users]]
id = "bob"
groups = ["staff", "admins"]
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "o"
paths = ["/"]
groups = ["staff", "stuff"]  # finds: groups.no_user
[[api_services]]
name = "B"
base_urls = ["https://b.test"]
issuer = "partner"
[[api_services.operations]]
name = "o"
paths = ["/"]
groups = ["theirs"]
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
groups = ["nobodies"]  # finds: groups.no_user
exclude_groups = ["gone"]  # finds: groups.no_user
[[clients]]
id = "web"
groups = ["admins", "none"]  # finds: groups.no_user
""",
    ),
    (
        "without users nothing is known",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
[[api_services.operations]]
name = "o"
paths = ["/"]
groups = ["staff"]
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


@pytest.mark.parametrize(("complete", "severity"), [("true", "warning"), ("false", "note")])
def test_where_not_all_users_are_listed_it_is_a_note(complete, severity):
    text = f"""
name = "x"
users_complete = {complete}
users = [{{ id = "ada", groups = ["staff"] }}]
clients = [{{ id = "web", groups = ["stuff"] }}]
"""

    assert severities(text, "groups.no_user") == [severity]


def test_members_are_the_users_of_any_of_the_groups():
    world = environment(
        'name = "x"\nusers = [{ id = "a", groups = ["x"] }, { id = "b", groups = ["y", "z"] }, { id = "c" }]'
    )

    assert members_of(world, ["x", "z", "none"]) == {"a", "b"}
