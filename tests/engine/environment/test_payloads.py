"""Payloads of statements: the cases of `payloads_cases.toml`, each code with good ones, bad ones and none."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from engine.environment.model import StatementCode
from engine.environment.payloads import SHAPES
from engine.policy.payloads import payload_data, read_payload

CASES = tomllib.loads(Path(__file__).with_name("payloads_cases.toml").read_text("utf-8"))["case"]
PREFIX = "statements[0]."


def rows() -> Iterator[tuple[str, str | None, list[str]]]:
    """Each code with a payload as it is written, and what is said of it."""
    for case in CASES:
        yield from ((case["code"], text, []) for text in case["good"])
        yield from ((case["code"], text, said) for text, *said in case["bad"])
        yield case["code"], None, [case["missing"]] if "missing" in case else []


def statement(code: str, payload: str | None) -> str:
    text = f'name = "x"\n[[statements]]\nname = "s"\ncode = "{code}"\n'
    return text if payload is None else f"{text}payload = {payload}\n"


@pytest.mark.parametrize(("code", "payload", "said"), [*rows()])
def test_case(code: str, payload: str | None, said: list[str], problems_of: Callable[[str], list[str]]) -> None:
    found = [problem.partition(" ") for problem in problems_of(statement(code, payload))]
    assert [text for _, _, text in found] == [f"{PREFIX}{text}" for text in said]
    assert {place.partition(":")[0] for place, _, _ in found} <= ({"2"} if payload is None else {"5"})


def test_every_code_has_a_shape_and_a_case() -> None:
    assert set(SHAPES) == set(get_args(StatementCode)) == {case["code"] for case in CASES}


@pytest.mark.parametrize(("code", "payload"), [(code, payload) for code, payload, said in rows() if not said])
def test_what_is_good_here_can_be_carried_out(code: str, payload: str | None) -> None:
    read = tomllib.loads(statement(code, payload))["statements"][0]
    assert read_payload(code, payload_data(read.get("payload"))) is not None
