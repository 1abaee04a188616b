"""The trace: steps and checks are found by their names."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.models.checks import FLOWS
from tests.support.world import judge

TRACE = judge({"request": "GET https://api.shop.test/orders/7", "claims": {"exp": -3600, "scope": "x"}})


@pytest.mark.parametrize("stage", FLOWS["resource"])
def test_a_step_is_found_by_its_stage(stage: str) -> None:
    assert TRACE.step(stage).stage == stage


def test_a_stage_of_another_flow_is_none() -> None:
    with pytest.raises(KeyError):
        TRACE.step("grant")


@pytest.mark.parametrize(
    ("reason", "check"),
    [("token.expired", "token.lifetime"), ("rules.scope_missing", "rules.scopes"), ("token.missing", None), ("", None)],
)
def test_a_check_is_found_by_its_reason(reason: str, check: str | None) -> None:
    found = TRACE.check(reason)
    assert (found.check if found else None) == check


@pytest.mark.parametrize(("stage", "name"), [("policy", "asked"), ("response", "answered"), ("token", None)])
def test_a_tree_is_found_by_its_stage(stage: str, name: str | None) -> None:
    trace = replace(TRACE, policy={"name": "asked"}, response_policy={"name": "answered"})
    tree = trace.tree(stage)
    assert (tree["name"] if tree else None) == name
