"""What was found when an audit event was written: its diagnosis, to be read again but not judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.models.trace_json import trace_from_dict
from tui.inputs import Inputs
from tui.workbench import Diagnosis

if TYPE_CHECKING:
    from engine.adapters.store import AuditStore


class NoDiagnosis(Exception):
    """An event has no diagnosis that can be shown; its text is what the user is told."""


def past_diagnosis(store: AuditStore, event_id: str, environment: str | None) -> Diagnosis:
    """The diagnosis of an event; `environment` is the one chosen now, and stays. Raises NoDiagnosis, StoreProblem."""
    event = store.get(event_id)
    if event is None or event.trace is None:
        raise NoDiagnosis("this event was pruned meanwhile, and its diagnosis with it")
    try:
        trace = trace_from_dict(event.trace)
    except ValueError as error:
        raise NoDiagnosis(f"its diagnosis cannot be read: {error}") from None
    against = f"against {trace.environment}" if trace.environment else "without an environment"
    said = f"{trace.recognised}, verified when captured {against}, audit of {event.at.replace('T', ' ')}"
    return Diagnosis(inputs=Inputs(environment=environment), trace=replace(trace, recognised=said))
