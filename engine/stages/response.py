"""Stage `response`: what does response policy permit, remove or change? Looked at only where an answer was captured."""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped

CHECK = "response.decision"


def check_response(question: Question, known: Known) -> Answer:
    """Evaluates the response policies over the captured answer of the API; teaches `response_changes`."""
    reading = known.reading
    if known.endpoint != "api" or known.preflight:
        return all_skipped(question, "response", CHECK, "no response policy applies here")
    if reading is None or reading.kind == "none":
        return all_skipped(question, "response", CHECK, "not captured")
    if reading.kind != "success":
        return all_skipped(question, "response", CHECK, "no answer of the API that a response policy could look at")
    service, environment = known.service, question.environment
    names = () if service is None else (known.operation and known.operation.response_policy, service.response_policy)
    named = [name for name in names if name]
    if not named or environment is None or (service is not None and service.custom_policies is False):
        return all_skipped(question, "response", CHECK, "no response policy")
    return _evaluate(Notes("response", question), known, named)


def _evaluate(notes: Notes, known: Known, names: list[str]) -> Answer:
    from engine.policy import QuestionAttributes, carry_out, evaluate_policy

    assert notes.question.environment is not None
    attributes = QuestionAttributes(notes.question, known)
    changes: list[dict[str, object]] = [*known.response_changes]
    for name in names:
        result = evaluate_policy(name, notes.question.environment, attributes)
        effects = carry_out(result.created, result.decision, tree="response", attributes=attributes)
        changes += effects.response
        if result.decision == "DENY":
            notes.failed(
                CHECK, "response.denied", f"the response policy {name} denies the answer",
                seen="DENY", wanted="PERMIT", source=f"policy {name}",
            )  # fmt: skip
        elif result.decision is None or result.decision == "INDETERMINATE":
            notes.unknown(CHECK, f"the response policy {name} cannot be decided from what was captured")
        else:
            notes.passed(CHECK, f"{result.decision}  {name}", source=f"policy {name}")
    notes.learn(response_changes=tuple(changes))
    return notes.answer()
