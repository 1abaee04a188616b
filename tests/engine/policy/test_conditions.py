"""What is refused in a condition, and that everything is said at once."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.policy.comparators import NAMES
from engine.policy.conditions import DEEPEST, ConditionProblem, compile_condition, condition_problems

CASES = tomllib.loads((Path(__file__).parent / "condition_problems.toml").read_text())["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_what_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(ConditionProblem) as caught:
        compile_condition(case["when"])
    problem = caught.value
    assert (problem.path, problem.seen) == (case["path"], case["seen"])
    assert problem.wanted.startswith(case["wanted"])
    assert problem.seen in str(problem)


def test_all_problems_at_once_each_place_once() -> None:
    raw = {
        "all": [
            {"attribute": "token.a", "equal": 1},
            {"attribute": "tokn.a", "matches": "("},
            {"attribute": "request.local_time", "at_least": "noon"},
        ]
    }
    paths = [problem.path for problem in condition_problems(raw)]
    assert paths == ["all[0].equal", "all[1].attribute", "all[1].matches", "all[2].zone", "all[2].at_least"]


def test_a_good_condition_has_no_problems() -> None:
    assert condition_problems({"not": {"attribute": "token.a", "equals": 1}}) == ()


@pytest.mark.parametrize("comparator", NAMES)
def test_every_comparator_is_read(comparator: str, facts: Any) -> None:
    plain = comparator.removeprefix("not_")
    rights = {"in": ["a"], "in_network": "203.0.113.0/24"}
    order = ("greater_than", "less_than", "at_least", "at_most")
    right = rights.get(plain, 5 if plain in order else "a")
    node = compile_condition({"attribute": "token.a", comparator: right}).judge(facts({})).node
    assert node["test"] == comparator


def test_too_deep_is_said_and_not_followed() -> None:
    raw: dict[str, Any] = {"attribute": "token.a", "equals": 1}
    for _ in range(DEEPEST):
        raw = {"not": raw}
    assert condition_problems(raw) == ()
    (problem,) = condition_problems({"not": raw})
    assert problem.seen == f"more than {DEEPEST} levels"


@pytest.mark.parametrize("raw", [None, 5, [], "token.sub"])
def test_what_is_no_table(raw: Any) -> None:
    with pytest.raises(ConditionProblem) as caught:
        compile_condition(raw)
    assert caught.value.path == ""


NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NAMES_SEEN = ["token.a", "token.b", "request.time", "request.local_time", "request.weekday", "user.x", "nothing"]
VALUES = st.one_of(
    st.sampled_from(
        ["ada", "09:30", "monday", "2026-03-04T12:00:00Z", "203.0.113.0/24", "UTC", "(", NOON, NOON.date()]
    ),
    st.sampled_from([time(9, 30), date(2026, 3, 4), NOON.replace(tzinfo=None), None, float("nan"), 1, True, "token.a"]),
)
KEYS = st.sampled_from(["attribute", "default", "zone", "all", "any", "not", "equal", *NAMES])
RAW = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
COMPARISONS = st.builds(
    lambda name, comparator, right, more: {"attribute": name, comparator: right} | more,
    st.sampled_from(NAMES_SEEN),
    st.sampled_from(NAMES),
    RAW | st.builds(lambda name: {"attribute": name}, st.sampled_from(NAMES_SEEN)),
    st.sampled_from([{}, {"zone": "UTC"}, {"zone": "UTC"}, {"default": "ada"}]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.one_of(RAW, COMPARISONS), left=RAW, right=RAW)
def test_whatever_is_written_is_refused_or_judged(raw: Any, left: Any, right: Any, facts: Any) -> None:
    if condition_problems(raw):
        with pytest.raises(ConditionProblem):
            compile_condition(raw)
        return
    attributes = facts({"token.a": left, "token.b": right, "request.time": NOON}, absent=("user.x",))
    judged = compile_condition(raw).judge(attributes)
    assert judged.outcomes <= {"true", "false", "indeterminate"}
    assert judged.outcomes
    assert json.dumps(judged.node, allow_nan=False)


@pytest.mark.parametrize("comparator", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(left=RAW, right=RAW)
def test_any_two_values_can_meet(comparator: str, left: Any, right: Any, facts: Any) -> None:
    if comparator.endswith("matches"):
        raw: dict[str, Any] = {"attribute": "token.a", comparator: "a"}
    else:
        raw = {"attribute": "token.a", comparator: {"attribute": "token.b"}}
    judged = compile_condition(raw).judge(facts({"token.a": left, "token.b": right}))
    assert len(judged.outcomes) == 1
    assert bool(judged.errors) is ("indeterminate" in judged.outcomes)
