"""Checks `token.kind` and `token.form`: is it an access token, and can it be read?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.world import assert_case, cases_beside, good_token, judge


@cases_beside(__file__, "cases/form.toml")
def test_what_a_token_is(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


@pytest.mark.parametrize("mark", ["•••", "***", "REDACTED", "[REDACTED]", "…", "redacted", "<removed>"])
def test_whatever_stands_for_a_removed_signature_the_claims_are_still_judged(mark: str) -> None:
    token = f"{good_token(exp=-3600).rpartition('.')[0]}.{mark}"
    trace = judge({"request": "GET https://api.shop.test/orders", "token": token})
    assert trace.reason == "token.expired"
    assert "token.signature_invalid" not in trace.also


def test_the_text_of_an_opaque_token_is_nowhere_in_the_trace() -> None:
    trace = judge({"request": "GET https://api.shop.test/orders", "token": "2YotnFZFEjr1zCsicMWpAA"})
    assert "2YotnFZFEjr1" not in str(trace)
