from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.audit.descriptions import (
    describe_replay,
    describe_request,
    describe_response,
    request_failed,
    request_message,
)
from engine.replay.rows import Summary

CASES = tomllib.loads((Path(__file__).parent / "description_cases.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_what_events_say(case: dict[str, Any], make_trace: Any) -> None:
    changes = {"url": "https://api.shop.test/orders/7", **case.get("trace", {})}
    trace = make_trace(**{name: None if value == "" else value for name, value in changes.items()})
    captured = "response" in case
    failed = request_failed(trace, response_captured=captured)
    assert describe_request(trace, failed=failed) == case["request"]
    assert request_message(trace) == case["message"]
    assert failed is case["failed"][0]
    if captured:
        assert describe_response(trace) == case["response"]
        assert (trace.verdict != "allowed") is case["failed"][1]


def test_no_response_arrived(make_trace: Any) -> None:
    trace = make_trace(url="https://a.test", status=None)
    assert describe_response(trace) == 'No response from the URL "https://a.test".'


@pytest.mark.parametrize(
    ("verdicts", "differs", "bad", "said"),
    [
        ({"refused": 12, "undetermined": 0, "allowed": 28}, 2, 1, "40 requests, 12 refused, 28 allowed, 2 differ, 1 unreadable"),
        ({"refused": 1, "undetermined": 0, "allowed": 0}, 1, 0, "1 request, 1 refused, 1 differs"),
        ({"refused": 1}, 0, 0, "1 request, 1 refused"),
        ({}, 0, 3, "0 requests, 3 unreadable"),
    ],
)  # fmt: skip
def test_a_replay_says_how_many_had_which_verdict(verdicts: dict[str, int], differs: int, bad: int, said: str) -> None:
    summary = Summary(
        requests=sum(verdicts.values()),
        verdicts=verdicts,
        stages={},
        reasons={},
        differs=differs,
        foreign=0,
        hosts=(),
        bad=bad,
    )
    assert describe_replay("ticket.har", summary) == f'Capture "ticket.har" replayed: {said}.'
