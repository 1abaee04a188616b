"""Comparators, each case through a condition whose left side is the attribute `token.x`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.policy.comparators import COMPARATORS, NAMES
from engine.policy.conditions import ConditionProblem, compile_condition

CASES = tomllib.loads((Path(__file__).parent / "comparator_cases.toml").read_text())["case"]
WRITTEN = [case for case in CASES if not case.get("refused")]


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["says"])
def test_written_right_side(case: dict[str, Any], facts: Any) -> None:
    condition = compile_condition({"attribute": "token.x", case["test"]: case["right"]})
    judged = condition.judge(facts({"token.x": case["left"]}))
    assert judged.outcomes == {case["want"]}
    assert bool(judged.errors) is (case["want"] == "indeterminate")


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case["test"].endswith("matches")], ids=lambda case: case["says"]
)
def test_the_same_from_an_attribute(case: dict[str, Any], facts: Any) -> None:
    condition = compile_condition({"attribute": "token.x", case["test"]: {"attribute": "token.y"}})
    judged = condition.judge(facts({"token.x": case["left"], "token.y": case["right"]}))
    assert judged.outcomes == {case["want"]}


@pytest.mark.parametrize("case", [case for case in CASES if case.get("refused")], ids=lambda case: case["says"])
def test_a_right_side_that_can_never_hold_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(ConditionProblem) as caught:
        compile_condition({"attribute": "token.x", case["test"]: case["right"]})
    assert caught.value.path == case["test"]


def test_every_comparator_has_cases() -> None:
    used = {case["test"].removeprefix("not_") for case in CASES}
    assert used == set(COMPARATORS)


def test_every_not_form_is_the_opposite(facts: Any) -> None:
    opposite = {"true": "false", "false": "true", "indeterminate": "indeterminate"}
    for case in WRITTEN:
        plain = case["test"].removeprefix("not_")
        values = facts({"token.x": case["left"]})
        one = compile_condition({"attribute": "token.x", plain: case["right"]}).judge(values)
        other = compile_condition({"attribute": "token.x", f"not_{plain}": case["right"]}).judge(values)
        assert other.outcomes == {opposite[next(iter(one.outcomes))]}, case["says"]
    assert len(NAMES) == 2 * len(COMPARATORS)


@pytest.mark.parametrize("right", ["not a network", 5, ["203.0.113.0/24", "x"]])
def test_a_network_from_an_attribute_that_is_none(right: Any, facts: Any) -> None:
    condition = compile_condition({"attribute": "token.x", "in_network": {"attribute": "token.y"}})
    judged = condition.judge(facts({"token.x": "203.0.113.9", "token.y": right}))
    assert judged.outcomes == {"indeterminate"}
    assert "the right side is no network" in judged.errors[0]
