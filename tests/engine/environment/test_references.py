"""References of an environment file: the cases of `references_cases.toml`, and trees of a size."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.environment.model import Environment
from engine.environment.references import DEEPEST, MOST_POLICIES, REFERENCES, UNIQUE, circle_faults
from engine.environment.shapes import keys_of, model_at

CASES = tomllib.loads(Path(__file__).with_name("references_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case: dict[str, Any], problems_of: Callable[[str], list[str]]) -> None:
    assert problems_of(case["text"]) == case["want"]


def trees(children: dict[str, list[str]]) -> dict[str, Any]:
    return {"policies": [{"name": name, "children": names} for name, names in children.items()]}


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), max_size=4), max_size=6))
def test_a_circle_is_found_exactly_where_there_is_one(children: dict[str, list[str]]) -> None:
    reached = {name: {child for child in below if child in children} for name, below in children.items()}
    for _ in children:
        reached = {name: below | {far for near in below for far in reached[near]} for name, below in reached.items()}
    circular = any(name in below for name, below in reached.items())
    assert bool(list(circle_faults(trees(children)))) == circular


def chain(levels: int) -> dict[str, list[str]]:
    return {str(level): [str(level + 1)] if level + 1 < levels else [] for level in range(levels)}


def test_a_tree_may_be_deep_to_a_limit() -> None:
    assert list(circle_faults(trees(chain(DEEPEST)))) == []
    faults = list(circle_faults(trees(chain(5_000))))
    assert [fault.seen for fault in faults] == [f"{DEEPEST + 1} levels of policies"]


def test_a_tree_that_grows_by_repetition_is_refused_at_its_smallest() -> None:
    doubling = {str(level): [str(level + 1)] * 2 for level in range(40)} | {"40": []}
    faults = list(circle_faults(trees(doubling)))
    assert len(faults) == 1
    assert f"more than {MOST_POLICIES} policies" in faults[0].seen


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in REFERENCES])
def test_every_reference_is_a_key_of_the_model(pattern: str) -> None:
    *parents, key = pattern.removesuffix(".*").replace(".*", "").split(".")
    model = model_at(tuple(parents))
    assert model is not None
    assert key in keys_of(model)


@pytest.mark.parametrize(("pattern", "key"), UNIQUE)
def test_every_unique_key_is_a_key_of_the_model(pattern: str, key: str) -> None:
    model = model_at(tuple(pattern.replace(".*", "").split(".")))
    assert model is not None
    assert key in keys_of(model)


def test_no_list_of_named_tables_is_forgotten() -> None:
    named = {
        key for key in keys_of(Environment) if (model := model_at((key,))) and {"name", "id"} & set(keys_of(model))
    }
    assert named == {pattern for pattern, _ in UNIQUE if "." not in pattern}
