"""Every fault of binding, introspection, step-up, keys, clocks and profile ends in a reason of the guide."""

from __future__ import annotations

import tomllib

import pytest

from tests.support.sources import ROOT
from tests.support.world import catalog

FAULTS: dict[str, str] = tomllib.loads((ROOT / "tests" / "data" / "binding_faults.toml").read_text("utf-8"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_a_reason_with_its_page_and_its_scenario(fault: str) -> None:
    reason = FAULTS[fault]
    assert reason in catalog().reasons
    assert catalog().entry(reason) is not None
    assert reason in {scenario.reason for scenario in catalog().scenarios}
