"""The stages of each flow, in the order of the contract."""

from __future__ import annotations

from typing import get_args

from engine.models.checks import FLOWS
from engine.models.trace import Flow
from tests.support.world import catalog


def test_each_flow_has_its_stages_in_order() -> None:
    assert tuple(FLOWS) == get_args(Flow)
    assert " ".join(FLOWS["resource"]) == "request gateway service token operation rules policy upstream response"
    assert " ".join(FLOWS["token"]) == "endpoint parameters client grant_type grant scope access_policy issue"
    assert " ".join(FLOWS["authorization"]) == "endpoint client redirect parameters user scope access_policy"


def test_the_stage_of_every_reason_is_one_of_them() -> None:
    stages = {stage for names in FLOWS.values() for stage in names}
    for reason in catalog().reasons:
        assert reason.partition(".")[0] == catalog().reason(reason).stage
        assert catalog().reason(reason).stage in stages
