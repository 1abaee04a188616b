"""A trace to start from: the example `expired`, changed by each case."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.audit.events import AuditEvent, event_from_dict
from engine.models.trace import Matched, Need, Observed, RequestLine, Step, Trace
from engine.models.trace_json import trace_from_dict

EXPIRED = Path(__file__).parents[2] / "data" / "traces" / "expired.json"
AT = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)

MakeTrace = Callable[..., Trace]
MakeEvent = Callable[..., AuditEvent]


@pytest.fixture(scope="session")
def expired() -> Trace:
    return trace_from_dict(json.loads(EXPIRED.read_text("utf-8")))


@pytest.fixture
def make_trace(expired: Trace) -> MakeTrace:
    """The example with some of it changed: `url`, `status`, `needs` and `response` (outcome of that stage) are short forms."""

    def make(**changes: Any) -> Trace:
        if "url" in changes:
            changes["request"] = RequestLine(method="GET", url=changes.pop("url"))
        if "status" in changes:
            changes["observed"] = Observed(status=changes.pop("status"), answered_by="gateway")
        if "needs" in changes:
            changes["needs"] = tuple(Need(stage="rules", check="x", fact=fact, give="y") for fact in changes["needs"])
        if "response" in changes:
            changes["steps"] = (*expired.steps[:-1], Step(stage="response", outcome=changes.pop("response")))
        if "matched" in changes:
            changes["matched"] = Matched(**changes["matched"])
        return replace(expired, **changes)

    return make


@pytest.fixture
def make_event() -> MakeEvent:
    """A request event of a refusal, with some of it changed."""

    def make(**changes: Any) -> AuditEvent:
        data: dict[str, Any] = {
            "id": "e-1", "at": "2026-03-04T10:11:12Z", "source": "apiwhy", "type": "HTTP Request Policy Evaluated",
            "action_type": "API_ACCESS_LOG_ENTRY.HTTP_REQUEST_POLICY_EVALUATED", "correlation_id": "e-1",
            "environment": "meme-game", "api_service": {"name": "Meme Game", "id": "s-1", "href": None},
            "operation": {"name": "Answer", "id": None, "href": None}, "client": "game-web", "user": "user.0",
            "method": "POST", "url": "https://localhost:8443/meme-game/api/v1/users/user.0/answers", "result": "FAILED",
            "description": 'Request to the URL "https://localhost:8443/x" denied due to an invalid OAuth access token.',
            "result_code": "POLICY_EVALUATION_SUCCEEDED", "message": "evaluated to DENY", "status": 401, "decision": "DENY",
            "verdict": "refused", "stage": "token", "reason": "token.expired",
        }  # fmt: skip
        return event_from_dict({**data, **changes})

    return make
