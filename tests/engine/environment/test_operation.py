"""An operation: which of its fields make it one with built-in rules."""

from __future__ import annotations

import pytest

from engine.environment.operation import Operation, ScopeRule


@pytest.mark.parametrize(
    ("fields", "has_rules"),
    [
        ({}, False),
        ({"scopes": ScopeRule(any=("a",))}, True),
        ({"groups": ("g",)}, True),
        ({"networks": ("10.0.0.0/8",)}, True),
        ({"user": {"level": (1,)}}, True),
        ({"delegated": True}, True),
        ({"policy": "P"}, False),
        ({"token": "none", "methods": ("GET",)}, False),
    ],
)
def test_whether_any_built_in_rule_applies(fields, has_rules):
    assert Operation(name="o", paths=("/",), **fields).has_rules is has_rules
