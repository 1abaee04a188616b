"""The architecture as a list: the stages of each flow, run in order over one question, folded into one trace."""

from __future__ import annotations

from msgspec.structs import replace

from engine.findings import Findings, fold
from engine.flows import in_flow, locate
from engine.hiding import hide_path_secrets
from engine.models.question import Answer, Known, Question
from engine.models.reading import Reading
from engine.models.trace import Fix, Trace
from engine.stages.access_policy import check_access_policy
from engine.stages.client import check_client
from engine.stages.endpoint import check_endpoint
from engine.stages.gateway import check_gateway
from engine.stages.grant import check_grant
from engine.stages.grant_type import check_grant_type
from engine.stages.issue import check_issue
from engine.stages.operation import check_operation
from engine.stages.parameters import check_parameters
from engine.stages.passive import Stage, beside_answer
from engine.stages.policy import check_policy
from engine.stages.redirect import check_redirect
from engine.stages.request import check_request
from engine.stages.response import check_response
from engine.stages.rules import check_rules
from engine.stages.scope import check_scope
from engine.stages.service import check_service
from engine.stages.token import check_token
from engine.stages.upstream import check_upstream
from engine.stages.user import check_user
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

TOKEN: tuple[tuple[str, Stage], ...] = (
    ("endpoint", check_endpoint),
    ("parameters", check_parameters),
    ("client", check_client),
    ("grant_type", check_grant_type),
    ("grant", check_grant),
    ("scope", check_scope),
    ("access_policy", check_access_policy),
    ("issue", check_issue),
)
"""The rooms that a request to a token endpoint, or to one beside it, passes through."""

AUTHORIZATION: tuple[tuple[str, Stage], ...] = (
    ("endpoint", check_endpoint),
    ("client", check_client),
    ("redirect", check_redirect),
    ("parameters", check_parameters),
    ("user", check_user),
    ("scope", check_scope),
    ("access_policy", check_access_policy),
)
"""The rooms that a request to an authorization endpoint passes through."""

STAGES: dict[str, tuple[tuple[str, Stage], ...]] = {
    "resource": RESOURCE,
    "token": tuple((name, beside_answer(name, check)) for name, check in TOKEN),
    "authorization": tuple((name, beside_answer(name, check)) for name, check in AUTHORIZATION),
}

NO_ANSWER = Reading(kind="none")


def find(question: Question) -> Findings:
    """Runs every stage of the question's flow; none is left out after a failure."""
    known = locate(question)
    reading = _read(question, known)
    known = replace(known, reading=reading)
    if reading.flow is not None:
        known = in_flow(known, reading.flow)
    answers: list[tuple[str, Answer]] = []
    for name, check in STAGES[known.flow]:
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


def diagnose(question: Question, *, fixes: bool = True) -> Trace:
    """Everything there is to say about one exchange, redacted. Never raises for a bad request: it finds.

    Without `fixes` nothing is proposed, which spares a refused request several more runs of the engine.
    """
    findings = find(question)
    trace = settle(question, findings)
    proposed = _fixes(question, trace, findings.known) if fixes else ()
    trace = replace(trace, fixes=proposed) if proposed else trace
    path = findings.known.url.path if findings.known.url else ""
    return hide_path_secrets(trace, findings.known.path_parameters, path)
