"""Stages of the token and authorization flows beside the captured answer: what it shows, and what does not apply."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from engine.models.question import Answer, Known, Question
from engine.models.trace import Check
from engine.stages.notes import Notes, all_skipped

Stage = Callable[[Question, Known], Answer]

NOT_AT: dict[str, frozenset[str]] = {
    "introspection": frozenset({"grant_type", "grant", "scope", "access_policy"}),
    "revocation": frozenset({"grant_type", "grant", "scope", "access_policy"}),
    "par": frozenset({"grant_type", "grant"}),
    "device_authorization": frozenset({"grant_type", "grant"}),
    "registration": frozenset({"client", "grant_type", "grant", "scope", "access_policy"}),
}
"""Stages of the token flow that do not apply at an endpoint."""


def beside_answer(stage: str, check: Stage) -> Stage:
    """A stage that predicts, with what the captured answer shows of it where the prediction leaves it open."""
    return partial(_judge, stage, check)


def _judge(stage: str, check: Stage, question: Question, known: Known) -> Answer:
    if stage in NOT_AT.get(known.endpoint, ()):
        return all_skipped(f"{stage}.answer", f"does not apply at the {known.endpoint} endpoint")
    answer = check(question, known)
    if not answer.checks:
        return replace(_told(stage, question, known), learnt=answer.learnt)
    open_yet = any(one.outcome == "unknown" for one in answer.checks)
    if open_yet and _succeeded(known) and not any(one.outcome == "failed" for one in answer.checks):
        return replace(answer, checks=(_shown(stage),), needs=(), step=None)
    return answer


def _succeeded(known: Known) -> bool:
    return known.reading is not None and known.reading.kind == "success"


def _shown(stage: str) -> Check:
    return Check(
        check=f"{stage}.answer", outcome="passed", basis="observed", summary="as the answer shows",
        source="captured answer",
    )  # fmt: skip


def _told(stage: str, question: Question, known: Known) -> Answer:
    """Passed where the answer shows it, unknown where nothing does. A failure is added where the answer is weighed."""
    check, reading = f"{stage}.answer", known.reading
    if _succeeded(known):
        return Answer(checks=(_shown(stage),))
    notes = Notes(stage, question)
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
