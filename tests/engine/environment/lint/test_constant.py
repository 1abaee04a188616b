"""Which conditions cannot hold, or cannot fail."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.environment.lint.constant import can_hold, outcomes_of
from engine.policy.attributes import Attributes
from engine.policy.comparators import COMPARATORS
from engine.policy.conditions import compile_condition
from engine.policy.judging import FALSE, INDETERMINATE, TRUE


def sub(**test: Any) -> dict[str, Any]:
    return {"attribute": "token.sub", **test}


def hour(**test: Any) -> dict[str, Any]:
    return {"attribute": "request.local_time", "zone": "UTC", **test}


FREE, NEVER, ALWAYS = {TRUE, FALSE}, {FALSE}, {TRUE}


@pytest.mark.parametrize(
    ("condition", "can_be"),
    [
        (sub(equals="a"), FREE),
        ({"all": [sub(equals="a"), sub(equals="b")]}, NEVER),
        ({"any": [sub(equals="a"), sub(equals="b")]}, FREE),
        ({"any": [sub(not_equals="a"), sub(not_equals="b")]}, ALWAYS),
        ({"not": {"all": [sub(equals="a"), sub(equals="b")]}}, ALWAYS),
        ({"all": [sub(equals="a"), sub(not_equals="a")]}, NEVER),
        ({"any": [sub(starts_with="a"), {"not": sub(starts_with="a")}]}, ALWAYS),
        ({"all": [sub(**{"in": ["a", "b"]}), sub(**{"in": ["b", "c"]})]}, FREE),
        ({"all": [sub(**{"in": ["a", "b"]}), sub(**{"in": ["c", "d"]})]}, NEVER),
        ({"all": [sub(**{"in": ["a", "b"]}), sub(starts_with="c")]}, NEVER),
        ({"all": [sub(**{"in": ["a", "b"]}), {"attribute": "token.name", "equals": "c"}]}, FREE),
        ({"all": [hour(at_least="22:00"), hour(less_than="06:00")]}, NEVER),
        ({"any": [hour(at_least="22:00"), hour(less_than="06:00")]}, FREE),
        ({"all": [hour(at_least="08:00"), hour(at_most="08:00")]}, FREE),
        ({"all": [hour(at_least="08:00"), hour(less_than="08:00")]}, NEVER),
        ({"all": [hour(not_less_than="22:00"), hour(not_at_least="06:00")]}, NEVER),
        ({"all": [hour(at_least="22:00"), {**hour(less_than="06:00"), "zone": "Europe/Berlin"}]}, FREE),
        ({"all": [{"attribute": "token.level", "greater_than": 3}, {"attribute": "token.level", "equals": 2}]}, NEVER),
        ({"all": [sub(equals="a"), {"any": [sub(equals="b"), sub(equals="a")]}]}, FREE),
        ({"all": [sub(equals="a"), {"any": [sub(equals="b"), sub(equals="c")]}]}, NEVER),
        (sub(equals={"attribute": "token.sub"}), ALWAYS),
        (sub(equals={"attribute": "path.user"}), FREE),
        ({"all": [{"any": [sub(equals=f"{at}"), sub(equals="x")]} for at in range(20)]}, FREE),
        ({"all": [sub(not_equals=f"{at}") for at in range(20_000)]}, FREE),
    ],
)
def test_what_it_can_come_to(condition, can_be):
    assert outcomes_of(compile_condition(condition)) == can_be | {INDETERMINATE}


def test_without_a_condition_it_holds():
    assert outcomes_of(None) == {TRUE}


VALUES = st.sampled_from(["a", "ab", "b", 1, 2])
TESTS = st.sampled_from(["equals", "not_equals", "starts_with", "at_least", "less_than", "greater_than", "at_most"])


def comparison(test: str, value: Any) -> dict[str, Any] | None:
    wanted = COMPARATORS[test.removeprefix("not_")].wanted(value)
    return None if wanted else sub(**{test: value})


LEAVES = st.builds(comparison, TESTS, VALUES).filter(bool)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda rows: {"all": rows}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda rows: {"any": rows}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda one: {"not": one}, inner),
    ),
    max_leaves=6,
)


class Sub(Attributes):
    """Every attribute has one value."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def get(self, name: str) -> Any:
        from engine.policy.attributes import Value

        return Value(self.value, "test")


@given(CONDITIONS, st.sampled_from(["a", "ab", "abc", "b", "", "z", 0, 1, 1.5, 2, 3]))
@settings(max_examples=300, deadline=None)
def test_what_a_request_really_comes_to_is_never_ruled_out(raw, value):
    condition = compile_condition(raw)
    outcomes = condition.judge(Sub(value)).outcomes

    assert can_hold(condition) or TRUE not in outcomes
    assert can_hold(condition, opposite=True) or FALSE not in outcomes
