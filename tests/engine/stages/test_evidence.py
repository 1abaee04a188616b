"""What stages that cannot be predicted say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.world import assert_case, cases_beside, judge


@cases_beside(__file__, "cases/evidence.toml")
def test_what_the_answer_says_of_gateway_and_upstream(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))
