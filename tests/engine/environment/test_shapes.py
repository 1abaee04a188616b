"""Keys and types of an environment file: the cases of `shapes_cases.toml`, and the words for pydantic's errors."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.environment.model import ApiService, Environment, Operation, ScopeRule
from engine.environment.pydantic_models import errors_in
from engine.environment.shapes import keys_of, model_at, shape_faults, wanted_at

CASES = tomllib.loads(Path(__file__).with_name("shapes_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case: dict[str, Any], problems_of: Callable[[str], list[str]]) -> None:
    assert problems_of(case["text"]) == case["want"]


def test_keys_are_those_of_the_file() -> None:
    assert keys_of(ScopeRule) == ("any", "all")
    assert "schema" in keys_of(Environment)
    assert "schema_" not in keys_of(Environment)


def test_the_model_at_a_path() -> None:
    assert model_at(()) is Environment
    assert model_at(("api_services", 3)) is ApiService
    assert model_at(("api_services", 3, "operations")) is Operation
    assert model_at(("users", 0, "attributes", "x")) is None


def test_what_a_key_is_for() -> None:
    assert wanted_at(("api_services", 0, "audience")) == "a string or a list"
    assert wanted_at(("issuers", 0, "leeway_seconds")) == "an integer"
    assert wanted_at(("nothing", 0, "known")) == "a value"


def test_an_error_without_words_here_keeps_pydantics() -> None:
    error = errors_in({"name": "x", "history": [{}]})[0] | {
        "type": "new_kind",
        "loc": ("name",),
        "msg": "Input should be Odd",
    }
    fault = shape_faults([error], {"name": "x"})[0]
    assert (fault.path, fault.seen, fault.wanted) == (("name",), 'saw a string `"x"`', "odd")
