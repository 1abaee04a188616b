"""A result is remembered by the values that made it: by all of them, by their types, and only where nothing is hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.environment.model import Environment
from engine.policy.attributes import Absent, NotKnown, Value
from engine.policy.compiling import compiled_policy
from engine.policy.evaluate import evaluate_policy
from engine.policy.results import MOST, MOST_NODES, can_be_kept, most_of, values_of
from engine.shown import redacted

Build = Callable[..., Environment]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Facts:
    """Attributes by name, each as it was found."""

    def __init__(self, **found: Any) -> None:
        self.found = {name.replace("_", "."): value for name, value in found.items()}

    def get(self, name: str) -> Any:
        return self.found.get(name, Absent("test"))


def policy(when: dict[str, Any]) -> list[dict[str, Any]]:
    rule = {"name": "r", "effect": "permit-if-else-deny", "when": when}
    return [{"name": "P", "combine": "deny-overrides", "rules": [rule]}]


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (Value("ada", "claim sub"), True),
        (Value(7, "claim level"), True),
        (Value(True, "claim vip"), True),
        (Value(NOON, "clock"), True),
        (Value(["a", "b"], "claim groups"), True),
        (Absent("token"), True),
        (NotKnown("the user", "[[users]]"), True),
        (Value(0.0, "claim score"), False),
        (Value(None, "claim nothing"), False),
        (Value({"a": 1}, "claim address"), False),
        (Value(["a", 1], "claim mixed"), False),
        (Value("a text that was never shown", "claim new"), False),
        (Value("password=hunter2hunter2", "header X-A"), False),
    ],
)
def test_what_can_be_kept(found: Any, kept: bool) -> None:
    for text in ("ada", "a", "b", "password=hunter2hunter2"):
        redacted(text)
    assert can_be_kept(values_of(Facts(token_a=found), ("token.a",))) is kept


def test_equal_values_of_other_types_or_places_are_others() -> None:
    found = [Value(1, "claim a"), Value(True, "claim a"), Value("1", "claim a"), Value(1, "claim b"), Absent("a")]
    assert len({values_of(Facts(token_a=one), ("token.a",)) for one in found}) == len(found)


def test_a_result_from_memory_is_the_one_made_anew(environment: Build) -> None:
    tables = {"policies": policy({"attribute": "token.a", "in": ["x", 1, True]})}
    world = environment(**tables)
    for value in ("x", 1, True, 1.0, "y", ["x"], None, "x", 1, True):
        facts = Facts(token_a=Value(value, "claim a"))
        assert evaluate_policy("P", world, facts) == evaluate_policy("P", environment(**tables), facts)


def test_the_same_values_give_the_same_object_and_a_local_time_depends_on_the_clock(environment: Build) -> None:
    when = {"attribute": "request.local_time", "zone": "Europe/Berlin", "less_than": "14:00"}
    world = environment(policies=policy(when))
    first, late = Facts(request_time=Value(NOON, "clock")), Facts(request_time=Value(NOON.replace(hour=15), "clock"))
    assert evaluate_policy("P", world, first).decision == "PERMIT"
    assert evaluate_policy("P", world, first) is evaluate_policy("P", world, first)
    assert evaluate_policy("P", world, late).decision == "DENY"


def test_there_is_an_end_to_what_is_remembered(environment: Build) -> None:
    world = environment(policies=policy({"attribute": "token.a", "greater_than": 5}))
    for number in range(MOST + 10):
        evaluate_policy("P", world, Facts(token_a=Value(number, "claim a")))
    compiled = compiled_policy("P", world)
    assert compiled is not None
    assert 0 < len(compiled.results) <= MOST
    assert (most_of(2), most_of(MOST_NODES)) == (MOST, 1)
