"""The source address that the gateway saw, through the proxies it trusts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.question import Known
from engine.source_address import source_address
from tests.support.world import assert_case, cases_beside, judge, question_of


@cases_beside(__file__, "source_address_cases.toml")
def test_which_address_counts(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_without_an_environment_nobody_is_trusted() -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    case = {"request": "GET https://a.test/", "environment": False, "source_ip": "10.1.2.3", "headers": headers}
    assert source_address(question_of(case), Known()) == ("10.1.2.3", "source address")
