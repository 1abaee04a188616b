"""Stage `gateway`: was it reached, did it refuse the request itself, did it reach the policy service?

It fails only on evidence: what the captured answer, the client's error or a log line says.
"""

from __future__ import annotations

from msgspec.structs import replace

from engine.models.question import Answer, Known, Question
from engine.stages.evidence import evidence_stage
from engine.stages.notes import Notes
from engine.stages.passed_claims import check_passed_claims


def check_gateway(question: Question, known: Known) -> Answer:
    """Skipped without a captured answer; else what the answer says of the gateway, and what it passed on."""
    answer = evidence_stage(question, known, "gateway", "gateway.answer")
    if not question.exchange.evidence or question.environment is None:
        return answer
    notes = Notes("gateway", question)
    check_passed_claims(notes, known)
    return replace(answer, checks=(*answer.checks, *notes.checks), step=None) if notes.checks else answer
