"""What audit events say: one sentence about the result, one message about the evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from engine.replay.rows import Summary

AFTER_PERMIT = ("upstream", "response")
"""Stages that come after the request was let through."""
EVALUATED = ("rules", "policy")
CODE_WORDS = {
    "POLICY_EVALUATION_FAILED": "the evaluation of policy went wrong",
    "INVALID_GATEWAY_REQUEST": "the message of the gateway is not valid",
    "NO_POLICY_FOUND": "no API service was found whose policy applies",
    "UNEXPECTED_ERROR": "something went wrong that no other code names",
}


def request_failed(trace: Trace, *, response_captured: bool) -> bool:
    """Whether the request itself was refused or could not be evaluated; what comes later fails the response event."""
    if trace.verdict == "refused" and trace.decided_by in AFTER_PERMIT:
        return not response_captured
    return trace.verdict != "allowed"


def describe_request(trace: Trace, *, failed: bool) -> str:
    """One sentence, in the platform's words where it has any: `Request to the URL "…" denied by policy evaluation.`"""
    asked = f'Request to the URL "{trace.request.url}"' if trace.request.url else "Request whose URL is not shown"
    if trace.verdict == "undetermined":
        return f"{asked} could not be evaluated, {_missing(trace)}."
    stage = trace.decided_by
    if trace.verdict == "allowed" or stage in AFTER_PERMIT:
        how = "permitted by policy evaluation" if trace.decision == "PERMIT" and stage != "response" else "permitted"
        return f"{asked} {how}, then refused at {stage}: {trace.reason}." if failed else f"{asked} {how}."
    if stage == "service":
        where = f'the URL "{trace.request.url}"' if trace.request.url else "a URL that is not shown"
        return f"No API server defines policy for {where}"
    if stage == "token":
        return f"{asked} denied due to an invalid OAuth access token."
    if stage in EVALUATED:
        if trace.result_code == "POLICY_EVALUATION_FAILED":
            return f"{asked} failed because of a policy evaluation error."
        return f"{asked} denied by policy evaluation."
    return f"{asked} refused at {stage}: {trace.reason}."


def describe_response(trace: Trace) -> str:
    """One sentence about a captured response."""
    where = f'the URL "{trace.request.url}"' if trace.request.url else "a URL that is not shown"
    if trace.observed.status is None:
        return f"No response from {where}."
    said = f"Response from {where} with status {trace.observed.status}"
    if trace.decided_by == "response":
        return f"Response from {where} denied by policy evaluation."
    if trace.decided_by == "upstream":
        return f"{said}: the API itself refused or failed."
    if trace.verdict == "refused":
        return f"{said}: refused at {trace.decided_by}."
    if trace.verdict == "undetermined":
        return f"{said}: who refused is not determined."
    return f"{said} permitted{' by policy evaluation' if _response_judged(trace) else ''}."


def request_message(trace: Trace) -> str:
    """What stands beside the result code: the decision and why."""
    if trace.verdict == "undetermined":
        return f"not decided, {_missing(trace)}"
    check = trace.check(trace.reason) if trace.reason and trace.decided_by not in AFTER_PERMIT else None
    why = f": {check.summary}" if check and check.summary else ""
    if trace.result_code in CODE_WORDS:
        return f"{CODE_WORDS[trace.result_code]}{why}"
    decision = "PERMIT" if trace.decided_by in AFTER_PERMIT else trace.decision
    return f"evaluated to {decision}{why}" if decision else f"no policy was evaluated{why}"


def response_message(trace: Trace) -> str:
    """What stands beside the result code of a response event."""
    if trace.decided_by == "response":
        check = trace.check(trace.reason) if trace.reason else None
        return f"the response was denied: {check.summary}" if check and check.summary else "the response was denied"
    return "the response was let through" if _response_judged(trace) else "no response policy was evaluated"


def describe_replay(capture: str, summary: Summary) -> str:
    """One sentence about a replay run: how many requests had which verdict."""
    parts = [f"{number} {verdict}" for verdict, number in summary.verdicts.items() if number]
    parts += [f"{summary.differs} differ{'s' * (summary.differs == 1)}"] if summary.differs else []
    parts += [f"{summary.bad} unreadable"] if summary.bad else []
    requests = "1 request" if summary.requests == 1 else f"{summary.requests} requests"
    return f'Capture "{capture}" replayed: {", ".join([requests, *parts])}.'


def _response_judged(trace: Trace) -> bool:
    return any(step.stage == "response" and step.outcome == "passed" for step in trace.steps)


def _missing(trace: Trace) -> str:
    facts = tuple(dict.fromkeys(need.fact for need in trace.needs))
    if not facts:
        return "not enough is known"
    more = f" and {len(facts) - 1} more" if len(facts) > 1 else ""
    return f"not known: {facts[0]}{more}"
