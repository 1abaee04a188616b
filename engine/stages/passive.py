"""Stages of the token and authorization flows: told from the captured answer; predicting them needs more facts."""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.models.trace import Flow
from engine.stages.notes import Notes, all_skipped

NOT_AT: dict[str, frozenset[str]] = {
    "introspection": frozenset({"grant_type", "grant", "scope", "access_policy"}),
    "revocation": frozenset({"grant_type", "grant", "scope", "access_policy"}),
    "par": frozenset({"grant_type", "grant"}),
    "device_authorization": frozenset({"grant_type", "grant"}),
    "registration": frozenset({"client", "grant_type", "grant", "scope", "access_policy"}),
}
"""Stages of the token flow that do not apply at an endpoint."""


def check_passive(flow: Flow, stage: str, question: Question, known: Known) -> Answer:
    """Passed where the answer shows it, unknown where nothing does. A failure is added where the answer is weighed."""
    check = f"{stage}.answer"
    if stage in NOT_AT.get(known.endpoint, ()):
        return all_skipped(check, f"does not apply at the {known.endpoint} endpoint")
    reading = known.reading
    notes = Notes(stage, question)
    if reading is not None and reading.kind == "success":
        notes.passed(check, "as the answer shows", source="captured answer")
        return notes.answer()
    if reading is None or reading.kind == "none":
        notes.unknown(
            check, "no answer was captured",
            fact="what the server answered", give="--response FILE, or the request with its response",
        )  # fmt: skip
    elif not reading.stages:
        notes.unknown(check, "the answer does not say")
    elif stage not in reading.stages:
        notes.unknown(check, f"the answer names {reading.stages[0]}; of this stage it says nothing")
    return notes.answer()
