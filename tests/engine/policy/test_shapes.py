"""What is remembered of a tree is what would be made anew, with the values of this exchange and of no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from engine.environment.model import Environment
from engine.policy.compiling import compiled_policy
from engine.policy.evaluate import evaluate_policy
from engine.policy.shapes import MOST_NODES, Shape, Shapes, Skeleton

Build = Callable[..., Environment]
WHEN = {"attribute": "token.a", "equals": {"attribute": "token.b"}}
POLICIES = [
    {"name": "P", "combine": "deny-overrides", "children": ["Q", "R", "Q"], "when": {"attribute": "token.a", "not_in": [9]}},
    {"name": "Q", "combine": "first-applicable", "statements": ["notice"], "rules": [
        {"name": "equal", "effect": "deny", "when": {"any": [WHEN, {"attribute": "token.c", "equals": 1}]}},
        {"name": "else", "effect": "permit"}]},
    {"name": "R", "combine": "permit-unless-deny", "rules": [{"name": "always", "effect": "permit"}]},
]  # fmt: skip
STATEMENTS = [{"name": "notice", "code": "denied-reason", "on": "deny", "payload": {"status": 451}}]


@pytest.mark.parametrize("semantics", ["pingone", "xacml"])
def test_a_tree_from_memory_is_the_tree_made_anew(semantics: str, environment: Build, facts: Any) -> None:
    tables = {"policies": POLICIES, "statements": STATEMENTS, "semantics": semantics}
    known = environment(**tables)
    compiled = compiled_policy("P", known)
    asked = [dict(zip("abc", values, strict=True)) for values in product((1, 2, 9, "x"), repeat=3)]
    attributes = [facts({f"token.{name}": value for name, value in values.items()}) for values in asked]
    remembered = [evaluate_policy("P", known, one) for one in attributes]
    assert compiled is not None
    assert 0 < len(compiled.shapes.by_vector) < 12
    assert remembered == [evaluate_policy("P", environment(**tables), one) for one in attributes]


def test_nothing_of_an_exchange_is_remembered(environment: Build, facts: Any) -> None:
    world = environment(policies=POLICIES, statements=STATEMENTS)
    assert (
        evaluate_policy("P", world, facts({"token.a": 123454321, "token.b": 543212345, "token.c": 1})).decision
        == "DENY"
    )
    compiled = compiled_policy("P", world)
    assert compiled is not None
    kept = json.dumps([shape.skeleton for shape in compiled.shapes.by_vector.values()], default=str)
    assert "equal" in kept
    assert "123454321" not in kept
    assert "543212345" not in kept


def test_a_decision_that_is_not_sound_is_judged_each_time(environment: Build, facts: Any) -> None:
    """Whose errors and missing facts they are differs, though the outcomes are the same."""
    world = environment(policies=POLICIES)
    for open_ in ("token.a", "token.b"):
        values = {"token.a": 1, "token.b": 2, "token.c": 2}
        del values[open_]
        result = evaluate_policy("P", world, facts(values))
        assert [fact.name for fact in result.unknown] == [open_]


def test_there_is_an_end_to_what_is_remembered() -> None:
    shapes = Shapes(size=MOST_NODES // 2)
    for number in range(5):
        shapes.remember((frozenset({str(number)}),), Shape("DENY", frozenset(), Skeleton({}, None, (), True), ()))
    assert len(shapes.by_vector) == 2
