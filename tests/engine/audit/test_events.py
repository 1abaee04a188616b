from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from engine.audit.events import (
    ACTION_TYPES,
    REPLAY,
    REQUEST,
    RESPONSE,
    Resource,
    event_from_dict,
    event_to_dict,
    events_of,
    replay_event,
)  # fmt: skip
from engine.environment.model import ApiService, Environment, Gateway, Operation
from engine.models.trace import Check, Step, Trace
from engine.models.trace_json import trace_from_dict
from engine.replay.rows import Summary

AT = datetime(2026, 3, 4, 10, 11, 12, 345678, tzinfo=UTC)
IDS = ("e-1", "e-2")
WORLD = Environment(
    name="meme-game",
    gateways=(Gateway(name="kong-edge", id="g-1", href="https://console.test/gateways/g-1"),),
    api_services=(
        ApiService(
            name="Meme Game", id="s-1", base_urls=("https://localhost:8443/meme-game",),
            operations=(Operation(name="Answer", href="https://console.test/operations/o-1", paths=("/x",)),),
        ),
    ),
)  # fmt: skip


def test_one_event_for_a_request(expired: Trace) -> None:
    (event,) = events_of(expired, environment=WORLD, event_ids=IDS, at=AT, response_captured=False)
    assert (event.id, event.correlation_id, event.at, event.source) == ("e-1", "e-1", "2026-03-04T10:11:12Z", "apiwhy")
    assert (event.type, event.action_type) == (REQUEST, "API_ACCESS_LOG_ENTRY.HTTP_REQUEST_POLICY_EVALUATED")
    assert event.api_service == Resource(name="Meme Game", id="s-1")
    assert event.operation == Resource(name="Answer", href="https://console.test/operations/o-1")
    assert event.gateway is None or event.gateway.id == "g-1"
    assert (event.client, event.user, event.method) == ("game-web", "user.0", "POST")
    assert (event.result, event.decision, event.result_code) == ("FAILED", "DENY", "POLICY_EVALUATION_SUCCEEDED")
    assert (event.verdict, event.stage, event.reason, event.status) == ("refused", "token", "token.expired", 401)


def test_two_where_a_response_was_captured(make_trace: Any) -> None:
    trace = make_trace(decided_by="response", reason="response.denied", status=200)
    request, response = events_of(trace, environment=WORLD, event_ids=IDS, at=AT, response_captured=True)
    assert (request.id, response.id, response.correlation_id) == ("e-1", "e-2", "e-1")
    assert (response.type, response.action_type) == (RESPONSE, "API_ACCESS_LOG_ENTRY.HTTP_RESPONSE_POLICY_EVALUATED")
    assert (request.result, response.result) == ("SUCCESS", "FAILED")
    assert response.decision is None
    assert response.status == 200


def test_things_that_the_environment_does_not_name_have_no_id(expired: Trace) -> None:
    (event,) = events_of(expired, environment=None, event_ids=IDS, at=AT, response_captured=False)
    assert event.api_service == Resource(name="Meme Game")


def test_a_gateway_has_its_link(make_trace: Any) -> None:
    trace = make_trace(matched={"gateway": "kong-edge"})
    (event,) = events_of(trace, environment=WORLD, event_ids=IDS, at=AT, response_captured=False)
    assert event.gateway == Resource(name="kong-edge", id="g-1", href="https://console.test/gateways/g-1")
    assert event.api_service is None


def test_the_instant_is_written_in_utc(expired: Trace) -> None:
    there = AT.astimezone(timezone(timedelta(hours=9)))
    (event,) = events_of(expired, environment=None, event_ids=IDS, at=there, response_captured=False)
    assert event.at == "2026-03-04T10:11:12Z"


def test_the_trace_can_be_opened_again_without_its_secrets(expired: Trace) -> None:
    check = Check(check="token.presented", outcome="failed", seen="Authorization: Bearer a1b2c3d4e5f6g7h8")
    leaky = replace(expired, steps=(Step(stage="token", outcome="failed", checks=(check,)),))
    (event,) = events_of(leaky, environment=None, event_ids=IDS, at=AT, response_captured=False)
    assert event.trace is not None
    again = trace_from_dict(event.trace)
    assert again.steps[0].checks[0].seen == "Authorization: Bearer •••"
    assert replace(again, steps=expired.steps) == expired


def test_events_of_one_replay_share_its_id(expired: Trace) -> None:
    (event,) = events_of(
        expired, environment=None, event_ids=IDS, at=AT, response_captured=False, correlation_id="run-1"
    )
    assert event.correlation_id == "run-1"


@pytest.mark.parametrize(("requests", "result"), [(3, "SUCCESS"), (0, "FAILED")])
def test_a_replay_has_one_event_with_its_counts(requests: int, result: str) -> None:
    verdicts = {"refused": requests, "undetermined": 0, "allowed": 0}
    summary = Summary(
        requests=requests, verdicts=verdicts, stages={}, reasons={}, differs=1, foreign=0, hosts=(), bad=2
    )
    event = replay_event("ticket.har", summary, event_id="e-9", at=AT, environment="shop")
    assert (event.type, event.action_type, event.result) == (REPLAY, ACTION_TYPES[REPLAY], result)
    assert event.counts == {**verdicts, "differs": 1, "unreadable": 2}
    assert (event.verdict, event.decision, event.environment) == (None, None, "shop")


def test_an_event_survives_json(expired: Trace) -> None:
    for event in events_of(expired, environment=WORLD, event_ids=IDS, at=AT, response_captured=True):
        assert event_from_dict(json.loads(json.dumps(event_to_dict(event)))) == event


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "401"}, "`status` is str, wanted a number or null"),
        ({"id": None}, "`id` is NoneType, wanted text"),
        ({"trace": []}, "`trace` is list, wanted an object or null"),
        ({"counts": 1}, "`counts` is int, wanted an object"),
        ({"api_service": {"title": "x"}}, "no audit event: unexpected keyword argument 'title'"),
    ],
)
def test_what_is_no_event_is_named(make_event: Any, change: dict[str, Any], said: str) -> None:
    data = event_to_dict(make_event())
    with pytest.raises(ValueError, match="no audit event") as raised:
        event_from_dict({**data, **change})
    assert said in str(raised.value)


def test_what_is_missing_is_named_and_what_is_new_is_left_out(make_event: Any) -> None:
    data = event_to_dict(make_event())
    assert event_from_dict({**data, "later": 1}) == make_event()
    del data["description"]
    with pytest.raises(ValueError, match="description"):
        event_from_dict(data)
