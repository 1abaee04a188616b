"""Stage `upstream`: did the API itself answer, and is its answer its own refusal? It fails only on evidence."""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.stages.evidence import evidence_stage


def check_upstream(question: Question, known: Known) -> Answer:
    """Skipped without a captured answer; else what the answer says of the API itself."""
    return evidence_stage(question, known, "upstream", "upstream.answer")
