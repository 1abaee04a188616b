"""Values of an environment file: the cases of `values_cases.toml`, and conditions at their place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.environment.shapes import keys_of, model_at
from engine.environment.values import TABLE_CHECKS, TEXT_CHECKS, is_absolute_url
from engine.urls import parse_url

CASES = tomllib.loads(Path(__file__).with_name("values_cases.toml").read_text("utf-8"))["case"]

CONDITIONS = """\
name = "x"
[[policies]]
name = "p"
combine = "first-applicable"
when = { attribute = "token.sub", equal = "ada" }
  [[policies.rules]]
  name = "good"
  effect = "permit"
  when = { all = [{ attribute = "request.time", at_least = 2026-03-04T10:11:12Z }] }
  [[policies.rules]]
  name = "bad"
  effect = "permit"
  when = { any = [
    { attribute = "token.sub", equals = "ada" },
    { attribute = "token.aud", in = "orders" },
    { not = { atribute = "token.sub", equals = 1 } },
  ] }
  [[policies.rules]]
  name = "no table"
  effect = "permit"
  when = "always"
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case: dict[str, Any], problems_of: Callable[[str], list[str]]) -> None:
    assert problems_of(case["text"]) == case["want"]


def test_conditions_are_checked_where_they_stand(problems_of: Callable[[str], list[str]]) -> None:
    places = [[*problem.split(":")[0:2], problem.split(" ")[1]] for problem in problems_of(CONDITIONS)]
    lines = [(line, path.rstrip(":")) for line, _, path in places]
    assert ("5", "policies[0].when.equal") in lines
    assert ("15", "policies[0].rules[1].when.any[1].in") in lines
    assert ("16", "policies[0].rules[1].when.any[2].not.atribute") in lines
    assert ("21", "policies[0].rules[2].when") in lines
    assert not any("rules[0]" in path for _, path in lines)


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in (*TEXT_CHECKS, *TABLE_CHECKS)])
def test_every_check_reaches_a_key_of_the_model(pattern: str) -> None:
    *parents, key = pattern.removesuffix(".*").replace(".*", "").split(".")
    model = model_at(tuple(parents))
    assert model is not None
    assert key in keys_of(model)


@given(st.from_regex(r"https?://[a-z0-9.\-\[\]:@/?# %$\\]{0,12}", fullmatch=True))
def test_what_is_accepted_as_a_url_can_be_compared(text: str) -> None:
    if is_absolute_url(text):
        url = parse_url(text)
        assert url is not None
        assert url.host
