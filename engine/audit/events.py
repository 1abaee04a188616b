"""Audit events: what a diagnosis or a replay leaves behind, in the words of PingOne's audit log.

`HTTP Request Policy Evaluated` and `HTTP Response Policy Evaluated` are its types; `source` says that these are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from engine.audit.descriptions import (
    describe_replay,
    describe_request,
    describe_response,
    request_failed,
    request_message,
    response_message,
)  # fmt: skip
from engine.redaction import redact_data, redact_text
from engine.words import instant

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.models.trace import Trace
    from engine.replay.rows import Summary

SOURCE = "apiwhy"
REQUEST = "HTTP Request Policy Evaluated"
RESPONSE = "HTTP Response Policy Evaluated"
REPLAY = "Capture Replayed"
SERVICE = "API Service "
"""How the types of events about the configuration of API services begin."""
ACTION_TYPES = {
    REQUEST: "API_ACCESS_LOG_ENTRY.HTTP_REQUEST_POLICY_EVALUATED",
    RESPONSE: "API_ACCESS_LOG_ENTRY.HTTP_RESPONSE_POLICY_EVALUATED",
    REPLAY: "CAPTURE.REPLAYED",
}
"""Types as a console shows them, and as an API names them; the last is our own."""

Result = Literal["SUCCESS", "FAILED"]
NO_COUNTS: Mapping[str, int] = MappingProxyType({})


class Resource(Struct, frozen=True, kw_only=True):
    """Something that an event is about. `id` and `href` where the environment gives them."""

    name: str
    id: str | None = None
    href: str | None = None


class AuditEvent(Struct, frozen=True, kw_only=True):
    """One event. `at` is RFC 3339 in UTC, when it was asked for; the instant that was judged stands in the trace.

    `result` is FAILED where the request was refused or could not be evaluated. `decision` is the request event's only.
    `stage` and `reason` are None where nothing was refused. `trace` is the redacted trace as data (`apiwhy.trace/1`),
    `counts` how many requests of a replay had each verdict.
    """

    id: str
    at: str
    source: str = SOURCE
    type: str
    action_type: str
    correlation_id: str
    environment: str | None = None
    environment_id: str | None = None
    api_service: Resource | None = None
    operation: Resource | None = None
    gateway: Resource | None = None
    client: str | None = None
    user: str | None = None
    method: str | None = None
    url: str | None = None
    result: Result
    description: str
    result_code: str | None = None
    message: str | None = None
    status: int | None = None
    decision: str | None = None
    verdict: str | None = None
    stage: str | None = None
    reason: str | None = None
    counts: Mapping[str, int] = field(default_factory=lambda: NO_COUNTS)
    trace: Mapping[str, Any] | None = None


def events_of(
    trace: Trace, *, environment: Environment | None, event_ids: tuple[str, str], at: datetime,
    response_captured: bool, correlation_id: str | None = None,
) -> tuple[AuditEvent, ...]:  # fmt: skip
    """The events of one diagnosis: of its request, and of its response where one was captured.

    `correlation_id` joins events, by default those of this diagnosis; a replay gives its own.
    """
    from engine.models.trace_json import trace_to_dict  # the audit list opens no trace

    shared: dict[str, Any] = {
        "at": instant(at), "correlation_id": correlation_id or event_ids[0], **_about(trace, environment),
        "trace": redact_data(trace_to_dict(trace)),
    }  # fmt: skip
    failed = request_failed(trace, response_captured=response_captured)
    observed = trace.observed.status
    request = AuditEvent(
        id=event_ids[0], type=REQUEST, action_type=ACTION_TYPES[REQUEST], result="FAILED" if failed else "SUCCESS",
        description=describe_request(trace, failed=failed), message=request_message(trace),
        result_code=trace.result_code, decision=trace.decision,
        status=trace.expected.status if observed is None else observed, **shared,
    )  # fmt: skip
    if not response_captured:
        return (request,)
    by_policy = trace.decided_by == "response"
    response = AuditEvent(
        id=event_ids[1], type=RESPONSE, action_type=ACTION_TYPES[RESPONSE],
        result="SUCCESS" if trace.verdict == "allowed" else "FAILED", description=describe_response(trace),
        message=response_message(trace), result_code=trace.result_code if by_policy else None, status=observed,
        **shared,
    )  # fmt: skip
    return request, response


def _about(trace: Trace, environment: Environment | None) -> dict[str, Any]:
    matched = trace.matched
    services = {one.name: one for one in environment.api_services} if environment else {}
    gateways = {one.name: one for one in environment.gateways} if environment else {}
    service = services.get(matched.api_service or "")
    operations = {one.name: one for one in service.operations} if service else {}
    return {
        "environment": trace.environment,
        "api_service": _resource(matched.api_service, service),
        "operation": _resource(matched.operation, operations.get(matched.operation or "")),
        "gateway": _resource(matched.gateway, gateways.get(matched.gateway or "")),
        "client": matched.client, "user": matched.user,
        "method": trace.request.method, "url": trace.request.url,
        "verdict": trace.verdict, "stage": trace.decided_by, "reason": trace.reason,
    }  # fmt: skip


def _resource(name: str | None, listed: Any) -> Resource | None:
    if name is None:
        return None
    return Resource(name=name, id=getattr(listed, "id", None), href=getattr(listed, "href", None))


def replay_event(
    capture: str, summary: Summary, *, event_id: str, at: datetime, environment: str | None = None
) -> AuditEvent:
    """The event of one replay run. `capture` is the name shown; FAILED where nothing in it could be read."""
    return AuditEvent(
        id=event_id, at=instant(at), type=REPLAY, action_type=ACTION_TYPES[REPLAY], correlation_id=event_id,
        environment=environment, result="SUCCESS" if summary.requests else "FAILED",
        description=redact_text(describe_replay(capture, summary)),
        counts={**summary.verdicts, "differs": summary.differs, "unreadable": summary.bad},
    )  # fmt: skip


def event_to_dict(event: AuditEvent) -> dict[str, Any]:
    """The event as `json.dumps` takes it; every key is there."""
    data = {name: getattr(event, name) for name in AuditEvent.__struct_fields__}
    for name in ("api_service", "operation", "gateway"):
        one: Resource | None = data[name]
        data[name] = {"name": one.name, "id": one.id, "href": one.href} if one else None
    data["counts"] = dict(event.counts)
    data["trace"] = dict(event.trace) if event.trace is not None else None
    return data


def event_from_dict(data: Mapping[str, Any]) -> AuditEvent:
    """The event that data holds; keys of later versions are left out. Raises ValueError, which names what is wrong."""
    values = {name: value for name, value in data.items() if name in AuditEvent.__struct_fields__}
    for name, value in values.items():
        if not isinstance(value, _types(name)):
            raise ValueError(f"no audit event: `{name}` is {type(value).__name__}, wanted {_wanted(name)}")
    try:
        for name in ("api_service", "operation", "gateway"):
            if values.get(name) is not None:
                values[name] = Resource(**values[name])
        return AuditEvent(**values)
    except TypeError as error:
        said = str(error)
        raise ValueError(f"no audit event: {said[:1].lower()}{said[1:]}") from None


def _types(name: str) -> tuple[type, ...]:
    if name in REQUIRED:
        return (str,)
    if name == "counts":
        return (Mapping,)
    if name in ("api_service", "operation", "gateway", "trace"):
        return (Mapping, type(None))
    return (int, type(None)) if name == "status" else (str, type(None))


def _wanted(name: str) -> str:
    words = {str: "text", Mapping: "an object", int: "a number", type(None): "null"}
    return " or ".join(words[one] for one in _types(name))


REQUIRED = frozenset({"id", "at", "source", "type", "action_type", "correlation_id", "result", "description"})
