"""Audit events of a deployment: API services created, updated, deployed and deleted, in the words of PingOne."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec.structs import replace

from engine.audit.events import AuditEvent, Resource
from engine.environment.deployed import ServiceChange, by_name
from engine.environment.tables import Tables
from engine.redaction import redact_text
from engine.words import instant

CREATED, UPDATED = "API Service Created", "API Service Updated"
DEPLOYED, DELETED = "API Service Deployed", "API Service Deleted"
WITHDRAWN = "API Service Withdrawn"
DEPLOYMENT_TYPES = {
    CREATED: "API_SERVER.CREATED",
    UPDATED: "API_SERVER.UPDATED",
    DEPLOYED: "API_SERVER.POLICIES_DEPLOYED",
    DELETED: "API_SERVER.DELETED",
    WITHDRAWN: "API_SERVER.WITHDRAWN",
}
"""Types as a console shows them, and as an API names them; the last is our own."""
OF_KIND = {"created": (CREATED, DEPLOYED), "updated": (UPDATED, DEPLOYED), "deleted": (DELETED,)}
CLIENT = "apiwhy"


def deployment_events(
    changes: Iterable[ServiceChange], before: Tables | None, after: Tables, *, actor: str, at: datetime,
    new_id: Callable[[], str],
) -> tuple[AuditEvent, ...]:  # fmt: skip
    """The events of one deployment, in the order in which they happened; one correlation id joins them.

    `actor` is who deploys. A service of which only policies and the like changed is deployed, not updated.
    """
    services = {**by_name(before or {}, "api_services"), **by_name(after, "api_services")}
    correlation = new_id()
    kinds = [
        (change.name, kind) for change in changes for kind in (OF_KIND[change.kind] if change.own else (DEPLOYED,))
    ]
    return tuple(_event(services[name], kind, after, actor, at, new_id(), correlation) for name, kind in kinds)


def refused_events(
    names: Iterable[str], after: Tables, *, actor: str, at: datetime, new_id: Callable[[], str]
) -> tuple[AuditEvent, ...]:
    """One event for each API service that could not be deployed: what is fixed once it is saved was changed."""
    services, correlation = by_name(after, "api_services"), new_id()
    return tuple(
        replace(
            _event(services[name], DEPLOYED, after, actor, at, new_id(), correlation), result="FAILED",
            description=redact_text(f'API service "{name}" not deployed by {actor}: what is fixed was changed.'),
        )
        for name in dict.fromkeys(names)
    )  # fmt: skip


def withdrawal_events(before: Tables, *, actor: str, at: datetime, new_id: Callable[[], str]) -> tuple[AuditEvent, ...]:
    """One event for each API service of a deployed copy that is forgotten: its file counts again."""
    correlation = new_id()
    return tuple(
        _event(service, WITHDRAWN, before, actor, at, new_id(), correlation)
        for service in by_name(before, "api_services").values()
    )


def _event(
    service: Tables, kind: str, environment: Tables, actor: str, at: datetime, event_id: str, correlation: str
) -> AuditEvent:
    name, done = str(service.get("name")), kind.rpartition(" ")[2].lower()
    return AuditEvent(
        id=event_id, at=instant(at), type=kind, action_type=DEPLOYMENT_TYPES[kind], correlation_id=correlation,
        environment=_text(environment.get("name")), environment_id=_text(environment.get("id")),
        api_service=Resource(name=name, id=_text(service.get("id")), href=_text(service.get("href"))),
        client=CLIENT, user=actor, result="SUCCESS",
        description=redact_text(f'API service "{name}" {done} by {actor}.'),
    )  # fmt: skip


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
