"""What conditions compare scopes with."""

from __future__ import annotations

import pytest

from engine.environment.lint.conditions import comparisons
from tests.support.lint import environment, found, marked

FINDINGS = {
    "conditions.contains_longer_scope",
    "scopes.unknown",
}
CASES = [
    (
        "a scope that is a part of another, a longer one, and one that nobody has",
        """
[[resources]]
name = "R"
audience = "https://a.test"
scopes = ["a", "a:write"]
[[policies]]
name = "P"
combine = "first-applicable"

[[policies.rules]]
name = "a"
effect = "permit"
when = { attribute = "token.scope", contains = "a" }  # finds: conditions.contains_longer_scope
[[policies.rules]]
name = "b"
effect = "permit"
when = { attribute = "token.scp", contains = "a:write" }
[[policies.rules]]
name = "c"
effect = "permit"
when = { attribute = "token.scope", contains = "b" }  # finds: scopes.unknown
[[policies.rules]]
name = "d"
effect = "permit"
when = { not = { attribute = "token.scope", not_contains = "a" } }  # finds: conditions.contains_longer_scope
[[policies.rules]]
name = "e"
effect = "permit"
when = { attribute = "token.name", contains = "a" }
""",
    ),
    (
        "inside groups, at the key's own line",
        """
[[resources]]
name = "R"
audience = "https://a.test"
scopes = ["a", "a:write"]
[[policies]]
name = "P"
combine = "first-applicable"
when = { any = [
  { attribute = "token.sub", equals = "ada" },
  { all = [
    { attribute = "token.scope", contains = "a" },  # finds: conditions.contains_longer_scope
  ] },
] }
""",
    ),
]


@pytest.mark.parametrize(("says", "text"), CASES, ids=[says for says, _ in CASES])
def test_case(says, text):
    text = 'name = "x"' + text

    assert found(text, FINDINGS) == marked(text)


def test_every_comparison_comes_with_its_path():
    world = environment("""
name = "x"
[[policies]]
name = "P"
combine = "first-applicable"
when = { not = { attribute = "token.a", equals = "1" } }
[[policies.rules]]
name = "r"
effect = "permit"
when = { any = [{ attribute = "token.b", equals = "1" }, { all = [{ attribute = "token.c", equals = "1" }] }] }
""")
    found_at = {table["attribute"]: path for path, table in comparisons(world)}
    rule = ("policies", 0, "rules", 0, "when", "any")

    assert found_at == {
        "token.a": ("policies", 0, "when", "not"),
        "token.b": (*rule, 0),
        "token.c": (*rule, 1, "all", 0),
    }
