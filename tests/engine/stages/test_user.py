"""Stage `user` of the flows of an authorization server with access policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.bakery import ask
from tests.support.world import assert_case, cases_beside


@cases_beside(__file__, "cases/user.toml")
def test_at_the_bakery(case: Mapping[str, Any]) -> None:
    trace = ask(case)
    assert_case(case, trace)
    if "fixes" in case:
        assert [fix.change for fix in trace.fixes] == case["fixes"], case["says"]
        assert all(fix.proved for fix in trace.fixes)
