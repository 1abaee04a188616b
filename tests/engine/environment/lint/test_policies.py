"""Policies that decide one way only, and parts of them that are never asked."""

from __future__ import annotations

from itertools import product

import pytest

from engine.environment.lint.policies import Trees
from engine.environment.loader import environment_from_tables
from engine.policy.combining import PINGONE, plain
from engine.policy.compiling import compiled_policy
from engine.policy.judging import FALSE, INDETERMINATE, TRUE, Judged
from tests.support.lint import found, marked, severities

FINDINGS = {
    "policies.never_permits",
    "policies.never_denies",
    "policies.never_applies",
    "policies.rule_shadowed",
}
CASES = [
    (
        "rules that only deny never permit",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "deny-overrides"  # finds: policies.never_permits

[[policies.rules]]
name = "d"
effect = "deny"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "an else decides the other way",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "first-applicable"

[[policies.rules]]
name = "d"
effect = "deny-if-else-permit"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "an unconditional deny overrides every permit",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "deny-overrides"  # finds: policies.never_permits

[[policies.rules]]
name = "p"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
[[policies.rules]]
name = "d"
effect = "deny"
""",
    ),
    (
        "a child decides",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "deny-overrides"
children = ["C"]
[[policies]]
name = "C"
combine = "deny-unless-permit"

[[policies.rules]]
name = "p"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "only permits: nothing applies at times",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "first-applicable"  # finds: policies.never_denies

[[policies.rules]]
name = "p"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "nothing that denies",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "permit-unless-deny"  # finds: policies.never_denies

[[policies.rules]]
name = "p"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "a policy for answers that only has statements is as it should be",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
response_policy = "P"
[[policies]]
name = "P"
combine = "permit-unless-deny"
statements = ["S"]
[[statements]]
name = "S"
code = "exclude-attributes"
payload = ["email"]
""",
    ),
    (
        "what stands behind a rule without condition is not asked",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "first-applicable"
children = ["C"]  # finds: policies.rule_shadowed
[[policies.rules]]
name = "a"
effect = "deny"
when = { attribute = "token.sub", equals = "ada" }
[[policies.rules]]
name = "b"
effect = "permit"
[[policies.rules]]
name = "c"  # finds: policies.rule_shadowed
effect = "deny"
[[policies]]
name = "C"
combine = "deny-unless-permit"

[[policies.rules]]
name = "x"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "a rule with the condition of an earlier one",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "first-applicable"

[[policies.rules]]
name = "a"
effect = "deny"
when = { attribute = "token.sub", equals = "ada" }
[[policies.rules]]
name = "b"  # finds: policies.rule_shadowed
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
[[policies.rules]]
name = "c"
effect = "permit"
when = { attribute = "token.sub", equals = "bob" }
""",
    ),
    (
        "a disabled rule shadows nothing",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "first-applicable"

[[policies.rules]]
name = "a"
effect = "permit"
enabled = false
[[policies.rules]]
name = "b"
effect = "deny"
when = { attribute = "token.sub", equals = "ada" }
[[policies.rules]]
name = "c"
effect = "permit"
""",
    ),
    (
        "conditions that cannot hold",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "deny-unless-permit"

[[policies.rules]]
name = "a"
effect = "permit"
when = { all = [{ attribute = "token.sub", equals = "ada" }, { attribute = "token.sub", equals = "bob" }] }  # finds: policies.never_applies
[[policies.rules]]
name = "b"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
""",
    ),
    (
        "a policy with nothing in it",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "deny-overrides"
children = ["E"]
[[policies.rules]]
name = "a"
effect = "permit"
when = { attribute = "token.sub", equals = "ada" }
[[policies.rules]]
name = "b"
effect = "deny"
when = { attribute = "token.sub", equals = "bob" }
[[policies]]
name = "E"
combine = "first-applicable"  # finds: policies.never_applies
""",
    ),
    (
        "policies in a circle decide anything",
        """
[[issuers]]
name = "sso"
issuer = "https://login.test"
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[policies]]
name = "P"
combine = "deny-overrides"
children = ["Q"]
[[policies]]
name = "Q"
combine = "deny-overrides"
children = ["P"]
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


@pytest.mark.parametrize(
    ("operation", "severity"),
    [("", "warning"), ("delegated = true", "note"), ('token = "none"', "warning")],
    ids=["alone", "beside a rule that permits", "beside nothing"],
)
def test_what_something_else_permits_is_worth_a_note(operation, severity):
    text = f"""
name = "x"
issuers = [{{ name = "sso", issuer = "https://l.test" }}]
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
policy = "P"
[[api_services.operations]]
name = "o"
paths = ["/"]
{operation}
[[policies]]
name = "P"
combine = "deny-overrides"
rules = [{{ name = "d", effect = "deny", when = {{ attribute = "token.sub", equals = "eve" }} }}]
"""

    assert severities(text, "policies.never_permits") == [severity]


def test_a_tree_whose_branches_meet_again_is_gone_through_once():
    """Each level names both policies of the next: 2 to the power of 40 ways lead down."""
    rows = [
        f'{{ name = "{at}-{side}", combine = "permit-unless-deny", children = ["{at + 1}-0", "{at + 1}-1"] }}'
        for at in range(40)
        for side in (0, 1)
    ]
    rows += [f'{{ name = "40-{side}", combine = "permit-unless-deny" }}' for side in (0, 1)]
    text = 'name = "x"\napi_services = [{ name = "A", base_urls = ["https://a.test"], issuer = "i", policy = "0-0" }]\n'

    assert (4, "policies.never_denies") in found(text + "policies = [\n" + ",\n".join(rows) + "]")


def test_a_policy_that_nothing_names_refuses_nobody():
    text = """
name = "x"
[[policies]]
name = "P"
combine = "deny-overrides"
rules = [{ name = "d", effect = "deny", when = { attribute = "token.sub", equals = "eve" } }]
"""

    assert severities(text, "policies.never_permits") == ["note"]


WHEN = {"attribute": "token.sub", "equals": "ada"}
EFFECTS = ("permit", "deny", "permit-if-else-deny", "deny-if-else-permit")


@pytest.mark.parametrize("semantics", ["pingone", "xacml"])
@pytest.mark.parametrize("combine", list(PINGONE))
def test_what_can_be_decided_is_what_the_engine_decides_for_some_request(semantics, combine):
    """Two rules with independent conditions: every decision that requests really get, and no other."""
    for first, second in product(EFFECTS, repeat=2):
        rules = [
            {"name": "1", "effect": first, "when": WHEN},
            {"name": "2", "effect": second, "when": {"attribute": "token.aud", "equals": "b"}},
        ]
        tables = {"name": "x", "semantics": semantics, "policies": [{"name": "P", "combine": combine, "rules": rules}]}
        world = environment_from_tables(tables, file="e")
        tree = compiled_policy("P", world)
        assert tree is not None
        judged = [
            plain(tree.root.judge([Judged(frozenset({a}), {}), Judged(frozenset({b}), {})], {}).possible)
            for a, b in product((TRUE, FALSE, INDETERMINATE), repeat=2)
        ]

        assert Trees(world).decisions("P") == frozenset().union(*judged)
