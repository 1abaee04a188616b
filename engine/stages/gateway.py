"""Stage `gateway`: was it reached, did it refuse the request itself, did it reach the policy service?

It fails only on evidence: what the captured answer, the client's error or a log line says.
"""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.stages.evidence import evidence_stage


def check_gateway(question: Question, known: Known) -> Answer:
    """Skipped without a captured answer; else what the answer says of the gateway."""
    return evidence_stage(question, known, "gateway", "gateway.answer")
