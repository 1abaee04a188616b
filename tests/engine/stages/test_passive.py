"""Stages of the token and authorization flows: told from the captured answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from engine.models.checks import FLOWS
from engine.models.trace import Endpoint
from engine.stages.passive import NOT_AT
from tests.support.world import assert_case, cases_beside, judge


@cases_beside(__file__, "cases/passive.toml")
def test_what_the_answer_says_of_a_stage(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_stages_that_do_not_apply_are_stages_of_the_token_flow() -> None:
    assert set(NOT_AT) < set(get_args(Endpoint))
    assert set().union(*NOT_AT.values()) < set(FLOWS["token"])
