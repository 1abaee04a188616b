"""Secrets that only the environment gives away: a segment of the path that an operation calls `{token}`."""

from __future__ import annotations

from typing import Any

import pytest

from engine.hiding import hide_path_secrets
from engine.redaction import BULLETS
from tests.support.world import judge


def trace_with(pattern: str, segment: str) -> Any:
    changes = {"api_services/0/operations/0/paths": [pattern], "api_services/0/operations/0/policy": "Own only"}
    changes["policies/0/rules/0/when"] = {"attribute": "request.path", "equals": "x"}
    return judge({"request": f"GET https://api.shop.test/orders/reset/{segment}", "set": changes})


@pytest.mark.parametrize("written", ["s3cr3t%2F%C3%A4", "s3cr3t%2Fä", "s3cr3t\ud800"])
def test_a_segment_that_is_called_a_secret_is_nowhere_in_the_trace(written: str) -> None:
    trace = trace_with("/reset/{token}", written)
    assert trace.matched.path == {"token": BULLETS}
    assert "s3cr3t" not in str(trace)


def test_a_segment_that_is_called_anything_else_stays() -> None:
    trace = trace_with("/reset/{order}", "s3cr3t")
    assert trace.matched.path == {"order": "s3cr3t"}


@pytest.mark.parametrize("parameters", [{}, {"token": "abc"}, {"order": "s3cr3t-s3cr3t"}])
def test_what_is_short_or_no_secret_changes_nothing(parameters: dict[str, str]) -> None:
    trace = judge({"request": "GET https://api.shop.test/orders/s3cr3t-s3cr3t"})
    assert hide_path_secrets(trace, parameters) is trace
