"""What follows from who issues the tokens."""

from __future__ import annotations

import pytest

from engine.environment.lint.sources import has_custom_policies, is_managed, kinds_of
from tests.support.lint import environment, found, marked

FINDINGS = {
    "operations.rules_of_external",
    "api_services.resource_of_external",
    "api_services.custom_policies_needed",
    "api_services.policy_missing",
    "api_services.policy_not_judged",
    "gateways.no_kit",
}
CASES = [
    (
        "every built-in rule of an external issuer, at its key; none where PingOne issues",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "partner"
policy = "P"
[[api_services.operations]]
name = "o"
paths = ["/"]
delegated = true  # finds: operations.rules_of_external
scopes.any = ["a"]  # finds: operations.rules_of_external
[[api_services.operations]]
name = "free"
paths = ["/free"]
[[api_services]]
name = "B"
base_urls = ["https://b.test"]
issuer = "sso"
[[api_services.operations]]
name = "o"
paths = ["/"]
delegated = true
[[policies]]
name = "P"
combine = "deny-overrides"
""",
    ),
    (
        "policies switched off",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "partner"
custom_policies = false  # finds: api_services.custom_policies_needed
[[api_services]]
name = "B"
base_urls = ["https://b.test"]
issuer = "sso"
custom_policies = false  # finds: api_services.policy_not_judged
[[api_services.operations]]
name = "o"
paths = ["/"]
policy = "P"
[[api_services]]
name = "C"
base_urls = ["https://c.test"]
issuer = "sso"
custom_policies = false
[[policies]]
name = "P"
combine = "deny-overrides"
""",
    ),
    (
        "a service of an external issuer without any policy; one for an operation is one",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[api_services]]  # finds: api_services.policy_missing
name = "A"
base_urls = ["https://a.test"]
issuer = "partner"
[[api_services]]
name = "B"
base_urls = ["https://b.test"]
issuer = "partner"
[[api_services.operations]]
name = "o"
paths = ["/"]
policy = "P"
[[policies]]
name = "P"
combine = "deny-overrides"
""",
    ),
    (
        "a resource where someone else issues the tokens",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[issuers]]
name = "partner"
issuer = "https://partner.test"
kind = "external"
[[resources]]
name = "R"
audience = "r"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "partner"
policy = "P"
resource = "R"  # finds: api_services.resource_of_external
[[policies]]
name = "P"
combine = "deny-overrides"
""",
    ),
    (
        "kinds of gateways",
        """
[[gateways]]
name = "a"
kind = "envoy"  # finds: gateways.no_kit
[[gateways]]
name = "b"
kind = "aws"
[[gateways]]
name = "c"
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


SERVICE = """
name = "x"
issuers = [
  { name = "sso", issuer = "https://a.test" }, { name = "partner", issuer = "https://b.test", kind = "external" },
]
[[policies]]
name = "P"
combine = "deny-overrides"
[[api_services]]
name = "A"
base_urls = ["https://api.test"]
"""


@pytest.mark.parametrize(
    ("keys", "custom"),
    [
        ('issuer = "sso"', False),
        ('issuer = "partner"', True),
        ('issuer = "sso"\npolicy = "P"', True),
        ('issuer = "sso"\ncustom_policies = true', True),
        ('issuer = "partner"\ncustom_policies = false', False),
    ],
)
def test_whether_custom_policies_are_on(keys, custom):
    world = environment(SERVICE + keys)

    assert has_custom_policies(world, world.api_services[0]) is custom


def test_the_kinds_of_its_issuers():
    world = environment(SERVICE + 'issuers = ["sso", "partner"]')

    assert kinds_of(world, world.api_services[0]) == {"managed", "external"}
    assert not is_managed(world, world.api_services[0])
