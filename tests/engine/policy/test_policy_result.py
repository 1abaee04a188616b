"""What a policy decides: which statements go with it where it is the last word."""

from __future__ import annotations

import pytest

from engine.policy.policy_result import PolicyResult
from tests.engine.policy.test_statements import fired


@pytest.mark.parametrize(
    ("decision", "names"),
    [("PERMIT", ["agreed", "final", "always"]), ("DENY", ["always"]), (None, [])],
)
def test_statements_are_those_that_attach_to_the_decision(decision, names):
    created = (
        fired(name="agreed", attach="path"),
        fired(name="parted", attach="path", path_agrees=False),
        fired(name="final", attach="final"),
        fired(name="always", attach="always"),
    )
    result = PolicyResult(decision, frozenset(), {}, created)

    assert [statement.name for statement in result.statements] == names
