"""A file against what is deployed of it, and against what it says itself."""

from __future__ import annotations

import pytest

from engine.environment.lint.deployment import content_of, state_of
from tests.support.lint import environment, found

TEXT = """
name = "x"
issuers = [{ name = "sso", issuer = "https://login.test" }]
resources = [{ name = "R", audience = "r", scopes = ["a"] }]
statements = [{ name = "S", code = "set-headers", payload = { a = "b" } }]
policies = [
  { name = "P", combine = "first-applicable", children = ["C"] },
  { name = "C", combine = "first-applicable", statements = ["S"], rules = [{ name = "r", effect = "permit" }] },
  { name = "other", combine = "first-applicable" },
]
[[api_services]]
name = "A"
base_urls = ["https://a.test"]
issuer = "sso"
resource = "R"
policy = "P"
operations = [{ name = "o", paths = ["/o"] }]
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://a.test", "https://b.test"),
        ('"/o"', '"/p"'),
        ('scopes = ["a"]', 'scopes = ["a", "b"]'),
        ('effect = "permit"', 'effect = "deny"'),
        ('a = "b"', 'a = "c"'),
        ("https://login.test", "https://login.other.test"),
    ],
    ids=["base URL", "operation", "scope", "rule of a child", "statement", "issuer"],
)
def test_what_a_deployment_fixes(before, after):
    draft, copy = environment(TEXT), environment(TEXT.replace(before, after))

    assert state_of(draft, draft.api_services[0], copy) == "changed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name = "other", combine = "first-applicable"', 'name = "other", combine = "deny-overrides"'),
        ("operations = [", 'deployment = "never"\noperations = ['),
        ('name = "x"', 'name = "x"\nusers = [{ id = "ada" }]'),
    ],
    ids=["another policy", "what it says of its deployment", "users"],
)
def test_what_it_does_not(before, after):
    draft, copy = environment(TEXT), environment(TEXT.replace(before, after))

    assert content_of(draft, draft.api_services[0]) == content_of(copy, copy.api_services[0])
    assert state_of(draft, draft.api_services[0], copy) == "deployed"


def test_without_a_copy_the_file_says_it():
    never = environment(TEXT + 'deployment = "never"\n')

    assert state_of(never, never.api_services[0], None) == "never"
    assert (18, "api_services.never_deployed") in found(TEXT + 'deployment = "never"\n')
    assert "api_services.never_deployed" not in {finding for _, finding in found(TEXT)}


def test_a_service_that_is_not_in_the_copy_was_never_deployed():
    draft, copy = environment(TEXT), environment('name = "x"')

    assert state_of(draft, draft.api_services[0], copy) == "never"


def test_where_a_copy_says_otherwise_the_file_is_contradicted():
    text = TEXT + 'deployment = "changed"\n'
    lines = {finding for _, finding in found(text, deployed=environment(TEXT))}

    assert "api_services.deployment_contradicted" in lines
    assert "api_services.changes_not_deployed" not in lines
