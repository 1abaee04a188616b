"""What is odd in an environment that can be used: the cases of `notices_cases.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.environment.loader import place_faults
from engine.environment.notices import is_loopback, notices
from engine.policy.statements import WORKS_ON
from engine.urls import parse_url

HERE = Path(__file__)
CASES = tomllib.loads(HERE.with_name("notices_cases.toml").read_text("utf-8"))["case"]
EXAMPLE = HERE.parents[2] / "data" / "examples" / "meme-game.toml"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case: dict[str, Any]) -> None:
    said = [str(one) for one in place_faults(notices(tomllib.loads(case["text"])), file="e")]
    assert [text.removeprefix("e ") for text in said] == case["want"]


def test_nothing_is_odd_in_the_example() -> None:
    assert list(notices(tomllib.loads(EXAMPLE.read_text("utf-8")))) == []


@pytest.mark.parametrize("code", WORKS_ON)
@pytest.mark.parametrize("on", ["permit", "deny"])
def test_a_statement_has_an_effect_on_the_decision_that_the_engine_carries_it_out_on(code: str, on: str) -> None:
    said = list(notices({"statements": [{"code": code, "on": on}]}))
    assert bool(said) is (WORKS_ON[code] != on.upper())


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("http://localhost", True),
        ("http://127.8.9.1:80", True),
        ("http://[::1]", True),
        ("http://a.localhost", True),
        ("http://localhost.test", False),
        ("http://128.0.0.1", False),
    ],
)
def test_what_leads_to_this_machine(text: str, loops: bool) -> None:
    url = parse_url(text)
    assert url is not None
    assert is_loopback(url) is loops
