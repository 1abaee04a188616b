"""Conditions of PingOne Authorize as conditions of the file."""

from __future__ import annotations

from typing import Any

import pytest

from engine.environment.importing.pingone_conditions import Unknown, condition_of, word
from engine.environment.importing.pingone_world import World
from engine.environment.importing.reading import Node, Notes
from engine.policy.conditions import condition_problems

NAMES = {
    "sub": "PingOne.API Access Management.Identity.Access Token.Subject", "url": "PingOne.API Access Management.HTTP.Request.URL",
    "path": "PingOne.API Access Management.HTTP.Request.Path Parameters.userId", "group": "PingOne.User.groups", "odd": "Risk.Score",
}  # fmt: skip


def compare(attribute: str, comparator: str, right: Any) -> dict[str, Any]:
    return {
        "type": "COMPARISON",
        "left": {"type": "ATTRIBUTE", "id": attribute},
        "comparator": comparator,
        "right": right,
    }


def constant(value: Any) -> dict[str, Any]:
    return {"type": "CONSTANT", "value": value}


def read(condition: Any) -> Any:
    world = World()
    world.attributes = NAMES
    return condition_of(world, Node({"condition": condition}, "$", Notes()))


SUB = compare("sub", "EQUALS", constant("kim"))
SUB_IS_KIM = {"attribute": "token.sub", "equals": "kim"}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (None, None),
        ({"type": "EMPTY"}, None),
        (SUB, SUB_IS_KIM),
        (compare("sub", "NotEquals", constant("kim")), {"attribute": "token.sub", "not_equals": "kim"}),
        (compare("url", "STARTS_WITH", constant("https://")), {"attribute": "request.url", "starts_with": "https://"}),
        (compare("group", "DOES_NOT_CONTAIN", constant("staff")), {"attribute": "user.groups", "not_contains": "staff"}),
        (compare("sub", "EQUALS", {"type": "ATTRIBUTE", "id": "path"}), {"attribute": "token.sub", "equals": {"attribute": "path.userId"}}),
        ({"type": "AND", "conditions": [SUB, SUB]}, {"all": [SUB_IS_KIM, SUB_IS_KIM]}),
        ({"type": "OR", "conditions": [SUB, {"type": "NOT", "condition": SUB}]}, {"any": [SUB_IS_KIM, {"not": SUB_IS_KIM}]}),
    ],
)  # fmt: skip
def test_a_condition(condition, found):
    assert read(condition) == found
    assert found is None or list(condition_problems(found)) == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"type": "REFERENCE", "id": "x"}, r"\$.condition.type: a condition of the type `REFERENCE`"),
        ({}, "a condition of the type `None`"),
        (compare("sub", "RHYMES", constant("x")), "`RHYMES` is not known"),
        (compare("odd", "EQUALS", constant("x")), r"\$.condition.left: the attribute `Risk.Score` is not known"),
        (compare("gone", "EQUALS", constant("x")), "the attribute `gone` is not known"),
        (compare("sub", "EQUALS", {"type": "CONSTANT"}), "no constant and no attribute"),
        ({"type": "AND", "conditions": []}, "an empty part"),
        ({"type": "OR", "conditions": [SUB, {"type": "EMPTY"}]}, "an empty part"),
        ({"type": "NOT", "condition": {"type": "EMPTY"}}, "the opposite of an empty condition"),
    ],
)
def test_what_is_not_understood(condition, said):
    with pytest.raises(Unknown, match=said):
        read(condition)


def test_a_condition_too_deep():
    condition = SUB
    for _ in range(30):
        condition = {"type": "NOT", "condition": condition}

    with pytest.raises(Unknown, match="too deep"):
        read(condition)


def test_spellings_of_a_constant():
    assert word("DENY_OVERRIDES") == word("DenyOverrides") == word("deny overrides")
    assert word(None) == ""
