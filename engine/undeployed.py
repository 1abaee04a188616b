"""What the deployed copy decides beside what the file would: said in the trace, with both verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.models.trace import Assumption, Fix, Trace
from engine.pipeline import diagnose

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.models.deployment import Deployment
    from engine.models.question import Question

REASON = "service.undeployed_changes"


def beside_draft(
    trace: Trace, question: Question, deployment: Deployment, draft: Environment | None, *, command: str
) -> Trace:
    """The trace, which says that the deployed copy judged; where the draft decides otherwise, that and what it decides.

    `draft` is None where the file has not changed since. `command` is what deploys it.
    """
    if draft is None:
        return _assuming(trace, f"judged {deployment.said}")
    drafted = diagnose(replace(question, environment=draft), fixes=False)
    if _decision(drafted) == _decision(trace):
        return _assuming(trace, f"judged {deployment.said}; the file has changed since")
    then = f"the file has changed since, and decides otherwise once it is deployed: {_verdict(drafted)}"
    said = _assuming(trace, f"judged {deployment.said}: {_verdict(trace)}; {then}", REASON)
    if trace.verdict != "refused" or drafted.expected.verdict != "allowed" or trace.expected.reason != trace.reason:
        return said
    fix = Fix(
        reasons=(str(trace.reason), *trace.also), owner="api_administrator", proved=True,
        change=f"deploy what the file has changed since: {command}",
    )  # fmt: skip
    return replace(said, fixes=(*said.fixes, fix))


def _decision(trace: Trace) -> tuple[object, ...]:
    """What the environment predicts: an answer that was captured is the same whatever the file says."""
    expected = trace.expected
    return expected.verdict, expected.decided_by, expected.reason, expected.also


def _verdict(trace: Trace) -> str:
    expected = trace.expected
    if expected.verdict != "refused":
        return expected.verdict
    return f"refused at {expected.decided_by} ({', '.join((expected.reason or '', *expected.also))})"


def _assuming(trace: Trace, text: str, entry: str | None = None) -> Trace:
    return replace(trace, assumptions=(Assumption(stage="service", text=text, entry=entry), *trace.assumptions))
