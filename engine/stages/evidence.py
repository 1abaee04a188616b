"""What stages that cannot be predicted say: nothing without a captured answer, else whether it passed them."""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped


def evidence_stage(question: Question, known: Known, stage: str, check: str) -> Answer:
    """The answer of `gateway` or `upstream`. The failure itself is added where the answer is weighed."""
    reading = known.reading
    if known.endpoint == "metadata" or (known.endpoint == "userinfo" and stage == "gateway"):
        return all_skipped(check, "does not apply here")
    if reading is None or reading.kind == "none":
        return all_skipped(check, "not captured")
    notes = Notes(stage, question)
    if reading.kind == "success" or reading.past(stage):
        notes.passed(check, f"answered {reading.status}" if reading.status else "answered", source="captured answer")
    else:
        notes.skipped(
            check, "no answer arrived" if reading.answered_by == "nobody" else "the captured answer does not say"
        )
    return notes.answer()
