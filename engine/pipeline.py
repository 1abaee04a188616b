"""The architecture as a list: the stages of each flow, run in order over one question, folded into one trace."""

from __future__ import annotations

from msgspec.structs import replace

from engine.findings import Findings, fold
from engine.flows import in_flow, locate
from engine.hiding import hide_path_secrets
from engine.models.question import Answer, Known, Question
from engine.models.reading import NO_ANSWER, Reading
from engine.models.trace import Fix, Flow, Trace
from engine.stages.gateway import check_gateway
from engine.stages.operation import check_operation
from engine.stages.passive import Stage
from engine.stages.policy import check_policy
from engine.stages.request import check_request
from engine.stages.response import check_response
from engine.stages.rules import check_rules
from engine.stages.service import check_service
from engine.stages.token import check_token
from engine.stages.upstream import check_upstream
from engine.verdict import settle

RESOURCE: tuple[tuple[str, Stage], ...] = (
    ("request", check_request),
    ("gateway", check_gateway),
    ("service", check_service),
    ("token", check_token),
    ("operation", check_operation),
    ("rules", check_rules),
    ("policy", check_policy),
    ("upstream", check_upstream),
    ("response", check_response),
)
"""The rooms that a call to an API passes through."""

BY_TOKEN = frozenset({"rules.scope_missing", "token.audience_mismatch", "token.audience_missing", "token.expired"})
"""Reasons that another token settles, so that the request for it is worth telling."""


def stages_of(flow: Flow) -> tuple[tuple[str, Stage], ...]:
    """The stages of a flow, in order. Most requests go to an API, so that those of the other flows are loaded late."""
    if flow == "resource":
        return RESOURCE
    from engine.issuing_stages import ISSUING

    return ISSUING[flow]


def find(question: Question) -> Findings:
    """Runs every stage of the question's flow; none is left out after a failure."""
    known = locate(question)
    reading = _read(question, known)
    if known.reading is not reading:
        known = replace(known, reading=reading)
    if reading.flow is not None:
        known = in_flow(known, reading.flow, question.exchange.request)
    answers: list[tuple[str, Answer]] = []
    for name, check in stages_of(known.flow):
        answer = check(question, known)
        known = replace(known, **answer.learnt) if answer.learnt else known
        answers.append((name, answer))
    return fold(known, answers)


def _read(question: Question, known: Known) -> Reading:
    """What was answered. Most questions have no answer, so that what reads one is loaded late."""
    if question.exchange.response is None and not question.exchange.evidence:
        return NO_ANSWER
    from engine.evidence.reading import read_answer

    return read_answer(question, known)


def _fixes(question: Question, trace: Trace, known: Known) -> tuple[Fix, ...]:
    if trace.verdict != "refused":
        return ()
    from engine.fixes import propose_fixes

    return propose_fixes(question, trace, known, find)


def _with_token_request(question: Question, trace: Trace, known: Known) -> Trace:
    """Where the token is at fault, the token request that would be right. Only for environments with servers to ask."""
    environment = question.environment
    if trace.verdict != "refused" or environment is None or not environment.authorization_servers:
        return trace
    reasons = tuple(one for one in (trace.reason or "", *trace.also) if one in BY_TOKEN)
    if known.flow != "resource" or not reasons:
        return trace
    from engine.issuing.chain import right_request

    wanted = right_request(question, known, reasons)
    return replace(trace, token_request=wanted) if wanted is not None else trace


def diagnose(question: Question, *, fixes: bool = True) -> Trace:
    """Everything there is to say about one exchange, redacted. Never raises for a bad request: it finds.

    Without `fixes` nothing is proposed, which spares a refused request several more runs of the engine.
    """
    findings = find(question)
    trace = settle(question, findings)
    proposed = _fixes(question, trace, findings.known) if fixes else ()
    trace = replace(trace, fixes=proposed) if proposed else trace
    trace = _with_token_request(question, trace, findings.known) if fixes else trace
    path = findings.known.url.path if findings.known.url else ""
    return hide_path_secrets(trace, findings.known.path_parameters, path)
