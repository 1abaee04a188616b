"""The stage `parameters`: what the request carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.question import Answer, Known
from engine.stages.parameters import check_parameters
from tests.support.issuing import judge_issuing
from tests.support.world import assert_case, cases_beside, question_of


@cases_beside(__file__, "cases/parameters.toml")
def test_the_stage_parameters(case: Mapping[str, Any]) -> None:
    assert_case(case, judge_issuing(case))


def test_without_a_request_nothing_is_predicted() -> None:
    assert (
        check_parameters(question_of({"response": {"status": 400}}), Known(flow="token", endpoint="token")) == Answer()
    )
